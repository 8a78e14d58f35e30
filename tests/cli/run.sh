#!/bin/sh
# Run every tests/cli/*.t in an empty directory of its own and compare its
# transcript with the .out file beside it.  BLESS=1 rewrites the .out files.
#
# A case is a plain shell script.  Defined for it:
#	t COMMAND...	print the command, run it, print its output and status
#	$here		the folder of the cases, for fixtures
#	$tools		the folder of the tools (build/.../tools)
# A case that cannot run here prints a line "skipped: WHY" and does not count.
# The clock, the time zone and the locale are pinned, and the paths of the source
# and of the case's own directory are written SOURCE and SCRATCH, so every byte
# is known.  TIMES=1 adds how long each case took, in seconds.
#
# usage: run.sh BIN-DIRECTORY [case ...]
set -eu

bin=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=$(dirname "$bin")/tools
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

LC_ALL=C TZ=UTC PATH=$bin:$PATH TOLL_NOW=2026-11-02T06:00:00Z
export LC_ALL TZ PATH TOLL_NOW here tools
unset TOLL_BOOK TOLL_DATA NO_COLOR || :

[ $# -gt 0 ] || set -- "$here"/*.t
pass=0 fail=0
for case in "$@"; do
	[ -e "$case" ] || continue
	name=$(basename "$case" .t)
	case=$here/$name.t
	want=${case%.t}.out
	mkdir "$scratch/$name"
	began=$(date +%s%N)
	(
		cd "$scratch/$name"
		t() {
			echo "\$ $*"
			status=0
			"$@" 2>&1 || status=$?
			[ "$status" -eq 0 ] || echo "[status $status]"
		}
		# shellcheck disable=SC1090  # the case is the point
		. "$case"
	) </dev/null > "$scratch/$name.got" 2>&1 || echo "[case failed: $?]" \
	    >> "$scratch/$name.got"
	[ -z "${TIMES:-}" ] || echo "$name $(date +%s%N) $began" |
	    awk '{ printf "%7.2f s  %s\n", ($2 - $3) / 1e9, $1 }'
	if grep -q '^skipped: ' "$scratch/$name.got"; then
		sed -n "s/^skipped: /$name: &/p" "$scratch/$name.got"
		rm -rf "${scratch:?}/$name"
		continue
	fi
	# Where the source and the scratch lie is not part of the result.
	sed -e "s|$scratch/$name|SCRATCH|g" -e "s|$root|SOURCE|g" \
	    "$scratch/$name.got" > "$scratch/$name.txt"
	mv "$scratch/$name.txt" "$scratch/$name.got"
	if [ -n "${BLESS:-}" ]; then
		cp "$scratch/$name.got" "$want"
	fi
	if diff -u "$want" "$scratch/$name.got"; then
		pass=$((pass + 1))
	else
		echo "FAIL $name"
		fail=$((fail + 1))
	fi
	rm -rf "${scratch:?}/$name"
done
echo "cli: $pass passed, $fail failed"
[ -z "${CHECK_COUNTS:-}" ] || echo "$pass $fail" >> "$CHECK_COUNTS"
[ "$fail" -eq 0 ]
