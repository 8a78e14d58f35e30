# Invoices credited line by line: the taxes of the notes are together those of the
# invoice, so one of them may be a cent beside its own lines'.  Its e-invoice says so
# and the invoice is gone to the last cent.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
TOLL_NOW=2026-12-05T06:00:00Z
export TOLL_NOW
for number in INV2026-000019 INV2026-000020; do
	lines=$(sqlite3 book/book.db "SELECT count(*) FROM document_line AS l
		JOIN document AS d ON d.id = l.document WHERE d.number = '$number'")
	for line in $(seq "$lines"); do
		toll-credit -B book -q --line "$line" --reason "line by line" $number
	done
	sqlite3 book/book.db "SELECT o.number, count(*), sum(n.net_minor) + o.net_minor,
		sum(n.tax_minor) + o.tax_minor, sum(n.total_minor) + o.total_minor
		FROM document AS n JOIN document AS o ON o.id = n.corrects
		WHERE o.number = '$number' GROUP BY o.id"
done
echo "# notes whose tax is not their lines' times the rate"
sqlite3 book/book.db "SELECT d.number, t.taxable_minor, t.rate_e4, t.tax_minor
	FROM document AS d JOIN document_tax AS t ON t.document = d.id
	WHERE d.corrects IS NOT NULL AND t.tax_minor <> -CAST(
		(-t.taxable_minor * t.rate_e4 + 500000) / 1000000 AS INTEGER)"
t toll-invoice -B book -q
t toll-invoice -B book --check -q
t toll-check -B book -q
