# What the balance paid on documents: free cash lowers what is charged for, cash
# that was bought only pays it.  VAT is 19 %; figures are worked out by hand.
#
# c-ada, prepaid, prices with tax, 0.30 a minute, 1.00 free cash a month:
#	02.03. 2 min	0.60	free 0.60				1.00 - 0.60
#	03.03. 3 min	0.90	free 0.30, 0.60 is not paid: whole blocks
#	05.03. top-up	10.00						10.10
#	10.03. 5 min	1.50	free 0.10, bought 1.40			8.60
#	31.03. 2 min	0.60	bought 0.30 of March, 8.30 is carried
#			over; the second block is of April: free 0.30
#   March: lines 0.60 + 1.40 + 0.30 = 2.30, tax 2.30 x 19 / 119 = 0.37, paid
#   1.40 + 0.30 = 1.70, due 0.60; free cash 1.00 used, balance 8.30.
#	10.04. 4 min	1.20	free 0.70, bought 0.50
#   April: lines 0.50, paid 0.50, due 0; free cash 1.00 used, balance
#   8.30 - 0.50 = 7.80.
#
# c-alan, prepaid, an open interval from the 3rd of March on with 1.00 free cash
# and 5.00 at its start, prices with tax, 0.30 a minute:
#	20.03. 2 min	0.60	free 0.60
#	05.04. 3 min	0.90	free 0.40, bought 0.50
#   March: lines 0.00.  April: lines 0.50, paid 0.50, due 0; since it began the
#   interval used 1.00 of its free cash; balance 4.50.
#
# c-bob, postpaid, net prices, 0.10 a minute, 10 minutes and 2.00 free a month:
#	04.03. 15 min	0.50	10 minutes are free; free cash 0.50
#	08.03. 30 min	3.00	free cash 1.50
#   March: lines 1.50, tax 0.285 = 0.29, total and due 1.79, nothing paid.
#	09.04. 4 min	0.00	free time
#   April: lines 0.00; 6 minutes and 2.00 are left.
#
# c-cleo, prepaid, net prices, 0.125 a minute, 5.00 from an older system:
#	06.03. 1 min	0.125	bought
#   March: lines 0.13, tax 0.02, total 0.15, paid 0.13 (half up), due 0.02;
#   balance 4.875.
#
# c-cora, postpaid, net prices, 0.30 a minute, from 18:00 on 0.20, listed by
# band, 0.50 free cash a month and a top-up of 1.00:
#	07.03. 17:59, 3 min: 0.30	free 0.30
#	       from 18:00    0.40	free 0.20, bought 0.20
#   March: lines 0.20, tax 0.04, total 0.24, paid 0.20, due 0.04; free cash 0.50
#   used, balance 0.80.
#
# In all, March: 2.30 + 0.00 + 1.79 + 0.15 + 0.24 = 4.48, paid 1.70 + 0.13 + 0.20
# = 2.03; of 0.125 and 0.13 a half cent is -0.005.
command -v pdftotext > /dev/null || {
	echo "skipped: no poppler-utils"
	exit 0
}
toll-init -q -B book --timezone Europe/Berlin --currency EUR --country DE
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -q -B book "$here/../golden-balances/base"
mkdir load
cat > load/profiles.csv <<END
handle,name,currency,rate_per,decimals,prepaid,interval_free_time,interval_free_cash,split_bands
card,Card,EUR,minute,4,yes,0,1,no
family,Family,EUR,minute,4,no,600,2,no
old,Old,EUR,minute,4,yes,0,0,no
bands,Bands,EUR,minute,4,no,0,0.50,yes
END
cat > load/bands.csv <<END
profile,band,days,from,to
bands,offpeak,daily,18:00,24:00
END
cat > load/fees.csv <<END
profile,direction,destination,zone,band,init_interval,init_rate,follow_interval,follow_rate,use_free_time
card,out,39,Italy,peak,60,0.30,60,0.30,no
family,out,39,Italy,peak,60,0.10,60,0.10,yes
old,out,39,Italy,peak,60,0.125,60,0.125,no
bands,out,39,Italy,peak,60,0.30,60,0.30,no
bands,out,39,Italy,offpeak,60,0.20,60,0.20,no
END
cat > load/packages.csv <<END
name,initial_balance,start_mode,interval_unit,interval_count
until-topup,5,topup,month,1
END
cat > load/package_profiles.csv <<END
package,role,profile
until-topup,initial,card
END
cat > load/customers.csv <<END
ref,contact,kind,activated,package,prices_include_vat,itemised
c-ada,ada,residential,2024-03-01,,yes,full
c-alan,alan,residential,2024-03-03,until-topup,yes,none
c-bob,bob,residential,2024-03-01,,no,none
c-cleo,cleo,residential,2024-03-01,,no,none
c-cora,cora,residential,2024-03-01,,no,full
END
cat > load/profile_schedule.csv <<END
contract,profile,valid_from
c-ada,card,2024-03-01
c-bob,family,2024-03-01
c-cleo,old,2024-03-01
c-cora,bands,2024-03-01
END
cat > load/topups.csv <<END
ref,customer,time,amount
t1,c-ada,2024-03-05T12:00:00+01:00,10
t2,c-cora,2024-03-02T12:00:00+01:00,1
END
cat > load/opening_balances.csv <<END
contract,from,until,cash,debit,free_s,free_used_s,topups,timely_topups
c-cleo,2024-03-01,2024-04-01,5,0,0,0,0,0
END
t toll-load -q -B book load

