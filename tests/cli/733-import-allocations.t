# A record that is imported costs no allocation and no SQL of its own: twice the
# records, and the heap is asked hardly more often.  Statements allocate, too.
if grep -qa -e __asan_init -e __tsan_init "$(command -v toll-import)"; then
	echo "skipped: a sanitizer has its own heap"
	exit 0
fi
# shellcheck disable=SC1091  # beside this file
. "$here/lib/calls.sh"
mkdir -p data/book
generate -n 40000 -c 100 -u 100 -p 300 data
head -n 20001 data/calls.csv > half.csv
# with quotes: the way through libcsv
sed '2,$s/^\([^,]*\),/"\1",/' data/calls.csv > quoted.csv
head -n 20001 quoted.csv > quoted-half.csv

# count FILE: what an import of it asks of the heap
count() {
	rm -rf book
	toll-init -q -B book --timezone UTC
	LD_PRELOAD=$tools/preload_count.so toll-import -q -B book "$1" \
	    2> err > /dev/null
	sed -n 's/^allocations: //p' err
}

for kind in "" quoted-; do
	file=${kind:+quoted}
	half=$(count "${kind}half.csv")
	whole=$(count "${file:-data/calls}.csv")
	[ "$half" -gt 500 ] && [ $(((whole - half) * 50)) -lt 20000 ] &&
	    echo "${kind:-plain-}records: less than an allocation in 50"
done
