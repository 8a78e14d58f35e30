# Balances and charges do not depend on the order in which calls arrive, on how
# they are dealt to files, or on how often they were rated in between: 20 random
# permutations and splits of the same calls, on four contracts with packages,
# top-ups, free time and free cash, over the end of a month and the night in
# which summer time begins.
toll-init -q -B book --timezone Europe/Berlin --currency EUR --country DE
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -q -B book "$here/../golden-balances/base"
mkdir load
cat > load/profiles.csv <<EOF
handle,currency,rate_per,decimals,prepaid,interval_free_time,interval_free_cash,interval_unit
thrift,EUR,minute,4,yes,,,
normal,EUR,minute,4,yes,,,
family,EUR,minute,4,no,1800,2.50,month
weekly,EUR,minute,4,no,600,1,week
EOF
cat > load/fees.csv <<EOF
profile,direction,destination,zone,init_interval,init_rate,follow_interval,follow_rate,use_free_time
thrift,out,39,Italy,60,0.01,60,0.01,no
normal,out,39,Italy,60,0.12,30,0.12,no
family,out,39,Italy,60,0.10,10,0.09,yes
weekly,out,39,Italy,1,0.10,1,0.10,yes
EOF
cat > load/packages.csv <<EOF
name,initial_balance,start_mode,interval_unit,interval_count,carry_over,timely_unit,timely_count,notopup_discard,underrun_lock_threshold,underrun_lock_level,underrun_profile_threshold,topup_lock_level
guarded,5,1st,month,1,carry_over,,,,1,2,1,0
flow,2,topup_interval,day,7,carry_over_timely,day,2,2,,,,
EOF
cat > load/package_profiles.csv <<EOF
package,role,profile
guarded,initial,normal
guarded,underrun,thrift
guarded,topup,normal
flow,initial,normal
EOF
cat > load/topups.csv <<EOF
ref,customer,time,amount
t1,c-ada,2024-03-09T12:00:00+01:00,10
t2,c-ada,2024-03-31T23:59:30+02:00,4
t3,c-alan,2024-03-12T10:10:00+01:00,6
t4,c-alan,2024-03-18T09:00:00+01:00,6
EOF
cat > load/customers.csv <<EOF
ref,contact,kind,activated,package
c-ada,ada,residential,2024-03-01,guarded
c-alan,alan,residential,2024-03-03T09:30:00+01:00,flow
EOF
cat > load/profile_schedule.csv <<EOF
contract,profile,valid_from
c-amy,family,2024-03-01
c-bea,weekly,2024-03-01
EOF
toll-load -q -B book load

# 360 calls of four subscribers, many at a time, some over midnight and the end
# of March; a generator of our own, so that they are the same everywhere.
awk 'function next_random(n) {
	seed = (seed * 1103 + 12345) % 1048576
	return int(seed / 1048576 * n)
}
BEGIN {
	seed = 7
	split("ada alan amy bea", who)
	for (i = 1; i <= 360; i++) {
		w = who[1 + next_random(4)]
		# half of them around the end of the month
		s = i % 2 ? next_random(30 * 86400) \
			: 30 * 86400 + 72000 + next_random(14400)
		day = 4 + int(s / 86400); month = 3
		if (day > 31) { day -= 31; month = 4 }
		t = s % 86400
		printf "c%03d,ok,2024-%02d-%02dT%02d:%02d:%02dZ,%d.%03d,%s,%s,%s\n",
		    i, month, day, t / 3600, t % 3600 / 60, t % 60,
		    next_random(i % 7 ? 900 : 9000), next_random(1000), w,
		    "+4930110000" i % 10, "+39062100001"
	}
}' > calls
head=call_id,status,start,duration,source_account,source_number,destination_number
tail -n 2 calls
cp -R book empty
{ echo $head; cat calls; } > all.csv
t toll-import -q -B book all.csv
t toll-rate -B book
toll-report -B book charges -f csv --raw > want-charges.csv
toll-report -B book balances -f csv --raw > want-balances.csv
t grep -E '^(c-ada|c-alan|c-amy|c-bea),' want-balances.csv

same=0
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	rm -rf book
	cp -R empty book
	files=$((seed % 4 + 1))
	rm -f part*.csv
	awk -v seed=$seed 'BEGIN { s = seed * 7919 + 13 }
	    { s = (s * 1103 + 12345) % 1048576; print s, $0 }' calls |
	    sort -n | cut -d' ' -f2 |
	    awk -v n=$files -v head=$head '{
		f = "part" (NR % n) ".csv"
		if (!(f in begun)) { print head > f; begun[f] }
		print > f
	    }'
	for file in part*.csv; do
		toll-import -q -B book "$file"
		# now and then what has come so far is rated
		[ $((seed % 3)) -ne 0 ] || toll-rate -q -B book > /dev/null
	done
	toll-rate -q -B book -t $((seed % 3 + 1)) > /dev/null
	toll-rate -q -B book > /dev/null
	toll-report -B book charges -f csv --raw > charges.csv
	toll-report -B book balances -f csv --raw > balances.csv
	cmp want-charges.csv charges.csv && cmp want-balances.csv balances.csv &&
	    same=$((same + 1))
done
echo "the same: $same of 20"

# Rating March alone again, with calls that came late, takes April along.
rm -rf book
cp -R empty book
{ echo $head; awk 'NR % 5' calls; } > most.csv
{ echo $head; awk 'NR % 5 == 0' calls | grep 2024-03-; } > march.csv
{ echo $head; awk 'NR % 5 == 0' calls | grep 2024-04-; } > april.csv
toll-import -q -B book most.csv april.csv
toll-rate -q -B book
toll-import -q -B book march.csv
t toll-rate -B book -p 2024-03
toll-report -B book charges -f csv --raw > charges.csv
toll-report -B book balances -f csv --raw > balances.csv
t cmp want-charges.csv charges.csv
t cmp want-balances.csv balances.csv
t toll-rate -B book -p 2024-03
