# An identical record is a duplicate, a different one with the same identity a
# conflict, in one file and across files, months and formats of files.
. "$here/lib/calls.sh"
export TOLL_BOOK=book
toll-init -B book >/dev/null
h=call_id,status,start,duration,destination_number
cat > a.csv <<-END
	$h
	a,ok,2026-10-05T10:00:00Z,60,+49891
	b,ok,2026-10-06T10:00:00Z,60,+49892
	a,ok,2026-10-05T10:00:00Z,60,+49891
	a,ok,2026-10-05T10:00:00Z,61,+49891
	a,ok,2026-10-05T12:00:00.000+02:00,60.000,+49 89-1
END
cat > b.csv <<-END
	$h,source_number
	b,ok,2026-10-06T10:00:00Z,60,+49892,
	b,ok,2026-09-06T10:00:00Z,60,+49892,
	c,ok,2026-09-30T21:59:59.999Z,60,+49893,
	d,ok,2026-09-30T22:00:00Z,60,+49894,
	b,ok,2026-10-06T10:00:00Z,60,+49892,+4930
END
t toll-import a.csv
t toll-import --no-archive b.csv
calls book
t toll-rejects
t toll-import --json a.csv
t toll-rejects --json --batch 2
ls book/archive
