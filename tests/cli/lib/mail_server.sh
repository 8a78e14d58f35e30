# A server that fails on request (smtp_faults.py) for a case:
#
#	faults_start DIR [--greet TEXT]		sets faults_port and faults_pid
#	faults_stop
#	mail_settings BOOK PORT [LINE...]	[mail] of book.conf, without TLS

faults_start() {
	mkdir -p "$1"
	rm -f "$1/port"
	# shellcheck disable=SC2154  # the runner sets here
	python3 "$here/lib/smtp_faults.py" "$@" >"$1/log" 2>&1 &
	faults_pid=$!
	waits=0			# a busy machine needs a while
	while [ ! -e "$1/port" ] && [ $((waits += 1)) -le 300 ]; do
		sleep 0.1
	done
	# shellcheck disable=SC2034  # for the case
	faults_port=$(cat "$1/port")
}

faults_stop() {
	kill "$faults_pid" 2>/dev/null || :
	wait "$faults_pid" 2>/dev/null || :
}

mail_settings() {
	book=$1
	{
		printf '\n[mail]\nhost=127.0.0.1\nport=%s\ntls=none\n' "$2"
		printf 'from=billing@operator.example\ntimeout_s=5\n'
		shift 2
		for line in "$@"; do
			echo "$line"
		done
	} >> "$book/book.conf"
}
