# A batch goes as a whole, unless somebody else relies on it.
. "$here/lib/calls.sh"
export TOLL_BOOK=book
toll-init -B book >/dev/null
h=call_id,status,start,duration,destination_number
printf '%s\na,ok,2026-10-05T10:00:00Z,60,+1\nb,ok,2026-09-05T10:00:00Z,60,+2\nx,y,z,6,5\n' \
    $h > a.csv
printf '%s\nb,ok,2026-09-05T10:00:00Z,60,+2\nc,ok,2026-10-05T10:00:00Z,60,+3\n' \
    $h > b.csv
t toll-import a.csv b.csv
t toll-unimport 1
t toll-unimport 2
calls book
t toll-import b.csv
t toll-unimport 3
t toll-unimport 1
calls book
t toll-rejects
t toll-import a.csv b.csv
calls book
t toll-unimport 1
t toll-unimport 9
t toll-unimport x
t sqlite3 book/book.db "UPDATE batch SET calls = 7 WHERE number = 5"
t sqlite3 book/book.db "DELETE FROM batch"
ls book/calls/2026-10 book/archive

# Charges whose calls were taken out tell so; rating makes them anew.
golden=$here/../golden
toll-init -q -B old --timezone Europe/Berlin --currency EUR
toll-load -q -B old "$golden/base"
toll-import -q -B old "$golden/onnet/calls.csv"
toll-rate -q -B old
toll-unimport -q -B old 1
t toll-report -B old charges -f csv
toll-rate -q -B old
t toll-report -B old charges -f csv
