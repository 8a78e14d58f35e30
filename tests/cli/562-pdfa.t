# The documents of a book are PDF/A, as far as PDFBox knows, where it is installed;
# and a PDF without its line ends is noticed.
said=$(sh "$here/../einvoice/pdfa.sh")
[ -z "$said" ] || {
	echo "$said"
	exit 0
}
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
toll-close -B book --until 2026-11-01 > /dev/null
toll-invoice -B book > /dev/null 2>&1
find book/documents -name '*.pdf' | sort | head -n 3 > list
echo "sound"
# shellcheck disable=SC2046  # names of ours
sh "$here/../einvoice/pdfa.sh" $(cat list)
echo "not sound"
qpdf "$(head -n 1 list)" other.pdf
sh "$here/../einvoice/pdfa.sh" other.pdf | grep -c 'before the endstream' |
    sed 's/^[1-9][0-9]*$/some/'
