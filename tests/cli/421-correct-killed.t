# Killed at any time: the credit note and the new revision are both there, with
# their charges, or neither is; running again ends with the same.
S=$here/../../data/sample
toll-init -B blank -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$S" | head -3000 > calls.csv
toll-import -B blank -q calls.csv > /dev/null
toll-rate -B blank > /dev/null
toll-close -B blank -q --until 2026-11-01 > /dev/null
awk -F, -v OFS=, 'NR == 1 || /^isarvox-home,out,call,prefix,,49/ {
	if (NR > 1) { $12 *= 2; $14 *= 2 } print }' "$S/fees.csv" > fees.csv
toll-load -B blank -q fees.csv > /dev/null
# Who was killed may hold its locks for a moment longer.
facts() {
	sqlite3 -cmd '.timeout 20000' "$1/book.db" "SELECT * FROM document; SELECT * FROM document_line;
		SELECT * FROM document_usage; SELECT * FROM credit_line;
		SELECT * FROM document_change; SELECT * FROM rating_run;
		SELECT * FROM closing; SELECT * FROM outbox"
}
sound() {
	toll-check -B "$1" > check.txt || { echo "$2"; cat check.txt; }
}
facts blank > blank.txt
cp -R blank want
toll-correct -B want -q INV2026-000004 > /dev/null
facts want > want.txt
cmp -s blank.txt want.txt && echo "nothing to correct: the test is void"
cp -R blank book
for ms in 10 30 50 70 90 110 120 130 140 150 160 170 180 190 200 220 250; do
	timeout -s KILL "$(echo "$ms" | awk '{ print $1 / 1000 }')" \
	    toll-correct -B book -q INV2026-000004 > /dev/null 2>&1 || :
	facts book > got.txt
	if cmp -s got.txt want.txt; then
		sound book "after $ms ms"
		rm -rf book
		cp -R blank book
	elif ! cmp -s got.txt blank.txt; then
		echo "killed after $ms ms: neither before nor after"
	fi
done
sound book "before"
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	for at in rename:1 fsync:1 fsync:2 fdatasync:1 fdatasync:2 pwrite64:5 \
		pwrite64:40 pwrite64:80 pwrite64:120 pwrite64:160 unlink:1
	do
		strace -f -o /dev/null -e trace="${at%:*}" \
		    -e inject="${at%:*}:signal=KILL:when=${at#*:}" \
		    toll-correct -B book -q INV2026-000004 >/dev/null 2>&1 || :
		facts book > got.txt
		cmp -s got.txt blank.txt || cmp -s got.txt want.txt ||
		    echo "$at: neither before nor after"
		sound book "$at"
		toll-correct -B book -q INV2026-000004 > /dev/null 2>&1 || :
		facts book | cmp -s - want.txt ||
		    echo "$at: not the same documents again"
		ls book/charges | tr '\n' ' ' > files.txt
		[ "$(cat files.txt)" = "2026-10.1.db 2026-10.2.db " ] ||
		    echo "$at: left $(cat files.txt)"
		rm -rf book
		cp -R blank book
	done
fi
echo done
