# The outbox into a Maildir; a look at it; sending again; what is refused.
. "$here/lib/mail_book.sh"
mail_book book 3
t toll-mail -B book --dry-run
t toll-mail -B book --status
t toll-mail -B book --to-dir dir --limit 1
t toll-mail -B book --status --format csv
t toll-mail -B book --to-dir dir
t toll-mail -B book --to-dir dir
ls dir/new
t toll-mail -B book --status --state sent --json

# Once more: a new revision, with an id of its own.
t toll-mail -B book --resend INV2026-000002
t toll-mail -B book --resend INV2026-000002
t toll-mail -B book --resend INV2026-000001 --to 'other@customers.example'
t toll-mail -B book --resend INV2026-000003 --to 'a@b.example>,<c@d.example'
t toll-mail -B book --resend INV2026-999999
t toll-mail -B book --to-dir dir
ls dir/new

# The stored message is what was built, or it is not sent.
t toll-mail -B book --resend INV2026-000003
toll-mail -B book --to-dir dir --limit 1 --run 2 >/dev/null
printf x >> book/outbox/00000006.eml
t toll-mail -B book --to-dir dir

# Wrong uses.
t toll-mail -B book --resolve 1 sent
t toll-mail -B book --resolve 1 --reason x perhaps
t toll-mail -B book --resolve 1 --reason x sent
t toll-mail -B book --resolve 99 --reason x sent
t toll-mail -B book --status --state gone
t toll-mail -B book sent
t toll-mail -B nowhere

# The book holds the rules itself.
rule() { sqlite3 book/book.db "$1" 2>&1 | sed 's/.*: \(.*\) (.*/\1/'; }
rule "UPDATE outbox SET state = 'queued' WHERE id = 1"
rule "UPDATE outbox SET size = 1 WHERE id = 1"
rule "UPDATE outbox SET recipient = 'x@y.example' WHERE id = 1"
rule "DELETE FROM outbox"
rule "DELETE FROM outbox_journal"
rule "UPDATE outbox_journal SET note = 'x'"
t sqlite3 book/book.db 'SELECT outbox, from_state, to_state, reply
	FROM outbox_journal WHERE outbox IN (1, 4) ORDER BY seq'

# toll-check sees the damaged message, and what else does not fit.
outbox() { toll-check -B book 2>&1 | grep '^outbox'; }
outbox
sqlite3 book/book.db "DROP TRIGGER outbox_path; DROP TRIGGER outbox_stays;
	DROP TRIGGER outbox_write_change; DROP TRIGGER outbox_attempts;
	UPDATE outbox SET state = 'failed' WHERE id = 5;
	DELETE FROM outbox WHERE document = 2" 2>&1
rm book/outbox/00000001.eml
outbox
