# Templates of credit notes: the one beside the document's template, the issuer's in
# its language, the operator's for all, the shipped one; and a book of before.
. "$here/../fixtures/close/book.sh"
command -v pdftotext > /dev/null || {
	echo "skipped: no poppler-utils"
	exit 0
}
book_of_charges blank
mkdir -p blank/templates
for name in house beside theirs deutsch; do
	sed "s,<body>,<body><text>$name</text>," \
	    "$here/../../templates/documents/credit-note.xml" \
	    > "blank/templates/$name.xml"
done
rated blank 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
cat > templates.csv <<'END'
name,reseller,category,file,language
house,,customer,house.xml,
END
sed 's/^\(ref.*\)/\1,invoice_template/; /^G1/s/$/,house/; /^ref/!{/^G1/!s/$/,/;}' \
    "$here/../fixtures/close/customers.csv" > customers.csv
t toll-load -B blank -q templates.csv customers.csv
toll-close -B blank --until 2026-11-01 -q > /dev/null

# Credit a document of each issuer with these rows in templates.csv.
credit() {
	rm -rf book
	cp -R blank book
	{
		echo 'name,reseller,category,file,language'
		printf '%s\n' "$@"
	} > templates.csv
	[ $# -eq 0 ] || t toll-load -B book -q templates.csv
	for contract in A1 G1 B1; do
		toll-credit -B book -q --reason "all" "$(sqlite3 book/book.db "SELECT
			number FROM document WHERE contract = '$contract'
			AND kind = 'invoice'")" > /dev/null
	done
	sqlite3 book/book.db "SELECT contract, language, template FROM document
		WHERE corrects IS NOT NULL ORDER BY contract"
	toll-invoice -B book -q
	toll-invoice -B book --check | tail -n 1
}
echo "# none: the shipped one"
credit
echo "# of nobody: for all; of the reseller: for its own"
credit 'own,,credit_note,house.xml,'
credit 'own,,credit_note,house.xml,' 'theirs,rs,credit_note,theirs.xml,'
echo "# in the language of the document before another; beside its template first"
credit 'own,,credit_note,house.xml,' 'own-de,,credit_note,deutsch.xml,de' \
	'own-en,,credit_note,theirs.xml,en'
credit 'house-credit,,credit_note,beside.xml,'
credit 'own,,credit_note,house.xml,' 'house-credit,,credit_note,beside.xml,'
pdf=$(sqlite3 book/book.db "SELECT path FROM document_file JOIN document
	ON id = document WHERE corrects IS NOT NULL AND contract = 'G1'
	AND document_file.kind = 'pdf'")
pdftotext "book/$pdf" - | grep beside
echo "# one of a reseller is not for the operator's"
credit 'house-credit,rs,credit_note,beside.xml,'
echo "# a customer's own template is no credit note's; a wrong one is refused"
credit 'own,,customer,house.xml,'
printf 'name,category,file\nx,credit-note,house.xml\n' > templates.csv
t toll-load -B book templates.csv

echo "# a book of before keeps its rows, references and history"
rm -rf book
cp -R blank book
sqlite3 book/book.db "
	DROP TRIGGER templates_update; DROP TRIGGER templates_delete;
	PRAGMA user_version = 19"
toll-init -B book --upgrade > /dev/null
sqlite3 book/book.db "PRAGMA foreign_key_check; PRAGMA integrity_check;
	SELECT name, category, file FROM templates;
	SELECT ref, invoice_template FROM customers WHERE invoice_template <> ''"
printf 'name,category,file\nhouse,customer,theirs.xml\nnew,credit_note,house.xml\n' > templates.csv
t toll-load -B book templates.csv
sqlite3 book/book.db "SELECT name, file FROM templates_history"
sqlite3 book/book.db "PRAGMA foreign_keys = ON; DELETE FROM templates WHERE name = 'house'" 2>&1 | grep -c 'FOREIGN KEY constraint failed'
