# toll-load: the opening cases, all or nothing, nothing twice, dry run, replace.
t toll-load --help
t toll-load --version
t toll-load
t toll-load -B none contacts.csv
t toll-load -B book --no-such-option
toll-init -B book >/dev/null
t toll-load -B book
t toll-load -B book missing.csv
t toll-load -B book missing
mkdir empty
t toll-load -B book empty
touch prices.csv
t toll-load -B book prices.csv
t toll-load -B book --format other --profile x prices.csv
t toll-load -B book --profile x prices.csv
t toll-load -B book --reseller x prices.csv

mkdir data
cat > data/contacts.csv <<CSV
ref,email,company
op,op@operator.example,Operator
alice,alice@mail.example,
CSV
cat > data/profiles.csv <<CSV
currency,handle,decimals
EUR,home,
CSV
cat > data/customers.csv <<CSV
ref,contact,kind,activated
C1,alice,residential,2026-10-01
CSV
cat > data/profile_schedule.csv <<CSV
contract,profile,valid_from
C1,home,2026-10-01T00:00:00+02:00
CSV
cat > data/fees.csv <<CSV
profile,destination,zone,init_interval,init_rate,follow_interval,follow_rate
home,49,Germany,60,0.02,1,0.0123456789012345
home,1,USA,60,0.03,60,0.03
CSV
touch data/note.csv
t toll-load -B book --dry-run data
t toll-load -B book data
t toll-load -B book data
t toll-dump -B book fees
cat > data/fees.csv <<CSV
profile,destination,zone,init_interval,init_rate,follow_interval,follow_rate
home,49,Germany,60,0.025,1,0.025
home,44,UK,60,0.03,60,0.03
CSV
t toll-load -B book -n data/fees.csv
t toll-load -B book -n --replace data/fees.csv
t toll-load -B book --replace data/fees.csv
t toll-dump -B book fees
t toll-dump -B book --load 1 fees
t toll-sql -B book 'SELECT number, added, changed, removed FROM loads'
t toll-sql -B book 'SELECT destination, load, ended FROM fees_history'
gzip data/fees.csv
t toll-load -B book data
t toll-check -B book
