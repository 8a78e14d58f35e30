# Credit notes: whole, by line, the rest; refused where it is done already.
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
toll-close -B book --until 2026-10-31 -q > /dev/null
toll-close -B book --until 2026-11-01 -q > /dev/null
facts() {
	sqlite3 book/book.db "SELECT * FROM document; SELECT * FROM document_line;
		SELECT * FROM credit_line; SELECT * FROM closing;
		SELECT * FROM outbox"
}

echo "# wrong calls"
t toll-credit -B book INV2026-000018
t toll-credit -B book --reason "  " INV2026-000018
t toll-credit -B book --reason x INV2026-999999
t toll-credit -B book --reason x --line 0 INV2026-000018
t toll-credit -B book --reason x --line 9 INV2026-000018
t toll-credit -B book --reason x --line 1a INV2026-000018
t toll-credit -B book --reason x --date 2026-10-01 INV2026-000018
t toll-credit -B book --reason x INV2026-000017

echo "# whole; a dry run writes nothing"
facts > before
t toll-credit -B book --reason "wrong address" -n INV2026-000018
facts | cmp - before && echo "nothing written"
t toll-credit -B book --reason "wrong address" INV2026-000018
t toll-credit -B book --reason "again" INV2026-000018
t toll-credit -B book --reason "again" --line 1 INV2026-000018
t toll-credit -B book --reason "undo" INV2026-000027

echo "# by line, then the rest; prices with tax; a credit note by total"
t toll-credit -B book --reason "not called" --line 2 INV2026-000019
t toll-credit -B book --reason "not called" --line 2 --line 1 INV2026-000019
t toll-credit -B book --json --reason "the rest" INV2026-000019
t toll-credit -B book --reason "gone" INV2026-000019
t toll-credit -B book --reason "too much" INV2026-000025
t toll-credit -B book --reason "reseller" --line 1 RS0001

echo "# rows"
sqlite3 book/book.db "
	SELECT d.number, d.kind, d.category, d.issuer, o.number, d.reason,
		d.net_minor, d.tax_minor, d.total_minor, d.payable_minor,
		d.template
	FROM document AS d JOIN document AS o ON o.id = d.corrects ORDER BY d.id;
	SELECT d.number, l.position, c.line, l.description, l.quantity_e6,
		l.unit_price_e8, l.amount_e8, l.net_minor, l.gross_minor
	FROM document_line AS l JOIN document AS d ON d.id = l.document
	JOIN credit_line AS c ON c.document = l.document
		AND c.position = l.position ORDER BY d.id, l.position;
	SELECT d.number, t.category, t.rate_e4, t.taxable_minor, t.tax_minor
	FROM document_tax AS t JOIN document AS d ON d.id = t.document
	WHERE d.corrects IS NOT NULL ORDER BY d.id, t.position"
# what a second opinion says: lines of all credit notes of a document and the
# document itself are nothing
sqlite3 book/book.db "
	SELECT o.number, count(*), sum(n.net_minor + l.net_minor),
		sum(n.gross_minor + l.gross_minor)
	FROM credit_line AS c JOIN document AS o ON o.id = c.corrects
	JOIN document_line AS l ON l.document = c.corrects AND l.position = c.line
	JOIN document_line AS n ON n.document = c.document
		AND n.position = c.position GROUP BY o.id"
toll-check -B book | grep "^document\|^credit\|^revis\|^billed" || echo "documents hold"
t toll-invoice -B book
pdftotext -layout book/documents/2026/*INV2026-000027*.pdf - | sed -n '/INV2026-000018/p; /Grund/p; /Gutschriftsbetrag/p'

echo "# the book refuses what is no cancellation"
for change in \
	"INSERT INTO credit_line VALUES (1, 1, 2, 1)" \
	"UPDATE credit_line SET line = 9" \
	"DELETE FROM credit_line"
do
	sqlite3 book/book.db "$change" 2>&1 | sed 's/^Error.*: \(.*\) (19)$/\1/'
done
