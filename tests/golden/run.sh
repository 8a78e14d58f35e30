#!/bin/sh
# The named rating cases: each folder here and in ../golden-balances is one, with
# what it shows and how its figures were worked out in the file about.
#
#	base/		the operator all cases of the folder share, as CSV
#	CASE/*.csv	master data on top of it; calls.csv the calls
#	CASE/expected.csv  all charges, as toll report charges prints them,
#			perhaps only some of its columns
#	CASE/balances.csv  the same of toll report balances, of the contracts
#			that are in it
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

# A book with the base data of a folder is made once and copied for each case.
for set in golden golden-balances; do
	base=$scratch/$set
	toll-init -q -B "$base" --timezone Europe/Berlin --currency EUR \
	    --country DE > /dev/null
	sed -i '/^\[operator\]/a contact=op' "$base/book.conf"
	toll-load -q -B "$base" "$here/../$set/base" > /dev/null
done

# like WANT.csv [KEY] < GOT.csv: the columns that WANT.csv has, in its order; with
# KEY only the rows whose KEY is in it.  No field holds a comma.
like() {
	awk -F, -v key="${2:-}" '
	    FNR == 1 {
		split("", at)
		for (i = 1; i <= NF; i++)
			at[$i] = i
	    }
	    NR == 1 { columns = split($0, name) }
	    NR == FNR { rows[key == "" ? "" : $at[key]]; next }
	    key == "" || $at[key] in rows {
		for (i = 1; i <= columns; i++)
			printf "%s%s", $at[name[i]], i < columns ? FS : RS
	    }' "$1" -
}

run_case() { # FOLDER: leaves got.csv and unrated in the present folder
	book=$PWD/book
	cp -R "$scratch/$(basename "$(dirname "$1")")" "$book"
	mkdir load
	for file in "$1"/*.csv; do
		case ${file##*/} in
		calls.csv | expected.csv | balances.csv) ;;
		*) cp "$file" load ;;
		esac
	done
	if [ -n "$(ls load)" ]; then
		toll-load -q -B "$book" load || return
	fi
	toll-import -q -B "$book" "$1/calls.csv" || return
	status=0
	toll-rate -q -B "$book" || status=$?
	[ "$status" -le 1 ] || return "$status"
	case=$1
	set --
	[ ! -e "$case/period" ] || set -- -p "$(cat "$case/period")"
	toll-report -B "$book" charges --format csv --raw "$@" > charges.csv ||
	    return
	like "$case/expected.csv" < charges.csv > got.csv
	if [ -e "$case/balances.csv" ]; then
		toll-report -B "$book" balances --format csv --raw > all.csv ||
		    return
		like "$case/balances.csv" contract < all.csv > balances.csv
	fi
	toll-unrated -B "$book" --calls --format csv --raw > unrated.csv ||
	    [ $? -eq 1 ]
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	    { print $at["call_id"], $at["contract"], $at["tier"], $at["reason"] }
	    ' unrated.csv > unrated
}

[ $# -gt 0 ] || set -- "$here"/*/about "$here-balances"/*/about
pass=0 fail=0
for case in "$@"; do
	case=$(basename "${case%/about}")
	mkdir "$scratch/case"
	want=$here/$case
	[ -e "$want" ] || want=$here-balances/$case
	if (
		cd "$scratch/case"
		run_case "$want" > log 2>&1 || { cat log; exit 1; }
		unrated=$want/unrated
		[ -e "$unrated" ] || unrated=/dev/null
		status=0
		diff -u "$want/expected.csv" got.csv || status=1
		diff -u "$unrated" unrated || status=1
		[ ! -e balances.csv ] ||
		    diff -u "$want/balances.csv" balances.csv || status=1
		exit $status
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
