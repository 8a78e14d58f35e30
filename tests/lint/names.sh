#!/bin/sh
# A source file exports only functions whose names begin with its own, so that
# a name tells the file.
#
# usage: names.sh BUILD-DIRECTORY
set -eu

build=$1
bad=0
for object in "$build"/billing/*/*.o; do
	source=${object#"$build"/}
	source=${source%.o}.c
	[ ! -e "$source" ] || nm -g --defined-only "$object" |
	    awk -v file="$source" '$2 == "T" { print file, $3 }'
done | awk '
BEGIN {
	# The few files whose functions go by another name, with the reason.
	named["wide"] = "i128"			# the type
	named["cidr"] = "address"		# half of a block
	named["reject_store"] = "import_store"	# its second half
	named["words"] = "word"			# one of them
}
{
	stem = folder = $1
	sub(/^billing\//, "", folder)
	sub(/\/.*/, "", folder)
	sub(/.*\//, "", stem)
	sub(/\.c$/, "", stem)
	# file_aside.c may export file_publish(): one thing in two files;
	# schedule.c schedules_find(): many of them; map.c mapper_add(): who
	# does it; report/rows.c report_rows(): the folder is the thing.
	first = stem
	sub(/_.*/, "", first)
	if ($2 == stem || index($2, stem "_") == 1 ||
	    index($2, stem "s_") == 1 || index($2, first) == 1 ||
	    index($2, folder "_") == 1 ||
	    (stem in named && index($2, named[stem] "_") == 1))
		next
	print $1 ": exports " $2 "()"
	bad = 1
}
END { exit bad }' >&2 || bad=1
exit $bad
