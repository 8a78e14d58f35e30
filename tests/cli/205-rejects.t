# Rejects: list, export, mend, waive.
. "$here/lib/calls.sh"
export TOLL_BOOK=book
toll-init -B book >/dev/null
cat > a.csv <<-END
	call_id,status,start,duration,destination_number
	a,ok,2026-10-05T10:00:00Z,60,+49891
	b,answered,2026-10-05T10:01:00Z,60,+49892
	c,ok,2026-10-05T10:02:00Z,6x,+49893
	-d,no answer,2026-10-05T10:03:00Z,60,+49894
	a,ok,2026-10-05T10:00:00Z,61,+49891
	e,waiting,2026-10-05T10:05:00Z,60,+49895
END
printf 'f,ok,2026-10-05T10:06:00Z,60,+4989' >> a.csv
t toll-import a.csv
t toll-rejects
t toll-rejects --export
t toll-rejects --reimport
# The format is mended: its copy in the book knows two more words.
mkdir book/formats
sed -e 's/^ok = ok/ok = ok | answered/' \
    -e 's/^noanswer = noanswer/noanswer = noanswer | no answer/' \
    "$here/../../data/formats/tollbook.ini" > book/formats/tollbook.ini
t toll-rejects --reimport
# The rows are mended.
toll-rejects --export | sed 's/,6x,/,6,/;s/+4989"$/+4989777"/' > mended.csv
t toll-rejects --reimport mended.csv
calls book
t toll-rejects --waive
t toll-rejects --waive --by 'A. Operator' --reason 'test call' 99
t toll-rejects --waive --by 'A. Operator' --reason 'test call' 4
t toll-rejects --waive --by 'A. Operator' --reason 'said so'
t toll-rejects
t toll-rejects --all
t sqlite3 book/book.db "UPDATE reject SET reason = 'x'"
t sqlite3 book/book.db "DELETE FROM reject"
