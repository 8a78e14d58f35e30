# Killed at any time: the credit note is there with all that it cancels, or
# nothing of it is, and running again ends with the same.
. "$here/../fixtures/close/book.sh"
book_of_charges blank
rated blank 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
toll-close -B blank --until 2026-11-01 -q > /dev/null
facts() {
	sqlite3 -cmd '.timeout 20000' "$1/book.db" "
		SELECT * FROM document; SELECT * FROM document_line;
		SELECT * FROM credit_line; SELECT * FROM document_tax;
		SELECT * FROM closing; SELECT * FROM outbox"
}
credit() {
	toll-credit -B "$1" --reason "wrong" INV2026-000018 -q > /dev/null 2>&1
}
facts blank > blank.txt
cp -R blank want
credit want
facts want > want.txt
cp -R blank book
for delay in 0.001 0.002 0.003 0.004 0.005 0.006 0.007 0.008 0.01 0.012 0.015 \
	0.02 0.025 0.03
do
	timeout -s KILL "$delay" toll-credit -B book --reason "wrong" \
	    INV2026-000018 -q > /dev/null 2>&1 || :
	facts book > got.txt
	if cmp -s got.txt want.txt; then
		credit book && echo "credited twice"
		facts book | cmp -s - want.txt || echo "changed by a second run"
		rm -rf book
		cp -R blank book
	elif ! cmp -s got.txt blank.txt; then
		echo "killed after $delay s: neither before nor after"
	fi
done
credit book
facts book | cmp - want.txt && echo "the same credit note"

if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	for at in pwrite64:1 pwrite64:2 pwrite64:3 pwrite64:5 pwrite64:8 \
		pwrite64:12 pwrite64:16 pwrite64:20 fdatasync:1 fdatasync:2
	do
		rm -rf book
		cp -R blank book
		strace -f -o /dev/null -e trace="${at%:*}" \
		    -e inject="${at%:*}:signal=KILL:when=${at#*:}" \
		    toll-credit -B book --reason "wrong" INV2026-000018 -q \
		    >/dev/null 2>&1 || :
		facts book > got.txt
		cmp -s got.txt blank.txt || cmp -s got.txt want.txt ||
		    echo "$at: neither before nor after"
		credit book || :
		facts book | cmp -s - want.txt ||
		    echo "$at: not the same credit note again"
	done
fi
echo done
