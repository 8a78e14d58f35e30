#!/bin/sh
# Run the fuzzers named, FUZZ_SECONDS (30) each, or FUZZ_TOTAL seconds shared
# among them, from the corpus kept in tests/fuzz/corpus/NAME (if there is one).
# New finds go to build/fuzz/corpus.
# A crash leaves its input in build/fuzz and counts as failed.
#
# usage: run.sh BIN-DIRECTORY FUZZER...
set -eu

bin=$1
shift
seconds=${FUZZ_SECONDS:-30}
[ -z "${FUZZ_TOTAL:-}" ] || seconds=$((FUZZ_TOTAL / $# + 1))
pass=0 fail=0
for name in "$@"; do
	corpus=$bin/../corpus/$name
	mkdir -p "$corpus"
	kept=tests/fuzz/corpus/$name
	[ -d "$kept" ] || kept=
	log=$bin/../$name.log
	# shellcheck disable=SC2086  # perhaps no corpus is kept
	if timeout $((seconds + 120)) "$bin/$name" -max_total_time="$seconds" \
	    -timeout=20 -rss_limit_mb=1024 -max_len=8192 -verbosity=0 \
	    -print_final_stats=1 -artifact_prefix="$bin/../$name-" \
	    "$corpus" $kept >"$log" 2>&1 </dev/null; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		echo "$name: ${runs:-0} runs"
		pass=$((pass + 1))
	else
		tail -n 40 "$log"
		echo "FAIL $name"
		fail=$((fail + 1))
	fi
done
echo "fuzz: $pass passed, $fail failed"
[ -z "${CHECK_COUNTS:-}" ] || echo "$pass $fail" >> "$CHECK_COUNTS"
[ "$fail" -eq 0 ]
