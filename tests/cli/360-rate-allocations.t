# A call costs no allocation: twice the calls, and the heap is asked hardly more
# often.
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

for threads in 1 2; do
	for book in half whole; do
		LD_PRELOAD=$tools/preload_count.so \
		    toll-rate -B $book -q -t $threads 2> err > /dev/null
		sed -n 's/^allocations: //p' err > $book.$threads
	done
	calls=$((lines - lines / 2))
	more=$(($(cat whole.$threads) - $(cat half.$threads)))
	[ "$(cat half.$threads)" -gt 1000 ] && [ $((more * 20)) -lt $calls ] &&
	    echo "$threads threads: less than an allocation in 20 calls"
done
