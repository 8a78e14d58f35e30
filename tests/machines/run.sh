#!/bin/sh
# The rating of a month as tasks on real engines; see README.md.
#
#	short	Slurm: nothing happens, a node is killed; GNU parallel
#	slurm	every case of slurm.py
#	parallel	every case of parallel.py
#	whole	both, and KILLS (5) rounds of kill_machines.py
#	kill	KILLS rounds only
#
# Where an engine is not installed a line says so, and nothing is counted.  Root
# hands it to the user nobody: neither daemons nor tasks need any right.
#
# usage: run.sh BUILD-DIRECTORY short|slurm|parallel|whole|kill [WORK-DIRECTORY]
set -eu

case ${2:-} in
short|slurm|parallel|whole|kill) ;;
*) echo "usage: run.sh BUILD-DIRECTORY short|slurm|parallel|whole|kill" \
    "[WORK-DIRECTORY]" >&2
	exit 64 ;;
esac
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
ours=
[ $# -ge 3 ] || ours=$(mktemp -d)
work=${3:-$ours}
pid=
finish() {
	status=$?
	trap - EXIT INT TERM
	# It stops what it started when it is asked to end.
	[ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null || :
	[ -z "$ours" ] || rm -rf "$ours"
	exit $status
}
trap finish EXIT INT TERM

# Whoever runs it must be able to read it, wherever the source lies.
umask 022
mkdir -p "$work/bin" "$work/tools" "$work/tests"
cp "$build"/bin/toll-* "$work/bin"
cp "$build/tools/preload_stop.so" "$work/tools"
cp -R "$root/data/machines" "$work"
cp "$here"/*.py "$work/tests"

# The sample operator's month, in three segments.
PATH=$work/bin:$PATH TOLL_NOW=2026-11-02T06:00:00Z LC_ALL=C TZ=UTC
TOLL_DATA=$root
export PATH TOLL_NOW LC_ALL TZ TOLL_DATA
unset TOLL_BOOK || :
toll-init -q -B "$work/book" --demo > "$work/made" || {
	cat "$work/made"
	exit 1
}
"$build/tools/gen_calls" "$root/data/sample" > "$work/calls.csv"
for third in 0 1 2; do
	awk -v t=$third 'NR == 1 || NR % 3 == t' "$work/calls.csv" \
	    > "$work/$third.csv"
	toll-import -q -B "$work/book" "$work/$third.csv"
done
unset TOLL_DATA
rm "$work"/*.csv

as=
if [ "$(id -u)" -eq 0 ]; then
	chown -R nobody "$work"
	chmod 755 "$work"
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	# what is in the home of root is of no use to it
	PATH=$work/bin:/usr/sbin:/usr/bin:/sbin:/bin
fi
status=0
# shellcheck disable=SC2086  # words
KILLS=${KILLS:-5} $as python3 "$work/tests/all.py" "$work" "$2" \
    > "$work/log" 2>&1 </dev/null &
pid=$!
wait "$pid" || status=$?
pid=
cat "$work/log"
[ -z "${CHECK_COUNTS:-}" ] || sed -n \
    's/^machines: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/log" \
    >> "$CHECK_COUNTS"
exit $status
