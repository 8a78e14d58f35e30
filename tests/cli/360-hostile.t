# What could hang or crash a rater, or make it charge a price that nobody
# meant: an error at load with file and line, or an unrated call with a reason.
# Everything here is bounded: a step that takes longer than 60 s is killed and
# shows as status 124.
limited() {
	echo "\$ $*"
	status=0
	timeout 60 "$@" 2>&1 || status=$?
	[ "$status" -eq 0 ] || echo "[status $status]"
}
toll-init -B book -z Europe/Berlin > /dev/null
cat > contacts.csv <<X
ref,email
op,op@operator.example
al,al@customers.example
X
cat > customers.csv <<X
ref,contact,kind,activated
alice,al,residential,2026-01-01
X
echo 'domain' > domains.csv; echo 'sip.example' >> domains.csv
cat > subscribers.csv <<X
ref,customer,username,domain
a1,alice,a1,sip.example
X
printf 'handle,currency\nlist,EUR\nother,EUR\n' > profiles.csv
cat > profile_schedule.csv <<X
contract,profile,valid_from,valid_to
alice,list,2026-01-01,
X
limited toll-load -B book contacts.csv customers.csv domains.csv \
    subscribers.csv profiles.csv profile_schedule.csv
head='profile,match,source,destination,zone,band,init_interval,init_rate,follow_interval,follow_rate'

echo "--- zero and negative intervals, rates that do not fit"
cat > fees.csv <<X
$head
list,,,1,Z,,0,1,1,1
list,,,2,Z,,-60,1,60,1
list,,,3,Z,,60,1,0,1
list,,,4,Z,,60,1,8640001,1
list,,,5,Z,,60,10000000,60,1
list,,,6,Z,,60,1,60,1e6
list,,,7,Z,,60,-1000000,60,1000000
X
limited toll-load -B book fees.csv

echo "--- patterns that do not compile"
awk -v head="$head" 'BEGIN {
	print head
	print "list,regex_longest_match,,^(1,Z,,1,1,1,1"
	print "list,regex_longest_match,(?R,^1,Z,,1,1,1,1"
	for (i = 0; i < 6; i++) { open = open "("; close_ = close_ "{1,999})" }
	print "list,regex_longest_match,,\"" open "1" close_ "\",Z,,1,1,1,1"
	for (i = 0; i < 300; i++) { deep = deep "("; up = up ")" }
	print "list,regex_longest_pattern,," deep "1" up ",Z,,1,1,1,1"
	print "list,regex_longest_pattern,,\\C+,Z,,1,1,1,1"
}' > fees.csv
limited toll-load -B book fees.csv
awk -v head="$head" 'BEGIN {
	print head
	for (i = 0; i < 4097; i++) long = long "1"
	print "list,,," long ",Z,,1,1,1,1"
}' > fees.csv
limited toll-load -B book fees.csv

echo "--- bands that contend, end before they begin, or are too many"
cat > bands.csv <<X
profile,band,days,from,to,priority
list,night,daily,20:00,24:00,
list,late,mon-fri,22:00,23:00,
list,noon,sat,13:00,12:00,
list,x,someday,12:00,13:00,5
X
limited toll-load -B book bands.csv
{
	echo 'profile,band,days,from,to'
	i=0
	while [ $((i += 1)) -le 100 ]; do
		printf 'list,b%03d,daily,%02d:%02d,%02d:%02d\n' $i $((i / 60)) \
		    $((i % 60)) $(((i + 1) / 60)) $(((i + 1) % 60))
	done
} > bands.csv
limited toll-load -B book bands.csv
awk 'BEGIN {
	print "profile,band,days,from,to"
	for (i = 0; i < 501; i++)
		printf "list,night,daily,%02d:%02d:%02d,24:00\n",
		    i / 3600, i / 60 % 60, i % 60
}' > bands.csv
limited toll-load -B book bands.csv
mkdir holidays
awk 'BEGIN {
	print "calendar,date"
	for (y = 2000; y < 2020; y++) for (m = 1; m <= 12; m++)
		for (d = 1; d <= 28; d++)
			printf "long,%d-%02d-%02d\n", y, m, d
}' > holidays/calendars.csv
limited toll-load -B book holidays/calendars.csv

echo "--- more rows of one fee than anybody writes"
awk -v head="$head" 'BEGIN {
	print head ",from_second"
	for (i = 0; i <= 101; i++)
		print "list,,,49,Z,,1,1,1," i "," i * 60
}' > fees.csv
limited toll-load -B book fees.csv
awk -v head="$head" 'BEGIN {
	print head ",valid_from,valid_to"
	for (i = 0; i <= 2000; i++)
		printf "list,,,49,Z,,1,1,1,1,%d-%02d-%02d,%d-%02d-%02d\n",
		    2022 + int(i / 300), int(i % 300 / 25) + 1, i % 25 + 1,
		    2022 + int(i / 300), int(i % 300 / 25) + 1, i % 25 + 2
}' > fees.csv
limited toll-load -B book fees.csv
printf 'handle,currency,max_call_charge\nlist,EUR,-1\n' > other.csv
mkdir negative
mv other.csv negative/profiles.csv
limited toll-load -B book negative

