# A balance of a minute, over nine months: rating says which contract it is and
# changes nothing.
cp -r "$here/../golden/base" base
echo 'name,initial_balance,interval_unit,interval_count,start_mode
short,1,minute,1,create' > base/packages.csv
sed 's/^ref,.*/&,package/; s/^c-alice,.*/&,short/; s/^c-bert,.*/&,/' \
    base/customers.csv > customers.csv
mv customers.csv base
toll-init -B book -z Europe/Berlin > /dev/null
toll-load -B book -q base
echo 'call_id,status,start,duration,source_account,destination_number,destination_peer
one,ok,2026-10-05T10:00:00Z,60,alice,+541112345,north
two,ok,2026-10-05T10:00:00Z,60,bert,+541112345,north' > calls.csv
toll-import -B book -q calls.csv
t toll-rate -B book
t toll-rate -B book -t 2
ls book/charges
t toll-whatif -B book -p 2026-10 --sums
