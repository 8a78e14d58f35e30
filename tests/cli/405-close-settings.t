# What book.conf says about closing: zone_detail, zero_invoice, minimum_amount,
# carry_forward_below.
. "$here/../fixtures/close/book.sh"
book_of_charges blank
{
	grep '^A1' "$here/../fixtures/close/calls-2026-10.txt"
	echo 'K-RS 1 0 bob Free test 2026-10-05T09:00:00 300 0 0'
} > october
rated blank 2026-10 1 october
lines() {
	sqlite3 book/book.db "
		SELECT d.contract, d.period, l.kind, l.description, l.calls,
			l.amount_e8, l.net_minor, l.tax_rate_e4
		FROM document_line AS l JOIN document AS d ON d.id = l.document
		WHERE d.contract IN ($1) ORDER BY d.id, l.position;
		SELECT d.contract, d.period, net_minor, tax_minor, total_minor
		FROM document AS d WHERE d.contract IN ($1) ORDER BY d.id"
}
set_book() {
	rm -rf book
	cp -R blank book
	for line in "$@"; do
		sed "s/^#${line%%=*}=.*/$line/" book/book.conf > conf
		mv conf book/book.conf
	done
}

echo "# by zone and detail"
set_book lines=zone_detail
toll-close -B book --until 2026-11-01 -q -c A1
lines "'A1'"

echo "# all lines zero: skipped, and its charges stay closed"
set_book zero_invoice=skip
echo 'handle,name,currency
wholesale,Wholesale,EUR' > profiles.csv
toll-load -B book -q profiles.csv >/dev/null
t toll-close -B book --until 2026-11-01 -c K-RS
sqlite3 book/book.db "SELECT count(*) FROM document;
	SELECT contract, documents FROM closed_interval;
	SELECT contract, document, calls FROM document_usage"
t toll-close -B book --until 2026-11-01 -c K-RS
echo "# ... or issued"
set_book zero_invoice=issue
toll-load -B book -q profiles.csv >/dev/null
t toll-close -B book --until 2026-11-01 -c K-RS -q
lines "'K-RS'"

echo "# a minimum, without and with tax in the prices"
set_book minimum_amount=12.50
toll-close -B book --until 2026-11-01 -q -c A1 -c N1 -c G1 -c U1
lines "'A1', 'N1', 'G1', 'U1'"

echo "# less than 20 waits"
set_book carry_forward_below=20
t toll-close -B book --until 2026-11-01 -c G1 -c A1 -c B1
export TOLL_NOW=2026-12-01T06:00:00Z
t toll-close -B book --until 2026-12-01 -c G1 -c A1
export TOLL_NOW=2027-01-01T06:00:00Z
t toll-close -B book --until 2027-01-01 -c G1 -c A1
export TOLL_NOW=2026-11-02T06:00:00Z
lines "'G1', 'A1', 'B1'"
sqlite3 book/book.db "
	SELECT contract, datetime(from_us / 1000000, 'unixepoch'),
		datetime(until_us / 1000000, 'unixepoch'), documents
	FROM closed_interval"
toll-check -B book 2>&1 | grep '^documents:\|^billed:' || :

echo "# amounts by currency and issuer: yen, a reseller's customers, the others"
set_book 'minimum_amount=12.50 JPY:900 rs:EUR:30 :KWD:4.5'
toll-close -B book --until 2026-11-01 -q
lines "'A1', 'B1', 'J1', 'W1'"
for amount in '1.505' 'XYZ:1' 'EUR:1 2' 'JPY:0.5' '-1'; do
	set_book "minimum_amount=$amount"
	t toll-close -B book --until 2026-12-01 --dry-run
done
echo "# and what waits: yen below 5000, the operator's own below 12"
set_book 'carry_forward_below=JPY:5000 :EUR:12'
toll-close -B book --until 2026-11-01 -q
sqlite3 book/book.db 'SELECT contract, total_minor, currency FROM document
	ORDER BY contract'
