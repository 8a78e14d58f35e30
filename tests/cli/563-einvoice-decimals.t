# A currency of three decimals: invoices and credit notes are rounded to two, so
# that book, PDF and e-invoice ask for one sum; or to three, without e-invoice.
. "$here/../fixtures/close/book.sh"
command -v qpdf > /dev/null && command -v pdftotext > /dev/null || {
	echo "skipped: no qpdf or poppler-utils"
	exit 0
}
book_of_charges blank
cat > customers.csv <<'END'
ref,contact,kind,vat_category,vat_rate,prices_include_vat,activated,language
W1,kw,business,S,5,no,2026-10-01,en
W2,kw,business,S,5,yes,2026-10-01,en
END
printf 'contract,profile\nW2,kw-biz\n' > profile_schedule.csv
printf 'ref,contract,date,description,quantity,unit_price\nI1,W1,2026-10-05,Gateway,3,1.2345\nI2,W2,2026-10-05,Gateway,3,1.2345\n' > items.csv
toll-load -B blank -q customers.csv profile_schedule.csv items.csv
cat > october <<'END'
W1 0 0 kw Kuwait fixed 2026-10-05T09:00:00 300 0.59490 0
W1 0 0 kw Germany fixed 2026-10-05T10:00:00 300 1.23456789 0
W2 0 0 kw Kuwait fixed 2026-10-05T09:00:00 300 0.59490 0
W2 0 0 kw Germany fixed 2026-10-05T10:00:00 300 1.23456789 0
END

# Close with a setting, draw, compare, and show three forms of each total.
close() {
	echo "# $1"
	rm -rf book
	cp -R blank book
	printf '%s\n' "$2" > line
	sed -i '/^\[invoice\]/r line' book/book.conf
	rated book 2026-10 1 october
	sqlite3 book/charges/2026-10.1.db "UPDATE fee SET currency = 'KWD'"
	t toll-close -B book --until 2026-11-01 -c W1 -c W2 --date 2026-11-02
	t toll-invoice -B book -q
	t toll-invoice -B book --check
	sqlite3 book/book.db "SELECT number, net_minor, tax_minor, total_minor FROM document"
	sqlite3 book/book.db "SELECT document, description, amount_e8, net_minor, gross_minor FROM document_line"
	for pdf in book/documents/2026/*.pdf; do
		pdftotext -layout "$pdf" - | grep -E '8\.[0-9]+' |
		    sed 's/  */ /g'
		qpdf --show-attachment=factur-x.xml "$pdf" 2> xml.err |
		    grep -oE '<ram:(GrandTotal|DuePayable|LineTotal)Amount>[0-9.]*' |
		    sed 's/.*<//'
	done
}

close "two decimals" 'einvoice_amounts=two_decimals'
t toll-explain -B book --line INV2026-000017:1 | grep -E "exact|rounded|tax"
echo "# a line of it is taken back, then the other document whole"
t toll-credit -B book INV2026-000017 --line 3 --reason 'returned' --date 2026-11-03
t toll-credit -B book INV2026-000018 --reason 'returned' --date 2026-11-03
t toll-invoice -B book -q
t toll-invoice -B book --check
sqlite3 book/book.db "SELECT number, net_minor, tax_minor, total_minor FROM document WHERE kind = 'credit_note'"

close "all decimals" 'einvoice_amounts=currency'
t toll-credit -B book INV2026-000017 --line 3 --reason 'returned' --date 2026-11-03
close "no e-invoices" 'einvoice=pdf'
