# Reports for accountants: open items by age, taxes, charges not billed yet; each
# against sums from the tables themselves.
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
t toll-report -B book unbilled --at 2026-10-20T12:00:00Z
toll-close -B book --until 2026-11-01 -q > /dev/null
toll-pay -B book A1 10 --document INV2026-000017 --date 2026-11-10 > /dev/null
toll-pay -B book N1 5 --date 2026-11-12 > /dev/null
toll-credit -B book -q --date 2026-11-20 --reason "half" --line 1 \
    INV2026-000018 > /dev/null
echo "# nothing is due, some is, all is long due"
t toll-report -B book aging --at 2026-11-05T12:00:00Z
t toll-report -B book aging --at 2026-12-20T12:00:00Z --format csv
t toll-report -B book aging --at 2027-04-01T12:00:00Z --table issuers
t toll-report -B book aging --at 2026-12-20T12:00:00Z --reseller rs
echo "# the same from the tables: billed less credited and paid"
sqlite3 book/book.db "
	SELECT currency, sum(open) FROM (
	SELECT currency, payable_minor AS open FROM document
		WHERE kind IN ('invoice', 'credit_note')
	UNION ALL SELECT currency, -amount_e8 / 1000000 FROM payments)
	GROUP BY currency ORDER BY currency"
t toll-report -B book tax
t toll-report -B book tax --period 2026-11 --format json
t toll-report -B book tax --period 2026-10
sqlite3 book/book.db "SELECT d.currency, sum(t.taxable_minor), sum(t.tax_minor)
	FROM document_tax AS t JOIN document AS d ON d.id = t.document
	WHERE d.kind IN ('invoice', 'credit_note') GROUP BY 1 ORDER BY 1"
echo "# before the day of the documents all charges are accruals, then none"
t toll-report -B book unbilled --at 2026-11-01T12:00:00Z
t toll-report -B book unbilled --at 2026-11-02T12:00:00Z
sqlite3 book/charges/2026-10.1.db "SELECT currency, sum(price_e8)
	FROM charges GROUP BY 1 ORDER BY 1"
t toll-report -B book aging -o aging.xlsx
t toll-report -B book journal
echo "# a document that is cancelled whole is to be billed again: until then it accrues"
toll-credit -B book -q --date 2026-11-25 --reason "wrong" INV2026-000018 > /dev/null
toll-credit -B book -q --date 2026-11-26 --reason "wrong" INV2026-000017 > /dev/null
t toll-report -B book unbilled --at 2026-11-24T12:00:00Z
t toll-report -B book unbilled --at 2026-11-26T12:00:00Z
sqlite3 book/book.db "SELECT d.number, u.calls, u.price_e8 - u.cash_e8 + u.bought_e8
	FROM document_usage AS u JOIN document AS d ON d.id = u.document
	WHERE d.number IN ('INV2026-000017', 'INV2026-000018')"