echo "--- schedules that overlap: the rule decides, one entry that is none does not"
printf 'contract,profile,valid_from,valid_to\nalice,list,2026-12-01,2026-11-01\n' \
    > schedule.csv
mkdir wrong
mv schedule.csv wrong/profile_schedule.csv
limited toll-load -B book wrong
printf 'contract,profile,valid_from,valid_to\nalice,other,2026-10-06,2026-10-08\nalice,list,2026-10-07,2026-10-09\n' \
    > wrong/profile_schedule.csv
limited toll-load -B book wrong

echo "--- 10,000 fees of one destination, and 2,000 versions of another"
awk -v head="$head" 'BEGIN {
	print head ",valid_from,valid_to"
	for (i = 0; i < 10000; i++)
		printf "list,,49%04d,54,Z,,1,%d,1,%d,,\n", i, i, i
	print "list,,,54,Z,,60,0.04,60,0.04,,"
	for (i = 0; i < 2000; i++)
		printf "list,,,49,Z,,1,0.0%d,1,0.0%d,%d-%02d-%02d,%d-%02d-%02d\n",
		    i % 9 + 1, i % 9 + 1,
		    2022 + int(i / 300), int(i % 300 / 25) + 1, i % 25 + 1,
		    2022 + int(i / 300), int(i % 300 / 25) + 1, i % 25 + 2
	print "list,,,1,Million,,60,1000000,60,1000000,,"
	print "list,,,9,Nine,,60,9000000,60,9000000,,"
	print "other,,,1,Million,,60,-9000000,60,-9000000,,"
	print "list,,,2,Offpeak only,offpeak,60,1,60,1,,"
	print "list,regex_longest_match,,^(7+)+$,Evil,,1,1,1,1,,"
	print "list,regex_longest_pattern,^(4+)+$,^8,Evil source,,1,1,1,1,,"
}' > fees.csv
limited toll-load -B book fees.csv

echo "--- calls: of 100 days, of no end, before they begin"
cat > calls.csv <<X
call_id,status,start,duration,source_number,source_account,source_peer,source_ip,destination_number,destination_account,destination_peer,disposition
days100,ok,2026-10-05T10:00:00Z,8640000,,a1,,,+5411,,,
days30,ok,2026-10-02T10:00:00Z,2592000,,a1,,,+5411,,,
days30-seconds,ok,2026-10-02T10:00:00Z,2592000,+491234,a1,,,+5411,,,
million,ok,2026-10-05T10:00:00Z,60,,a1,,,+1212,,,
million-30-days,ok,2026-10-02T11:00:00Z,2592000,,a1,,,+1212,,,
nine-30-days,ok,2026-10-02T11:00:00Z,2592000,,a1,,,+9212,,,
income-30-days,ok,2026-10-06T11:00:00Z,2592000,,a1,,,+1212,,,
schedules,ok,2026-10-07T11:00:00Z,60,,a1,,,+1212,,,
gap-in-bands,ok,2026-10-05T12:00:00Z,60,,a1,,,+2212,,,
evil,ok,2026-10-05T12:00:00Z,60,,a1,,,77777777777777777777777777777777777777y,,,
evil-source,ok,2026-10-05T12:00:00Z,60,44444444444444444444444444444444444444y,a1,,,8,,,
version,ok,2026-10-05T12:00:00Z,60,,a1,,,4930,,,
negative,ok,2026-10-05T10:00:00Z,-1,,a1,,,+5411,,,
endless,ok,2026-10-05T10:00:00Z,9e99,,a1,,,+5411,,,
huge,ok,2026-10-05T10:00:00Z,99999999999999999999,,a1,,,+5411,,,
year9999,ok,9999-12-31T23:59:59Z,8640000,,a1,,,+5411,,,
year0,ok,0000-01-01T00:00:00Z,60,,a1,,,+5411,,,
X
limited toll-import -B book calls.csv
limited toll-rejects -B book
limited toll-rate -B book
limited toll-unrated -B book --calls
for call in days30 days30-seconds million million-30-days nine-30-days evil evil-source version schedules
do
	toll-explain -B book $call | sed -n 's/^call /--- &/p
	    /^  \(profile\|fee\|exact\|price\|UNRATED\)/p; / x /p'
done
