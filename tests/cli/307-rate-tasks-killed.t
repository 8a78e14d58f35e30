# Each step of a rating as tasks, killed before its calls to the system that change
# or open something (every fourth, and the last ones, where it publishes): what is
# there by name is whole, and the same step again ends with the bytes of one that
# nobody killed.
. "$here/lib/tasks.sh"
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" | head -600 > calls.csv
toll-import -B book -q calls.csv > /dev/null
cp -R book fresh
all_tasks book 2026-10 whole 2 2
cp -R book merged

preload=$tools/preload_stop.so
count() { # COMMAND...
	LD_PRELOAD=$preload STOP_COUNT=$PWD/count "$@" > said 2>&1
	cut -d ' ' -f 2 count
}
killed() { # AT COMMAND...
	at=$1
	shift
	LD_PRELOAD=$preload STOP_KIND=few STOP_AT=$at "$@" > said 2>&1 &
	until grep -q '^State:.*T (stopped)' /proc/$!/status; do sleep 0.01; done
	kill -9 $!
	wait $! 2>/dev/null || :
}
# which NUMBER: the calls, of so many, before which it is killed
which() {
	awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++)
		if (i % 4 == 1 || i > n - 6) print i }'
}
# same FOLDER: of what is there by name nothing is different
same() {
	[ ! -e "$1" ] || (cd "$1" && find . -type f ! -path '*/.tmp.*') | while read -r f; do
		cmp "$1/$f" "whole/$f"
	done
}
facts() {
	sqlite3 "$1/book.db" 'SELECT period, run, file, current, load, calls,
	    charged, charges, unrated, listed, sha256 FROM rating_run'
	(cd "$1/charges" && sha256sum 2026*)
}
facts merged > want

part="toll-rate -q -B book -p 2026-10 --part --tasks tasks --maps 2 --shards 2"
rm -rf book
cp -R fresh book
n=0
for at in $(which "$(count $part)"); do
	rm -rf tasks
	killed "$at" $part
	same tasks
	$part
	for kind in map reduce; do rmdir tasks/$kind; cp -R whole/$kind tasks; done
	diff -r tasks whole > differ || cat differ
	n=$((n + 1))
done
[ "$n" -gt 20 ] && echo "part: killed"

step() { # NAME FILE COMMAND...
	name=$1 file=$2 n=0
	shift 2
	rm -rf tasks
	cp -R whole tasks
	rm "tasks/$file"
	calls=$(count "$@")
	for at in $(which "$calls"); do
		rm -f "tasks/$file"
		killed "$at" "$@"
		same tasks
		"$@"
		cmp "tasks/$file" "whole/$file"
		n=$((n + 1))
	done
	[ "$n" -gt 6 ] && echo "$name: killed"
}
step map map/001 toll-rate -q --tasks tasks --map 1/2
step reduce reduce/001 toll-rate -q --tasks tasks --reduce 1/2

merge="toll-rate -q -B book --merge --tasks tasks"
rm -rf tasks
cp -R whole tasks
n=0 before=0 after=0
for at in $(which "$(count $merge)"); do
	rm -rf book
	cp -R fresh book
	killed "$at" $merge
	case $(sqlite3 book/book.db 'SELECT count(*) FROM rating_run') in
	0) before=$((before + 1)) ;;
	1) after=$((after + 1)); facts book | cmp - want ;;
	esac
	$merge
	facts book | cmp - want
	toll-check -q -B book
	n=$((n + 1))
done
[ "$n" -gt 20 ] && [ $((before + after)) -eq "$n" ] && [ "$after" -gt 0 ] &&
    echo "merge: killed, before or after"
same tasks
