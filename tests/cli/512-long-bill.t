# A bill of many calls: read as a stream and drawn page by page.  What a run
# needs beyond a short one is pages that libharu keeps, some 20 KB each.
command -v pdftotext > /dev/null || {
	echo "skipped: no poppler-utils"
	exit 0
}
if grep -qa -e __asan_init -e __tsan_init "$(command -v toll-invoice)"; then
	echo "skipped: a sanitizer needs all address space"
	exit 0
fi
. "$here/../fixtures/close/book.sh"

# Calls of one customer, one each 30 seconds.
calls() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			s = i * 30
			printf "A1 0 0 ann Germany fixed 2026-10-%02dT%02d:%02d:%02d %d 0.0125 0\n",
			    15 + int(s / 86400) + (i >= 0), int(s / 3600) % 24,
			    int(s / 60) % 60, s % 60, 60 + i % 60
		}
	}'
}

# Draw with at most $2 KB of address space beyond what a short bill needs.
draw() {
	(
		ulimit -v "$2"
		MALLOC_ARENA_MAX=1 toll-invoice -B "$1" --threads 1 "$(sqlite3 \
		    "$1/book.db" "SELECT number FROM document
			WHERE contract = 'A1'")"
	) 2>&1
}

for n in 200 20000; do
	book_of_charges "book$n"
	sed -i 's/^#einvoice=.*/einvoice=pdf/' "book$n/book.conf"
	calls "$n" > calls
	rated "book$n" 2026-10 1 calls
	toll-close -B "book$n" --until 2026-11-01 > /dev/null || echo "status $?"
done

# what a short bill needs, to 4 MB
need=$((64 * 1024))
until draw book200 "$need" > said && grep -q "drawn: 1" said; do
	need=$((need + 4096))
	[ "$need" -lt 1000000 ] || break
done
pages=$((20000 / 42))
draw book20000 $((need + pages * 24)) | tail -1
pdf=$(find book20000/documents -name '*.pdf')
pdftotext -layout "$pdf" - | awk -f "$here/lib/itemised.awk"
pdfinfo "$pdf" | awk '/^Pages:/ { print ($2 > 400) ? "more than 400 pages" : $2 }'
pdftotext -f 300 -l 300 "$pdf" - | grep -E "^(Seite|Page) 300 "
