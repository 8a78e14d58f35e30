# Late calls: a period that was billed is rated again with one more call, which
# then goes to the next interval, with the month it comes from.
. "$here/../fixtures/close/book.sh"
book_of_charges book
grep '^A1' "$here/../fixtures/close/calls-2026-10.txt" > october
rated book 2026-10 1 october
t toll-close -B book --until 2026-11-01 -c A1 -q

# rated again: what was billed names its document; a call came late
sed 's/$/ 1/' october > again
echo 'A1 0 0 ann Germany fixed 2026-10-20T09:00:00 60 0.02 1 0' >> again
sort -k 7 again > october
rated book 2026-10 2 october
echo 'A1 0 0 ann Germany fixed 2026-11-05T09:00:00 60 0.03 0' > november
rated book 2026-11 1 november

t toll-close -B book --until 2026-11-01 -c A1
t toll-close -B book --until 2026-12-01 -c A1
t toll-close -B book --until 2026-12-01 -c A1 --dry-run
export TOLL_NOW=2026-12-01T06:00:00Z
t toll-close -B book --until 2026-12-01 --date 2026-12-01 -c A1
sqlite3 book/book.db "
	SELECT d.number, l.kind, l.description, l.period, l.calls, l.amount_e8,
		datetime(l.from_us / 1000000, 'unixepoch'),
		datetime(l.until_us / 1000000, 'unixepoch')
	FROM document_line AS l JOIN document AS d ON d.id = l.document
	WHERE d.id = 2 ORDER BY position;
	SELECT document, period, run, late, calls, price_e8
	FROM document_usage ORDER BY document, period"
t toll-close -B book --until 2026-12-01 -c A1
