# Small segments become one when the period is rated; a batch in a merged one
# can still be taken out; duplicates are still found.
. "$here/lib/calls.sh"
export TOLL_BOOK=book
toll-init -B book >/dev/null
for i in 1 2 3 4 5 6; do
	printf 'call_id,status,start,duration,destination_number\n' > $i.csv
	for k in 1 2 3; do
		echo "c$i$k,busy,2026-10-0$((7 - i))T1$k:00:00Z,0,+49"
	done >> $i.csv
	toll-import $i.csv >/dev/null
done
facts book > want.txt
ls book/calls/2026-10
toll-rate >/dev/null
ls book/calls/2026-10
facts book | cmp - want.txt
calls book | head -n 4
t toll-unimport 3
ls book/calls/2026-10
calls book | grep -c .
t toll-import 2.csv
t toll-import 3.csv
(cat 2.csv; echo 'c21,ok,2026-10-05T11:00:00Z,0,+49') > both.csv
t toll-import both.csv
facts book | cmp - want.txt
for f in book/calls/2026-10/*; do
	sqlite3 "$f" 'PRAGMA integrity_check; PRAGMA foreign_key_check;
	    SELECT count(*) = (SELECT calls FROM segment) FROM call;
	    SELECT count(*) = (SELECT calls FROM segment) FROM identity'
done
t toll-check
