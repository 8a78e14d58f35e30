# Corrections: what changed and why, credit note and new revision; nothing where
# nothing changed.
S=$here/../../data/sample
toll-init -B blank -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$S" > calls.csv
head -23000 calls.csv > most.csv
(head -1 calls.csv; tail -n +23001 calls.csv) > late.csv
toll-import -B blank -q most.csv > /dev/null
toll-rate -B blank > /dev/null
toll-close -B blank -q --until 2026-11-01 > /dev/null
cp -R blank book
facts() {
	sqlite3 book/book.db "SELECT * FROM document; SELECT * FROM document_line;
		SELECT * FROM document_usage; SELECT * FROM rating_run;
		SELECT * FROM outbox"
	ls book/charges
}
hold() {
	toll-check -B book | grep "^document\|^credit\|^revis\|^billed\|^files" ||
	    echo "documents hold"
}

echo "# every document comes out as it was"
facts > before
for number in $(sqlite3 book/book.db "SELECT number FROM document ORDER BY id")
do
	toll-correct -B book "$number" 2>&1 || :
done | sed 's/document [A-Z0-9-]*: //' | sort | uniq -c
facts | cmp - before && echo "nothing was written"

echo "# dearer fees, another street, an item less, another tax rate of an item"
mkdir new
awk -F, -v OFS=, 'NR == 1 || /^isarvox-home,out,call,prefix,,49,/ {
	if (NR > 1) { $12 *= 2; $14 *= 2 } print }' "$S/fees.csv" > new/fees.csv
sed -n '1p;/^c1002,/s/Am Gries 17/Lange Gasse 3/p' "$S/contacts.csv" \
    > new/contacts.csv
sed -n '1p;/^I-0003/s/-5.00/-7.50/p' "$S/items.csv" > new/items.csv
toll-load -B book -q new > /dev/null
facts > before
t toll-correct -B book INV2026-000002 --dry-run
facts | cmp - before && echo "nothing was written"
t toll-correct -B book INV2026-000002 --reason "Falscher Tarif" --date 2026-11-05
TOLL_NOW=2026-11-05T06:00:00Z
hold
sqlite3 book/book.db "
	SELECT number, kind, revision, corrects, date, net_minor, tax_minor,
		total_minor FROM document WHERE contract = 'C1002' ORDER BY id;
	SELECT d.number, c.* FROM document_change AS c
		JOIN document AS d ON d.id = c.document ORDER BY d.id, position;
	SELECT document, run, calls, price_e8 FROM document_usage
		WHERE contract = 'C1002'"
# the charges of the new revision are those of its lines, one by one
sqlite3 book/charges/2026-10.2.db "
	SELECT count(*), sum(price_e8 - cash_e8 + bought_e8) FROM charge
	JOIN contract ON contract.id = charge.contract
	WHERE ref = 'C1002' AND document = 0"
t toll-rate -B book
hold
t toll-close -B book --until 2026-11-01

echo "# it cannot be corrected twice, its successor can"
t toll-correct -B book INV2026-000002
t toll-correct -B book CN2026-00001
t toll-correct -B book INV2026-000027
t toll-correct -B book nothing

echo "# calls that came later; --json; a reseller's customer"
cp late.csv more.csv
toll-import -B book -q more.csv > /dev/null
t toll-correct -B book CC2026-00001
t toll-correct -B book --json BR2026-00001
hold

echo "# a peer: statement and invoice; a statement is replaced"
t toll-correct -B book ST2026-00001
t toll-correct -B book ST2026-00001
hold

echo "# credited before: billed again as the next revision"
toll-credit -B book -q --reason "whole" INV2026-000001 > /dev/null
t toll-correct -B book INV2026-000001
toll-credit -B book -q --reason "part" --line 1 INV2026-000003 > /dev/null
t toll-correct -B book INV2026-000003
hold

echo "# incoming calls get a document of their own, and lose it again"
customer() {
	{ head -1 "$S/customers.csv"; grep '^C1202,' "$S/customers.csv" |
		awk -F, -v OFS=, -v did="$1" '{ $13 = did } 1'; } > customers.csv
	toll-load -B book -q customers.csv > /dev/null
}
cat > templates.csv <<'END'
name,category,direction,file
did,did,in,documents/did.xml
END
toll-load -B book -q templates.csv > /dev/null
customer did
t toll-correct -B book INV2026-000013
customer ""
t toll-correct -B book "$(sqlite3 book/book.db "SELECT number FROM document
	WHERE contract = 'C1202' AND category = 'customer' AND corrects IS NULL
	ORDER BY revision DESC LIMIT 1")"
sqlite3 book/book.db "SELECT number, category, kind, revision, corrects, net_minor
	FROM document WHERE contract = 'C1202' ORDER BY id"
hold

echo "# a call without a price"
mkdir short
awk -F, -v OFS=, 'NR == 1 || /^isarvox-home,out,call,prefix,,49/ {
	if (NR > 1) $20 = "2026-10-20"; print }' "$S/fees.csv" > short/fees.csv
toll-load -B book -q short > /dev/null
facts > before
t toll-correct -B book INV2026-000004
facts | cmp - before && echo "nothing was written"

echo "# all are drawn, and all is sound"
t toll-invoice -B book -q
toll-check -B book | tail -1
