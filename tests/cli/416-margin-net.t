# Margins are without tax, also where a customer's prices include it, and a loss
# has its reason: on the statement, on its page and in the report.  Worked out by
# hand, VAT is 19 %, a price p has p / 1.19 without it, rounded to 10^-8:
#
# c-carol, prices with tax		retail		net		cost
#	Argentina 5 min at 0.035	0.175		0.14705882	0.15
#		with its tax it would have been no loss
#	Germany 90 s, free time		0		0		0.03
#	incoming 90 s at 0		0		0		0.0075
#	France 7 s at 0.12 a minute	0.014		0.01176471	0.06
#		costs a minute whole: blocks
#	Spain 60 s			no price			0.02
#	Austria 60 s at 0.30		0.30		0.25210084	0.10
# In all 0.489 = 0.41092437 + 0.07807563 of tax, cost 0.3675, margin 0.04342437.
golden=$here/../golden
toll-init -B book --timezone Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -B book "$golden/base" > /dev/null
mkdir load
cat > load/customers.csv <<'END'
ref,contact,kind,activated,prices_include_vat
c-carol,carol,residential,2026-01-01,yes
END
cat > load/profiles.csv <<'END'
handle,reseller,currency,interval_free_time
acme,acme,EUR,90
END
cat > load/fees.csv <<'END'
profile,direction,match,source,destination,zone,band,init_interval,init_rate,follow_interval,follow_rate,use_free_time
acme,out,prefix,,54,Argentina,peak,60,0.035,60,0.035,no
acme,out,prefix,,49,Germany,peak,60,0.05,30,0.05,yes
acme,in,prefix,,49,Incoming,peak,1,0,1,0,no
acme,out,prefix,,33,France,peak,1,0.12,1,0.12,no
acme,out,prefix,,43,Austria,peak,1,0.30,1,0.30,no
wholesale,out,prefix,,33,France,peak,60,0.06,60,0.06,no
wholesale,out,prefix,,34,Spain,peak,1,0.02,1,0.02,no
wholesale,out,prefix,,43,Austria,peak,1,0.10,1,0.10,no
north,out,prefix,,33,France,peak,1,0.01,1,0.01,no
north,out,prefix,,34,Spain,peak,1,0.01,1,0.01,no
north,out,prefix,,43,Austria,peak,1,0.01,1,0.01,no
END
t toll-load -q -B book load
cat > calls.csv <<'END'
call_id,status,start,duration,source_account,source_number,source_user,source_ip,source_peer,destination_number,destination_peer
m1,ok,2026-10-05T08:00:00Z,300,carol,,,,,+541112345678,north
m2,ok,2026-10-05T08:10:00Z,90,carol,,,,,+498911100,
m3,ok,2026-10-05T08:20:00Z,90,alice,,,,,+496933300,
m4,ok,2026-10-05T08:30:00Z,7,carol,,,,,+33112345678,north
m5,ok,2026-10-05T08:40:00Z,60,carol,,,,,+34912345678,north
m6,ok,2026-10-05T08:50:00Z,60,carol,,,,,+43112345678,north
END
toll-import -q -B book calls.csv
toll-rate -q -B book || :
echo "unrated no_fee c-carol" > waivers
t toll-close -w waivers -B book --until 2026-11-01 -q
sqlite3 book/book.db "
	SELECT description, direction, calls, retail_e8, wholesale_e8,
		amount_e8, loss, ref FROM document_line AS l
		JOIN document AS d ON d.id = l.document
		WHERE d.kind = 'margin' ORDER BY position;
	SELECT tier, t.contract, t.number, amount_e8, tax_e8
		FROM document_tie AS t JOIN document AS d ON d.id = t.document
		ORDER BY position;
	SELECT sum(retail_e8), sum(wholesale_e8), sum(amount_e8)
		FROM document_line AS l JOIN document AS d ON d.id = l.document
		WHERE d.kind = 'margin'"
for table in zone customer total; do
	t toll-report -B book margin -r acme -p 2026-10 -f csv --raw -t $table
done
python3 "$here/lib/margins.py" book
t toll-check -B book -q

echo "# a correction keeps to it"
sed -i '/Austria/s/0.30/0.60/g' load/fees.csv
echo acme,out,prefix,,34,Spain,peak,1,0.05,1,0.05,no >> load/fees.csv
t toll-load -q -B book load
t toll-correct -B book -q --reseller acme "$(sqlite3 book/book.db "SELECT number FROM document
	WHERE contract = 'c-carol'")"
python3 "$here/lib/margins.py" book
t toll-check -B book -q
t toll-invoice -B book -q
command -v pdftotext > /dev/null || exit 0
file=$(sqlite3 book/book.db "SELECT f.path FROM document_file AS f
	JOIN document AS d ON d.id = f.document WHERE d.kind = 'margin'
	ORDER BY d.id LIMIT 1")
pdftotext -layout "book/$file" - | grep -A1 'Argentina\|Germany\|Incoming\|France\|Spain\|Austria\|c-carol' |
    sed 's/^ *//; s/  */ /g'
