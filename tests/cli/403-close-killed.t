# Killed at any time: either nothing is closed or all of it, and running again
# ends with the same documents and numbers.
. "$here/../fixtures/close/book.sh"
book_of_charges blank
rated blank 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
facts() {
	sqlite3 -cmd '.timeout 20000' "$1/book.db" "
		SELECT * FROM document; SELECT * FROM document_line;
		SELECT * FROM document_usage; SELECT * FROM document_tie; SELECT * FROM closed_interval;
		SELECT * FROM closing; SELECT * FROM outbox"
}
cp -R blank want
toll-close -B want --until 2026-11-01 -q >/dev/null
facts want > want.txt
facts blank > blank.txt

cp -R blank book
before=0 after=0
for delay in 0.001 0.003 0.005 0.007 0.009 0.011 0.013 0.015 0.02 0.03; do
	timeout -s KILL "$delay" toll-close -B book --until 2026-11-01 \
	    >/dev/null 2>&1 || :
	facts book > got.txt
	if cmp -s got.txt blank.txt; then
		before=$((before + 1))
	elif cmp -s got.txt want.txt; then
		after=$((after + 1))
		rm -rf book
		cp -R blank book
	else
		echo "killed after $delay s: neither before nor after"
	fi
done
[ $((before + after)) -eq 10 ] && echo "before or after, ten times"
toll-close -B book --until 2026-11-01 -q >/dev/null
facts book | cmp - want.txt && echo "the same documents"

# some writes and syncs of it, where strace is there
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	for at in pwrite64:1 pwrite64:2 pwrite64:5 pwrite64:9 pwrite64:14 \
		pwrite64:20 pwrite64:27 pwrite64:35 fdatasync:1 fdatasync:2 \
		fdatasync:3
	do
		rm -rf book
		cp -R blank book
		strace -f -o /dev/null -e trace="${at%:*}" \
		    -e inject="${at%:*}:signal=KILL:when=${at#*:}" \
		    toll-close -B book --until 2026-11-01 -q >/dev/null 2>&1 || :
		facts book > got.txt
		cmp -s got.txt blank.txt || cmp -s got.txt want.txt ||
		    echo "$at: neither before nor after"
		toll-close -B book --until 2026-11-01 -q >/dev/null
		facts book | cmp -s - want.txt ||
		    echo "$at: not the same documents again"
	done
fi
echo done
