# The book, the workbooks journal, margin and revenue, the journal as CSV, the
# e-invoices in both syntaxes and the pages agree for every document of the sample
# operator, credit notes included.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
command -v pdftotext > /dev/null || {
	echo "skipped: no pdftotext"
	exit 0
}
closed_book book
set -- $(sqlite3 book/book.db "SELECT number FROM document WHERE issuer = ''
	AND kind = 'invoice' AND total_minor > 1000 AND (SELECT count(*) FROM
	document_line WHERE document = id) > 2 ORDER BY id LIMIT 2")
export TOLL_NOW=2026-12-03T06:00:00Z
toll-credit -B book --reason "all of it" "$1" > /dev/null
toll-credit -B book --reason "a line" --line 2 "$2" > /dev/null
toll-invoice -B book -q
python3 "$here/lib/agree.py" book 2026-10 2026-11 2026-12
python3 "$here/lib/agree_files.py" book 2026-10
toll-invoice -B book --check

echo "# a workbook that says otherwise is found out"
cp -R book other
sqlite3 other/book.db "$(sqlite3 other/book.db "SELECT 'DROP TRIGGER ' || name
	|| ';' FROM sqlite_master WHERE type = 'trigger'")
	UPDATE document_tie SET amount_e8 = amount_e8 + 1 WHERE tier = 'retail'
		AND document = (SELECT min(document) FROM document_tie);
	UPDATE document_usage SET price_e8 = price_e8 + 1
		WHERE contract = (SELECT min(contract) FROM document_usage)"
mkdir again
cd again || exit 1
python3 "$here/lib/agree_files.py" ../other 2026-10 | sed 's/ has .*//; s/: {.*/: .../'
