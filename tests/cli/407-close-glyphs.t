# A character that no font has in what only the calls of an itemised bill show,
# dialled number and detail of a zone: found at closing, before a number is
# drawn.  What the template does not print is no fault.
. "$here/../fixtures/close/book.sh"
book_of_charges blank
cat > october <<'END'
A1 0 0 ann Germany fixed 2026-10-15T12:00:00 60 0.0125 0
A1 0 0 ann Österreich Łódź 2026-10-16T12:00:00 61 0.0125 0
A1 0 0 ann Germany fixed 2026-10-17T12:00:00 61 0.0125 0
END

# Close with the charges changed by an SQL statement, and draw.
close() {
	rm -rf book
	cp -R blank book
	rated book 2026-10 1 october
	sqlite3 book/charges/2026-10.1.db "$1"
	t toll-close -B book --until 2026-11-01 -c A1
	sqlite3 book/book.db 'SELECT count(*) || " documents" FROM document'
	toll-invoice -B book -q || echo "not drawn: $?"
}

echo "# all can be printed, also what is not ASCII"
close "UPDATE charge SET number = 'jürgen.ζ' WHERE seq = 2"

echo "# a dialled number, the detail of a zone, its name"
close "UPDATE charge SET number = '名前' WHERE seq = 2"
close "UPDATE fee SET zone_detail = 'モバイル' WHERE zone_detail = 'Łódź'"
close "UPDATE fee SET zone = '日本' WHERE zone = 'Österreich'"
close "UPDATE charge SET number = 'a' || char(7) WHERE seq = 2"

echo "# masked: the whole number is looked at, as it is when it is drawn"
sed 's/^\(A1,.*\),full,/\1,masked,/' "$here/../fixtures/close/customers.csv" > customers.csv
toll-load -B blank -q customers.csv
close "UPDATE charge SET number = '+4930名前x' WHERE seq = 2"

echo "# a bill without calls prints neither"
sed 's/^\(A1,.*\),full,/\1,none,/' "$here/../fixtures/close/customers.csv" > customers.csv
toll-load -B blank -q customers.csv
close "UPDATE charge SET number = '名前' WHERE seq = 2;
	UPDATE fee SET zone_detail = 'モバイル' WHERE zone_detail = 'Łódź'"
