# What cannot be read is rejected with its place; a file that is damaged as a
# whole changes nothing.
. "$here/lib/calls.sh"
export TOLL_BOOK=book
toll-init -B book >/dev/null
cp "$fixtures"/*broken* "$fixtures"/*bad* "$fixtures"/*cut* \
    "$fixtures"/*column* .
t toll-import tollbook-broken.csv
t toll-rejects
t toll-import tollbook-unknown-column.csv
t toll-import tollbook-no-column.csv
for f in bad-count bad-md5 bad-version cut; do
	t toll-import --format sipwise sipwise-$f.cdr
done
printf 'call_id,status,start,duration,destination_number\n' > head
(cat head; printf 'c1,ok,2026-10-05T10:00:00Z,1,+49891\n') | gzip -c |
    head -c 60 > cut.csv.gz
t toll-import cut.csv.gz
(cat head; printf 'c1,ok,2026-10-05T10:00:00Z,1,"'
    head -c 5000000 /dev/zero | tr '\0' x
    printf '"\nc2,ok,2026-10-05T10:00:00Z,1,+49891\n') > big.csv
t toll-import big.csv
: > empty.csv
t toll-import empty.csv
t toll-import head
t toll-import missing.csv
t toll-import --format nonesuch head
t toll-import
sqlite3 book/book.db 'SELECT number, rows, calls, rejects FROM batch'
ls book/archive book/calls/2026-10
