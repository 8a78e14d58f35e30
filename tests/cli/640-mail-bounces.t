# Notifications that come back are noted at their mails, once.
. "$here/lib/mail_book.sh"
mail_book book 3
toll-mail -B book --to-dir dir --quiet
id() { sqlite3 book/book.db "SELECT message_id FROM outbox WHERE id = $1"; }
notice() { # N ACTION STATUS MESSAGE-ID
	cat <<-MAIL
	From MAILER-DAEMON Mon Nov  2 06:10:00 2026
	Message-Id: <notice$1@mail.example>
	Content-Type: multipart/report; report-type=delivery-status;
	 boundary="B$1"

	--B$1
	Content-Type: text/plain

	I'm sorry.

	--B$1
	Content-Type: message/delivery-status

	Reporting-MTA: dns; mail.example

	Final-Recipient: rfc822; customer@customers.example
	Action: $2
	Status: $3
	Diagnostic-Code: smtp; $3 as the server said

	--B$1
	Content-Type: message/rfc822

	Subject: Rechnung
	Message-ID:
	 $4

	--B$1--

	MAIL
}
{
	notice 1 failed 5.1.1 "$(id 1)"
	printf 'From x Mon Nov  2 06:10:00 2026\nSubject: hello\n\nhello\n\n'
	notice 2 delayed 4.4.1 "$(id 2)"
	notice 3 failed 5.1.1 '<somebody@else.example>'
} > mbox
t toll-mail -B book --bounces mbox
t toll-mail -B book --bounces mbox
t toll-mail -B book --status
notice 4 failed 5.4.7 "$(id 2)" | sed 1d > single
gzip -k single
t toll-mail -B book --bounces single.gz --now 2026-11-03T06:00:00Z
t toll-mail -B book --status --format csv
t toll-mail -B book --bounces nothing
t toll-mail -B book --evidence nothing
