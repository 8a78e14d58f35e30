# Documents become PDF: sound files, fonts embedded, every number on paper, the
# same bytes anywhere; what was changed behind our back is noticed.
command -v pdftotext > /dev/null && command -v qpdf > /dev/null || {
	echo "skipped: no poppler-utils or qpdf"
	exit 0
}
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
toll-close -B book --until 2026-11-01 > /dev/null
cp -R book other

t toll-invoice -B book
t toll-invoice -B book
(cd book && find documents -name '*.pdf' | sort)
find book/documents -type f ! -perm 600

echo "sound, all fonts embedded, no empty page"
for f in book/documents/2026/*.pdf; do
	qpdf --check "$f" > /dev/null || echo "$f: not sound"
	pdffonts "$f" 2>&1 | awk -v f="$f" \
	    'NR > 2 && $(NF - 4) != "yes" { print f ": not embedded: " $0 }'
	pages=$(pdfinfo "$f" | awk '/^Pages:/ { print $2 }')
	for p in $(seq "$pages"); do
		pdftotext -f "$p" -l "$p" "$f" - | grep -q '[0-9]' ||
		    echo "$f: page $p is empty"
	done
done

# Digits only: separators and currencies differ.  A sum of 1234 minor units
# stands on paper as 12.34, 1.234 or 1,234.00.
echo "every number is on paper"
sqlite3 -separator ' ' book/book.db "
	SELECT f.path, d.digits, abs(v.minor) FROM document AS d
	JOIN document_file AS f ON f.document = d.id
	JOIN (SELECT id AS document, total_minor AS minor FROM document
	 UNION SELECT id, net_minor FROM document WHERE NOT prices_include_vat
	 UNION SELECT document, tax_minor FROM document_tax
		WHERE document NOT IN
		(SELECT id FROM document WHERE kind = 'margin')
	 UNION SELECT l.document, CASE e.prices_include_vat WHEN 1
		THEN l.gross_minor ELSE l.net_minor END
		FROM document_line AS l JOIN document AS e ON e.id = l.document
	) AS v ON v.document = d.id ORDER BY d.id" |
while read -r path digits minor; do
	want=$(printf "%0$((digits + 1))d" "$minor")
	pdftotext -layout "book/$path" - | tr -d '.,' |
	    grep -qE "(^|[^0-9])$want([^0-9]|\$)" ||
	    echo "$path: $minor is missing"
done
sqlite3 -separator ' ' book/book.db "
	SELECT path, number FROM document JOIN document_file
	 ON document = id" |
while read -r path number; do
	pdftotext "book/$path" - | grep -q "$number" ||
	    echo "$path: no $number"
done

echo "calls add up on paper to the sum of their line, and to the book"
for f in $(sqlite3 book/book.db "SELECT path FROM document_file
	JOIN document ON id = document WHERE template = 'customer-itemised'"); do
	pdftotext -layout "book/$f" - | awk -f "$here/lib/itemised.awk"
done
sqlite3 book/book.db "SELECT sum(calls) || ' calls' FROM document_subscriber
	JOIN document ON id = document WHERE template = 'customer-itemised'"

echo "the same bytes in another zone, another locale, on other threads"
(
	TZ=Asia/Tokyo LC_ALL=C.UTF-8 TOLL_NOW=2027-05-05T05:05:05Z
	export TZ LC_ALL TOLL_NOW
	toll-invoice -B other --threads 3
)
(cd book && find documents -type f | sort | xargs sha256sum) > one
(cd other && find documents -type f | sort | xargs sha256sum) > two
cmp one two
sqlite3 -separator '  ' book/book.db \
    "SELECT sha256, path FROM document_file ORDER BY path" | cmp - one

echo "a file that is lost is put back, as it was"
path=$(sqlite3 book/book.db \
    "SELECT path FROM document_file WHERE document = 2")
number=$(sqlite3 book/book.db "SELECT number FROM document WHERE id = 2")
mv "book/$path" lost.pdf
toll-invoice -B book "$number"
cmp "book/$path" lost.pdf

echo "also when the template was changed"
mkdir -p book/templates/documents
for name in customer customer-itemised; do
	sed 's/size="18pt"/size="19pt"/' "$here/../../templates/documents/$name.xml" \
	    > "book/templates/documents/$name.xml"
done
toll-invoice -B book "$number" 2>&1 | sed "s,$path,PATH,"
t toll-invoice -B book NO-SUCH-NUMBER
