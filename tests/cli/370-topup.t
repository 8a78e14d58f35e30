# One top-up, once, and every attempt in the journal.
toll-init -B book --demo >/dev/null
journal() {
	sqlite3 -separator '  ' book/book.db "SELECT attempt, customer, ref,
	    coalesce(amount_e8 / 100000000.0, 'voucher'), outcome,
	    coalesce(load, '-'), detail FROM topup_attempt WHERE attempt > $1"
}
t toll-topup -B book C1401 20
t toll-topup -B book C1401 20.50 --ref cash-1 --at 2026-11-01T12:00:00+01:00
t toll-topup -B book C1402 --voucher ISAR-9MB1-2026 --json
t toll-topup -B book C1403 7 --package prepaid-start --quiet
t toll-dump -B book topups

# double use: of a ref for the same it is done already, else it is refused
t toll-topup -B book C1401 20.50 --ref cash-1
t toll-topup -B book C1401 20.50 --ref cash-1 --at 2026-11-01T12:00:00+01:00
t toll-topup -B book C1401 20.50 --ref cash-1 --at 2026-11-01T12:00:01+01:00
t toll-topup -B book C1401 20.51 --ref cash-1
t toll-topup -B book C1402 20.50 --ref cash-1
t toll-topup -B book C1401 --voucher ISAR-9MB1-2026 --ref cash-1
t toll-topup -B book C1402 --voucher ISAR-9MB1-2026
t toll-topup -B book C1401 --voucher ISAR-9MB1-2026
t toll-topup -B book C1402 5 --ref T-0001

# the other rules
t toll-topup -B book C1402 --voucher ISAR-3TX8-2026
t toll-topup -B book C1401 --voucher ISAR-3TX8-2026 --now 2027-01-01T00:00:01Z
t toll-topup -B book C1401 --voucher NO-SUCH-CODE
t toll-topup -B book nobody 5
t toll-topup -B book C1401 5 --at 2026-09-30T23:59:59+02:00
t toll-topup -B book C1401 5 --at 2026-11-03T00:00:00+01:00
t toll-topup -B book C1401 5 --package none
printf 'code,reseller,amount,currency,valid_until\nOTHERS,cheapcall,5,EUR,2027-12-31\nDOLLARS,,5,USD,2027-12-31\n' > vouchers.csv
t toll-load -B book vouchers.csv
t toll-topup -B book C1401 --voucher OTHERS
t toll-topup -B book C1401 --voucher DOLLARS
printf 'ref,contact,kind,status\nC1402,c1402,mobile,locked\n' > customers.csv
toll-dump -B book customers | sed -n '1p; s/^\(C1402,[^,]*,[^,]*\),active/\1,locked/p' \
    > customers.csv
t toll-load -B book -q customers.csv
t toll-topup -B book C1402 5
t toll-topup -B book C1401 -- -5
t toll-topup -B book C1401 0
t toll-topup -B book C1401 1.000000001
t toll-topup -B book C1401
t toll-topup -B book C1401 5 --voucher X
t toll-topup -B nowhere C1401 5
t journal 0
sqlite3 book/book.db "UPDATE topup_attempt SET outcome = 'booked'" 2>&1 | sed 's/ (19)//'
sqlite3 book/book.db "DELETE FROM topup_attempt" 2>&1 | sed 's/ (19)//'

# dump and load are inverse with them, and the book is sound
toll-dump -B book -o all
t toll-load -B book all
t toll-check -B book

# what is billed stays
t toll-close -B book --until 2026-11-01 -q
t toll-topup -B book C1401 5 --ref late --at 2026-10-31T23:59:59+01:00
t toll-topup -B book C1401 5 --ref next --at 2026-11-01T00:00:00+01:00
printf 'ref,customer,time,amount\nlate,C1401,2026-10-31T23:59:59+01:00,5\n' > topups.csv
t toll-load -B book topups.csv

# somebody else writes
mkfifo hold
flock book/lock sh -c 'read -r line < hold' &
for i in 1 2 3 4 5 6 7 8 9 10; do
	flock -n book/lock true || break
	sleep 0.1
done
status=0
toll-topup -B book C1401 9 --ref busy > out 2>&1 || status=$?
echo "status $status: $(sed 's/ (pid [0-9]*)//' out | cut -c1-60)"
echo > hold
wait
t toll-topup -B book C1401 9 --ref busy
t toll-topup -B book C1401 9 --ref busy

# two at once book one
rm -f hold
for i in 1 2 3 4 5 6; do
	toll-topup -B book C1401 3 --ref race >/dev/null 2>&1 &
done
wait
t sqlite3 book/book.db "SELECT count(*) FROM topups WHERE ref = 'race'"

# killed at any write: nothing or all of it, and again books once
cp -R book blank
rows() {
	sqlite3 "$1/book.db" "SELECT count(*) FROM topups WHERE ref = 'once';
	    SELECT count(*) FROM topup_attempt WHERE ref = 'once'
	    AND outcome = 'booked'; SELECT count(*) FROM loads" | tr '\n' ' '
}
blank=$(rows blank)
toll-topup -B blank C1401 4 --ref once >/dev/null
full=$(rows blank)
rm -rf blank
cp -R book blank
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	for at in pwrite64:1 pwrite64:2 pwrite64:3 pwrite64:5 pwrite64:8 \
		pwrite64:12 pwrite64:16 fdatasync:1 fdatasync:2 fsync:1
	do
		rm -rf book
		cp -R blank book
		strace -f -o /dev/null -e trace="${at%:*}" \
		    -e inject="${at%:*}:signal=KILL:when=${at#*:}" \
		    toll-topup -B book C1401 4 --ref once >/dev/null 2>&1 || :
		got=$(rows book)
		[ "$got" = "$blank" ] || [ "$got" = "$full" ] ||
		    echo "$at: neither before nor after: $got"
		toll-topup -B book C1401 4 --ref once >/dev/null 2>&1 ||
		    echo "$at: not again"
		[ "$(rows book)" = "$full" ] || echo "$at: $(rows book)"
	done
fi
t toll-check -B book
