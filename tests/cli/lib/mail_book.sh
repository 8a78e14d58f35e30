# A book with issued documents that wait for their mail: mail_book DIR N.
#
# The rows are those that closing writes (one line, one tax, both parties),
# the PDF of each is a few bytes under its name, which are not compared with the
# book, and each has its entry in the outbox.  Recipients are customer1@customers.example and so on, unless
# mail_to is set to a pattern with one %s for the number.
mail_book() {
	toll-init -B "$1" >/dev/null &&
	sed -i 's/^\[mail\]$/&\ncheck=no/' "$1/book.conf" &&
	mkdir -p "$1/documents/2026" && {
	echo 'PRAGMA foreign_keys = ON; BEGIN;'
	i=0
	while [ $((i += 1)) -le "$2" ]; do
		number=$(printf 'INV2026-%06d' "$i")
		pdf=documents/2026/$i.pdf
		printf '%%PDF-1.7\n%s\n%%%%EOF\n' "$number" > "$1/$pdf"
		sum=$(sha256sum "$1/$pdf" | cut -c1-64)
		# shellcheck disable=SC2059  # the pattern is the point
		to=$(printf "${mail_to:-customer%s@customers.example}" "$i")
		mail_rows "$i" "$number" "$pdf" "$sum" "$to"
	done
	cat <<-SQL
	INSERT INTO closing VALUES (1, '2026-11-01', '',
		1793502000000000, 0, $2, $2, 0);
	COMMIT;
	SQL
	} | sqlite3 "$1/book.db"
}

mail_rows() {
	cat <<-SQL
	INSERT INTO document_party VALUES ($1, 'issuer', 'op',
		'billing@operator.example', '', '', 'Isar Telefon GmbH',
		'Am Kanal 1', '80331', 'München', 'DE', '', '', '', '', '', '',
		'', '', '', '', '', '', '', '');
	INSERT INTO document_party VALUES ($1, 'recipient', 'c$1',
		'$5', 'Jörg', 'Müller$1', '', 'Weg $1', '10115', 'Berlin',
		'DE', '', '', '', '', '', '', '', '', '', '', '', '', '', '');
	INSERT INTO document_line VALUES ($1, 1, 'fee', 'out', '', '',
		'Grundgebühr', 'p', '', '', 1793487600000000, 1796079600000000,
		0, 0, 0, 0, 1000000, 'C62', 1000000000, 1000000000, 1000, 0,
		'S', 190000, 0, 0, '');
	INSERT INTO document_tax VALUES ($1, 'S', 190000, 1, 1000, 190, '');
	INSERT INTO document VALUES ($1, '$2', '@invoice', 2026, $1,
		'invoice', 'customer', '', 'c$1', '', 1793487600000000,
		1796079600000000, 'Europe/Berlin', '2026-11', 1, NULL, '',
		'2026-11-01', '2026-11-15', 'EUR', 2, 1000, 190, 1190, 0, 1190,
		0, 'de', 'customer', '', 'none', 1, 14, 'transfer', '', '', 1,
		1793502000000000);
	INSERT INTO document_file VALUES ($1, 'pdf', '$3', '$4');
	INSERT INTO outbox (document, recipient, revision, name, language,
		template, queued_us, state, attempts, reply, queue_id, note,
		changed_us) VALUES ($1, '$5', 1, 'Jörg Müller$1', 'de', '',
		1793502000000000, 'queued', 0, '', '', '', 1793502000000000);
	SQL
}
