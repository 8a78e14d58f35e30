# Payments: booked once, refused where they name what is not there; open items.
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
toll-close -B book --until 2026-11-01 -q > /dev/null
list() {
	sqlite3 book/book.db "SELECT number, contract, total_minor, currency
		FROM document ORDER BY id"
}
list
echo "# wrong calls"
t toll-pay -B book
t toll-pay -B book A1
t toll-pay -B book A1 nothing
t toll-pay -B book A1 0
t toll-pay -B book A1 1.005
t toll-pay -B book NOBODY 1
t toll-pay -B book A1 10 --document INV2026-999999
t toll-pay -B book A1 10 --document INV2026-000019
t toll-pay -B book J1 10.5 --document INV2026-000019
t toll-pay -B book J1 10 --document INV2026-000019 --currency EUR
t toll-pay -B book A1 10 --currency XXX
t toll-pay -B book A1 10 --date 1.11.2026
echo "# booked, once"
t toll-pay -B book A1 10 --document INV2026-000017 --ref bank-1 --note "first part"
t toll-pay -B book A1 10 --document INV2026-000017 --ref bank-1
t toll-pay -B book A1 11 --document INV2026-000017 --ref bank-1
t toll-pay -B book A1 10 --ref bank-1
t toll-pay -B book A1 29.97 --document INV2026-000017 --ref bank-2 --date 2026-11-20 --json
t toll-pay -B book A1 5
t toll-pay -B book W1 3 --document INV2026-000023 --ref bank-4
toll-credit -B book -q --reason "half" --line 1 INV2026-000018 > /dev/null
t toll-dump -B book payments
echo "# what is open, on three days"
t toll-pay -B book --list
t toll-pay -B book --list A1
t toll-pay -B book --list --date 2026-11-30 --json A1
t toll-pay -B book --list --date 2026-10-31
t toll-pay -B book --list NOBODY
echo "# what a load of the same rows says"
cat > payments.csv <<'END'
ref,contract,date,amount,currency,document,note
bank-1,A1,2026-11-02,10.00,EUR,INV2026-000017,first part
END
t toll-load -B book payments.csv

echo "# payments in a file: what they name is looked up, at its line and column"
cat > payments.csv <<'END'
ref,contract,date,amount,currency,document,note
file-1,A1,2026-11-21,0.10,EUR,INV2026-000017,good
file-2,A1,2026-11-21,10,EUR,INV2026-999999,no such number
file-3,A1,2026-11-21,10,EUR,INV2026-000018,of another contract
file-4,A1,2026-11-21,10,USD,INV2026-000017,another currency
file-5,J1,2026-11-21,10.5,JPY,,half a yen
file-6,W1,2026-11-21,1.2345,KWD,,
file-7,A1,2026-11-21,0,EUR,,
file-8,A1,2026-10-31,10,EUR,OLD-4711,before the first document
file-9,W1,2026-11-21,1.234,KWD,INV2026-000023,
END
t toll-load -B book payments.csv
sed -i '/^file-[234567]/d' payments.csv
t toll-load -B book payments.csv
t toll-pay -B book --list A1
echo "# a dump of them loads into a book without documents"
toll-dump -B book payments > payments.csv
book_of_charges fresh
t toll-load -B fresh payments.csv
