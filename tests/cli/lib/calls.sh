# shellcheck disable=SC2034,SC2154 # used by and from the case
# Helpers for cases about call records.

fixtures=$here/../fixtures/cdr

# Every call of a book that counts, by period and order, one a line.
calls() {
	sqlite3 "$1/book.db" 'SELECT file FROM segment ORDER BY file' |
	while read -r file; do
		sqlite3 -separator ' ' "$1/calls/$file" "SELECT strftime('%FT%T',
		    start_us / 1000000, 'unixepoch') || printf('.%06d',
		    start_us % 1000000), duration_ms, status, type,
		    call_id || coalesce(' [' || replace(identity, char(31), ',')
		    || ']', ''), 'from', source_account, source_number,
		    source_domain, source_ip, source_user, source_peer, 'to',
		    destination_account, destination_number,
		    destination_domain, destination_peer, disposition,
		    coalesce((start_us - setup_us) / 1000, '-'), batch, line
		    FROM call ORDER BY seq" | sed "s|^|${file%/*} |;s/  */ /g"
	done
}

# The calls without where they came from, in one order: to compare books.
facts() {
	calls "$1" | sed 's/ [0-9]* [0-9]*$//' | sort
}

# Calls of a made-up operator; the generator leaves its memory to the system.
generate() {
	ASAN_OPTIONS=detect_leaks=0 "$tools/gen_bench" "$@"
}
