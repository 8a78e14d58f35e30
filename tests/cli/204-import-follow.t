# A file that grows: new whole lines only; rotation; a file that got shorter.
. "$here/lib/calls.sh"
export TOLL_BOOK=book
toll-init -B book >/dev/null
printf 'call_id,status,start,duration,destination_number\n' > log.csv
t toll-import --follow-state log.csv
printf 'a,ok,2026-10-05T10:00:00Z,60,+49891\nb,ok,2026-10-05T10:0' >> log.csv
t toll-import --follow-state log.csv
t toll-import --follow-state log.csv
printf '1:00Z,60,+49892\nc,ok,x,60,+49893\nd,ok,2026-10-05T10:03:00Z' >> log.csv
t toll-import --follow-state log.csv
t toll-rejects | sed "s|$PWD|PWD|"
mv log.csv log.1
printf 'call_id,status,start,duration,destination_number,source_number\n' \
    > log.csv
printf 'e,ok,2026-10-05T11:00:00Z,60,+49891,+4930\n' >> log.csv
t toll-import --follow-state log.csv
t toll-import --follow-state log.csv
printf 'call_id,status,start,duration,destination_number\n' > log.csv
printf 'f,ok,2026-10-05T12:00:00Z,60,+49891\n' >> log.csv
t toll-import --follow-state log.csv
calls book
t toll-import --follow-state -
t toll-import --follow-state --format sipwise log.csv
# The whole file later: all are known.
printf ',60,+49894\n' >> log.1
t toll-import log.1
