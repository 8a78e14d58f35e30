# E-invoices: inside the PDF and beside it; PDF, XML and book agree, and each thing
# that is changed behind our back is named; a currency of three digits.
command -v qpdf > /dev/null && command -v pdftotext > /dev/null &&
    command -v xmllint > /dev/null || {
	echo "skipped: no qpdf, poppler-utils or libxml2-utils"
	exit 0
}
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
# A1 asks for XRechnung, B1 for Peppol BIS
cat > contacts.csv <<END
ref,email,company,street,postcode,city,country,vat_number,phone,iban,endpoint,endpoint_scheme
op,billing@operator.example,Operator GmbH,Hauptweg 1,80331,München,DE,DE999999901,+49 89 1234,DE02 1203 0000 0000 2020 51,DE999999901,9930
END
t toll-load -B book -q contacts.csv
sqlite3 -separator ' ' book/book.db "SELECT DISTINCT ref, contact FROM customers
	ORDER BY ref" | head -4
echo 'ref,contact,kind,buyer_reference
A1,ann,residential,04011000-12345-34' > customers.csv
t toll-load -B book -q customers.csv
toll-close -B book --until 2026-11-01 > /dev/null
t toll-invoice -B book
t toll-invoice -B book --check

echo "what is inside, and beside"
sqlite3 -separator ' ' book/book.db "SELECT path, number FROM document
	JOIN document_file ON document = id AND document_file.kind = 'pdf'
	ORDER BY id" |
while read -r path number; do
	echo "$number: $(qpdf --list-attachments "book/$path" |
	    sed 's/.*has no embedded files/none/')"
	qpdf --json "book/$path" | python3 "$here/lib/pdfa.py" ||
	    echo "$path: is no PDF/A-3 of ours"
done
find book/documents -name '*.xml' | sort
sqlite3 book/book.db "SELECT count(*) FROM document_file WHERE kind = 'xml'"
xml=$(find book/documents -name '*.xml' | head -n 1)
number=$(xmllint --xpath 'string(/*/*[local-name()="ID"])' "$xml")
toll-invoice -B book --xml ubl "$number" | cmp - "$xml"
toll-invoice -B book --xml cii "$number" > cii.xml
qpdf --show-attachment=xrechnung.xml "${xml%.xml}.pdf" | cmp - cii.xml
mkdir all
toll-invoice -B book --xml ubl --run last -o all || echo "status $?"
find all -type f | wc -l
t toll-invoice -B book --xml svrl "$number"
t toll-invoice -B book --xml ubl

echo "a file that is another"
cp -R book spoilt
pdf=$(sqlite3 book/book.db "SELECT path FROM document_file
	WHERE document = 1 AND kind = 'pdf'")
printf '\n' >> "spoilt/$pdf"
t toll-invoice -B spoilt --check

# change SQL...: a book whose rows were changed is found out, document 1
change() {
	rm -rf spoilt
	cp -R book spoilt
	sqlite3 spoilt/book.db "$(sqlite3 spoilt/book.db "SELECT
		'DROP TRIGGER ' || name || ';' FROM sqlite_master
		WHERE type = 'trigger' AND name LIKE 'document%no_update'")
		PRAGMA foreign_keys = OFF; $1"
	{ toll-invoice -B spoilt --check 2>&1 || :; } | grep -v agree
}
echo "rows that are others"
change "UPDATE document_party SET city = 'Bonn' WHERE document = 1
	AND role = 'recipient'"
change "UPDATE document_party SET company = 'Other' WHERE document = 1
	AND role = 'issuer'"
change "UPDATE document_line SET net_minor = net_minor + 1 WHERE document = 1
	AND position = 1"
change "UPDATE document_line SET description = 'Mars' WHERE document = 1
	AND position = 1"
change "UPDATE document SET due_date = '2027-01-01' WHERE id = 1"
change "UPDATE document SET number = 'X' WHERE id = 1"
change "UPDATE document_party SET company = 'Peer AG' WHERE role = 'recipient'
	AND document IN (SELECT id FROM document WHERE kind = 'statement')" |
    sed 's/documents.*pdf/PDF/'

echo "without"
sed -i 's/^\[invoice\]$/&\neinvoice=pdf/' book/book.conf
cp -R book plain
sqlite3 plain/book.db "DROP TRIGGER document_file_no_delete;
	DELETE FROM document_file"
rm -r plain/documents
toll-invoice -B plain
qpdf --list-attachments "plain/$pdf"
toll-invoice -B plain --check
