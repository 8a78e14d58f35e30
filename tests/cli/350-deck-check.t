# A price list against the calls of a period.
cp -r "$here/../golden/base" base
toll-init -B book -z UTC > /dev/null
toll-load -B book -q base > /dev/null
cat > calls.csv <<X
call_id,status,start,duration,source_number,source_account,source_peer,source_ip,destination_number,destination_account,destination_peer,disposition
a1,ok,2026-10-05T10:00:00Z,60,+498911100,alice,,,+5411,,north,
a2,ok,2026-10-05T10:10:00Z,90,+498911100,alice,,,+5412,,north,
g1,ok,2026-10-05T10:01:00Z,90,+498911100,alice,,,+8613,,north,
g2,ok,2026-10-05T10:02:00Z,30.5,+498911100,alice,,,+8621,,north,
g3,ok,2026-10-05T10:03:00Z,60,+498911100,alice,,,+5211,,north,
g4,ok,2026-10-05T10:03:00Z,1,+498911100,alice,,,+5211,,north,
busy,busy,2026-10-05T10:09:00Z,0,+498911100,alice,,,+7411,,north,
in,ok,2026-10-05T10:05:00Z,60,+15551,,north,,+498911100,alice,,
transit,ok,2026-10-05T10:06:00Z,60,+15551,,north,,+5411,,south,
bert,ok,2026-10-05T23:00:00Z,600,+498922200,bert,,,+498911100,alice,,
lost,ok,2026-10-05T10:06:00Z,30.5,+15551,,,,x,nowhere,,
X
toll-import -B book -q calls.csv > /dev/null

# gaps: 5 and 8 are the shortest beginnings that retail has nothing of
t toll-deck-check -B book -P retail -a 2026-10
# a carrier's list: calls that leave to a peer, transit among them
t toll-deck-check -B book -P north -a 2026-10

# a new list: zero, below cost, overlaps, a fee that is not valid
cat > profiles.csv <<X
handle,currency
new,EUR
dollars,USD
X
cat > fees.csv <<X
profile,match,source,destination,zone,band,connect_fee,init_interval,init_rate,follow_interval,follow_rate,valid_from,valid_to
new,prefix,,5411,Buenos Aires,,,60,0.01,60,0.01,,
new,prefix,,5412,Elsewhere,,,60,0.05,60,0.05,,
new,prefix,,86,China,,,60,0,60,0,,2026-10-05T10:01:30Z
new,prefix,,49,Germany,,,1,0.001,1,0.001,,
new,prefix,,49,Germany,offpeak,,1,0.03,1,0.03,,
new,regex_longest_pattern,,^4930,Berlin,,,1,0.02,1,0.02,,
new,regex_longest_pattern,,^\+52,Mexico,,,1,0.02,1,0.02,,
new,lnp,,D1,Mobile,,,1,0.02,1,0.02,,
new,prefix,,521,Mexico,,0.1,1,0,1,0,,
new,prefix,,7,Russia,,,60,0.05,60,0.05,,
$(for d in 0 1 2 3 4 5 6 7 8 9; do echo "new,prefix,,7$d,Russia,,,60,0.05,60,0.05,,"; done)
X
toll-load -B book -q profiles.csv fees.csv
t toll-deck-check -B book -P new -a 2026-10
t toll-deck-check -B book -P new -a 2026-10 --wholesale wholesale
t toll-deck-check -B book -P new -a 2026-10 --carrier north -f csv
t toll-deck-check -B book -P new -a 2026-10 --carrier south --json

# nothing to look at; and what is wrong with the question
printf 'profile,destination,zone,init_rate\nretail,52,Mexico,1\nretail,86,China,1\n' > fees.csv
toll-load -B book -q fees.csv
t toll-deck-check -B book -P retail -a 2026-10
t toll-deck-check -B book -P retail -a 2026-10 -f csv
t toll-deck-check -B book -P retail -a 2026-10 --wholesale dollars
t toll-deck-check -B book -P none -a 2026-10
t toll-deck-check -B book -P retail -a 2026-10 --carrier none
t toll-deck-check -B book -P retail -a 2026-09
t toll-deck-check -B book -P retail -a October
t toll-deck-check -B book -P retail -a 2026-10 -f xml
t toll-deck-check -B book -P retail -a 2026-10 -w north -c north
t toll-deck-check -B book -P retail
