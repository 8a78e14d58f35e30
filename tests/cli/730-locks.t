# Lock levels: from balances, from limits against fraud, from the status of a
# subscriber and of whom it belongs to, set by hand; what changed, and releases.
. "$here/lib/locks_book.sh"
locks_book book
t toll-locks -B book
t toll-locks -B book --all

# Prepaid: below 0.50 outgoing calls are locked; cash expires a month after the
# first interval.
cat > master/packages.csv <<END
name,initial_balance,notopup_discard,underrun_lock_threshold,underrun_lock_level,topup_lock_level
prepaid,1,1,0.5,2,0
END
cat > master/customers.csv <<END
ref,contact,kind,activated,package
o-anna,cust,residential,2026-10-01,prepaid
o-ben,cust,residential,2026-10-01,prepaid
a-carl,acust,residential,2026-10-01,prepaid
a-dora,acust,residential,2026-10-01,
END
toll-load -B book --now 2026-10-01T00:00:00Z master > /dev/null
TOLL_NOW=2026-10-20T10:00:00Z
locks_calls book october <<END
anna 2026-10-05T08:00:00+02:00 299
anna 2026-10-05T09:00:00+02:00 61
carl 2026-10-05T08:00:00+02:00 600
dora 2026-10-05T08:00:00+02:00 600
END
# anna fell from 0.5017 to 0.40 by her second call.
t toll-locks -B book --format csv
t toll-locks -B book --format csv --all --reseller acme
t toll-locks -B book --json --at 2026-10-05T07:01:00Z
t toll-locks -B book --json --at 2026-10-05T07:00:59Z
# Without a call: ben's cash is gone on the first of December, 00:00.
t toll-locks -B book --format csv --at 2026-11-30T22:59:59Z
t toll-locks -B book --format csv --at 2026-11-30T23:00:00Z
# A top-up unlocks carl.
cat > topups.csv <<END
ref,customer,time,amount
t1,a-carl,2026-10-20T12:30:00+02:00,5
END
t toll-load -B book --now 2026-10-20T11:00:00Z topups.csv
t toll-locks -B book --format csv --all

# What changed: calls of long ago are news when they were rated since, a top-up
# when it was loaded since.
for since in 2026-09-30T23:00:00Z 2026-10-20T09:59:59Z 2026-10-20T10:00:00Z \
    2026-10-20T10:59:59Z 2026-10-20T11:00:00Z; do
	t toll-locks -B book --format csv --changed-since $since
done

# Limits against fraud; the month's level is that while it holds.
cat > master/profiles.csv <<END
handle,currency,fraud_daily_limit,fraud_daily_lock,fraud_interval_limit,fraud_interval_lock
std,EUR,1,3,2,1
wholesale,EUR,,,,
END
echo 'customer,username,domain,ref
a-dora,dora2,acme.example,D2' > subscribers.csv
t toll-load -B book -q --now 2026-10-20T12:00:00Z master/profiles.csv subscribers.csv
t toll-fraud -B book --now 2026-10-20T13:00:00Z --format csv
t toll-locks -B book --format csv
TOLL_NOW=2026-10-21T10:00:00Z
locks_calls book october2 <<END
dora 2026-10-21T08:00:00+02:00 600
END
t toll-fraud -B book --now 2026-10-21T10:01:00Z --format csv --new
t toll-locks -B book --format csv --reseller acme
t toll-locks -B book --release dora@acme.example --now 2026-10-22T08:00:00Z --reason 'called her'
t toll-locks -B book --release dora@acme.example --now 2026-10-22T08:00:00Z
t toll-locks -B book --format csv --reseller acme
t toll-locks -B book --format csv --changed-since 2026-10-22T07:59:59Z
t toll-locks -B book --format csv --changed-since 2026-10-22T08:00:00Z
t toll-locks -B book --format csv --changed-since 2026-10-20T12:59:59Z
t toll-locks -B book --release D2 --now 2026-10-22T09:00:00Z
t toll-locks -B book --release nobody
t toll-locks -B book --release ben@op.example
t sqlite3 book/book.db 'SELECT * FROM fraud_release'
# The same day again: no new lock; another day: a new one.
t toll-fraud -B book --now 2026-10-22T10:00:00Z --new --format csv
t toll-locks -B book --format csv --reseller acme
TOLL_NOW=2026-10-23T09:00:00Z
locks_calls book october3 <<END
dora 2026-10-23T08:00:00+02:00 600
END
t toll-fraud -B book --now 2026-10-23T10:00:00Z --new --format csv
t toll-locks -B book --format csv --reseller acme

# Who is not in service is locked at level 4, with all that belong to it; the
# highest level counts.
cat > customers.csv <<END
ref,contact,kind,status,activated,package
o-anna,cust,residential,locked,2026-10-01,prepaid
END
cat > subscribers.csv <<END
customer,username,domain,status,lock_level,terminated,ref
o-ben,ben,op.example,active,1,,
a-carl,carl,acme.example,locked,,,
a-dora,dora,acme.example,active,5,,
a-dora,dora2,acme.example,active,,2026-10-27,D2
END
t toll-load -B book -q --now 2026-10-24T00:00:00Z customers.csv subscribers.csv
t toll-locks -B book --format csv --now 2026-10-24T01:00:00Z
t toll-locks -B book --format csv --at 2026-10-26T23:00:00Z
t toll-locks -B book --format csv --now 2026-10-24T01:00:00Z --changed-since 2026-10-23T23:59:59Z
echo 'name,contract,status
acme,rs-acme,locked' > resellers.csv
t toll-load -B book -q --now 2026-10-25T00:00:00Z resellers.csv
t toll-locks -B book --format csv --now 2026-10-25T01:00:00Z
echo 'name,contract,status
acme,rs-acme,active' > resellers.csv
echo 'ref,kind,contact,status
rs-acme,reseller,acme,pending' > contracts.csv
t toll-load -B book -q --now 2026-10-26T00:00:00Z resellers.csv contracts.csv
t toll-locks -B book --format csv --now 2026-10-26T01:00:00Z --reseller acme
# unlocked again: another column of the customer changes meanwhile
sed 's/locked/active/' customers.csv > c && mv c customers.csv
echo 'ref,kind,contact,status
rs-acme,reseller,acme,active' > contracts.csv
t toll-load -B book -q --now 2026-10-27T00:00:00Z customers.csv contracts.csv
t toll-locks -B book --format csv --now 2026-10-27T01:00:00Z --changed-since 2026-10-26T12:00:00Z
t toll-locks -B book --format csv --now 2026-10-27T01:00:00Z --changed-since 2026-10-27T00:30:00Z

t toll-locks -B book --reseller nobody
t toll-locks -B book --reason why
t toll-locks -B book --release D2 --all
t toll-locks -B book --format xlsx
t toll-locks -B nowhere
t toll-check -B book
rule() { sqlite3 book/book.db "$1" 2>&1 | sed 's/.*: \(.*\) (.*/\1/'; }
rule "UPDATE fraud_release SET reason = ''"
rule "DELETE FROM fraud_release"
