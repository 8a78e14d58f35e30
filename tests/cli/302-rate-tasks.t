# Rating as tasks: the charges file and the row of the run are those of one
# process, byte for byte, for any number of maps and shards; what is wrong is
# refused and changes nothing.
. "$here/lib/tasks.sh"
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" | head -9000 > calls.csv
sed -n '1,5500p' calls.csv > one.csv
sed -n '1p;5501,$p' calls.csv > two.csv
toll-import -B book -q one.csv > /dev/null
toll-import -B book -q two.csv > /dev/null
cp -R book fresh
run() {
	sqlite3 "$1/book.db" 'SELECT period, run, file, current, load, calls,
	    charged, charges, unrated, listed, sha256 FROM rating_run'
}
cp -R fresh one
t toll-rate -B one 2026-10
sha256sum < one/charges/2026-10.1.db > want
run one > want-run
same() {
	sha256sum < "$1/charges/2026-10.1.db" | cmp - want &&
	    run "$1" | cmp - want-run && echo "$2: the same bytes"
}

t toll-rate -B book -p 2026-10 --part --tasks tasks --maps 3 --shards 2
t toll-rate -B book -p 2026-10 --part --tasks tasks --maps 3 --shards 2
t toll-rate --tasks tasks --map 0/3
t toll-rate --tasks tasks --map 0/3
t toll-rate --tasks tasks --reduce 1/2
t toll-rate --tasks tasks --map 1/3
t toll-rate -B book --merge --tasks tasks
WHICH=2 t toll-rate --tasks tasks --map WHICH/3
t toll-rate --tasks tasks --reduce 0/2
t toll-rate -B book --merge --tasks tasks
t toll-rate --tasks tasks --reduce 1/2
t toll-rate -B book --merge --tasks tasks
same book "three maps, two shards"
t toll-rate -B book --merge --tasks tasks
t toll-rate -B book 2026-10
t toll-rate -B book --merge --clean --tasks tasks
t ls -A tasks

for grid in "1 1" "1 7" "2 64" "7 1" "64 2" "7 7" "300 64"; do
	set -- $grid
	rm -rf book tasks
	cp -R fresh book
	all_tasks book 2026-10 tasks "$1" "$2"
	same book "$1 maps, $2 shards"
done

# with so little memory that a task has to put calls aside
rm -rf book tasks
cp -R fresh book
printf '\n[rating]\nmemory_mib = 1\n' >> book/book.conf
all_tasks book 2026-10 tasks 2 3
same book "1 MiB"

# the same bytes in every file, whoever made them, and with less memory
rm -rf book tasks other
cp -R fresh book
all_tasks book 2026-10 tasks 7 7
mkdir other
toll-rate -q -B book -p 2026-10 --part --tasks other --maps 7 --shards 7
t toll-rate -q -B book -p 2026-10 --part --tasks tasks --maps 7 --shards 7
rm -rf book
cp -R fresh book
toll-rate -q -B book -p 2026-10 --part --tasks other/again --maps 7 --shards 7
(TZ=Asia/Kathmandu LC_ALL=de_DE.UTF-8 maps other/again 7)
reduces other/again 7
diff -r tasks other/again && echo "the same files"
