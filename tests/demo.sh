#!/bin/sh
# The demo: a month of the sample operator from call records to mails, in
# build/demo.  Starts anew each time; the same every time.
#
# usage: demo.sh BUILD-DIRECTORY
set -eu

build=$1
demo=build/demo
book=$demo/book
log=$demo/demo.log
PATH=$PWD/$build/bin:$PATH
export PATH
unset TOLL_BOOK TOLL_DATA
# It is the morning after the month was closed.
TOLL_NOW=2026-11-02T07:00:00+01:00
export TOLL_NOW

rm -rf "$demo"
mkdir -p "$demo/inbox" "$demo/reports"
: > "$log"

# step TEXT COMMAND...: what a user would type, and the end of what it says
step() {
	echo "* $1"
	shift
	echo "  \$ $*"
	echo "\$ $*" >> "$log"
	status=0
	"$@" > "$demo/said" 2>&1 || status=$?
	cat "$demo/said" >> "$log"
	[ "$status" -ne 0 ] || {
		grep -v ': [0-9]* added, ' "$demo/said" | sed 's/^/    /'
		return 0
	}
	echo "demo: status $status; the end of $log:" >&2
	tail -n 20 "$log" >&2
	exit "$status"
}

report() {
	title=$1
	name=$2
	file=$demo/reports/$3
	shift 3
	step "$title" toll -B "$book" report "$name" --period 2026-10 \
	    "$@" -o "$file"
}

# What the operator's switch wrote, and the Asterisk of a hotel (C1301).
"$build/tools/gen_calls" data/sample > "$demo/calls.csv"
awk -F , '$9 !~ /^seeblick@/' "$demo/calls.csv" \
    > "$demo/inbox/switch-2026-10.csv"
awk -F , 'NR == 1 || $9 ~ /^seeblick@/' "$demo/calls.csv" |
    awk -f tests/tools/asterisk.awk > "$demo/inbox/Master.csv"
rm "$demo/calls.csv"

step "a book with the sample operator: 2 resellers, 37 customers, 2 peers" \
    toll -B "$book" init --demo
step "the calls of October 2026: from the switch" \
    toll -B "$book" import "$demo/inbox/switch-2026-10.csv"
step "and from the Asterisk of a hotel" \
    toll -B "$book" import --format asterisk "$demo/inbox/Master.csv"
step "what each of them costs: retail, wholesale, carrier" \
    toll -B "$book" rate
step "the month's documents" \
    toll -B "$book" close --until 2026-11-01
step "their pages" \
    toll -B "$book" invoice
report "what accountants want" journal journal.xlsx --format xlsx
report "what was sold" revenue revenue.xlsx --format xlsx
report "every charge, for machines" charges charges.csv --format csv
for reseller in cheapcall bergruf; do
	report "what $reseller keeps" margin "margin-$reseller.xlsx" --reseller "$reseller" \
	    --format xlsx
done
step "mails, into folders in place of a server" \
    toll -B "$book" mail --to-dir "$demo/mail"
step "is everything as it must be?" \
    toll -B "$book" check

rm -f "$demo/said"
count() {
	find "$1" -type f -name "$2" | wc -l | tr -d ' '
}

cat <<END

Done: October 2026 of Isarvox GmbH, Munich, which also sells through Cheap Call
in Frankfurt and Bergruf in Innsbruck (data/sample/about.txt: who is who).

  $book/documents/   $(count "$book/documents" '*.pdf') invoices and statements as PDF
  $demo/mail/             $(count "$demo/mail" '*') mails (a Maildir)
  $demo/reports/          $(count "$demo/reports" '*') reports
  $demo/inbox/            the call records
  $log          what was said

A subscriber of Cheap Call called Argentina for five minutes. Ask why it cost
what it cost:

  $build/bin/toll -B $book explain demo-argentina-5min

and what Cheap Call kept of it:

  $build/bin/toll -B $book report margin --reseller cheapcall \\
      --period 2026-10 --format csv
END
