# A call of a billed interval is imported like any other, and counted; its batch
# stays; what was imported before is still known.
. "$here/lib/calls.sh"
export TOLL_BOOK=book
toll-init -B book >/dev/null
sqlite3 book/book.db "PRAGMA foreign_keys = OFF; INSERT INTO closed_interval
    VALUES ('a customer', 1790805600000000, 1793487600000000, 1, 0)"
h=call_id,status,start,duration,destination_number
printf '%s\na,ok,2026-10-05T10:00:00Z,60,+1\nb,ok,2026-11-01T10:00:00Z,60,+2\n' \
    $h > a.csv
printf '%s\na,ok,2026-10-05T10:00:00Z,61,+1\na,ok,2026-10-05T10:00:00Z,60,+1\n' \
    $h > b.csv
t toll-import a.csv
t toll-unimport 1
t toll-import b.csv
t toll-unimport 2
calls book
