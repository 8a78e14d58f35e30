# A call costs no allocation, whether it is rated or only summed up: twice the
# calls, and the heap is asked hardly more often.
if grep -qa -e __asan_init -e __tsan_init "$(command -v toll-rate)"; then
	echo "skipped: a sanitizer has its own heap"
	exit 0
fi
toll-init -B half -z Europe/Berlin --demo > /dev/null
cp -r half whole
"$tools/gen_calls" "$here/../../data/sample" > calls.csv
lines=$(wc -l < calls.csv)
head -n $((lines / 2)) calls.csv > half.csv
toll-import -B half -q half.csv > /dev/null
toll-import -B whole -q calls.csv > /dev/null

count() { # FILE PROGRAM...
	file=$1
	shift
	LD_PRELOAD=$tools/preload_count.so "$@" 2> err > /dev/null ||
	    [ $? -eq 1 ] || cat err
	sed -n 's/^allocations: //p' err > "$file"
}
less() { # WHAT
	calls=$((lines - lines / 2))
	more=$(($(cat whole.n) - $(cat half.n)))
	[ "$(cat half.n)" -gt 1000 ] && [ $((more * 20)) -lt $calls ] &&
	    echo "$1: less than an allocation in 20 calls"
}
for threads in 1 2; do
	count half.n toll-rate -B half -q -t $threads
	count whole.n toll-rate -B whole -q -t $threads
	less "rate, $threads threads"
	for what in --period --calls; do
		of_half=half.csv of_whole=calls.csv
		[ $what = --calls ] || of_half=2026-10 of_whole=2026-10
		count half.n toll-whatif -B half -q -t $threads --sums \
		    $what $of_half
		count whole.n toll-whatif -B whole -q -t $threads --sums \
		    $what $of_whole
		less "whatif $what, $threads threads"
	done
done
