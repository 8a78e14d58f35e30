# A margin statement names the documents that bill its calls, with what these come
# to there: whatever is otherwise in its ties is named, also where the sums of the
# statement itself agree, and nothing else is.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
golden=$here/../golden
# BOOK SQL: in a copy, behind the back of triggers
tampered() {
	rm -rf copy
	cp -R "$1" copy
	sqlite3 copy/book.db "DROP TRIGGER document_tie_no_update;
		DROP TRIGGER document_tie_no_delete;
		DROP TRIGGER document_tie_before; $2"
	toll-check -B copy -q 2>&1 | grep '^ties:\|^margin' || echo "[none]"
}
closed_book sample
toll-check -B sample -q
mg="(SELECT id FROM document WHERE number = 'MG2026-0001')"
sqlite3 sample/book.db "SELECT t.tier, t.contract, t.number, amount_e8, tax_e8
	FROM document_tie AS t WHERE document = $mg ORDER BY position"
echo "# an amount moved from one customer to another: the statement's sums agree"
tampered sample "UPDATE document_tie SET amount_e8 = amount_e8 + iif(position = 1, 7, -7)
	WHERE document = $mg AND position IN (1, 2)"
echo "# two numbers exchanged; a number of nothing; of another month"
tampered sample "UPDATE document_tie SET number = iif(position = 1,
	(SELECT number FROM document_tie WHERE document = $mg AND position = 2),
	(SELECT number FROM document_tie WHERE document = $mg AND position = 1))
	WHERE document = $mg AND position IN (1, 2)"
tampered sample "UPDATE document_tie SET number = 'INV-NONE'
	WHERE document = $mg AND position = 1"
tampered sample "UPDATE document_tie SET number = (SELECT d.number FROM document AS d
	WHERE d.contract = document_tie.contract AND d.period = '2026-11')
	WHERE document = $mg AND position = 1"
echo "# a document missing, its amount with another; one twice; one too many"
tampered sample "UPDATE document_tie SET amount_e8 = amount_e8 +
	(SELECT amount_e8 FROM document_tie WHERE document = $mg AND position = 2)
	WHERE document = $mg AND position = 1;
	DELETE FROM document_tie WHERE document = $mg AND position = 2"
tampered sample "INSERT INTO document_tie (document, position, tier, contract, number,
	amount_e8) SELECT document, 90, tier, contract, number, 0 FROM document_tie
	WHERE document = $mg AND position = 1"
tampered sample "INSERT INTO document_tie (document, position, tier, contract, number,
	amount_e8) SELECT $mg, 90, 'retail', contract, number, 0 FROM document
	WHERE number = 'INV2026-000001'"
echo "# not billed yet, it says; tax where there is none"
tampered sample "UPDATE document_tie SET number = '' WHERE document = $mg
	AND position = 1"
tampered sample "UPDATE document_tie SET tax_e8 = 100, amount_e8 = amount_e8 - 100
	WHERE document = $mg AND tier = 'retail' AND position = 1"
echo "# the wholesale document"
tampered sample "UPDATE document_tie SET number = 'INV2026-000001'
	WHERE document = $mg AND tier = 'wholesale'"

echo "# a customer in another zone: its documents are not of the statement's interval"
toll-init -B zones --timezone Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' zones/book.conf
toll-load -B zones "$golden/base" > /dev/null
mkdir load
sed -n 's/$/,/; 1s/,$/,timezone/p; s/^carol.*/&America\/New_York/p' \
    "$golden/base/contacts.csv" > load/contacts.csv
cat > load/customers.csv <<'END'
ref,contact,kind,activated,prices_include_vat
c-carol,carol,residential,2026-01-01,yes
END
t toll-load -B zones -q load
cat > calls.csv <<'END'
call_id,status,start,duration,source_account,source_number,source_user,source_ip,source_peer,destination_number,destination_peer
oct,ok,2026-10-20T08:00:00Z,60,carol,,,,,+541112345678,north
reseller-nov,ok,2026-11-01T01:00:00Z,120,carol,,,,,+541112345678,north
nov,ok,2026-11-20T08:00:00Z,60,carol,,,,,+541112345678,north
unpriced,ok,2026-10-21T08:00:00Z,60,carol,,,,,+34912345678,north
END
cat > load/fees.csv <<'END'
profile,direction,match,source,destination,zone,band,init_interval,init_rate,follow_interval,follow_rate,use_free_time
wholesale,out,prefix,,34,Spain,peak,1,0.02,1,0.02,no
north,out,prefix,,34,Spain,peak,1,0.01,1,0.01,no
END
t toll-load -B zones -q load
TOLL_NOW=2026-12-02T06:00:00Z
export TOLL_NOW
toll-import -B zones -q calls.csv
toll-rate -B zones -q || :
echo "unrated no_fee c-carol" > waivers
t toll-close -w waivers -B zones --until 2026-12-01 -q
ties() {
	sqlite3 zones/book.db "SELECT d.number, t.tier, t.contract, t.number,
		amount_e8, tax_e8 FROM document_tie AS t
		JOIN document AS d ON d.id = t.document ORDER BY d.id, position"
}
ties
t toll-check -B zones -q
mg="(SELECT id FROM document WHERE number = 'MG2026-000002')"
tampered zones "UPDATE document_tie SET amount_e8 = amount_e8 + 1
	WHERE document = $mg AND tier = 'retail'"
tampered zones "UPDATE document_tie SET number = substr(number, 1,
	instr(number, ',') - 1) WHERE document = $mg AND tier = 'retail'"
tampered zones "UPDATE document_tie SET number = number || ', INV-9'
	WHERE document = $mg AND tier = 'retail'"
tampered zones "UPDATE document_tie SET tax_e8 = tax_e8 + 9, amount_e8 = amount_e8 - 9
	WHERE document = $mg AND tier = 'retail'"

echo "# corrected: what is stated again stands beside what was"
sed 's/0.02/0.03/g' load/fees.csv > load/fees.new && mv load/fees.new load/fees.csv
t toll-load -B zones -q load
t toll-correct -B zones -q --reseller "" INV2026-000001
ties | tail -n 4
t toll-check -B zones -q
mg="(SELECT max(id) FROM document WHERE kind = 'margin')"
tampered zones "UPDATE document_tie SET amount_e8 = amount_e8 + 1
	WHERE document = $mg AND tier = 'wholesale'"
tampered zones "UPDATE document_tie SET number = 'INV2026-000002'
	WHERE document = $mg AND tier = 'retail'"
