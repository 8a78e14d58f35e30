# What changes after a closing by right, each row under its hash: mail under way,
# notices, locks that were taken off, growing files, what became of batches,
# rejects and runs.  Somebody who knows how takes the triggers away, changes one
# row, and puts them back.
# shellcheck disable=SC2154
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
printf 'call_id,status,start,duration,destination_number\n' > log.csv
toll-import -B book -q --follow-state log.csv
printf 'x,ok,yesterday,60,+4989\n' >> log.csv
toll-import -B book -q --follow-state log.csv > /dev/null 2>&1 || :
mkdir mails
toll-mail -B book --to-dir mails -q > /dev/null
toll-rejects -B book --waive --by me --reason known 1 > /dev/null
# a limit, set by hand: the seal names it, and is left out below
sqlite3 book/book.db "UPDATE profiles SET fraud_daily_limit_e8 = 1, fraud_daily_lock = 2"
toll-fraud -B book -q > /dev/null || :
sqlite3 book/book.db "SELECT DISTINCT 'locked: ' || (SELECT count(*) > 0 FROM fraud)"
locked=$(sqlite3 book/book.db "SELECT s.username || '@' || s.domain FROM fraud AS f
	JOIN subscribers AS s ON s.customer = f.contract ORDER BY f.id, 1 LIMIT 1")
toll-locks -B book --release "$locked" --reason "called her" > released
id=$(sqlite3 book/book.db "SELECT message_id FROM outbox WHERE id = 1")
cat > notice <<END
From MAILER-DAEMON Mon Nov  2 06:10:00 2026
Message-Id: <notice@mail.example>
Content-Type: multipart/report; report-type=delivery-status;
 boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; customer@customers.example
Action: failed
Status: 5.1.1

--B
Content-Type: message/rfc822

Message-ID: $id

--B--
END
toll-mail -B book --bounces notice -q > /dev/null || :
echo "# all of it by programs"
toll-check -B book -q | grep '^state' || echo none
change() {
	rm -rf tampered
	cp -R book tampered
	{
		echo "PRAGMA ignore_check_constraints = ON;"
		sqlite3 tampered/book.db "SELECT 'DROP TRIGGER ' || name || ';'
			FROM sqlite_schema WHERE type = 'trigger'"
		echo "$1;"
		sqlite3 tampered/book.db "SELECT sql || ';' FROM sqlite_schema
			WHERE type = 'trigger'"
	} > all
	sqlite3 tampered/book.db < all
	toll-check -B tampered -q | grep '^state' | sed 's/[^ ]*log.csv/LOG/'
}
while read -r sql; do
	change "$sql"
done <<'END'
UPDATE outbox SET reply = '250 ok' WHERE id = 1
UPDATE outbox SET next_try_us = 1 WHERE id = 2
DELETE FROM outbox WHERE id = 3
UPDATE outbox_journal SET reply = '250 ok' WHERE seq = 1
DELETE FROM outbox_journal WHERE seq = 2
UPDATE outbox_bounce SET status = '5.1.2'
UPDATE fraud SET limit_e8 = 3 WHERE id = 1
UPDATE fraud_release SET reason = 'called him' WHERE fraud = 1
DELETE FROM fraud_release WHERE fraud = 2
UPDATE follow_state SET offset = offset - 1
UPDATE batch SET state = 'removed' WHERE number = 1
UPDATE reject SET note = 'unknown'
UPDATE rating_run SET current = 0 WHERE run = 1
INSERT INTO outbox_bounce VALUES (2, '<n@x>', 'failed', '5.1.1', '', 0)
UPDATE state_hash SET key = '99999' WHERE of = 'outbox' AND key = '5'
UPDATE state_hash SET of = 'items' WHERE of = 'outbox' AND key = '5'
END
echo "# with triggers: a program that comes along does not take it for its own"
sqlite3 book/book.db "INSERT INTO outbox_bounce VALUES (2, '<n@x>', 'failed', '5.1.1', '', 0)"
toll-check -B book -q | grep '^state'
toll-mail -B book --bounces notice -q > /dev/null || :
toll-load -B book -q "$here/../../data/sample/zones.csv"
toll-check -B book -q | grep '^state'
