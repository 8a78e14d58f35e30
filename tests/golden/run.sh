#!/bin/sh
# The named rating cases: each folder here is one, with what it shows and how
# its figures were worked out in the file about.
#
#	base/		the operator all cases share, as CSV
#	CASE/*.csv	master data on top of it; calls.csv the calls
#	CASE/expected.csv  all charges, as toll report charges prints them
#	CASE/unrated	the calls without a price: call contract tier reason
#	CASE/period	the only period to look at
#
# usage: run.sh BUILD-DIRECTORY [case ...]
set -eu

bin=$(cd "$1/bin" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
LC_ALL=C TZ=UTC PATH=$bin:$PATH TOLL_NOW=2026-11-02T06:00:00Z
export LC_ALL TZ PATH TOLL_NOW
unset TOLL_BOOK TOLL_DATA || :

# The book with the base data is made once and copied for each case.
toll-init -q -B "$scratch/base" --timezone Europe/Berlin --currency EUR \
    --country DE > /dev/null
sed -i '/^\[operator\]/a contact=op' "$scratch/base/book.conf"
toll-load -q -B "$scratch/base" "$here/base" > /dev/null

run_case() { # NAME: leaves got.csv and unrated in the present folder
	book=$PWD/book
	cp -R "$scratch/base" "$book"
	mkdir load
	for file in "$here/$1"/*.csv; do
		case ${file##*/} in
		calls.csv | expected.csv) ;;
		*) cp "$file" load ;;
		esac
	done
	if [ -n "$(ls load)" ]; then
		toll-load -q -B "$book" load || return
	fi
	toll-import -q -B "$book" "$here/$1/calls.csv" || return
	status=0
	toll-rate -q -B "$book" || status=$?
	[ "$status" -le 1 ] || return "$status"
	set -- "$1"
	[ ! -e "$here/$1/period" ] || set -- "$1" -p "$(cat "$here/$1/period")"
	shift
	toll-report -B "$book" charges --format csv --raw "$@" > got.csv || return
	toll-unrated -B "$book" --calls --format csv --raw > unrated.csv ||
	    [ $? -eq 1 ]
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	    { print $at["call_id"], $at["contract"], $at["tier"], $at["reason"] }
	    ' unrated.csv > unrated
}

[ $# -gt 0 ] || set -- "$here"/*/about
pass=0 fail=0
for case in "$@"; do
	case=$(basename "${case%/about}")
	mkdir "$scratch/case"
	want=$here/$case
	if (
		cd "$scratch/case"
		run_case "$case" > log 2>&1 || { cat log; exit 1; }
		diff -u "$want/expected.csv" got.csv &&
		if [ -e "$want/unrated" ]; then
			diff -u "$want/unrated" unrated
		else
			diff -u /dev/null unrated
		fi
	); then
		pass=$((pass + 1))
	else
		echo "FAIL $case"
		fail=$((fail + 1))
	fi
	rm -rf "$scratch/case"
done
echo "golden: $pass passed, $fail failed"
[ -z "${CHECK_COUNTS:-}" ] || echo "$pass $fail" >> "$CHECK_COUNTS"
[ "$fail" -eq 0 ]
