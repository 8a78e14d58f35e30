# The same calls make the same files, byte for byte: whether they are sorted in
# memory or put on disk meanwhile, with one thread or three, from a plain file, a
# quoted one or a compressed one.
# shellcheck disable=SC1091  # beside this file
. "$here/lib/calls.sh"
mkdir -p data/book
generate -n 60000 -c 100 -u 100 -p 300 -d data
sed '2,$s/^\([^,]*\),/"\1",/' data/calls.csv > quoted.csv
zstd -q data/calls.csv -o packed.zst

# import NAME FILE [MEMORY_MIB THREADS]
import() {
	toll-init -q -B "$1" --timezone UTC
	printf '[rating]\nmemory_mib=%s\nthreads=%s\n' "${3:-512}" "${4:-1}" \
	    > "$1/book.conf"
	toll-import -B "$1" --no-archive "$2" | sed 's/^[^:]*: //'
}

import one data/calls.csv
for what in "spilled data/calls.csv 16 3" "quoted quoted.csv" \
    "packed packed.zst 16 2"; do
	# shellcheck disable=SC2086  # words
	import $what
	book=${what%% *}
	cmp one/calls/2026-10/000001.db "$book/calls/2026-10/000001.db" &&
	    echo "$book: the same file"
done
