# Every e-invoice that tests make, those of the unit test and of the sample
# operator, fits our schemas of CII and UBL; and what is changed in one does not.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
command -v qpdf > /dev/null && command -v xmllint > /dev/null || {
	echo "skipped: no qpdf or libxml2-utils"
	exit 0
}
schema() {
	sh "$here/../einvoice/schema.sh" "$@"
}
mkdir cases
"$(dirname "$tools")/test/test_einvoice" cases > /dev/null
[ "$(find cases -name '*.xml' | wc -l)" -gt 200 ] || echo "few cases"
schema cases/*.xml | sed 's/^[0-9]* e/all e/'

echo "# the sample operator: inside the PDFs, beside them, and asked for"
closed_book book
for run in $(sqlite3 book/book.db 'SELECT number FROM closing ORDER BY number'); do
	for syntax in cii ubl; do
		mkdir "$syntax$run"
		toll-invoice -B book --xml "$syntax" --run "$run" -o "$syntax$run"
	done
done
wanted=$(sqlite3 book/book.db "SELECT count(*) FROM document
	WHERE kind IN ('invoice', 'credit_note')")
find book/documents -name '*.pdf' > files
schema $(cat files) | sed "s/^$wanted /all /"
schema $(find book/documents -name '*.xml') | sed 's/^[1-9][0-9]* e/all e/'
schema cii*/*.xml ubl*/*.xml | sed "s/^$((2 * wanted)) /all /"

# change FILE SED: does the schema see it?
change() {
	sed "$2" "$1" > changed.xml
	! cmp -s "$1" changed.xml || echo "nothing changed: $2"
	if schema changed.xml > said; then
		echo "NOT SEEN: $2"
	else
		grep -q 'Relax-NG validity error' said && echo "seen"
	fi
}
cii=$(ls cii*/*.xml | head -n 1)
ubl=$(ls ubl*/*.xml | head -n 1)
echo "# CII: gone, order, twice, another name, decimals, attributes, namespace"
change "$cii" '/<ram:InvoiceCurrencyCode>/d'
change "$cii" '/<ram:TaxBasisTotalAmount>/{h;d;};/<ram:GrandTotalAmount>/{p;x;}'
change "$cii" '/<ram:DuePayableAmount>/p'
change "$cii" 's/ram:BasisAmount>/ram:BaseAmount>/g'
change "$cii" 's/\(<ram:GrandTotalAmount>[0-9]*\.[0-9]*\)/\15/'
change "$cii" 's/<ram:GrandTotalAmount>/<ram:GrandTotalAmount x="1">/'
change "$cii" 's/ currencyID="[A-Z]*"//'
change "$cii" 's/format="102"/format="610"/'
change "$cii" 's/CrossIndustryInvoice:100/CrossIndustryInvoice:200/'
echo "# UBL"
change "$ubl" '/<cbc:IssueDate>/d'
change "$ubl" '/<cbc:TaxExclusiveAmount/{h;d;};/<cbc:TaxInclusiveAmount/{p;x;}'
change "$ubl" '/<cbc:PayableAmount/p'
change "$ubl" 's/cbc:TaxableAmount/cbc:TaxAmountBase/g'
change "$ubl" 's/\(<cbc:PayableAmount[^>]*>[0-9]*\.[0-9]*\)/\15/'
change "$ubl" 's/<cbc:PayableAmount/<cbc:PayableAmount x="1"/'
change "$ubl" 's/ currencyID="[A-Z]*"//'
change "$ubl" 's/CommonBasicComponents-2/CommonBasicComponents-3/'
