# A merge that is killed while it takes the tasks away goes on with that when it
# is started again, whatever is left; nothing else is taken away.
. "$here/lib/tasks.sh"
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" | head -1500 > calls.csv
toll-import -B book -q calls.csv > /dev/null
all_tasks book 2026-10 tasks 3 2
cp -R tasks whole

# killed before each call to the system that changes something
preload=$tools/preload_stop.so
LD_PRELOAD=$preload STOP_COUNT=$PWD/count toll-rate -q -B book --merge --clean \
    --tasks tasks
t ls -A tasks
killed() { # AT
	LD_PRELOAD=$preload STOP_KIND=few STOP_AT=$1 toll-rate -q -B book --merge \
	    --clean --tasks tasks &
	until grep -q '^State:.*T (stopped)' /proc/$!/status; do sleep 0.01; done
	kill -9 $!
	wait $! 2>/dev/null || :
}
n=0 begun=0
for at in $(seq 1 "$(cut -d ' ' -f 2 count)"); do
	rm -rf tasks
	cp -R whole tasks
	killed "$at"
	[ ! -e tasks/merged ] || begun=$((begun + 1))
	toll-rate -q -B book --merge --clean --tasks tasks ||
	    [ -z "$(ls -A tasks)" ] || echo "killed before call $at: status $?"
	[ -z "$(ls -A tasks)" ] || ls -A tasks
	n=$((n + 1))
done
[ "$n" -gt 20 ] && [ "$begun" -gt 9 ] && echo "killed at every call"

# what is not a manifest stays, and says nothing of a merge
rm -rf tasks
cp -R whole tasks
mv tasks/manifest tasks/merged
t toll-rate --tasks tasks --map 0/3
t toll-rate -q -B book --merge --tasks tasks
t toll-rate --clean --tasks tasks
t ls -A tasks
echo "a list of numbers" > tasks/merged
t toll-rate -B book --merge --clean --tasks tasks
t cat tasks/merged
t toll-check -B book
