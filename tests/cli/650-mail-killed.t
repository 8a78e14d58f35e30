# Killed at any moment, again and again, with four connections at work: what the
# server has not is sent, what it has is not sent twice.  About the unknown ones
# its spool decides here, as its log would.
. "$here/lib/mail_book.sh"
. "$here/lib/mail_server.sh"
faults_start server
mail_book book 120
mail_settings book "$faults_port" connections=4
decide() {
	sqlite3 -cmd '.timeout 20000' book/book.db "SELECT id, substr(message_id, 2,
		instr(message_id, '@') - 2) FROM outbox WHERE state = 'unknown'" |
	while IFS='|' read -r id name; do
		what=resend
		[ ! -e "server/$name.1.eml" ] || what=sent
		toll-mail -B book --resolve "$id" --reason "its spool" "$what" \
		    >/dev/null
	done
}
died=0
for delay in 0.05 0.07 0.03 0.09 0.11 0.06 0.13 0.04 0.08 0.1 0.12 0.07; do
	timeout -s KILL "$delay" toll-mail -B book --quiet >/dev/null 2>&1 ||
	    died=$((died + 1))
	[ $((died % 3)) -ne 0 ] || decide
done
[ "$died" -gt 0 ] && echo "killed"
toll-mail -B book --quiet >/dev/null 2>&1 || :
decide
toll-mail -B book --quiet
t sqlite3 book/book.db 'SELECT state, count(*) FROM outbox GROUP BY state'
ls server/*.eml | sed 's/.*\.\([0-9]*\)\.eml/\1/' | sort | uniq -c |
    sed 's/^ *//'
faults_stop
toll-check -B book 2>&1 | grep '^outbox' || echo "the outbox is sound"
t sqlite3 book/book.db 'PRAGMA integrity_check'
