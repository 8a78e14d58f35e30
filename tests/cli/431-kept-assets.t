# What documents are drawn with is kept by their closing: they come out the same
# after templates, languages and logos have changed, and a closing later the new
# ones hold.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
sqlite3 book/book.db "SELECT kind, name FROM closing_asset WHERE closing = 1"
same() {
	number=$(sqlite3 book/book.db "SELECT number FROM document WHERE closing = $1
	    AND issuer = '' AND category = 'customer' LIMIT 1")
	rm book/documents/*/"$number"-*.pdf
	t toll-invoice -B book "$number" 2>&1 | sed "s/$number/NUMBER/"
	toll-check -B book
}
same 1
echo "# another template of that name, another language, another operator's language"
mkdir -p book/templates/documents book/templates/lang
templates=$here/../../templates
for f in "$templates"/documents/*.xml; do
	sed 's/size="[0-9.]*pt"/size="7pt"/g' "$f" > "book/templates/documents/${f##*/}"
done
for f in "$templates"/lang/*.ini; do
	sed 's/^invoice *=.*/invoice=Bill of another colour/' "$f" > "book/templates/lang/${f##*/}"
done
sed -i 's/^language=.*/language=de/; s/^#language=.*/language=de/' book/book.conf
same 1
same 2
echo "# the next closing takes the new ones"
export TOLL_NOW=2027-01-02T06:00:00Z
toll-close -B book --until 2027-01-01 -q
toll-invoice -B book
sqlite3 book/book.db "SELECT closing, count(DISTINCT sha256) FROM closing_asset
	WHERE kind IN ('template', 'language') GROUP BY closing;
	SELECT 'the same', kind, name FROM closing_asset WHERE kind IN ('template',
	'language') GROUP BY kind, name, sha256 HAVING max(closing) = 3 AND count(*) > 1"
same 3
echo "# one that is gone, one that is another"
gone=$(sqlite3 book/book.db "SELECT sha256 FROM closing_asset WHERE closing = 1
	AND kind = 'font' AND name = '0'")
rm "book/archive/assets/$gone"
toll-check -B book 2>&1 | sed 's/[0-9a-f]\{16\}/HASH/g'
