#!/bin/sh
# The sweep of system calls, of full disks, and of two programs at once: sampled
# for make check, whole for make faults; and the proof that they can fail: with a
# planted bug they must find something.
#
# usage: run.sh BUILD-DIRECTORY sample|whole
set -eu

build=$1
here=$(dirname "$0")
pass=0 fail=0

# The violations it finds are expected: only their number is shown.
planted_bug() { # OPTION...
	python3 "$here/sweep.py" "$build" --only import --calls pwrite64 \
	    --preload "$build/tools/preload_write.so" --expect-violations \
	    "$@" > "$build/planted.log" || {
		cat "$build/planted.log"
		return 1
	}
	tail -n 1 "$build/planted.log"
}

# Without locks, too.
no_lock() { # OPTION...
	python3 "$here/two_at_once.py" "$build" --no-lock --only "$@" \
	    > "$build/planted.log" || {
		cat "$build/planted.log"
		return 1
	}
	tail -n 1 "$build/planted.log"
}

expect() { # WHAT COMMAND...
	what=$1
	shift
	if "$@"; then
		pass=$((pass + 1))
	else
		echo "FAIL $what"
		fail=$((fail + 1))
	fi
}

case $2 in
sample)
	expect "sweep" python3 "$here/sweep.py" "$build" --seconds 32 \
	    --steps 12 --seed "${SEED:-1}"
	expect "planted bug" planted_bug --seconds 6
	expect "full disk" python3 "$here/full_disk.py" "$build" sample credit \
	    report
	expect "closings killed" python3 "$here/close_kill.py" "$build" 5
	expect "two at once" python3 "$here/two_at_once.py" "$build" \
	    --seconds 25 --seed "${SEED:-1}"
	expect "no lock" no_lock "rate: rate + rate" --rounds 6
	expect "tasks killed" python3 "$here/tasks_kill.py" "$build" 4 \
	    "${SEED:-1}"
	;;
whole)
	expect "sweep" python3 "$here/sweep.py" "$build" --alike 4
	expect "planted bug" planted_bug
	expect "full disk" python3 "$here/full_disk.py" "$build" whole
	expect "closings killed" python3 "$here/close_kill.py" "$build" 200
	expect "two at once" python3 "$here/two_at_once.py" "$build" \
	    --rounds 20
	expect "no lock" no_lock "rate + rate" --rounds 10
	expect "tasks killed" python3 "$here/tasks_kill.py" "$build" 200
	expect "closed books changed" sh "$here/tamper.sh" "$build"
	;;
*)
	echo "usage: run.sh BUILD-DIRECTORY sample|whole" >&2
	exit 64
	;;
esac
echo "faults: $pass passed, $fail failed"
[ -z "${CHECK_COUNTS:-}" ] || echo "$pass $fail" >> "$CHECK_COUNTS"
[ "$fail" -eq 0 ]
