# Where things stand on the page: the address field of DIN 5008 in both forms,
# measured on paper; every language; what does not fit, or is missing, is said
# with file and line before a number is given.
command -v pdftotext > /dev/null || {
	echo "skipped: no poppler-utils"
	exit 0
}
toll-init -B book > /dev/null

# Words of a page with their place in millimetres: left, top, right, bottom.
places() {
	pdftotext -bbox -f 1 -l 1 "$1" - | sed -n \
	    's/.*xMin="\([0-9.]*\)" yMin="\([0-9.]*\)" xMax="\([0-9.]*\)" yMax="\([0-9.]*\)">\(.*\)<.word>/\1 \2 \3 \4 \5/p' |
	    awk '{ for (i = 1; i <= 4; i++) $i = $i * 25.4 / 72; print }'
}

echo "form B: the shipped templates"
for name in customer customer-itemised reseller peer did credit-note margin; do
	toll-invoice -B book --preview "$name" -l de -o page.pdf
	places page.pdf > words
	# the recipient: 25 mm from the left, between 62.7 and 90 mm, 75 mm wide
	awk -v name="$name" '
	$5 ~ /^(Dušek|Hafenstraße|Voorbeeldkade|20457|1012|Muster)$/ {
		n++
		if ($1 < 24.99 || $1 > 25.01)
			print name ": " $5 " begins at " $1
		if ($2 < 62.7 || $4 > 90 || $3 > 100)
			print name ": " $5 " is outside of the window"
	}
	# the sender: in the zone above, which ends at 62.7
	$5 == "Beispielallee" && $2 < 100 && ($2 < 45 || $4 > 62.7 || $3 > 100) {
		print name ": the sender is outside of the window"
	}
	# what else stands on the page keeps away from the window
	$2 > 43 && $4 < 92 && $1 < 105 && $3 > 20 && ($1 < 24.99 || $3 > 100) {
		print name ": " $5 " is in the way"
	}
	END { if (n < 3) print name ": no recipient" }' words
done

echo "form A: folds and windows are where the standard has them"
cat > a.xml <<END
<template>
  <page margin-left="25mm" margin-right="20mm" first-margin-top="80mm"
      margin-top="20mm" margin-bottom="20mm" marks="din5008-a"/>
  <style name="a" size="10pt" leading="12pt"/>
  <frame top="10mm" page="first">
    <window form="din5008-a" zone="note"><text style="a">Absender</text></window>
    <window form="din5008-a" zone="address"><text style="a">Erste</text>
      <text style="a">Zweite</text></window>
  </frame>
  <body><text>Text</text></body>
</template>
END
toll-invoice -B book --preview ./a.xml -l de -o a.pdf
places a.pdf | awk '{ printf "%s %.1f %.1f..%.1f\n", $5, $1, $2, $4 }'
qpdf --qdf a.pdf - | grep -a ' re f$' | awk '{
	printf "mark: %.2f mm from the left, %.2f from above, %.2f long\n",
	    $1 * 25.4 / 72, 297 - ($2 + $4 / 2) * 25.4 / 72, $3 * 25.4 / 72
}'

echo "every language, its own dates and amounts"
for l in de en es fr it nl pl pt; do
	toll-invoice -B book --preview customer -l "$l" -o page.pdf
	pages=$(pdfinfo page.pdf | awk '/^Pages:/ { print $2 }')
	pdftotext -layout page.pdf - | awk -v l="$l" -v pages="$pages" '
	/508[.,]77/ && !n++ { gsub(/  */, " "); total = $0 }
	/INV2026-000123$/ && !m++ { gsub(/  */, " "); title = $0 }
	/16[^ ]*2026/ && !d++ { gsub(/  */, " "); due = $0 }
	$0 ~ "[12] [^ ]* " pages "$" { p++ }
	END { print l ":" total " |" due; if (p != pages) print "pages: " p }'
done

cat > bad.xml <<END
<template>
  <page margin-left="20mm"/>
  <style name="a" size="10pt" leading="12pt"/>
  <frame top="1mm"><window form="din5008-b" zone="address">
    <text style="a">1<br/>2<br/>3<br/>4<br/>5<br/>6<br/>7</text>
  </window></frame>
  <body/>
</template>
END
echo "what does not fit"
t toll-invoice -B book --preview ./bad.xml -o bad.pdf 2>&1 |
    sed 's,/[^ ]*/templates/,templates/,'
cat > bad.xml <<END
<template>
  <page margin-left="20mm"/>
  <body>
    <table widths="100mm 100mm"><row><cell>a</cell></row></table>
  </body>
</template>
END
t toll-invoice -B book --preview ./bad.xml -o bad.pdf
cat > bad.xml <<END
<template>
  <page margin-left="20mm"/>
  <body>
    <text>a</text>
    <image src="nowhere.png"/>
  </body>
</template>
END
echo "what is not there, or broken"
t toll-invoice -B book --preview ./bad.xml -o bad.pdf
head -c 300 "$here/../../templates/brand/bergruf.png" > nowhere.png
t toll-invoice -B book --preview ./bad.xml -o bad.pdf
[ ! -e bad.pdf ] || echo "bad.pdf was written"

echo "a recipient that the window has no room for is left out of a closing"
. "$here/../fixtures/close/book.sh"
book_of_charges full
rated full 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
long=$(printf 'Gesellschaft%.0s ' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18)
awk -v long="$long" 'BEGIN { FS = OFS = "," } $1 == "ann" { $6 = long } { print }' \
    "$here/../fixtures/close/contacts.csv" > contacts.csv
toll-load -B full -q contacts.csv
toll-close -B full --until 2026-11-01 2>&1 | grep "A1" |
    sed 's,/[^ ]*/templates/,templates/,'
sqlite3 full/book.db "SELECT count(*), count(DISTINCT contract)
	FROM document WHERE contract = 'A1'"
