# A line of a document, explained: its charges, its fee with the share of the
# interval, its item; and a charge that is billed.
cp -r "$here/../fixtures/explain" csv
cp "$here/../fixtures/explain-calls.csv" calls.csv
cat > csv/profiles.csv <<X
handle,reseller,currency,interval_free_time,interval_free_cash,prepaid,interval_charge,name
family,acme,EUR,300,0.50,,9.99,Family
wholesale,,EUR,,,,20,Resale
north,,EUR,,,,,
X
cat > csv/contracts.csv <<X
ref,kind,contact,activated
rs-acme,reseller,acme,2026-10-11T12:00:00
peer-north,peering,north,2026-10-01
X
cat > csv/items.csv <<X
ref,contract,date,description,quantity,unit_price,recurring
port,rs-acme,2026-10-12,Porting,3,2.005,
X
toll-init -B book -z Europe/Berlin > /dev/null
sed -i '/^\[operator\]/a contact=op' book/book.conf
t toll-load -B book -q csv
t toll-import -B book -q calls.csv
t toll-rate -B book -q
t toll-close -B book -q --until 2026-11-01
sqlite3 book/book.db 'SELECT number, issuer, contract, total_minor FROM document'
t toll-explain -B book --document INV2026-000001
t toll-explain -B book --document INV2026-000001 --issuer ""
t toll-explain -B book --document INV2026-000001 --issuer acme
t toll-explain -B book --line ST2026-000001:1
t toll-explain -B book --line ST2026-000001:1 --json
t toll-explain -B book --line INV2026-000001:2 --issuer "" --json
t toll-explain -B book --line INV2026-000001:3 --issuer "" --json
t toll-explain -B book --line ST2026-000001:2
t toll-explain -B book --line ST2026-000001
t toll-explain -B book --line ST2026-000001:1 second
t toll-explain -B book --charge c-ada:second

# the price list changes, a call comes late: what is billed stands, and is
# explained as it was
sed -i 's/,0.12,/,0.50,/g; s/,0.025,/,0.05,/g' csv/fees.csv
t toll-load -B book -q csv/fees.csv
echo 'call_id,status,start,duration,source_account,source_number,destination_number,destination_peer
third,ok,2026-10-31T20:00:00+01:00,60,ada,+49301100001,+493022200000,north' > late.csv
t toll-import -B book -q late.csv
t toll-rate -B book
t toll-explain -B book --charge c-ada:second
t toll-explain -B book --charge c-ada:third
