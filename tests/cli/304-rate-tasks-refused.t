# What tasks and their merge refuse: a wrong number, something missing, doubled,
# altered by one bit, of another snapshot, a book that is another one by now.
# Nothing changes.
. "$here/lib/tasks.sh"
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" | head -1200 > calls.csv
toll-import -B book -q calls.csv > /dev/null
cp -R book fresh

# use
t toll-rate -B book --part --tasks tasks
t toll-rate -B book -p 2026-10 -p 2026-11 --part --tasks tasks
t toll-rate -B book -p 2026-10 --part
t toll-rate -B book -p 2026-10 --tasks tasks
t toll-rate --part -p 2026-10 --tasks tasks
t toll-rate -B book -p 2026-10 --part --tasks tasks --maps 0
t toll-rate -B book -p 2026-10 --maps 2
t toll-rate -B book -p 2026-10 --part --tasks book
t toll-rate --tasks tasks --map 0/2
t toll-rate -B book --merge --tasks tasks
t toll-rate -q -B book -p 2026-10 --part --tasks tasks --maps 2 --shards 3
for number in 2/2 -1/2 +1/2 1 1/ /2 1/3 x/2 NOBODY/2 1.5/2 1/2/2 0x1/2 \
    99999999999999999999/2 0/0; do
	t toll-rate --tasks tasks --map $number
done
INDEX= t toll-rate --tasks tasks --map INDEX/2
INDEX=undefined t toll-rate --tasks tasks --map INDEX/2
INDEX=2 t toll-rate --tasks tasks --map INDEX/2
INDEX=' 1' t toll-rate --tasks tasks --map INDEX/2
t toll-rate --tasks tasks --reduce 0/2
t toll-rate --tasks tasks --map 0/2 --reduce 0/3
t toll-rate --tasks tasks --map 0/2 2026-10
t toll-rate --tasks tasks --map 0/2 -t 2
t toll-rate --tasks tasks --map 0/2 --json
t toll-rate --tasks tasks --map 1/2 --json
t toll-rate --tasks tasks --reduce 2/3 --json
reduces tasks 3
cp -R tasks good

# missing
rm tasks/map/001
t toll-rate -B book --merge --tasks tasks
t toll-rate --tasks tasks --reduce 2/3
rm tasks/reduce/001
t toll-rate --tasks tasks --reduce 1/3
rm -rf tasks
cp -R good tasks
rm tasks/reduce/000 tasks/reduce/001
t toll-rate -B book --merge --tasks tasks
cp good/reduce/001 tasks/reduce/
# doubled
cp tasks/reduce/001 tasks/reduce/000
t toll-rate -B book --merge --tasks tasks
cp good/reduce/000 tasks/reduce/000
cp tasks/map/000 tasks/map/001
t toll-rate -B book --merge --tasks tasks
cp good/map/001 tasks/map/001
# altered: the merge refuses, the task heals its own file
printf X | dd of=tasks/map/001 bs=1 seek=1000 conv=notrunc 2> dd
t toll-rate -B book --merge --tasks tasks
t toll-rate --tasks tasks --map 1/2
cmp tasks/map/001 good/map/001 && echo healed
printf X | dd of=tasks/reduce/001 bs=1 seek=1000 conv=notrunc 2> dd
t toll-rate -B book --merge --tasks tasks
t toll-rate --tasks tasks --reduce 1/3
cmp tasks/reduce/001 good/reduce/001 && echo healed
printf X | dd of=tasks/map/000 bs=1 seek=3 conv=notrunc 2> dd
rm tasks/reduce/000
t toll-rate --tasks tasks --reduce 0/3
# what tasks read themselves
rm -rf tasks
cp -R good tasks
rm tasks/map/000
printf X | dd of=tasks/snapshot/calls/2026-10/000001.db bs=1 seek=9000 \
    conv=notrunc 2> dd
t toll-rate --tasks tasks --map 0/2
rm tasks/snapshot/calls/2026-10/000001.db
t toll-rate --tasks tasks --map 0/2
rm tasks/snapshot/book.db
t toll-rate --tasks tasks --map 0/2
cp good/manifest tasks/manifest
sed -i s/^shards.*/shards\ 4/ tasks/manifest
t toll-rate --tasks tasks --map 0/2
: > tasks/manifest
t toll-rate --tasks tasks --map 0/2
rm -rf tasks

