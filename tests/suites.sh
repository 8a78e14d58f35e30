#!/bin/sh
# Run the named suites, all of them even when one fails, and end with the sum:
# "N passed, N failed".  Exit 1 if anything failed.
#
# Every suite appends lines "passed failed" to the file named by CHECK_COUNTS;
# one that exits other than 0 without counting a failure counts as one.
# TIMES=1 adds how long each test took, in seconds.
#
# usage: suites.sh BUILD-DIRECTORY unit|cli|golden|lint|faults|machines ...
set -eu

build=$1
shift
CHECK_COUNTS=$(mktemp)
export CHECK_COUNTS
trap 'rm -f "$CHECK_COUNTS"' EXIT

failed() {
	awk '{ n += $2 } END { print n + 0 }' "$CHECK_COUNTS"
}

run() {
	before=$(failed)
	began=$(date +%s%N)
	status=0
	"$@" </dev/null || status=$?
	[ -z "${TIMES:-}" ] || echo "$(date +%s%N) $began $*" |
	    awk '{ printf "%7.2f s ", ($1 - $2) / 1e9; $1 = $2 = ""; print }'
	[ "$status" -ne 0 ] || return 0
	[ "$(failed)" -gt "$before" ] || {
		echo "$*: status $status"
		echo "0 1" >> "$CHECK_COUNTS"
	}
}

for suite in "$@"; do
	echo "== $suite"
	case $suite in
	unit)
		for test in "$build"/test/test_*; do
			source=tests/unit/${test##*/}.c
			[ ! -x "$test" ] || [ ! -e "$source" ] || run "$test"
		done
		;;
	cli)
		run sh tests/cli/run.sh "$build/bin"
		;;
	lint)
		for lint in tests/lint/*.sh; do
			if sh "$lint" "$build"; then
				echo "1 0" >> "$CHECK_COUNTS"
			else
				echo "FAIL $lint"
				echo "0 1" >> "$CHECK_COUNTS"
			fi
		done
		;;
	golden)
		[ ! -e tests/golden/run.sh ] ||
		    run sh tests/golden/run.sh "$build"
		;;
	faults)
		[ ! -e tests/faults/run.sh ] ||
		    run sh tests/faults/run.sh "$build" sample
		;;
	machines)
		[ ! -e tests/machines/run.sh ] ||
		    run sh tests/machines/run.sh "$build" short
		;;
	*)
		echo "suites.sh: no suite $suite" >&2
		exit 64
		;;
	esac
done
awk '{ p += $1; f += $2 }
    END { printf "%d passed, %d failed\n", p, f; exit f > 0 || p == 0 }' \
    "$CHECK_COUNTS"
