# A call that has not happened: the prices are those that rating gives it
# afterwards, and a prepaid customer may talk as long as the balance pays.
cp -r "$here/../golden/base" base
toll-init -B book -z Europe/Berlin > /dev/null
toll-load -B book -q base > /dev/null
cat > profiles.csv <<X
handle,currency,prepaid,decimals,rate_per
card,EUR,yes,4,second
X
cat > bands.csv <<X
profile,band,days,from,to
card,offpeak,daily,20:00,24:00
X
cat > fees.csv <<X
profile,destination,zone,zone_detail,band,connect_fee,init_interval,init_rate,follow_interval,follow_rate,from_second,extra_second,extra_rate
card,4989,Germany,Munich,peak,0.05,60,0.001,30,0.0005,,90,0.25
card,4989,Germany,Munich,peak,,,,1,0.0002,600,,
card,4989,Germany,Munich,offpeak,,10,0.002,10,0.002,,,
card,54,Argentina,,peak,,60,0,60,0,,,
X
cat > customers.csv <<X
ref,contact,kind,activated
c-dora,bert,residential,2026-01-01
X
cat > subscribers.csv <<X
ref,customer,username,domain,number
dora,c-dora,dora,op.example,+498911199
dora2,c-dora,dora2,op.example,+498911198
X
cat > profile_schedule.csv <<X
contract,profile,valid_from
c-dora,card,2026-01-01
X
toll-load -B book -q profiles.csv bands.csv fees.csv customers.csv \
    subscribers.csv profile_schedule.csv
at=2026-10-05T12:00:00+02:00

t toll-quote -B book -s alice --to '+54 (11) 12345' --at $at --duration 300
t toll-quote -B book -s carol@acme.example -t +541112345 -a $at --json
t toll-quote -B book -s alice -t +498922200 -a $at -d 0 --from +498911102
t toll-quote -B book -s alice -t +498911102 -a $at
echo "# no price, and none for the carrier alone"
t toll-quote -B book -s alice -t +8190 -a $at
t toll-quote -B book -s carol -t +398190 -a $at

echo "# as it was rated afterwards"
cat > calls.csv <<X
call_id,status,start,duration,source_number,source_account,destination_number
a,ok,$at,300,+498911100,alice,+541112345
b,ok,$at,77,+496933300,carol,+541112345
c,ok,$at,630,+498911199,dora,+498970012345
X
toll-import -B book -q calls.csv > /dev/null
toll-rate -B book -q
quoted() {
	toll-quote -B book -s "$1" -t "$2" -d "$3" -a $at --json |
	    grep -o '"contract":"[^"]*","tier":"[^"]*","direction":"[^"]*"\|"price":"[^"]*"' |
	    paste -d, - - | sed 's/"[a-z]*"://g; s/"//g'
}
(quoted alice +541112345 300; quoted carol +541112345 77
    quoted dora +498970012345 630) | sort > quotes
toll-report -B book charges --period 2026-10 --format csv --raw |
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next }
    { print $(n["contract"]) "," $(n["tier"]) "," $(n["direction"]) "," $(n["price"]) }' |
    sort > charged
cat quotes
cmp quotes charged && echo "the same prices"

echo "# prepaid: 5 + 6 cents a minute, 1.5 a block of 30 s, at 90 s 25 cents once"
t toll-quote -B book -s dora -t +498970012345 -a $at
longest() {
	toll-quote -B book -s dora -t "$1" -a "$2" --balance "$3" --json |
	    grep -o '"balance":"[^"]*"\|"max_seconds":[0-9]*' | paste -d ' ' - -
}
for balance in 0 0.1099 0.11 0.1249 0.125 0.3899 0.39 0.6449 0.645 0.6452 \
    1000; do
	longest +498970012345 $at $balance
done
echo "# 19:58: 60 and two of 30 s, at 90 s the second of them costs 26.5; then 2 a block"
for balance in 0.40 0.42 0.50; do
	longest +498970012345 2026-10-05T19:58:00+02:00 $balance
done
echo "# what costs nothing, what has no price"
longest +541112345 $at 0
longest +498911198 $at 0
longest +8190 $at 100
t toll-quote -B book -s dora -t +8190 -a $at --balance 100

t toll-quote -B book -s nobody -t +49
t toll-quote -B book -s dora
t toll-quote -B book -s dora -t +49 --balance much
t toll-quote -B book -s dora -t +49 -d -1
t toll-quote -B nowhere -s dora -t +49

echo "# what the balance pays: 2.00 booked, a call of 1.00 rated, then none left"
cat > topups.csv <<X
ref,customer,time,amount
t1,c-dora,2026-10-05T13:00:00+02:00,2
X
toll-load -B book -q topups.csv
cat > calls.csv <<X
call_id,status,start,duration,source_number,source_account,destination_number
d,ok,2026-10-05T14:00:00+02:00,600,+498911199,dora,+498970012345
X
toll-import -B book -q calls.csv > /dev/null
toll-rate -B book -q
left() {
	toll-quote -B book -s dora -t +498970012345 -a "$1" --json |
	    grep -o '"balance":"[^"]*"\|"max_seconds":[0-9]*' | paste -d' ' -s
}
t left 2026-10-05T12:59:59+02:00
t left 2026-10-05T15:00:00+02:00
