# The same calls however they come: twice, under another name, recompressed,
# in two halves, with a broken last line.  Counts add up.
. "$here/lib/calls.sh"
generate -n 2000 -c 20 -u 60 -p 500 "$(mkdir -p g/book; echo g)" \
    2>/dev/null
mv g/calls.csv all.csv
head -n 1 all.csv > head
head -n 900 all.csv > first.csv
(cat head; tail -n +901 all.csv) > second.csv
head -c 150000 all.csv > broken.csv

toll-init -B once >/dev/null
t toll-import -B once all.csv
facts once > once.txt
wc -l < once.txt
cp all.csv other.csv
t toll-import -B once all.csv
t toll-import -B once other.csv
gzip -n -9 other.csv
t toll-import -B once other.csv.gz
zstd -q all.csv -o all.csv.zst
t toll-import -B once all.csv.zst
t toll-import -B once - < all.csv
facts once | cmp - once.txt

toll-init -B halves >/dev/null
t toll-import -B halves first.csv second.csv
facts halves | cmp - once.txt
t toll-import -B halves all.csv
facts halves | cmp - once.txt

toll-init -B broken >/dev/null
t toll-import -B broken broken.csv
t toll-import -B broken all.csv
facts broken | cmp - once.txt

toll-init -B zst >/dev/null
t toll-import -B zst - < all.csv.zst
facts zst | cmp - once.txt
zstd -q -d -c zst/archive/000001.zst | cmp - all.csv
t toll-import -B zst all.csv
