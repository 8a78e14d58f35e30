# A credit note by its total, in every language: the check of the pages finds the
# amounts, wherever the language puts the sign.
. "$here/../fixtures/close/book.sh"
command -v pdftotext > /dev/null || {
	echo "skipped: no poppler-utils"
	exit 0
}
book_of_charges blank
rated blank 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
for language in de en es fr it nl pl pt; do
	rm -rf book
	cp -R blank book
	sed "s/\$/,/; 1s/,\$/,language/; /^U1/s/\$/$language/" \
	    "$here/../fixtures/close/customers.csv" > customers.csv
	toll-load -B book -q customers.csv
	toll-close -B book --until 2026-11-01 -q -c U1 > /dev/null
	sqlite3 book/book.db "SELECT kind, language, total_minor FROM document"
	toll-invoice -B book -q
	toll-invoice -B book --check
done
