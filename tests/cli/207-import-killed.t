# Killed anywhere, run again: the same book, and nothing is left lying about.
. "$here/lib/calls.sh"
generate -n 20000 -c 20 -u 60 -p 500 "$(mkdir -p g/book; echo g)" \
    2>/dev/null
mv g/calls.csv all.csv
toll-init -B want >/dev/null
toll-import -B want all.csv >/dev/null
facts want > want.txt
toll-init -B book >/dev/null
for delay in 0.005 0.01 0.015 0.02 0.03 0.04 0.05 0.06 0.07 0.08; do
	timeout -s KILL "$delay" toll-import -B book all.csv >/dev/null 2>&1 ||
	    :
	sqlite3 -cmd '.timeout 20000' book/book.db 'SELECT count(*) FROM batch' | grep -v '^[01]$' || :
done
toll-import -B book all.csv >/dev/null
facts book | cmp - want.txt
sqlite3 book/book.db 'SELECT count(*), sum(calls) FROM batch'
ls -A book/calls book/calls/2026-10 book/archive
