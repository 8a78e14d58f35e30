# More calls than the memory it may use: runs on disk, merged into one segment,
# the same as in memory; also what was seen before, and twice in the file.
. "$here/lib/calls.sh"
mkdir -p g/book
generate -n 200000 -c 100 -u 300 -p 500 -d g 2>/dev/null
sum() {
	sqlite3 "$1/book.db" 'SELECT file FROM segment ORDER BY file' |
	while read -r file; do
		sqlite3 "$1/calls/$file" 'SELECT * FROM call ORDER BY seq' \
		    'SELECT * FROM identity ORDER BY hash, seq'
	done | md5sum
}
toll-init -B big >/dev/null
toll-init -B small >/dev/null
sed -i 's/^#* *memory_mib *=.*//; s/^\[rating\]/[rating]\nmemory_mib = 64/' \
    small/book.conf
grep -q '^memory_mib' small/book.conf ||
    printf '\n[rating]\nmemory_mib = 64\n' >> small/book.conf
t toll-import -B big --no-archive g/calls.csv
t toll-import -B small --no-archive g/calls.csv
sum big > big.txt
sum small | cmp - big.txt
sqlite3 big/book.db 'SELECT file, calls FROM segment ORDER BY file'
ls -A small/calls
# A tenth is known already; the rest is new.
(head -n 1 g/calls.csv; tail -n 20000 g/calls.csv) > end.csv
for book in big2 small2; do
	toll-init -B $book >/dev/null
	t toll-import -B $book --no-archive end.csv
done
cp small/book.conf small2/
t toll-import -B big2 --no-archive g/calls.csv
t toll-import -B small2 --no-archive g/calls.csv
sum big2 > big2.txt
sum small2 | cmp - big2.txt
