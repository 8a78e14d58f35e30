# Conservation: one call dropped, doubled or shifted, one charge dropped, doubled,
# moved or made dearer is named, also by whoever makes all hashes fit again.
toll-init -B book --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" | awk 'NR % 40 == 1' > calls.csv
toll-import -B book calls.csv > /dev/null
toll-rate -B book > /dev/null
what() {
	toll-check -B tampered 2>&1 | grep '^conservation:\|^billed:\|^documents:\|^all' |
	    sed 's/call [0-9]* of/call N of/;s/of call [0-9]* /of call N /' | sort | uniq -c |
	    sed 's/^ *//'
	rm -rf tampered
}
# change FILE SQL...: in a file of the book, with its hash put right
change() {
	file=$1
	shift
	[ -d tampered ] || cp -R book tampered
	sqlite3 "tampered/$file" "$@"
	hash=$(sha256sum "tampered/$file" | cut -c 1-64)
	sqlite3 tampered/book.db "
		DROP TRIGGER IF EXISTS segment_final; DROP TRIGGER IF EXISTS rating_run_final;
		UPDATE segment SET sha256 = '$hash' WHERE 'calls/' || file = '$file';
		UPDATE rating_run SET sha256 = '$hash' WHERE 'charges/' || file = '$file'"
}
calls=calls/2026-10/000001.db charges=charges/2026-10.1.db
one="(SELECT c.seq FROM charge AS c WHERE tier = 0 AND price_e8 > 0 LIMIT 1)"
n=$(sqlite3 book/$charges "SELECT call FROM charge LIMIT 1")
toll-check -B book -v | grep '^  2026'
echo "# calls"
change $calls "UPDATE call SET start_us = start_us + 1 WHERE seq = $n"; what
change $calls "UPDATE call SET duration_ms = duration_ms + 1000 WHERE seq = $n"; what
change $calls "UPDATE call SET status = 1 WHERE seq = $n"; what
echo "# charges"
for change in "DELETE FROM charge WHERE call = (SELECT call FROM charge LIMIT 1)" \
	"UPDATE charge SET call = call + 1 WHERE seq = 9" \
	"UPDATE charge SET start_us = start_us + 1 WHERE seq = 9" \
	"INSERT INTO charge SELECT (SELECT max(seq) + 1 FROM charge), contract, tier,
	    direction, segment, call, start_us, subscriber, fee, band, duration_ms, billed_s,
	    free_s, price_e8, cash_e8, bought_e8, late, document, day, number FROM charge
	    WHERE seq = (SELECT max(seq) FROM charge)"
do
	change $charges "$change"
	what
done
echo "# one tier of a call that has others, with all sums and hashes made to fit"
for of in "tier = 0 AND direction = 0" "tier = 0 AND direction = 1" \
	"tier = 1 AND direction = 0" "tier = 2 AND direction = 0" "tier = 2 AND direction = 1"
do
	change $charges "DELETE FROM charge WHERE seq = (SELECT min(seq) FROM charge AS c
		WHERE $of AND EXISTS (SELECT 1 FROM charge AS o WHERE o.segment = c.segment
		AND o.call = c.call AND (o.tier <> c.tier OR o.direction <> c.direction)));
	    UPDATE contract SET first = (SELECT min(seq) FROM charge AS c WHERE c.contract = contract.id),
		last = (SELECT max(seq) FROM charge AS c WHERE c.contract = contract.id);
	    UPDATE run SET charges = (SELECT count(*) FROM charge)"
	sqlite3 tampered/book.db "UPDATE rating_run SET charges = charges - 1"
	toll-check -q -B tampered | grep -v '^schema\|^state'
	rm -rf tampered
done
echo "# billed: the same, found in the documents"
toll-close -B book --until 2026-11-01 -q
toll-check -B book -v | grep '^  2026'
for change in "UPDATE charge SET billed_s = billed_s + 1 WHERE seq = $one" \
	"UPDATE charge SET price_e8 = price_e8 + 1 WHERE seq = $one" \
	"UPDATE charge SET document = -1 WHERE seq = $one"
do
	change $charges "$change"
	toll-check -B tampered 2>&1 | grep -c '^conservation: document ' || :
	what | sed 's/[0-9][0-9]*/N/g' | sed 's/zone [^:]*:/zone Z:/;s/contract [^:]*:/contract C:/' | sort -u
done
