# A loss has the reason that alone explains it: on the statement, on its page in the
# language of the reseller, in the report.  Worked out by hand (price, cost):
#	France 7 s	0.014 sold by the second, 0.06 a minute whole: minimum duration
#	Spain 61 s	0.0915 by the second, 0.12 two minutes: rounding, 60 + 60
#	Italy 30 s	0.06, 0.03 and 0.05 a call: setup fee
#	Poland 60 s	0.12, a first minute of 0.30, then 0.06: minimum charge
#	Norway 60 s	0.06, 0.12: below cost
#	Austria 10 s	0.01, 0.10 and 0.02 a call: below cost, with or without
golden=$here/../golden
toll-init -B book --timezone Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -B book "$golden/base" > /dev/null
mkdir load
cat > load/fees.csv <<'END'
profile,direction,match,source,destination,zone,band,connect_fee,init_interval,init_rate,follow_interval,follow_rate
acme,out,prefix,,33,France,peak,0,1,0.12,1,0.12
acme,out,prefix,,34,Spain,peak,0,1,0.09,1,0.09
acme,out,prefix,,39,Italy,peak,0,1,0.12,1,0.12
acme,out,prefix,,48,Poland,peak,0,1,0.12,1,0.12
acme,out,prefix,,47,Norway,peak,0,1,0.06,1,0.06
acme,out,prefix,,43,Austria,peak,0,1,0.06,1,0.06
wholesale,out,prefix,,33,France,peak,0,60,0.06,60,0.06
wholesale,out,prefix,,34,Spain,peak,0,60,0.06,60,0.06
wholesale,out,prefix,,39,Italy,peak,0.05,1,0.06,1,0.06
wholesale,out,prefix,,48,Poland,peak,0,60,0.30,1,0.06
wholesale,out,prefix,,47,Norway,peak,0,1,0.12,1,0.12
wholesale,out,prefix,,43,Austria,peak,0.02,1,0.60,1,0.60
END
for country in 33 34 39 48 47 43; do
	echo "north,out,prefix,,$country,Abroad,peak,0,1,0.01,1,0.01"
done >> load/fees.csv
sed '1s/$/,language/; 2,$s/$/,/; s/^acme,.*/&de/' "$golden/base/contacts.csv" \
    > load/contacts.csv
t toll-load -q -B book load
cat > calls.csv <<'END'
call_id,status,start,duration,source_account,source_number,source_user,source_ip,source_peer,destination_number,destination_peer
l1,ok,2026-10-05T08:00:00Z,7,carol,,,,,+33112345678,north
l2,ok,2026-10-05T08:10:00Z,61,carol,,,,,+34912345678,north
l3,ok,2026-10-05T08:20:00Z,30,carol,,,,,+390612345678,north
l4,ok,2026-10-05T08:30:00Z,60,carol,,,,,+48123456789,north
l5,ok,2026-10-05T08:40:00Z,60,carol,,,,,+47123456789,north
l6,ok,2026-10-05T08:50:00Z,10,carol,,,,,+43112345678,north
END
toll-import -q -B book calls.csv
toll-rate -q -B book
t toll-close -B book --until 2026-11-01 -q
losses() {
	sqlite3 "$1/book.db" "
		SELECT d.number, description, retail_e8, wholesale_e8, loss, ref
		FROM document_line AS l JOIN document AS d ON d.id = l.document
		WHERE d.kind = 'margin' ORDER BY d.id, description"
}
losses book
t toll-report -B book margin -r acme -p 2026-10 -f csv --raw -t zone
t toll-check -B book -q
t toll-invoice -B book -q

echo "# the fees of the time: other ones loaded since change no reason"
cp -R book later
sed 's/wholesale\(.*\)0.05,1/wholesale\10.00,1/; s/0.30,1/0.06,1/' load/fees.csv \
    > load/fees.new && mv load/fees.new load/fees.csv
rm load/contacts.csv
t toll-load -q -B later load
t toll-report -B later margin -r acme -p 2026-10 -f csv --raw -t zone

echo "# a book that was closed before there were these reasons"
sqlite3 book/book.db "SELECT sql FROM sqlite_schema WHERE name = 'document_line'" |
    grep -c "setup_fee"
sqlite3 book/book.db "UPDATE document_line SET loss = ''" 2>&1 |
    sed 's/^Error.*: \(.*\) (19)$/\1/'
command -v pdftotext > /dev/null || exit 0
file=$(sqlite3 book/book.db "SELECT path FROM document_file AS f
	JOIN document AS d ON d.id = f.document WHERE d.kind = 'margin'")
pdftotext -layout "book/$file" - | grep -A1 'France\|Spain\|Italy\|Poland\|Norway\|Austria' |
    sed 's/^ *//; s/  */ /g'
