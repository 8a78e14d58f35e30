# Examples of prices in a file of fees: what they say must be what the fees
# make of it, or the load is refused and says which fee won.
toll-init -B book -z Europe/Berlin >/dev/null
cat > profiles.csv <<CSV
handle,currency,rate_per,decimals,rounding
retail,EUR,,4,
dollars,USD,second,2,up
CSV
cat > bands.csv <<CSV
profile,band,days,from,to
retail,offpeak,daily,00:00,08:00
retail,offpeak,"sat,sun",08:00,24:00
CSV
printf 'number,provider,valid_from\n+4917012345,D7,2026-06-01\n' \
    > number_portability.csv
head='profile,direction,type,match,source,destination,zone,band,connect_fee,init_interval,init_rate,follow_interval,follow_rate,valid_from'
cat > fees.csv <<CSV
$head
retail,,,,,54,Argentina,,,60,0.04,60,0.04,
retail,,,,,54,Argentina,offpeak,,60,0.03,60,0.03,
# test: +54111234567 300s = 0.20
# test: 54111234567 5m = 0.2000 EUR
# test: +54(0)111234567 4.0005m = 0.20
# test: +54111234567 0.001h = 0.04
# test: +54111234567 300.001s = 0.24
# test: +54111234567 5m at 2026-10-24T23:00 = 0.15
# test: +54111234567 5m at 2026-10-24T21:00:00Z = 0.15 EUR
# from Friday midnight on the price is that of the weekend: 5 blocks before it
# test: +54111234567 0s = 0
# test: +86111234567 5m = none
retail,,,exact,,5411,"one number, dear",,0.10,1,1,1,1,
# test: 5411 6s = 0.20
retail,,,,49891,54,Argentina,,,60,0.02,60,0.02,
# test: +54111234567 5m from 4989123 = 0.10
# test: +54111234567 5m from +498 = 0.2
retail,,,lnp,,D7,Mobile,,,60,0.10,60,0.10,
# test: 4917012345 1m at 2026-10-24 12:00 = 0.10
# test: 4917012345 1m = none
retail,in,sms,regex_longest_match,,^1[0-9]+@x,in,,0.07,60,0.01,60,0,
# test: 123@x.example in sms = 0.08
dollars,,,,,1,US,,,6,-0.001,6,-0.001,2026-12-01
# test: 1212 1m = -0.06 USD
# test: 1212 1m at 2026-11-30T23:59:59 = none
# test: 54111234567 60s profile retail = 0.04
CSV
t toll-load -B book .
# what was a comment line is a row, and so is what is nearly an example
sed '/Friday/d' fees.csv > f && mv f fees.csv
t toll-load -B book .
t toll-load -B book fees.csv
toll-dump -B book fees > dump.csv
t grep -c '^#' dump.csv

# every one of them wrong
cat > fees.csv <<CSV
$head
# test: +54111234567 60s = 0.04
retail,,,,,54,Argentina,,,60,0.05,60,0.05,
# test: +54111234567 300s = 0.20
# test: +54111234567 300s at 2026-10-24 23:00 = 0.25
# test: +54111234567 5m = none
# test: +86111234567 5m = 0.10
# test: +54111234567 5m = 0.25 USD
# test: +54111234567 5m from +49891 = 0.25
# test: +1212 5m profile dollars = 0.10
# test: +1212 5m profile pesos = 0.10
# test: +1212 in sms = 0
# test: 4917012345 1m at 2026-10-24 12:00 = 0.11
# test: +54111234567 277777h = 0.05
CSV
t toll-load -B book fees.csv
sed -i '/^# test: +54111234567 60s = /d' fees.csv
t toll-load -B book fees.csv
cat > fees.csv <<CSV
$head
retail,,,,,54,Argentina,,,60,0.04,60,0.04,
# test: +54 111 5m = 0.15
# test: +54111 5m
# test: +54111 = 0.05
# test: +54111 5x = 0.05
# test: +54111 5m 300s = 0.05
# test: = 0.05
# test:
# test: +54111 5m =
# test: +54111 5m = 0,05
# test: +54111 5m = 0.000000001
# test: +54111 5m = 0.05 EUR each
# test: +54111 5m at 2026-13-01 = 0.05
# test: +54111 5m at = 0.05
# test: +54111 5m from 1 from 2 = 0.05
# test: +54111 0.0005s = 0.05
# test: +54111 -5s = 0.05
# test: +54111 999999999999h = 0.05
#test: +54111 5m = 0.05
CSV
t toll-load -B book fees.csv
toll-dump -B book fees | cmp - dump.csv

# nowhere else: there it is a row, as ever
printf 'handle,currency\n# test: 49 5m = 0.1,EUR\n' > profiles.csv
t toll-load -B book profiles.csv
printf '%s\n"# test: 49 5m = 0.1",,,,,49,Germany,,,1,0,1,0.1,\n' "$head" > fees.csv
t toll-load -B book fees.csv
toll-dump -B book -o again
t grep '# test' again/fees.csv again/profiles.csv
t toll-load -B book again

# a price list of a Sipwise platform: its profile is known
cat > list.csv <<CSV
# test: +4989123 90s = 0.009
,^49,out,Germany,Fixed,0.01,60,0.01,1,0.02,60,0.02,1,1,,,,,,,
# test: +4989123 90s at 2026-10-24T23:00 = 0.018
# test: +4389123 90s = none
CSV
t toll-load -B book -f sipwise-fees -p retail list.csv
sed -i 's/= none/= 0.01/; s/0\.018/0.017/' list.csv
t toll-load -B book -f sipwise-fees -p retail list.csv
