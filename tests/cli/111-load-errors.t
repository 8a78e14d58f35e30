# toll-load: every error of every row of every file, and nothing changed.
toll-init -B book --demo >/dev/null
toll-dump -B book -o before
mkdir e
cat > e/contacts.csv <<CSV
ref,email,reseller,country
a,a@x.example,,DE
b,not an address,nobody,XX
,c@x.example,,
d,d@x.example,cheapcall,DE
a,again@x.example,,
CSV
cat > e/customers.csv <<CSV
ref,contact,kind,status,activated,terminated,max_subscribers
N1,a,residential,activ,2026-13-01,,1
N2,zz,business,,2026-02-01,2026-01-01,x
N3,d,soho,,,,0
C1001,d,residential,active,2026-10-01,,1
R-BERGRUF,a,residential,,,,
CSV
cat > e/subscribers.csv <<CSV
customer,username,domain,type,number,pilot
N3,u1,sip.isarvox.example,extension,+498999998101,
N1,u2,sip.cheapcall.example,regular,,C1001-1
CSV
cat > e/fees.csv <<CSV
profile,match,destination,zone,band,init_rate,valid_from,valid_to
isarvox-home,prefix,+1,US,peak,0.01,,
isarvox-home,regex_longest_pattern,^(1,X,peak,"0,1",,
isarvox-home,prefix,777,A,night,0.1234567890123456,,
isarvox-home,prefix,778,A,peak,0.1,,2026-12-01
isarvox-home,prefix,778,A,peak,0.1,2026-11-01,
"isarvox-home
",prefix,779,A,peak,0.1,2026-11-01,2026-10-01
CSV
cat > e/bands.csv <<CSV
profile,band,days,from,to,priority
isarvox-home,night,mon,22:00,23:00,0
isarvox-home,late,2026-12-25,12:00,10:00,5
isarvox-home,x,holidays:none,12:00,13:00,5
isarvox-home,y,someday,25:00,13:00,5
CSV
cat > e/contracts.csv <<CSV
ref,kind,contact
P-NEW,peering,c2001
CSV
cat > e/profile_schedule.csv <<CSV
contract,profile,valid_from,network
C1001,cheapcall-retail,2026-12-01,nowhere
R-BERGRUF,isarvox-prepaid,2027-01-01,
CSV
cat > e/aliases.csv <<CSV
number,subscriber
+4989999982*02,C1001-1
+498999998202,C1002-1
CSV
cat > e/items.csv <<CSV
ref,contract,date,description,unit_price,currency,until
X1,C1001,2026-10-32,Router,3.9,USD,2026-01-01
CSV
printf 'ref,customer,time,voucher\nT9,C1401,2026-11-01,ISAR-7KQ4-2026\n' > e/topups.csv
cp e/contacts.csv wide.csv
# A file that cannot be used at all: then nothing is said about the others'
# references, which may be in it.
printf 'ref,foo,ref\n1,2,3\n' > e/payments.csv
t toll-load -B book e
rm e/payments.csv
t toll-load -B book e
printf 'ref,email\nx,\377x@y.example\n' > contacts.csv
t toll-load -B book contacts.csv
printf 'ref,email\nx,x@y.example,more\n' > contacts.csv
t toll-load -B book contacts.csv
printf 'ref,email\nx,"x@y.example\n' > contacts.csv
t toll-load -B book contacts.csv
: > contacts.csv
t toll-load -B book contacts.csv
toll-dump -B book -o after
t diff -r before after
t toll-sql -B book 'SELECT count(*) FROM loads'
