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
	[ ! -e "${source%.o}.c" ] || echo "$object"
done | xargs nm -A -g --defined-only | awk -v build="$build/" '
BEGIN {
	# The few files whose functions go by another name, with the reason.
	named["wide"] = "i128"			# the type
	named["cidr"] = "address"		# half of a block
	named["reject_store"] = "import_store"	# its second half
	named["xlsx_temp"] = "lxw"		# takes the place of its own
	named["words"] = "word"			# one of them
}
$2 == "T" {
	# build/release/billing/base/err.o:0000 T err_set_text
	sub(/:.*/, "", $1)
	sub(/\.o$/, ".c", $1)
	$1 = substr($1, length(build) + 1)
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
	if ($3 == stem || index($3, stem "_") == 1 ||
	    index($3, stem "s_") == 1 || index($3, first) == 1 ||
	    index($3, folder "_") == 1 ||
	    (stem in named && index($3, named[stem] "_") == 1))
		next
	print $1 ": exports " $3 "()"
	bad = 1
}
END { exit bad }' >&2 || bad=1
exit $bad
