# Rating as tasks where the order of calls counts: balances that go on from month
# to month, calls in files that overlap, price lists that packages bring, charges
# that documents bill, late calls, calls without a price and listed ones.
. "$here/lib/tasks.sh"
# there are calls without a price, which is status 1
rate() {
	toll-rate -q "$@" || [ $? -eq 1 ]
}
toll-init -q -B book --timezone Europe/Berlin --currency EUR --country DE
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -q -B book "$here/../golden-balances/base"
mkdir load
cat > load/profiles.csv <<CSV
handle,currency,rate_per,decimals,prepaid,interval_free_time,interval_free_cash,interval_unit
thrift,EUR,minute,4,yes,,,
normal,EUR,minute,4,yes,,,
family,EUR,minute,4,no,1800,2.50,month
weekly,EUR,minute,4,no,600,1,week
CSV
cat > load/fees.csv <<CSV
profile,direction,destination,zone,init_interval,init_rate,follow_interval,follow_rate,use_free_time
thrift,out,39,Italy,60,0.01,60,0.01,no
normal,out,39,Italy,60,0.12,30,0.12,no
family,out,39,Italy,60,0.10,10,0.09,yes
weekly,out,39,Italy,1,0.10,1,0.10,yes
CSV
cat > load/packages.csv <<CSV
name,initial_balance,start_mode,interval_unit,interval_count,carry_over,timely_unit,timely_count,notopup_discard,underrun_lock_threshold,underrun_lock_level,underrun_profile_threshold,topup_lock_level
guarded,5,1st,month,1,carry_over,,,,1,2,1,0
flow,2,topup_interval,day,7,carry_over_timely,day,2,2,,,,
CSV
cat > load/package_profiles.csv <<CSV
package,role,profile
guarded,initial,normal
guarded,underrun,thrift
guarded,topup,normal
flow,initial,normal
CSV
cat > load/topups.csv <<CSV
ref,customer,time,amount
t1,c-ada,2024-03-09T12:00:00+01:00,10
t2,c-ada,2024-03-31T23:59:30+02:00,4
t3,c-alan,2024-03-12T10:10:00+01:00,6
t4,c-alan,2024-03-18T09:00:00+01:00,6
CSV
cat > load/customers.csv <<CSV
ref,contact,kind,activated,package
c-ada,ada,residential,2024-03-05,guarded
c-alan,alan,residential,2024-03-03T09:30:00+01:00,flow
CSV
cat > load/profile_schedule.csv <<CSV
contract,profile,valid_from
c-amy,family,2024-03-01
c-bea,weekly,2024-03-01
CSV
toll-load -q -B book load

# 700 calls of four subscribers in March and April, side by side and over the end
# of the month; some to where no fee leads, some of nobody we know, some unanswered
awk 'function next_random(n) {
	seed = (seed * 1103 + 12345) % 1048576
	return int(seed / 1048576 * n)
}
BEGIN {
	seed = 11
	split("ada alan amy bea", who)
	print "call_id,status,start,duration,source_account,source_number,destination_number"
	for (i = 1; i <= 700; i++) {
		w = i % 23 ? who[1 + next_random(4)] : "nobody"
		s = next_random(52 * 86400)
		day = 4 + int(s / 86400); month = 3
		if (day > 31) { day -= 31; month = 4 }
		t = s % 86400
		printf "c%03d,%s,2024-%02d-%02dT%02d:%02d:%02dZ,%d.%03d,%s,%s,%s\n",
		    i, i % 13 ? "ok" : "busy", month, day, t / 3600,
		    t % 3600 / 60, t % 60, next_random(i % 7 ? 900 : 9000),
		    next_random(1000), w, "+4930110000" i % 10,
		    i % 19 ? "+39062100001" : "+1900555"
	}
}' > all.csv
for k in 0 1 2; do
	awk -v k=$k 'NR == 1 || NR % 3 == k' all.csv > part.csv
	toll-import -q -B book part.csv > /dev/null
done
facts() {
	for f in "$1"/charges/*.db; do
		echo "$(basename "$f") $(sha256sum < "$f")"
	done
	sqlite3 "$1/book.db" 'SELECT period, run, current, load, calls, charged,
	    charges, unrated, listed, sha256 FROM rating_run'
	toll-report -B "$1" balances -f csv --raw
}
# compare WHAT N S: both months as tasks, and in one process
compare() {
	rm -rf one many tasks
	cp -R book one
	cp -R book many
	rate -B one 2024-03
	rate -B one 2024-04
	all_tasks many 2024-03 tasks "$2" "$3"
	toll-rate -q --tasks tasks --clean
	all_tasks many 2024-04 tasks "$2" "$3"
	facts one > one.facts
	facts many | cmp one.facts - &&
	    echo "$1, $2 maps and $3 shards: the same"
}
compare "two months" 1 1
t toll-rate -B one
for grid in "2 3" "5 1" "1 64" "64 7" "700 4"; do
	compare "two months" $grid
done

# March as tasks although April is rated: April is rated again where it changed
rm -rf one many tasks
rate -B book 2024-03 2024-04
sed -i 's/^t1,.*10$/t1,c-ada,2024-03-09T12:00:00+01:00,11/' load/topups.csv
toll-load -q -B book load
cp -R book one
cp -R book many
t toll-rate -B one -p 2024-03
rate -B many -p 2024-03 --part --tasks tasks --maps 3 --shards 3
maps tasks 3
reduces tasks 3
t toll-rate -B many --merge --tasks tasks
facts one > one.facts
facts many | cmp one.facts - && echo "the month behind it: the same"
t toll-rate -B many --merge --tasks tasks

# March is billed; then new prices, and calls that come late
rm -rf book
cp -R one book
printf 'unrated no_fee\nunrated unknown_account\n' > waivers
t toll-close -q -B book --until 2024-04-01 --waive waivers
rate -B book
sed -i 's/0\.1[02]/0.44/g' load/fees.csv
toll-load -q -B book load
cat > late.csv <<CSV
call_id,status,start,duration,source_account,source_number,destination_number
l1,ok,2024-03-20T10:00:00Z,100,amy,+49301100001,+39062100001
l2,ok,2024-03-21T10:00:00Z,100,bea,+49301100001,+39062100001
l3,ok,2024-03-21T10:00:00Z,100,ada,+49301100001,+39062100001
CSV
toll-import -q -B book late.csv > /dev/null
compare "billed and late" 3 4
t sqlite3 one/charges/2024-03.4.db 'SELECT late, document <> 0, count(*)
	FROM charge GROUP BY 1, 2'
compare "billed and late" 64 2
t ls tasks/snapshot/charges
