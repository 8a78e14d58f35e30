# How a price came about: steps, bands, portability, the next best fee; and that
# the book has the same price.
cp -r "$here/../golden/base" base
toll-init -B book -z Europe/Berlin > /dev/null
toll-load -B book -q base > /dev/null
cat > fees.csv <<X
profile,direction,match,source,destination,zone,zone_detail,band,connect_fee,init_interval,init_rate,follow_interval,follow_rate,from_second,extra_second,extra_rate,valid_from,valid_to
retail,out,prefix,,4989,Germany,Munich,peak,0.05,60,0.06,30,0.03,,,,2026-10-01,2027-01-01
retail,out,prefix,,4989,Germany,Munich,offpeak,0.02,60,0.03,1,0.01,,,,2026-10-01,2027-01-01
retail,out,prefix,,4989,Germany,Munich,offpeak,,,,10,0.005,200,,,2026-10-01,2027-01-01
retail,out,prefix,,498970,Germany,Old,peak,,60,0.07,60,0.07,,,,,2026-10-05
retail,out,lnp,,mobi,Germany,Mobile,peak,,60,0.15,1,0.15,,90,0.25,,
retail,out,regex_longest_pattern,,^49\d{2},Germany,Any,peak,,60,0.10,60,0.10,,,,,
X
echo 'number,provider
+4989700,mobi' > number_portability.csv
toll-load -B book -q fees.csv number_portability.csv > /dev/null
cat > calls.csv <<X
call_id,status,start,duration,source_number,source_account,source_peer,source_ip,destination_number,destination_account,destination_peer
evening,ok,2026-10-05T19:58:00+02:00,300.001,+498911100,alice,,,+498970012345,,north
ported,ok,2026-10-05T12:00:00+02:00,100,+498911100,alice,,,+4989700,,north
inside,ok,2026-10-05T12:00:00+02:00,100,+498911100,alice,,,+498911102,,
across,ok,2026-10-05T12:00:00+02:00,100,+496933300,carol,,,+498922200,,
transit,ok,2026-10-05T12:00:00+02:00,61.5,+15551,,north,,+541112345,,
zero,ok,2026-10-05T12:00:00+02:00,0,+498911100,alice,,,+4989799,,north
X
toll-import -B book -q calls.csv > /dev/null
t toll-explain -B book zero
t toll-rate -B book
for call in evening ported inside across transit 1:7; do
	t toll-explain -B book $call
done
t toll-explain -B book --json evening
t toll-explain -B book --charge c-bert:1:5 --direction in
t toll-explain -B book --charge c-bert:across --direction out
t toll-explain -B book --charge c-bert
t toll-explain -B book nothing
t toll-explain -B book

# the master data change: the call is explained as it was rated
echo 'profile,destination,zone,zone_detail,band,init_interval,init_rate,follow_interval,follow_rate,valid_from,valid_to
retail,4989,Germany,Munich,peak,60,0.60,30,0.30,2026-10-01,2027-01-01' > fees.csv
toll-load -B book -q fees.csv > /dev/null
t toll-explain -B book zero -c c-alice
t toll-rate -B book
t toll-explain -B book evening -c c-alice
