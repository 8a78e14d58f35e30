# What a mail came to is on the disk before anything else leaves on its
# connection: a dot only with its state, the next mail and QUIT only with the end
# of the one before.  One connection, and several whose states are committed
# together.
. "$here/lib/mail_book.sh"
. "$here/lib/mail_server.sh"
faults_start server
for n in 1 2 5; do
	mail_to="by$n.%s@customers.example" mail_book "book$n" 30
	mail_settings "book$n" "$faults_port" "connections=$n"
	export SYNC_COUNT="$PWD/count$n"
	# shellcheck disable=SC2154  # the runner sets tools
	LD_PRELOAD=$tools/preload_sync.so t toll-mail -B "book$n"
	# a dot for each, then MAIL or QUIT; none before the first MAIL
	cat "count$n"
	toll-check -B "book$n" 2>&1 | grep -E '^(outbox|rows outbox)' ||
	    echo "the outbox is sound"
done
faults_stop
