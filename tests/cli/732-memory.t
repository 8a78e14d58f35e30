# One customer with ten times the calls: closing, drawing, reports and checks
# take the memory that they take for a tenth.
if grep -qa -e __asan_init -e __tsan_init "$(command -v toll-close)"; then
	echo "skipped: a sanitizer has its own heap"
	exit 0
fi
# shellcheck disable=SC1091  # beside this file
. "$here/lib/calls.sh"

# book NAME CALLS
book() {
	mkdir -p "$1.data/book"
	generate -n "$2" -c 1 -u 1 -p 500 "$1.data"
	printf 'country,category,rate,valid_from\nDE,S,19,2007-01-01\n' \
	    > "$1.data/book/vat_rates.csv"
	toll-init -q -B "$1" --timezone UTC
	sed -i '/^\[operator\]/a contact=o0' "$1/book.conf"
	toll-load -q -B "$1" "$1.data/book"
	toll-import -q -B "$1" --no-archive "$1.data/calls.csv"
	toll-rate -q -B "$1"
}

book small 15000
book large 150000
reseller=$(sqlite3 large/book.db "SELECT reseller FROM contacts
    WHERE ref LIKE 'k%'")

# both NAME COMMAND...: the command on each book, and what it took
both() {
	name=$1
	verb=$2
	shift 2
	for book in small large; do
		"$tools/peak" $book.kib "$verb" -q -B $book "$@" || echo "failed"
	done
	small=$(cat small.kib) large=$(cat large.kib)
	# and 12 MiB: until SQLite's caches are full
	if [ $((large * 4)) -le $((small * 5 + 4 * 12288)) ]; then
		echo "$name: at most a quarter more"
	else
		echo "$name: $small KiB, with ten times the calls $large KiB"
	fi
}

both close toll-close --until 2026-11-01 -d 2026-11-01
both invoice toll-invoice
both charges.csv toll-report charges -f csv -o charges.csv
both margin toll-report margin -r "$reseller" -f csv -o margin.csv
both revenue toll-report revenue -f csv -o revenue.csv
both check toll-check

# A workbook of 40,000 rows: in memory its cells would be more than 60 MiB.
"$tools/peak" xlsx.kib toll-report -q -B small charges -f xlsx -o charges.xlsx
[ "$(cat xlsx.kib)" -lt 24576 ] && echo "charges.xlsx: less than 24 MiB"
