# The book, the journal as a workbook and as CSV, and the pages agree for every
# document of the sample operator, credit notes and corrections included.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
command -v pdftotext > /dev/null || {
	echo "skipped: no pdftotext"
	exit 0
}
closed_book book
python3 "$here/lib/agree.py" book 2026-10 2026-11
