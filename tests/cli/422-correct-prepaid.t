# Corrections of what a prepaid balance paid: the balance gets back what was too
# much, and pays what was too little as far as it can.  VAT is 19 %; figures are
# worked out by hand.
#
# c-ada, prices with tax, 0.30 a minute in blocks of one, 1.00 free cash a month,
# top-up of 10.00 on the 5th of March:
#	02.03. 2 min	0.60	free 0.60
#	03.03. 3 min	0.90	free 0.30, 0.60 is not paid: whole blocks
#	10.03. 5 min	1.50	free 0.10, bought 1.40
#	31.03. 2 min	0.60	bought 0.30 of March; the second block is of
#				April: free 0.30
#   March: total 2.30, paid 1.70, due 0.60.
#	10.04. 4 min	1.20	free 0.70, bought 0.50
#   April: total 0.50, paid 0.50; balance 10.00 - 1.70 - 0.50 = 7.80.
# At 0.20 a minute:
#	0.40 free 0.40; 0.60 free 0.60; 1.00 bought; 0.40 bought 0.20, free 0.20
#   March: total 1.20, paid 1.20, due 0: 0.50 come back, balance 8.30.
#	10.04. 4 min	0.80	free 0.80
#   April, which is corrected by itself: nothing is due; 0.50 come back, 8.80.
#
# c-amy, net prices, 0.10 a minute, 5.00 from an older system:
#	06.03. 10 min	1.00	bought		April: 30 min, 3.00; 1.00 is left
# At 0.30 March is 3.00.  There are the 1.00 that it had taken and the 1.00 that
# is left: six blocks are paid, 1.80, and 4 x 0.30 = 1.20 with all of the tax,
# 0.57, are due.  0.80 are taken, 0.20 are left.
#
# c-alan, an open interval with 1.00 free cash and 5.00 at its start, prices with
# tax, 0.30 a minute: nothing of it is frozen, so it needs no entry.
#	20.03. 2 min	0.60	free 0.60	at 0.20: free 0.40
#	05.04. 3 min	0.90	free 0.40, bought 0.50; it stays: free cash that
#				the earlier call leaves does not pay it anew
toll-init -q -B book --timezone Europe/Berlin --currency EUR --country DE
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -q -B book "$here/../golden-balances/base"
mkdir load
cat > load/profiles.csv <<END
handle,name,currency,rate_per,decimals,prepaid,interval_free_time,interval_free_cash
card,Card,EUR,minute,4,yes,0,1
old,Old,EUR,minute,4,yes,0,0
END
fees() {
	cat > "$1" <<END
profile,direction,destination,zone,band,init_interval,init_rate,follow_interval,follow_rate,use_free_time
card,out,39,Italy,peak,60,$2,60,$2,no
old,out,39,Italy,peak,60,$3,60,$3,no
END
}
fees load/fees.csv 0.30 0.10
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
c-amy,amy,residential,2024-03-01,,no,none
END
cat > load/profile_schedule.csv <<END
contract,profile,valid_from
c-ada,card,2024-03-01
c-amy,old,2024-03-01
END
cat > load/topups.csv <<END
ref,customer,time,amount
t1,c-ada,2024-03-05T12:00:00+01:00,10
END
cat > load/opening_balances.csv <<END
contract,from,until,cash,debit,free_s,free_used_s,topups,timely_topups
c-amy,2024-03-01,2024-04-01,5,0,0,0,0,0
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
m1,ok,2024-03-06T10:00:00+01:00,600,amy,+49301300003,+39062100001
m2,ok,2024-04-06T10:00:00+02:00,1800,amy,+49301300003,+39062100001
END
t toll-import -q -B book calls.csv
t toll-rate -q -B book
documents() {
	sqlite3 book/book.db "SELECT number, contract, period, revision,
		net_minor, tax_minor, total_minor, paid_minor, payable_minor,
		name, cash_used_e8, cash_left_e8, balance_e8
		FROM document LEFT JOIN document_allowance
		ON document = document.id WHERE document.id > $1
		ORDER BY document.id"
}
entries() {
	sqlite3 book/book.db "SELECT c.contract, c.closing,
		datetime(at_us / 1000000, 'unixepoch'), number, c.currency,
		amount_e8, returned_e8, paid_e8, limit_e8
		FROM balance_correction AS c JOIN document ON id = document
		ORDER BY c.closing"
}
balances() {
	toll-report -B book balances -f csv | grep -E 'c-(ada|alan|amy),' |
	    cut -d, -f 1-6
}
number() {
	sqlite3 book/book.db "SELECT number FROM document WHERE contract = '$1'
		AND period = '$2' AND corrects IS NULL
		ORDER BY revision DESC LIMIT 1"
}
proven() {
	toll-check -B book --deep > check.out || cat check.out
	tail -n 1 check.out
}
only='-c c-ada -c c-alan -c c-amy'
t toll-close -B book --until 2024-04-01 --date 2024-04-02 $only
documents 0

