# The same charges file, byte for byte, for any number of threads, time zone and
# locale; a run that changes nothing keeps the file.
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > calls.csv
sed -n '1,9000p' calls.csv > one.csv
sed -n '1p;9001,$p' calls.csv > two.csv
toll-import -B book -q one.csv > /dev/null
toll-import -B book -q two.csv > /dev/null
cp -r book fresh

t toll-rate -B book -t 1
for threads in 1 2 7; do
	t toll-rate -B book -t $threads
done
sha256sum < book/charges/2026-10.1.db > want
n=0
for setting in "-t 2 UTC C" "-t 7 Asia/Kathmandu C.UTF-8" \
    "-t 1 America/New_York de_DE.UTF-8" "-t 3 Australia/Lord_Howe C"; do
	set -- $setting
	n=$((n + 1))
	cp -r fresh other.$n
	TZ=$3 LC_ALL=$4 LANG=$4 toll-rate -B other.$n -q $1 $2 > /dev/null
	sha256sum < other.$n/charges/2026-10.1.db | cmp - want &&
	    echo "$setting: the same bytes"
done

# whatever the memory: what is more goes to a file that has no name
for mib in 1 2 9; do
	cp -r fresh small.$mib
	printf '\n[rating]\nmemory_mib = %s\n' $mib >> small.$mib/book.conf
	for threads in 1 3; do
		rm -f small.$mib/charges/*.db
		rm -rf other.$mib.$threads
		cp -r small.$mib other.$mib.$threads
		toll-rate -B other.$mib.$threads -q -t $threads > /dev/null
		sha256sum < other.$mib.$threads/charges/2026-10.1.db |
		    cmp - want &&
		    echo "$mib MiB, $threads threads: the same bytes"
		toll-whatif -B other.$mib.$threads --sums --period 2026-10 \
		    -t $threads > whatif.$mib.$threads 2>&1
	done
done
cat whatif.* | md5sum | cut -d ' ' -f 1 > sums
toll-whatif -B fresh --sums --period 2026-10 > whatif
cat whatif whatif whatif whatif whatif whatif | md5sum | cut -d ' ' -f 1 |
    cmp - sums && echo "whatif: the same sums"

# another order of import: the same calls, the same prices
toll-init -B turned -z Europe/Berlin --demo > /dev/null
toll-import -B turned -q two.csv > /dev/null
toll-import -B turned -q one.csv > /dev/null
toll-rate -B turned -q > /dev/null
for b in book turned; do
	toll-report -B $b charges --period 2026-10 --format csv > $b.csv
done
cmp book.csv turned.csv && echo "imported in another order: the same charges"

t sqlite3 book/charges/2026-10.1.db 'PRAGMA integrity_check'
t sqlite3 book/book.db 'SELECT period, run, file, current, calls, charged,
	charges, unrated, listed FROM rating_run'
t ls book/charges
