# What happens to a balance inside a call: a top-up, cash that expires, cash that
# is not carried over, an underrun.  And what is said when the charge in the book
# is not what comes out.
cp -r "$here/../fixtures/explain" csv
cat >> csv/contacts.csv <<X
bea,acme,bea@example.com,Bea,DE
cleo,acme,cleo@example.com,Cleo,DE
dora,acme,dora@example.com,Dora,DE
X
cat >> csv/subscribers.csv <<X
bea,c-bea,bea,acme.example,+49301100002
cleo,c-cleo,cleo,acme.example,+49301100003
dora,c-dora,dora,acme.example,+49301100004
X
cat > csv/customers.csv <<X
ref,contact,kind,activated,package
c-ada,ada,residential,2026-10-01,month
c-bea,bea,residential,2026-09-01,discard
c-cleo,cleo,residential,2026-10-01,timely
c-dora,dora,residential,2026-10-01,open
X
cat > csv/packages.csv <<X
name,reseller,initial_balance,start_mode,carry_over,timely_unit,timely_count,underrun_lock_threshold,underrun_lock_level,underrun_profile_threshold,notopup_discard
month,acme,3.00,1st,carry_over,,,5.40,2,5.45,
discard,acme,3.00,1st,discard,,,2.00,3,,
timely,acme,3.00,1st,carry_over_timely,day,5,,,,
open,acme,6.00,topup,carry_over,,,,,,1
X
cat > csv/package_profiles.csv <<X
package,role,profile
month,initial,family
month,underrun,thrift
discard,initial,thrift
timely,initial,thrift
open,initial,thrift
X
cat >> csv/profiles.csv <<X
thrift,acme,EUR,0,0.10,yes
X
cat >> csv/fees.csv <<X
thrift,prefix,49,Germany,peak,60,0.12,60,0.12,
X
cat > csv/topups.csv <<X
ref,customer,time,amount
t1,c-ada,2026-10-31 23:29:00,10
t2,c-dora,2026-10-31 23:59:00,5
X
cat > early.csv <<X
call_id,status,start,duration,source_account,source_number,destination_number,destination_peer
first,ok,2026-10-31T18:00:00+01:00,235,ada,+49301100001,+4915100000001,north
X
cat > calls.csv <<X
call_id,status,start,duration,source_account,source_number,destination_number,destination_peer
topup,ok,2026-10-31T23:28:10+01:00,180,ada,+49301100001,+493022200000,north
under,ok,2026-10-31T23:28:20+01:00,5400,ada,+49301100001,+493022200000,north
discard,ok,2026-10-31T23:58:00+01:00,240,bea,+49301100002,+493022200000,north
timely,ok,2026-10-31T23:58:00+01:00,240,cleo,+49301100003,+493022200000,north
opens,ok,2026-10-31T23:58:00+01:00,240,dora,+49301100004,+493022200000,north
expire,ok,2026-10-31T23:58:00+01:00,240,dora,+49301100004,+493022200000,north
X
toll-init -B book -z Europe/Berlin > /dev/null
t toll-load -B book -q csv
t toll-import -B book -q early.csv
t toll-import -B book -q calls.csv
balance() {
	echo "\$ toll-explain -B book $*"
	status=0
	toll-explain -B book "$@" > text 2>&1 || status=$?
	sed -n '/^retail/,/^$/p' text
	[ "$status" -eq 0 ] || echo "[status $status]"
}
balance topup
t toll-rate -B book
balance topup
balance under
balance discard
balance timely
balance opens

# somebody changed a charge
sqlite3 book/charges/2026-10.1.db "UPDATE charge SET cash_e8 = cash_e8 - 1
	WHERE contract = (SELECT id FROM contract WHERE ref = 'c-bea')"
toll-explain -B book --json -c c-bea discard | grep -o '"book":.*'
balance discard | sed -n '/in the book/,$p'

# a call before it is not in the book any more
t toll-unimport -B book -q 1
balance topup | sed -n '/^  balance/,/found/p; /in the book/,$p'
t toll-rate -B book
balance topup | sed -n '/^  balance/,/found/p; /in the book/,$p'
