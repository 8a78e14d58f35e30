# The sample's price lists are what its two tables say, and its calls are the
# same bytes everywhere.
sample=$here/../../data/sample

t awk -f "$sample/fees.awk" "$sample/names.de.tsv" \
    "$sample/destinations.tsv" "$sample/special.tsv" |
    sed "s|$sample|SAMPLE|g"
t cmp fees.csv "$sample/fees.csv" | sed "s|$sample|SAMPLE|g"
t cmp zones.csv "$sample/zones.csv" | sed "s|$sample|SAMPLE|g"

# What the lists must be: prefixes, territories, bands of a price.
awk -F '\t' '!/^#/ && $1 != "iso" { p++; if ($1 != "" && !seen[$1]++) c++ }
    END { print (p >= 500), (c >= 200) }' "$sample/destinations.tsv"
grep -E '^(wholesale|cheapcall-retail),out,call,prefix,,54,' fees.csv

"$tools/gen_calls" "$sample" > calls.csv
sha256sum calls.csv
awk -F, 'NR > 1 { n++; if ($3 == "ok") ok++ } END { print n, ok }' calls.csv
"$tools/gen_calls" -s 7 -n 300 "$sample" | sha256sum
grep -c '^demo-' calls.csv
awk -F, '/cheapcall/ && $13 ~ /^[+]54/ { print $1, $6 }' calls.csv
