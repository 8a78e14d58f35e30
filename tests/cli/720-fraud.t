# Limits of a day and a month: reached to the cent, over midnight and the end of
# a month, by wholesale prices; recorded and mailed once.
. "$here/lib/locks_book.sh"
locks_book book
t toll-fraud -B book
cat > master/profiles.csv <<END
handle,currency,fraud_daily_limit,fraud_daily_lock,fraud_daily_notify,fraud_interval_limit,fraud_interval_lock,fraud_interval_notify,fraud_use_reseller_rates
std,EUR,6,2,"fraud@operator.example, night@operator.example",,,,no
month,EUR,6,,,10,1,fraud@operator.example,no
resold,EUR,12,3,fraud@operator.example,,,,yes
wholesale,EUR,1,4,,1,4,,no
END
for profile in month resold; do
	sed -n "s/^std,/$profile,/p" master/fees.csv
done > more && cat more >> master/fees.csv
cat > master/profile_schedule.csv <<END
contract,profile,valid_from
o-anna,std,2026-01-01
o-ben,month,2026-01-01
a-carl,resold,2026-01-01
a-dora,std,2026-01-01
rs-acme,wholesale,2026-01-01
END
toll-load -B book --now 2026-09-01T00:00:00Z master > /dev/null

# anna: 5.90, then one second short of the limit, then the second.  The limit
# is reached by the call that ends last, not by the one that starts last.
# ben: 5.00 that ends after midnight and belongs to the next day; not reached
# there either; the month is, in November, with calls that began in October.
# carl: 60 minutes are 6.00 to him and 12.00 to acme.  dora: one second less.
locks_calls book october <<END
anna 2026-10-05T08:00:00+02:00 3540
anna 2026-10-05T20:00:00+02:00 59
anna 2026-10-05T20:00:30+02:00 1
anna 2026-10-06T23:30:00+02:00 3600
ben 2026-10-07T23:10:00+02:00 3000
ben 2026-10-31T23:30:00+01:00 3000
ben 2026-10-07T12:00:00+02:00 1800
carl 2026-10-08T10:00:00+02:00 3600
dora 2026-10-08T10:00:00+02:00 3599
END
t toll-fraud -B book --dry-run
t toll-fraud -B book --at 2026-10-05T18:00:58Z --dry-run
t toll-fraud -B book --at 2026-10-05T18:00:59Z --dry-run --json
t sqlite3 book/book.db 'SELECT count(*) FROM fraud; SELECT count(*) FROM outbox'
t toll-fraud -B book --format csv
t toll-fraud -B book --format csv
t toll-fraud -B book --format csv --new
t sqlite3 book/book.db 'SELECT * FROM fraud' 'SELECT fraud, recipient, state FROM outbox'

# Two limits more; the mails go out once, whoever runs how often.
locks_calls book november <<END
ben 2026-11-01T08:00:00+01:00 2999
ben 2026-11-01T09:30:00+01:00 1
END
t toll-fraud -B book --no-mail --format csv --new
locks_calls book november2 <<END
ben 2026-11-02T06:00:00+01:00 1800
anna 2026-11-02T06:00:00+01:00 3600
END
t toll-fraud -B book --now 2026-11-02T06:30:00Z --new --format csv
t toll-mail -B book --to-dir dir
t toll-fraud -B book --now 2026-11-02T07:30:00Z --new
t toll-mail -B book --to-dir dir
t toll-mail -B book --status
ls dir/new | wc -l
grep -h '^To: \|^Subject: \|^From: \|^Message-ID: ' dir/new/* | sort | uniq -c
sed -n '/^Content-Transfer/,$p' "$(grep -l carl dir/new/*)" | tr -d '\r'
t toll-check -B book

# Calls of long ago are nobody's business any more.
t toll-fraud -B book --now 2027-02-01T00:00:00Z --format csv
t toll-fraud -B book --format xlsx
t toll-fraud -B book october
t toll-fraud -B nowhere

rule() { sqlite3 book/book.db "$1" 2>&1 | sed 's/.*: \(.*\) (.*/\1/'; }
rule "UPDATE fraud SET level = 0"
rule "DELETE FROM fraud"
rule "INSERT INTO fraud SELECT NULL, contract, period, date, profile, tier,
	limit_e8, sum_e8, currency, level, since_us, notify, found_us, program
	FROM fraud WHERE id = 1"
rule "UPDATE outbox SET fraud = 1 WHERE fraud = 2"

# Killed at any moment, every limit is recorded once and mailed once.
cp -r book again
sqlite3 again/book.db 'DROP TRIGGER outbox_stays; DROP TRIGGER fraud_never_deleted;
	DROP TRIGGER outbox_journal_stays; DELETE FROM outbox_journal;
	DELETE FROM outbox; DELETE FROM fraud'
rm -f again/outbox/*
died=0
for delay in 0.004 0.006 0.008 0.01 0.012 0.014 0.016 0.018 0.02 0.024; do
	timeout -s KILL "$delay" toll-fraud -B again -q >/dev/null 2>&1 ||
	    [ $? -eq 1 ] || died=$((died + 1))
done
[ "$died" -gt 0 ] && echo "killed"
status=75		# the last one may not be quite dead
while [ "$status" -eq 75 ]; do
	status=0
	toll-fraud -B again > /dev/null 2>&1 || status=$?
done
toll-mail -B again -q --to-dir dead
t sqlite3 again/book.db 'SELECT count(*), count(DISTINCT contract || date)
	FROM fraud' 'SELECT state, count(*) FROM outbox GROUP BY state'
ls dead/new | wc -l

# A limit in one currency, wholesale prices in another: told, not compared.  An
# address that is none: told, the others are queued.
rm -r master
locks_book two > /dev/null
cat > master/profiles.csv <<END
handle,currency,fraud_daily_limit,fraud_daily_notify,fraud_use_reseller_rates
std,EUR,1,"nobody, fraud@operator.example",yes
wholesale,USD,,,no
END
toll-load -B two master > /dev/null
locks_calls two dollars <<END
carl 2026-10-08T10:00:00+02:00 3600
anna 2026-10-08T10:00:00+02:00 3600
END
t toll-fraud -B two
t sqlite3 two/book.db 'SELECT contract, tier FROM fraud' 'SELECT recipient FROM outbox'
