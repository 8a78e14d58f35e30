# What auditors ask for: the register of numbers, which awk verifies, rounding of
# documents and lines to the last digit, and what was out of the ordinary.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
# the one in toll-report(1)
verify() {
	awk -F, 'NR > 1 { if ($3 == "" ? first[$9, $4, $1]++ : $3 != last || $2 != last + 1)
	    { print "gap:", $0; bad = 1 } last = $2 } END { exit bad }'
}
toll-report -B book numbers -f csv > numbers.csv
wc -l < numbers.csv
sed -n '1,3p;$p' numbers.csv
cut -d, -f 1,4,9 numbers.csv | sort | uniq -c | sed 's/^ *//'
verify < numbers.csv && echo "no gap, no double"
sed 7d numbers.csv | verify || echo "one is missing"
sed '7{p}' numbers.csv | verify > double || echo "one is there twice"
t toll-report -B book numbers -p 2026-10
t toll-report -B book numbers -r cheapcall -f csv -o reseller.csv
cut -d, -f 9 reseller.csv | sort -u

echo "# rounding: exact - invoiced is what the closing said, and lines explain documents"
toll-report -B book rounding -p 2026-10 -t documents -f csv > documents.csv
toll-report -B book rounding -p 2026-10 -t lines -f csv > lines.csv
head -2 lines.csv
for f in documents lines; do
	awk -F, 'NR > 1 { s += $(NF - 1) * 100000000 } END { printf "%.0f x 10^-8\n", s }' $f.csv
done
awk -F, 'NR > 1 && ($(NF - 3) - $(NF - 2) - $(NF - 1))^2 > 1e-16' documents.csv lines.csv

echo "# exceptions"
toll-report -B book exceptions -p 2026-10 -f csv | cut -d, -f 1,2 | sort | uniq -c | sed 's/^ *//'
number=$(sed -n '2s/^[^,]*,[^,]*,[^,]*,[^,]*,\([^,]*\),.*/\1/p' numbers.csv)
toll-credit -B book "$number" --reason "billed by mistake" > /dev/null
toll-report -B book exceptions -p 2026-10 -f csv | grep ,correction,
t toll-report -B book exceptions -r cheapcall -p 2026-10 -f csv
toll-report -B book numbers -f csv | verify && toll-check -B book
echo "# the cover names the last manifest"
toll-report -B book numbers -o numbers.xlsx
unzip -p numbers.xlsx xl/sharedStrings.xml | grep -c "closing 3, $(toll-check -B book --manifest 0 | sha256sum | cut -c 1-64)"
