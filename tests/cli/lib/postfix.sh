# A private Postfix on the loopback, with STARTTLS and AUTH, that delivers into
# one Maildir and can send nothing anywhere.
#
#	postfix_possible	0 if it can be run here: root, and the packages;
#				else it says what is missing
#	postfix_start DIR PORT	DIR is absolute, and becomes its home
#	postfix_stop DIR
#
# It listens on 127.0.0.1, and on 127.0.0.2, which its certificate does not name.
# Then DIR/ca.pem is the authority of its certificate (localhost, 127.0.0.1),
# DIR/other.pem one that did not sign it, "tester@mail.operator.example" with
# the password in DIR/password may send, DIR/maillog is the log and
# DIR/mail/new holds what was delivered.  Only what was started by
# postfix_start is stopped.

postfix_possible() {
	[ "$(id -u)" -eq 0 ] || { echo "needs root"; return 1; }
	for tool in postfix saslpasswd2 openssl; do
		command -v "$tool" >/dev/null || {
			echo "needs $tool"
			return 1
		}
	done
}

# An authority and, signed by it, a certificate of localhost.
postfix_certificates() {
	for ca in ca other; do
		openssl req -x509 -newkey rsa:2048 -nodes -days 30 \
		    -subj "/CN=test authority $ca" \
		    -keyout "$1/$ca.key" -out "$1/$ca.pem" 2>/dev/null
	done
	openssl req -newkey rsa:2048 -nodes -subj /CN=localhost \
	    -keyout "$1/server.key" -out "$1/server.csr" 2>/dev/null
	echo "subjectAltName=DNS:localhost,IP:127.0.0.1" > "$1/server.ext"
	openssl x509 -req -days 30 -in "$1/server.csr" -CA "$1/ca.pem" \
	    -CAkey "$1/ca.key" -CAcreateserial -extfile "$1/server.ext" \
	    -out "$1/server.pem" 2>/dev/null
	chmod 600 "$1"/*.key
}

postfix_main_cf() {
	cat <<-CF
	compatibility_level = 3.6
	queue_directory = $1/queue
	data_directory = $1/data
	command_directory = /usr/sbin
	daemon_directory = /usr/lib/postfix/sbin
	maillog_file = $1/maillog
	maillog_file_prefixes = $1
	myhostname = mail.operator.example
	mydestination =
	mynetworks = 127.0.0.0/8
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	alias_maps =
	alias_database =
	local_recipient_maps =
	default_transport = error:nothing leaves here
	relay_transport = error:nothing leaves here
	virtual_mailbox_domains = customers.example, operator.example
	virtual_mailbox_base = $1
	virtual_mailbox_maps = static:mail/
	virtual_uid_maps = static:65534
	virtual_gid_maps = static:65534
	virtual_minimum_uid = 100
	smtpd_tls_cert_file = $1/server.pem
	smtpd_tls_key_file = $1/server.key
	smtpd_tls_security_level = encrypt
	smtpd_tls_auth_only = yes
	smtpd_sasl_auth_enable = yes
	smtpd_sasl_type = cyrus
	smtpd_sasl_path = smtpd
	# where Debian looks in any case
	cyrus_sasl_config_path = $1/etc/sasl
	smtpd_relay_restrictions = permit_sasl_authenticated, reject
	smtpd_forbid_bare_newline = yes
	smtpd_client_connection_count_limit = 0
	smtpd_client_connection_rate_limit = 0
	CF
}

postfix_master_cf() {
	cat <<-CF
	127.0.0.1:$1	inet	n	-	n	-	-	smtpd
	127.0.0.2:$1	inet	n	-	n	-	-	smtpd
	pickup	unix	n	-	n	60	1	pickup
	cleanup	unix	n	-	n	-	0	cleanup
	qmgr	unix	n	-	n	300	1	qmgr
	tlsmgr	unix	-	-	n	1000?	1	tlsmgr
	rewrite	unix	-	-	n	-	-	trivial-rewrite
	bounce	unix	-	-	n	-	0	bounce
	defer	unix	-	-	n	-	0	bounce
	trace	unix	-	-	n	-	0	bounce
	verify	unix	-	-	n	-	1	verify
	flush	unix	n	-	n	1000?	0	flush
	proxymap	unix	-	-	n	-	-	proxymap
	smtp	unix	-	-	n	-	-	smtp
	showq	unix	n	-	n	-	-	showq
	error	unix	-	-	n	-	-	error
	retry	unix	-	-	n	-	-	error
	discard	unix	-	-	n	-	-	discard
	virtual	unix	-	n	n	-	-	virtual
	anvil	unix	-	-	n	-	1	anvil
	scache	unix	-	-	n	-	1	scache
	postlog	unix-dgram n	-	n	-	1	postlogd
	CF
}

postfix_start() {
	chmod 755 "$1"
	mkdir -p "$1/etc/sasl" "$1/queue" "$1/data" "$1/mail/new" "$1/mail/cur" \
	    "$1/mail/tmp"
	chown postfix "$1/data"
	chown -R 65534:65534 "$1/mail"
	postfix_certificates "$1"
	postfix_main_cf "$1" > "$1/etc/main.cf"
	postfix_master_cf "$2" > "$1/etc/master.cf"
	cat > "$1/etc/sasl/smtpd.conf" <<-CF
	pwcheck_method: auxprop
	auxprop_plugin: sasldb
	sasldb_path: $1/etc/sasl/db
	mech_list: PLAIN LOGIN
	CF
	echo "correct-horse-canary-7261" > "$1/password"
	chmod 600 "$1/password"
	saslpasswd2 -p -c -f "$1/etc/sasl/db" -u mail.operator.example tester \
	    < "$1/password"
	chown postfix "$1/etc/sasl/db"
	postfix -c "$1/etc" start > "$1/start.log" 2>&1 || {
		cat "$1/start.log"
		return 1
	}
}

postfix_stop() {
	postfix -c "$1/etc" stop > "$1/stop.log" 2>&1 || :
}
