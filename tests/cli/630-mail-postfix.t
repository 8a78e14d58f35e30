# Against a real Postfix with STARTTLS and AUTH: delivered; every wrong setting
# refused; killed at each step, settled by the server's log: none lost, none
# doubled, unknown only from the dot on.
. "$here/lib/mail_book.sh"
. "$here/lib/mail_server.sh"
. "$here/lib/postfix.sh"
if ! why=$(postfix_possible); then
	echo "skipped: $why"
	exit 0
fi
port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
pf=$(mktemp -d)			# the user postfix must get there
trap 'postfix_stop "$pf"; rm -rf "$pf"' EXIT
ln -s "$pf" pf
postfix_start "$pf" "$port"

# Settings that are right; more lines override them.
settings() {
	book=$1
	shift
	mail_settings "$book" "$port" host=localhost tls=starttls \
	    user=tester@mail.operator.example "password_file=$pf/password" \
	    "ca_file=$pf/ca.pem" timeout_s=20 "$@"
}
plain() {
	sed "s|$pf|PF|g; s/port $port after [0-9]* ms/port P/
	    s|OpenSSL/[0-9.]*: error|OpenSSL: error|"
}
arrived() { # wait until there are so many messages
	waits=0
	while [ "$(find pf/mail/new -type f | wc -l)" -lt "$1" ] &&
	    [ $((waits += 1)) -le 150 ]; do
		sleep 0.2
	done
}
delivered() { # how many messages, and how often each
	arrived "$1"
	sleep 0.3
	cat pf/mail/new/* | sed -n 's/^ <\(INV.*\)@.*>.*/\1/p' | sort |
	    uniq -c | awk '{ n[$1]++ }
		END { for (k in n) print n[k] " messages, each " k " time" }'
	rm -f pf/mail/new/*
}

mail_book good 12
settings good connections=3
t toll-mail -B good
t toll-mail -B good
t sqlite3 good/book.db "SELECT DISTINCT state, queue_id <> '',
	reply GLOB '250 2.0.0 Ok: queued as *' FROM outbox"
arrived 12
python3 - <<-PY
	import email, email.policy, glob, hashlib
	for f in sorted(glob.glob("pf/mail/new/*")):
	    m = email.message_from_binary_file(open(f, "rb"), policy=email.policy.default)
	    pdf = [p for p in m.walk() if p.get_content_type() == "application/pdf"][0]
	    n = int(pdf.get_filename()[7:-4].split("-")[1])
	    want = open("good/documents/2026/%d.pdf" % n, "rb").read()
	    assert pdf.get_payload(decode=True) == want
	    assert m["x-original-to"] or m["delivered-to"] == "customer%d@customers.example" % n
	    assert "Jörg Müller%d" % n in str(m["to"]), m["to"]
	print("read back")
PY
# The password is in no file of the book and in no log.
grep -rlF canary-7261 good pf/maillog || echo "no trace of the password"
delivered 12

# Wrong, each in its way: nothing is sent, nothing is lost.
wrong() {
	name=$1
	mail_book "$name" 1
	shift
	settings "$name" "$@"
	t toll-mail -B "$name" 2>&1 | plain
	sqlite3 "$name/book.db" 'SELECT state FROM outbox'
}
printf 'wrong\n' > wrong-password
chmod 600 wrong-password
wrong password "password_file=$PWD/wrong-password" | sed "s|$PWD|.|"
wrong authority "ca_file=$pf/other.pem"
wrong system ca_file=
wrong name host=127.0.0.2
wrong clear host=127.0.0.1 tls=none user= password_file=
wrong tls tls=tls
faults_start nostarttls
mail_book nostarttls-book 1
settings nostarttls-book "port=$faults_port" user= password_file=
t toll-mail -B nostarttls-book
faults_stop

# Killed at each step with two to send, then the log decides, then the rest is
# sent.
kill_at() { # STEP BOOK
	MAIL_KILL=$1 LD_PRELOAD=$tools/preload_mail.so \
	    toll-mail -B "$2" >/dev/null 2>&1 && echo "not killed"
	sleep 0.3			# let Postfix notice and log it
	waits=0
	while [ "$(grep -c ' connect from' pf/maillog)" -ne \
	    "$(grep -c ' disconnect from' pf/maillog)" ] &&
	    [ $((waits += 1)) -le 100 ]; do
		sleep 0.2
	done
	echo "$1: $(sqlite3 "$2/book.db" "SELECT group_concat(state)
		FROM (SELECT state FROM outbox ORDER BY id)")"
}
for step in start auth body before-dot after-dot answer committed; do
	mail_to="$step%s@customers.example" mail_book "$step" 2
	settings "$step" connections=1
	kill_at "$step" "$step"
	t toll-mail -B "$step" --evidence pf/maillog
	t toll-mail -B "$step"
	delivered 2
done

# Killed twice: in the message, then at the dot.  The log shows both ends.
mail_to="twice%s@customers.example" mail_book twice 1
settings twice
kill_at body twice
kill_at before-dot twice
t toll-mail -B twice
t toll-mail -B twice --evidence pf/maillog
t toll-mail -B twice
delivered 1

# Once without a trace in the log: then it cannot be sure, and asks.
mail_to="unsure%s@customers.example" mail_book unsure 1
settings unsure
kill_at start unsure
kill_at before-dot unsure
t toll-mail -B unsure --evidence pf/maillog
t toll-mail -B unsure
t toll-mail -B unsure --resolve 1 --reason "asked the customer" resend
t toll-mail -B unsure
delivered 1
