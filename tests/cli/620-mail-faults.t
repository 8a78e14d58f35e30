# What a server can do wrong, and what becomes of the message: never lost,
# never sent twice by itself.
. "$here/lib/mail_book.sh"
. "$here/lib/mail_server.sh"
faults_start server

n=0
fault() { # RECIPIENT: a book with one document for it, sent once
	n=$((n + 1))
	mail_to="$1" mail_book "$1" 1
	mail_settings "$1" "$faults_port"
	t toll-mail -B "$1"
}

fault ok%s@customers.example
fault rcpt450@customers.example
fault rcpt550@customers.example
fault dot451@customers.example
fault dot554@customers.example
fault drop.data@customers.example
fault drop.dot@customers.example
fault drop.accept@customers.example
fault hang@customers.example

# 4xx: not before its time, then again; given up after the days set.
b=rcpt450@customers.example
t toll-mail -B $b
t toll-mail -B $b --now 2026-11-02T06:14:59Z
t toll-mail -B $b --now 2026-11-02T06:15:00Z
t toll-mail -B $b --status
t toll-mail -B $b --now 2026-11-02T06:45:00Z
t toll-mail -B $b --now 2026-11-02T07:45:00Z --status
t toll-mail -B $b --now 2026-11-05T06:00:00Z
t toll-mail -B $b --status

# Unknown: stays, until a person decides.
b=drop.dot@customers.example
t toll-mail -B $b
t toll-mail -B $b --resend INV2026-000001
t toll-mail -B $b --resolve 1 resend --reason "not in their archive"
t toll-mail -B $b --status
t toll-mail -B drop.accept@customers.example --resolve 1 --reason "customer has it" sent
t toll-mail -B drop.accept@customers.example
t sqlite3 $b/book.db 'SELECT from_state, to_state, note FROM outbox_journal'

# One that is slow does not hold up the rest; nothing arrives twice.
mail_to=many%s@customers.example mail_book many 30
sqlite3 many/book.db "DROP TRIGGER outbox_identity;
	UPDATE outbox SET recipient = 'slow@customers.example' WHERE id = 3"
mail_settings many "$faults_port" connections=4
t toll-mail -B many --limit 10
t toll-mail -B many
sqlite3 many/book.db "SELECT group_concat(x) FROM (SELECT outbox AS x
	FROM outbox_journal WHERE to_state = 'sent' ORDER BY seq)" |
    tr , '\n' | grep -n '^3$' | awk -F: '{ print ($1 > 6 ? "last" : "early") }'
t sqlite3 many/book.db 'SELECT state, count(*) FROM outbox GROUP BY state'
ls server/*.eml | sed 's/.*r1\.[0-9a-f]*\.//' | sort | uniq -c | sed 's/^ *//'

# At most so many a minute: 600 are one each 100 ms.
mail_to=paced%s@customers.example mail_book paced 6
mail_settings paced "$faults_port" per_minute=600
before=$(date +%s%N)
t toll-mail -B paced
awk -v "ns=$(($(date +%s%N) - before))" 'BEGIN { print (ns > 490000000) }'

# No server, or one that does not want us: nothing changes, try again later.
faults_stop
mail_book none 1
mail_settings none "$faults_port"
t toll-mail -B none 2>&1 | sed "s/port $faults_port after [0-9]* ms/port P/"
t sqlite3 none/book.db 'SELECT state, attempts FROM outbox'
faults_start server2 --greet "421 4.3.2 full"
mail_book full 1
mail_settings full "$faults_port"
t toll-mail -B full
t sqlite3 full/book.db 'SELECT state FROM outbox'
faults_stop

# Settings that do not do.
bad() {
	mail_book "bad$1" 1
	book=bad$1
	shift
	mail_settings "$book" 1 "$@"
	t toll-mail -B "$book"
}
echo secret > password
chmod 644 password
bad 1 user=x "password_file=$PWD/password" | sed "s|$PWD|.|"
bad 2 user=x
bad 3 'host=evil.example>'
mail_book bad4 1
mail_settings bad4 25 host=192.0.2.1
t toll-mail -B bad4 2>&1 | sed 's/after [0-9]* ms/after N ms/'