head=call_id,status,start,duration,source_account,source_number,destination_number
cat > calls.csv <<END
$head
a1,ok,2024-03-02T10:00:00+01:00,120,ada,+49301100001,+39062100001
a2,ok,2024-03-03T10:00:00+01:00,180,ada,+49301100001,+39062100001
a3,ok,2024-03-10T10:00:00+01:00,300,ada,+49301100001,+39062100001
a4,ok,2024-03-31T23:59:30+02:00,120,ada,+49301100001,+39062100001
a5,ok,2024-04-10T10:00:00+02:00,240,ada,+49301100001,+39062100001
l1,ok,2024-03-20T10:00:00+01:00,120,alan,+49301200002,+39062100001
l2,ok,2024-04-05T10:00:00+02:00,180,alan,+49301200002,+39062100001
b1,ok,2024-03-04T10:00:00+01:00,900,bob,+49302800008,+39062100001
b2,ok,2024-03-08T10:00:00+01:00,1800,bob,+49302800008,+39062100001
b3,ok,2024-04-09T10:00:00+02:00,240,bob,+49302800008,+39062100001
o1,ok,2024-03-06T10:00:00+01:00,60,cleo,+49303300001,+39062100001
s1,ok,2024-03-07T17:59:00+01:00,180,cora,+49303300003,+39062100001
END
t toll-import -q -B book calls.csv
t toll-rate -q -B book
for period in 2024-03 2024-04; do
	sqlite3 "book/charges/$period.1.db" "SELECT contract,
		datetime(start_us / 1000000, 'unixepoch'), free_s,
		price_e8, cash_e8, bought_e8 FROM charges
		WHERE tier = 'retail' AND direction = 'out' AND contract IN
		('c-ada', 'c-alan', 'c-bob', 'c-cleo',
		'c-cora') ORDER BY seq"
done

documents() {
	sqlite3 book/book.db "SELECT number, contract, period, net_minor,
		tax_minor, total_minor, paid_minor, payable_minor,
		name, free_used_s, free_left_s, cash_used_e8, cash_left_e8,
		balance_e8 FROM document LEFT JOIN document_allowance
		ON document = document.id ORDER BY document.id"
}
only='-c c-ada -c c-alan -c c-bob -c c-cleo -c c-cora'
t toll-close -B book --until 2024-04-01 --date 2024-04-02 $only
documents
t toll-check -q -B book 2>&1 | sed "s/sealed [0-9a-f]*, found [0-9a-f]*/sealed ..., found .../"

# rated again after March was billed: its charges are as they were, and April goes
# on from them, also from the call that ran into it
charges() {
	file=$(ls book/charges/"$1".*.db | tail -n 1)
	basename "$file" >&2
	sqlite3 "$file" "SELECT contract, tier, direction, start_us,
		price_e8, cash_e8, bought_e8 FROM charges ORDER BY seq"
}
charges 2024-04 > april
t toll-rate -q -B book -p 2024-03
t toll-rate -q -B book -p 2024-04
charges 2024-04 | cmp - april && echo "April as it was"
t toll-close -q -B book --until 2024-05-01 --date 2024-05-02 $only
documents | sed 1,5d
t toll-check -q -B book 2>&1 | sed "s/sealed [0-9a-f]*, found [0-9a-f]*/sealed ..., found .../"
documents > before
charges 2024-03 > march
t toll-rate -q -B book
charges 2024-03 | cmp - march && echo "March as it was"
charges 2024-04 | cmp - april && echo "April as it was"
t toll-check -q -B book 2>&1 | sed "s/sealed [0-9a-f]*, found [0-9a-f]*/sealed ..., found .../"
documents | cmp - before && echo "documents as they were"

t toll-invoice -q -B book
shown='^[-0-9. :]*\+?39062|Sum|Total|VAT|Calls to|Paid from|Amount due|Used|Free |Balance|As of|transfer|settled'
sqlite3 book/book.db 'SELECT path FROM document_file ORDER BY document' |
while read -r file; do
	echo "$file"
	pdftotext -layout "book/$file" - | grep -E "$shown" |
	    sed 's/^ *//; s/  */ /g'
done
t toll-report -B book journal -f csv -p 2024-03

# a paid amount that is none is found, on the document and in its charges
cp book/book.db good.db
sqlite3 book/book.db "DROP TRIGGER document_no_update;
	UPDATE document SET paid_minor = paid_minor + 1,
		payable_minor = payable_minor - 1 WHERE id = 1"
t toll-check -q -B book 2>&1 | sed "s/sealed [0-9a-f]*, found [0-9a-f]*/sealed ..., found .../"
cp good.db book/book.db
sqlite3 book/book.db "DROP TRIGGER document_usage_no_update;
	UPDATE document_usage SET bought_e8 = bought_e8 - 100000000,
		cash_e8 = cash_e8 - 100000000 WHERE document = 1"
t toll-check -q -B book 2>&1 | sed "s/sealed [0-9a-f]*, found [0-9a-f]*/sealed ..., found .../"
