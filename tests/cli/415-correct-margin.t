# A correction of a document that a margin statement compares brings the next
# revision of the statement, which says what the documents that hold bill and what
# the report margin says; the one before stays as it was.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
S=$here/../../data/sample
closed_book book
TOLL_NOW=2026-12-03T06:00:00Z
export TOLL_NOW
statements() {
	sqlite3 book/book.db "
		SELECT number, contract, period, revision, closing, reason,
			net_minor FROM document WHERE kind = 'margin'
			ORDER BY id"
}
# what a statement says, without its numbers
content() {
	sqlite3 book/book.db "
		SELECT l.kind, direction, description, l.period, calls,
			duration_ms, retail_e8, wholesale_e8, amount_e8
		FROM document_line AS l JOIN document AS d ON d.id = l.document
		WHERE d.number = '$1' ORDER BY position;
		SELECT tier, contract, sum(amount_e8) FROM document_tie
		WHERE document = (SELECT id FROM document WHERE number = '$1')
		GROUP BY 1, 2 ORDER BY 1, 2"
}
agree() {
	python3 "$here/lib/margins.py" book
	toll-check -B book --deep | tail -n 1
}
statements
agree
sqlite3 book/book.db "SELECT * FROM document_line; SELECT * FROM document_tie;
	SELECT * FROM document" > issued

echo "# a customer of a reseller has another name: the same figures, another number"
sed -n '1p;/^c2001,/s/Arganaraz/Argentina/p' "$S/contacts.csv" > contacts.csv
toll-load -B book -q contacts.csv > /dev/null
t toll-correct -B book CC2026-00001
content MG2026-0002 > before
content "$(sqlite3 book/book.db "SELECT number FROM document
	WHERE kind = 'margin' ORDER BY id DESC LIMIT 1")" | cmp - before &&
	echo "the same figures"
agree

echo "# nothing changed: nothing is stated again"
t toll-correct -B book "$(sqlite3 book/book.db "SELECT number FROM document
	WHERE contract = 'C2001' AND period = '2026-10' AND revision = 2")"

echo "# what customers pay is otherwise; then what the reseller pays"
awk -F, -v OFS=, 'NR == 1 || /^cheapcall-[^,]*,out,call,prefix,,/ {
	if (NR > 1) { $12 *= 2; $14 *= 2 } print }' "$S/fees.csv" > fees.csv
toll-load -B book -q fees.csv > /dev/null
t toll-correct -B book CC2026-00002 --json > json
grep -o '"number":"MG[^}]*' json
t toll-correct -B book CC2026-00002 -n
awk -F, -v OFS=, 'NR == 1 || /^wholesale[^,]*,out,call,prefix,,/ {
	if (NR > 1) { $12 *= 1.5; $14 *= 1.5 } print }' "$S/fees.csv" > fees.csv
toll-load -B book -q fees.csv > /dev/null
number=$(sqlite3 book/book.db "SELECT number FROM document
	WHERE contract = 'R-CHEAPCALL' AND kind = 'invoice' AND period = '2026-10'")
sqlite3 book/book.db .dump > dump
t toll-correct -B book "$number" -n | grep -v charges
sqlite3 book/book.db .dump | cmp - dump && echo "nothing written"
t toll-correct -B book "$number" | grep -v charges
statements
agree

echo "# a document of the operator's own customer: no statement"
t toll-correct -B book -q INV2026-000001
statements | wc -l

echo "# what was issued stands; all of it is drawn"
sqlite3 book/book.db "SELECT * FROM document_line; SELECT * FROM document_tie;
	SELECT * FROM document" > now
grep -Fxvf now issued | wc -l
t toll-invoice -B book -q
command -v pdftotext > /dev/null || exit 0
file=$(sqlite3 book/book.db "SELECT path FROM document_file JOIN document
	ON document.id = document WHERE kind = 'margin' ORDER BY document DESC
	LIMIT 1" 2> /dev/null || sqlite3 book/book.db "SELECT f.path
	FROM document_file AS f JOIN document AS d ON d.id = f.document
	WHERE d.kind = 'margin' ORDER BY d.id DESC LIMIT 1")
pdftotext -layout "book/$file" - | head -40 | grep -i 'MG2026\|place of\|ersetzt'
