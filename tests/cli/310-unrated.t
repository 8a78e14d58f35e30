# Every reason for which a call has no price, and the way to a clean run.
cp -r "$here/../golden/base" base
toll-init -B book -z UTC > /dev/null
toll-load -B book -q base > /dev/null
cat > groups.csv <<X
group,name,ip
north,shared-n,192.0.2.9
south,shared-s,192.0.2.9
X
mkdir more
mv groups.csv more/peering_servers.csv
toll-load -B book -q more > /dev/null
cat > calls.csv <<X
call_id,status,start,duration,source_number,source_account,source_peer,source_ip,destination_number,destination_account,destination_peer,disposition
good,ok,2026-10-05T10:00:00Z,60,+498911100,alice,,,+5411,,north,
no-fee,ok,2026-10-05T10:01:00Z,90,+498911100,alice,,,+8613,,north,
no-wholesale,ok,2026-10-05T10:02:00Z,60,+496933300,carol,,,+39061,,north,
account,ok,2026-10-05T10:03:00Z,60,+498911199,nobody,,,+5411,,north,
peer,ok,2026-10-05T10:04:00Z,60,+498911100,alice,,,+5411,,west,
shared,ok,2026-10-05T10:05:00Z,60,+15551,,,192.0.2.9,+498911100,,,
nothing,ok,2026-10-05T10:06:00Z,30.5,+15551,,,,x,nowhere,,
forward,ok,2026-10-05T10:07:00Z,60,+498911100,,,,+5411,,north,cfu
early,ok,2025-10-05T10:08:00Z,60,+498911100,alice,,,+5411,,north,
busy,busy,2026-10-05T10:09:00Z,0,+498911100,nobody,,,+5411,,west,
X
toll-import -B book -q calls.csv > /dev/null
t toll-rate -B book
t toll-unrated -B book
t toll-unrated -B book --calls
t toll-unrated -B book --period 2026-10 --format csv
t toll-unrated -B book --period 2026-10 --calls --format csv
t toll-unrated -B book --period 2025-10 --calls --json
t toll-unrated -B book --period 2026-09
t toll-unrated -B book --format xml
t toll-explain -B book shared
t toll-explain -B book no-wholesale -c rs-acme

# a price is added: only that call becomes rated
echo 'profile,destination,zone,init_rate' > fees.csv
for p in retail north; do echo "$p,86,China,0.01" >> fees.csv; done
toll-load -B book -q fees.csv > /dev/null
t toll-rate -B book 2026-10
t toll-unrated -B book --period 2026-10
t ls book/charges
