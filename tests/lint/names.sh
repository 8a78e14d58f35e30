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
{
	stem = $1
	sub(/.*\//, "", stem)
	sub(/\.c$/, "", stem)
	if (stem == "wide")
		stem = "i128"	# the name of the type
	# file_aside.c may export file_publish(): a folder of names in parts;
	# schedule.c may export schedules_find(): many of them.
	first = stem
	sub(/_.*/, "", first)
	if ($2 == stem || index($2, stem "_") == 1 ||
	    index($2, stem "s_") == 1 || index($2, first "_") == 1)
		next
	print $1 ": exports " $2 "()"
	bad = 1
}
END { exit bad }' >&2 || bad=1
exit $bad
