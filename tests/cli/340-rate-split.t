# split_bands: a call is listed by band; the parts add up to its price.
cp -r "$here/../golden/base" base
toll-init -B book -z Europe/Berlin > /dev/null
toll-load -B book -q base > /dev/null
cat > profiles.csv <<X
handle,currency,split_bands,decimals
retail,EUR,yes,2
X
cat > fees.csv <<X
profile,destination,zone,band,connect_fee,init_interval,init_rate,follow_interval,follow_rate
retail,4989,Munich,peak,0.05,60,0.06,30,0.033
retail,4989,Munich,offpeak,0,60,0.03,7,0.011
X
toll-load -B book -q profiles.csv fees.csv > /dev/null
cat > calls.csv <<X
call_id,status,start,duration,source_account,destination_number,destination_peer
one,ok,2026-10-05T12:00:00+02:00,125,alice,+4989700,north
two,ok,2026-10-05T19:58:00+02:00,150,alice,+4989700,north
three,ok,2026-10-05T07:59:30+02:00,43300,alice,+4989700,north
zero,ok,2026-10-05T19:59:59+02:00,0,alice,+4989700,north
X
toll-import -B book -q calls.csv > /dev/null
t toll-rate -B book
t sqlite3 -header book/charges/2026-10.1.db "SELECT call,
	datetime(start_us / 1000000, 'unixepoch') AS start, band, duration_ms,
	billed_s, price_e8 FROM charges WHERE contract = 'c-alice' ORDER BY seq"
t toll-explain -B book three -c c-alice