echo "# nothing is otherwise: no entry"
t toll-correct -B book "$(number c-ada 2024-03)"
t toll-correct -B book "$(number c-amy 2024-03)"

echo "# a call goes on into April, which is not closed"
fees fees.csv 0.20 0.30
t toll-load -q -B book fees.csv
TOLL_NOW=2024-04-15T12:00:00Z
export TOLL_NOW
t toll-correct -B book "$(number c-ada 2024-03)"
balances > before
fees fees.csv 0.30 0.10
t toll-load -q -B book fees.csv
TOLL_NOW=2024-05-03T12:00:00Z
t toll-close -B book --until 2024-05-01 --date 2024-05-02 $only
t toll-rate -q -B book
balances
proven

echo "# what was too much comes back"
fees fees.csv 0.20 0.30
t toll-load -q -B book fees.csv
last=$(sqlite3 book/book.db "SELECT max(id) FROM document")
cp book/book.db before.db
t toll-correct -B book "$(number c-ada 2024-03)" --date 2024-05-03 --dry-run
sqlite3 before.db .dump > before.sql
sqlite3 book/book.db .dump | cmp - before.sql && echo "nothing was written"
t toll-correct -B book "$(number c-ada 2024-03)" --date 2024-05-03
documents "$last"
entries
balances
t toll-correct -B book "$(number c-ada 2024-03)" --date 2024-05-03
proven

echo "# April by itself; --json"
t toll-correct -B book "$(number c-ada 2024-04)" --date 2024-05-03 --json
entries
balances
proven

echo "# dearer, and not enough is left"
t toll-correct -B book "$(number c-amy 2024-03)" --date 2024-05-03
entries
balances
t toll-correct -B book "$(number c-amy 2024-03)" --date 2024-05-03
proven

echo "# an open interval: worked out again by itself"
t toll-correct -B book "$(number c-alan 2024-03)" --date 2024-05-03
entries
balances
proven

echo "# rating again changes nothing; later calls go on from the entries"
balances > before
t toll-rate -q -B book -p 2024-03 -p 2024-04
balances | cmp - before && echo "balances as they were"
cat > may.csv <<END
$head
a6,ok,2024-05-02T10:00:00+02:00,600,ada,+49301100001,+39062100001
a7,ok,2024-05-04T10:00:00+02:00,600,ada,+49301100001,+39062100001
m3,ok,2024-05-04T10:00:00+02:00,60,amy,+49301300003,+39062100001
END
t toll-import -q -B book may.csv
t toll-rate -q -B book
toll-explain -B book a7 | sed -n '/balance/,/^  exact/p' | head -40
balances
TOLL_NOW=2024-06-04T12:00:00Z
t toll-close -q -B book --until 2024-06-01 --date 2024-06-03 $only
documents "$last"
balances
proven
t toll-invoice -q -B book
t toll-invoice -q -B book --check

echo "# credited in money before: the balance pays what is billed again"
t toll-credit -q -B book "$(number c-ada 2024-05)" --date 2024-06-03 --reason all
last=$(sqlite3 book/book.db "SELECT max(id) FROM document")
t toll-correct -B book "$(number c-ada 2024-05)" --date 2024-06-04
documents "$last"
balances
proven
