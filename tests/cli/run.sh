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
# is known.  JOBS cases run at once, one per core unless set; TIMES=1 adds how
# long each took, in seconds.
#
# usage: run.sh BIN-DIRECTORY [case ...]
set -eu

bin=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

# Print the command, run it, print its output and its status.
t() {
	echo "\$ $*"
	status=0
	"$@" 2>&1 || status=$?
	[ "$status" -eq 0 ] || echo "[status $status]"
}

# Run the case named $1 in $scratch/$1; its transcript goes to $scratch/$1.got.
play() {
	mkdir "$scratch/$1"
	(
		cd "$scratch/$1"
		# shellcheck disable=SC1090  # the case is the point
		. "$here/$1.t"
	) </dev/null > "$scratch/$1.raw" 2>&1 || echo "[case failed: $?]" \
	    >> "$scratch/$1.raw"
	rm -rf "${scratch:?}/$1"
	# Where the source and the scratch lie is not part of the result.
	sed -e "s|$scratch/$1|SCRATCH|g" -e "s|$root|SOURCE|g" \
	    "$scratch/$1.raw" > "$scratch/$1.got"
}

# Say how the case named $1 went; the first word is for the sum.
judge() {
	if grep -q '^skipped: ' "$scratch/$1.got"; then
		sed -n "s/^skipped: /$1: &/p" "$scratch/$1.got"
		return
	fi
	[ -z "${BLESS:-}" ] || cp "$scratch/$1.got" "$here/$1.out"
	if diff -u "$here/$1.out" "$scratch/$1.got"; then
		echo "1 0" > "$scratch/$1.count"
	else
		echo "FAIL $1"
		echo "0 1" > "$scratch/$1.count"
	fi
}

# One case of those below: what it says comes out in one piece.
if [ -n "${toll_cli_scratch:-}" ]; then
	scratch=$toll_cli_scratch
	unset toll_cli_scratch
	began=$(date +%s%N)
	play "$1"
	judge "$1" > "$scratch/$1.says" 2>&1
	[ -z "${TIMES:-}" ] || echo "$1 $(date +%s%N) $began" |
	    awk '{ printf "%7.2f s  %s\n", ($2 - $3) / 1e9, $1 }' \
	    >> "$scratch/$1.says"
	cat "$scratch/$1.says"
	exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tools=$(dirname "$bin")/tools
LC_ALL=C TZ=UTC PATH=$bin:$PATH TOLL_NOW=2026-11-02T06:00:00Z
export LC_ALL TZ PATH TOLL_NOW here tools
unset TOLL_BOOK TOLL_DATA NO_COLOR || :

[ $# -gt 0 ] || set -- "$here"/*.t
for case in "$@"; do
	[ ! -e "$here/$(basename "$case" .t).t" ] || basename "$case" .t
done | toll_cli_scratch=$scratch xargs -P "${JOBS:-$(nproc)}" -I{} \
    sh "$here/run.sh" "$bin" {}

cat "$scratch"/*.count 2>/dev/null |
    awk '{ p += $1; f += $2 }
	END { print p + 0, f + 0 }' > "$scratch/sum"
read -r pass fail < "$scratch/sum"
echo "cli: $pass passed, $fail failed"
[ -z "${CHECK_COUNTS:-}" ] || echo "$pass $fail" >> "$CHECK_COUNTS"
[ "$fail" -eq 0 ]
