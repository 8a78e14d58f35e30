# block_rounding total: the first block covers a call at the end of a month, and
# the last block starts after the call's end, in the next month, which pays for
# it.  What is billed stays so: closing, and a call that comes late, change
# nothing in either balance but for the late call.
cp -r "$here/../golden/base" base
toll-init -B book -z Europe/Berlin > /dev/null
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -B book -q base
echo 'handle,currency,block_rounding,interval_free_time
retail,EUR,total,1000' > profiles.csv
echo 'profile,direction,destination,zone,band,init_interval,init_rate,follow_interval,follow_rate,use_free_time
retail,out,54,Argentina,peak,60,0.60,7,0.07,yes
retail,out,54,Argentina,offpeak,60,0.60,7,0.07,yes' > fees.csv
toll-load -B book -q profiles.csv fees.csv
head='call_id,status,start,duration,source_account,destination_number,destination_peer'
echo "$head
last,ok,2026-09-30T23:59:10+02:00,10,alice,+541112345,north" > calls.csv
toll-import -B book -q calls.csv
balances() {
	toll-report -B book balances -f csv | grep -E "^c-alice,2026-0[89].*|^contract" | tail -n 3
}
t toll-rate -B book -q
balances
echo "$head
late,ok,2026-09-30T12:00:00+02:00,10,alice,+541112345,north" > late.csv
echo '-- closed'
toll-close -B book -q -u 2026-10-01
toll-rate -B book -q
balances
echo '-- and a late call'
toll-import -B book -q late.csv
toll-rate -B book -q
balances
