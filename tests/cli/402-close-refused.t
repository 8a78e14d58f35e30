# What closing refuses, what it leaves out, and how to waive.
. "$here/../fixtures/close/book.sh"
book_of_charges book
cp "$here/../fixtures/close/calls-2026-10.txt" october
documents() {
	sqlite3 book/book.db 'SELECT count(*) FROM document'
}

t toll-close -B book
t toll-close -B book --until 2026-13-01
t toll-close -B book --until tomorrow
t toll-close -B book --until 2026-11-01 -c NOBODY
t toll-close -B nowhere --until 2026-11-01

echo "# never rated, then rated before the last import"
sqlite3 book/book.db "INSERT INTO segment
	VALUES ('2026-10/1.db', '2026-10', NULL, 100, 1, hex(zeroblob(32)))"
t toll-close -B book --until 2026-11-01
rated book 2026-10 1 october
sqlite3 book/book.db "INSERT INTO segment
	VALUES ('2026-10/2.db', '2026-10', NULL, 3, 1, hex(zeroblob(32)))"
t toll-close -B book --until 2026-11-01
sqlite3 book/book.db "DELETE FROM segment WHERE file = '2026-10/2.db'"
documents

echo "# unrated calls and open rejects"
sqlite3 book/charges/2026-10.1.db "
	INSERT INTO unrated VALUES (1, 101, 'A1', 0, 0, 'no_fee', '', 1790000000000000, 60000),
		(1, 102, 'A1', 0, 0, 'no_fee', '', 1790000000000000, 60000),
		(1, 103, '', NULL, NULL, 'unresolved', '', 1790000000000000, 60000),
		(1, 104, 'A1', 0, 0, 'no_fee', '', 1799000000000000, 60000)"
sqlite3 book/book.db "
	INSERT INTO batch VALUES (1, 'imported', 'tollbook', 0, NULL, 0, 0, 2, 0, 0, 0, 2, 0, 0);
	INSERT INTO file VALUES (1, 'calls.csv', hex(zeroblob(32)), hex(zeroblob(32)), 10, 0, '');
	INSERT INTO reject (batch, line, column, kind, reason, raw)
		VALUES (1, 2, 1, 'reject', 'broken', x''), (1, 3, 1, 'reject', 'broken', x'')"
t toll-close -B book --until 2026-11-01
echo 'rejects 1' > waive
t toll-close -B book --until 2026-11-01 --waive waive
printf '# ticket 4711\n\nrejects 1\nunrated no_fee A1\nunrated pattern\n' > waive
t toll-close -B book --until 2026-11-01 --waive waive
for line in 'rejects' 'rejects one' 'rejects 1 A1' 'unrated' 'all' \
	'unrated no_fee A1 B1'
do
	echo "$line" > bad
	t toll-close -B book --until 2026-11-01 --waive bad
done
t toll-close -B book --until 2026-11-01 --waive missing
documents

echo "# contracts that cannot be billed: no rate in the country, no glyph in the fonts"
printf 'name,contract\nat,K-AT\n' > resellers.csv
printf 'ref,kind,contact\nK-AT,reseller,at\n' > contracts.csv
printf 'ref,reseller,email,company,country,tax_number\nat,,at@at.example,Alpen Ruf,AT,12 345\nx,at,x@x.example,Ixe,AT,\ncjk,,y@x.example,日本,JP,\n' > contacts.csv
printf 'ref,contact,kind,vat_category\nX1,x,business,S\nY1,cjk,business,O\nB2,bob,residential,S\n' > customers.csv
printf 'contract,profile\nX1,home\nY1,home\nB2,rs-home\nK-AT,wholesale\n' > profile_schedule.csv
printf 'ref,contract,date,description,unit_price\nI9,X1,2026-10-09,Chair,1\n' > items.csv
t toll-load -B book -q contacts.csv contracts.csv resellers.csv \
	customers.csv profile_schedule.csv items.csv
echo 'unrated unresolved' >> waive
t toll-close -B book --until 2026-11-01 --waive waive --strict
documents
t toll-close -B book --until 2026-11-01 --waive waive
documents
sqlite3 book/book.db 'SELECT * FROM closing_waived; SELECT * FROM closing_note'

echo "# what was waived need not be waived again; X1 stays open"
t toll-close -B book --until 2026-11-01
printf 'country,category,rate,valid_from\nAT,S,20,2016-01-01\n' > vat_rates.csv
t toll-load -B book -q vat_rates.csv
t toll-close -B book --until 2026-11-01

echo "# the reseller's series ends at 2"
t toll-close -B book --until 2026-12-01
t toll-close -B book --until 2027-01-01
documents
