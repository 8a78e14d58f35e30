# Calls that are not rated yet are noted, with the command to run; all that does not
# depend on them is proven as before.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
TOLL_NOW=2026-12-03T06:00:00Z
export TOLL_NOW
cat > late.csv <<'CALLS'
call_id,status,start,duration,source_account,source_number,source_user,source_ip,source_peer,destination_number,destination_peer
late-1,ok,2026-10-20T08:00:00Z,60,,+4930111,,,,+541112345678,
late-2,ok,2026-10-21T08:00:00Z,60,,+4930111,,,,+541112345678,
dec-1,ok,2026-12-01T08:00:00Z,60,,+4930111,,,,+541112345678,
CALLS
sed -n 1,2p late.csv > one.csv
toll-import -B book -q one.csv
t toll-check -B book
toll-import -B book -q late.csv
t toll-check -B book
t toll-check -B book -q
t toll-check -B book --json
# FILE SQL: in a file of the book, with its hash put right
tampered() {
	rm -rf copy
	cp -R book copy
	sqlite3 "copy/$1" "$2"
	hash=$(sha256sum "copy/$1" | cut -c 1-64)
	sqlite3 copy/book.db "
		DROP TRIGGER segment_final; DROP TRIGGER rating_run_final;
		UPDATE segment SET sha256 = '$hash' WHERE 'calls/' || file = '$1';
		UPDATE rating_run SET sha256 = '$hash' WHERE 'charges/' || file = '$1'"
	toll-check -B copy 2>&1 | grep '^conservation'
}
echo "# a call and a charge of what was rated"
tampered calls/2026-10/000001.db "UPDATE call SET duration_ms = duration_ms + 1000
	WHERE seq = (SELECT min(seq) FROM call WHERE status = 0)" |
    sed 's/ [0-9][0-9]* of 2026/ N of 2026/' | sort -u
tampered charges/2026-10.1.db "UPDATE charge SET billed_s = billed_s + 1 WHERE seq = 1" |
    sed 's/ -*[0-9][0-9]*/ N/g; s/document [^:]*:/document D, zone Z:/'
echo "# rated, there is nothing left to say"
toll-rate -B book -q || :
toll-check -B book

echo "# an import undone since the period was rated"
toll-init -B undone --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" | awk 'NR % 40 == 1' > calls.csv
head -20 calls.csv > first.csv
sed '2,20d' calls.csv > then.csv
toll-import -B undone first.csv > /dev/null
toll-import -B undone then.csv > /dev/null
toll-rate -B undone > /dev/null
toll-unimport -B undone -q 1
t toll-check -B undone
