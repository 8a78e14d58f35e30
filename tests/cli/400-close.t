# Close a month: what a dry run says, what is stored, and that a second run
# adds nothing.
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"

t toll-close -B book --until 2026-10-31
t toll-close -B book --until 2026-11-01 --dry-run
sqlite3 book/book.db 'SELECT count(*) FROM document'
t toll-close -B book --until 2026-11-01
t toll-close -B book --until 2026-11-01

echo "documents"
sqlite3 book/book.db "
	SELECT number, kind, category, issuer, contract, period, date, due_date,
		net_minor, tax_minor, total_minor, currency, digits, template
	FROM document ORDER BY id"
echo "lines"
sqlite3 book/book.db "
	SELECT d.number, l.kind, l.direction, l.description, l.calls,
		l.quantity_e6, l.unit_price_e8, l.amount_e8, l.net_minor,
		l.gross_minor, l.tax_category, l.tax_rate_e4
	FROM document_line AS l JOIN document AS d ON d.id = l.document
	ORDER BY d.id, l.position"
echo "taxes"
sqlite3 book/book.db "
	SELECT d.number, t.category, t.rate_e4, t.taxable_minor, t.tax_minor,
		t.text
	FROM document_tax AS t JOIN document AS d ON d.id = t.document
	ORDER BY d.id, t.position"
echo "subscribers"
sqlite3 book/book.db "
	SELECT d.number, s.ref, s.number, s.calls, s.amount_e8
	FROM document_subscriber AS s JOIN document AS d ON d.id = s.document
	ORDER BY d.id, s.ref"
echo "charges billed"
sqlite3 book/book.db "
	SELECT contract, period, run, tier, part, document, calls, price_e8
	FROM document_usage ORDER BY contract, part"
echo "intervals, mails"
sqlite3 book/book.db "
	SELECT contract, datetime(from_us / 1000000, 'unixepoch'),
		datetime(until_us / 1000000, 'unixepoch'), documents
	FROM closed_interval ORDER BY contract, from_us;
	SELECT document, recipient, language, state FROM outbox;
	SELECT * FROM closing; SELECT * FROM closing_note"

echo "nothing of it can be changed"
for change in \
	"UPDATE document SET net_minor = 0" \
	"DELETE FROM document WHERE id = 1" \
	"INSERT OR REPLACE INTO document SELECT * FROM document WHERE id = 1" \
	"UPDATE document_line SET net_minor = 0" \
	"DELETE FROM document_tax" \
	"INSERT INTO document_line SELECT document, 99, kind, direction, zone,
		detail, description, ref, period, subscriber, from_us, until_us,
		0, 0, 0, 0, quantity_e6, unit, unit_price_e8, amount_e8,
		net_minor, gross_minor, tax_category, tax_rate_e4, 0, 0, ''
		FROM document_line WHERE document = 1 AND position = 1" \
	"DELETE FROM closed_interval" \
	"UPDATE document_usage SET document = 2" \
	"DELETE FROM closing"
do
	sqlite3 book/book.db "$change" 2>&1 | sed 's/^Error.*: \(.*\) (19)$/\1/'
done