# of another snapshot
cp -R fresh other
"$tools/gen_calls" "$here/../../data/sample" | sed -n '1p;1201,1300p' > more.csv
toll-import -B other -q more.csv > /dev/null
toll-rate -q -B other -p 2026-10 --part --tasks tasks --maps 2 --shards 3
maps tasks 2
reduces tasks 3
cp good/reduce/002 tasks/reduce/002
t toll-rate -B other --merge --tasks tasks
cp good/map/000 tasks/map/000
t toll-rate -B other --merge --tasks tasks
t toll-rate --tasks tasks --map 0/2
t toll-rate --tasks tasks --reduce 2/3
t toll-rate -B other --merge --tasks tasks
t toll-rate -B book --merge --tasks tasks
rm -rf tasks

# a book that is another one by now
refused() {
	cp -R good tasks
	rm -rf changed
	cp -R book changed
	"$@"
	cp -R changed changed.before
	t toll-rate -B changed --merge --tasks tasks
	t toll-rate -B changed -p 2026-10 --part --tasks tasks --maps 2 --shards 3
	diff -r -x lock changed changed.before && echo "the book is as it was"
	rm -rf tasks changed changed.before
}
import_more() {
	toll-import -B changed -q more.csv > /dev/null
}
load_more() {
	mkdir -p load
	toll-dump -B changed fees | sed '2s/0\.0/0.1/' > load/fees.csv
	toll-load -q -B changed load/fees.csv > /dev/null
}
rate_other() {
	toll-rate -q -B changed 2026-10 > /dev/null
	sqlite3 changed/book.db "UPDATE rating_run SET current = 0;
	    INSERT INTO rating_run VALUES ('2026-10', 2, '2026-10.2.db', 1, 1,
		0, 0, 0, 0, 0, 0, hex(zeroblob(32)))"
}
settings() {
	sed -i 's/^\[operator\]/&\ncountry=AT/;s/^country.*DE//' changed/book.conf
}
bill() {
	toll-rate -q -B changed 2026-10 > /dev/null || :
	toll-close -q -B changed --until 2026-11-01 > /dev/null || :
}
refused import_more
refused load_more
refused rate_other
refused settings
refused bill

# every bit
cp -R good tasks
python3 "$here/lib/tasks_damage.py" book tasks 7 3

# taking away what is not ours
mkdir -p mine/snapshot mine/map
echo 2026 > mine/map/2026.txt
cp book/book.conf mine/snapshot/notes
t toll-rate --clean --tasks mine
t toll-rate --clean --tasks book
rm -r mine/snapshot
echo 'a list of mine' > mine/manifest
t toll-rate --clean --tasks mine
rm mine/manifest
: > mine/map/001
: > mine/map/.tmp.host.1.0
mkdir mine/.tmp.host.2.0
t toll-rate --clean --tasks mine
t find mine
t toll-rate --clean --tasks nowhere

# tasks that are made where a merge was killed as it cleaned up are not merged yet
rm -rf tasks
cp -R good tasks
mv tasks/manifest tasks/merged
rm tasks/map/000
t toll-rate -B book -p 2026-10 --part --tasks tasks --maps 2 --shards 3
t ls -A tasks
t toll-rate -B book --merge --clean --tasks tasks

# a manifest that is sealed, but of another program, another machine, or about
# files that are not its own
resealed() { # SED-COMMAND
	rm -rf tasks
	cp -R good tasks
	sed -e '$d' -e "$1" good/manifest > tasks/manifest
	sum=$(sha256sum < tasks/manifest)
	echo "sha256 ${sum%% *}" >> tasks/manifest
	rm tasks/map/000
	t toll-rate --tasks tasks --map 0/2
}
resealed 's/^program.*/program 0.0.1/'
resealed 's/^layout.*/layout big-32-26/'
resealed 's/^zones .\{8\}/zones 00000000/'
resealed 's/^calls.*/calls 1198/'
resealed 's/^load.*/load 2/'
resealed 's/book.conf/..\/book.conf/'
resealed 's/^maps 2/maps 02/'
resealed 's/^overlap 0/overlap 2/'
resealed '/book.conf/d'

# no room: said, and nothing is left
rm -rf tasks
cp -R good tasks
rm tasks/map/000 tasks/reduce/000
t sh -c 'ulimit -f 20; toll-rate --tasks tasks --map 0/2' |
    sed 's/tmp\.[^ :]*/tmp.HOST.PID.RANDOM/'
toll-rate -q --tasks tasks --map 0/2
t sh -c 'ulimit -f 20; toll-rate --tasks tasks --reduce 0/3' |
    sed 's/tmp\.[^ :]*/tmp.HOST.PID.RANDOM/'
ls -A tasks/map tasks/reduce
