# Margin statements: what a reseller's customers pay, what it pays, what it keeps.
# They say what the report margin says and what the documents they name bill.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
golden=$here/../golden
base() {
	toll-init -B "$1" --timezone Europe/Berlin --currency EUR > /dev/null &&
	sed -i '/^\[operator\]/a contact=op' "$1/book.conf" &&
	toll-load -B "$1" "$golden/base" > /dev/null
}
calls() {
	book=$1
	shift
	for case in "$@"; do
		toll-import -B "$book" "$case" > /dev/null
	done
	toll-rate -B "$book" > /dev/null || :
}
statements() {
	sqlite3 "$1/book.db" "
		SELECT number, kind, category, contract, period, date, due_date,
			net_minor, tax_minor, payable_minor, template, send
		FROM document WHERE kind = 'margin' ORDER BY id;
		SELECT '', d.number, position, l.kind, direction, description,
			l.period, calls, duration_ms, retail_e8, wholesale_e8,
			amount_e8, l.net_minor
		FROM document_line AS l JOIN document AS d ON d.id = l.document
		WHERE d.kind = 'margin' ORDER BY d.id, position;
		SELECT '', d.number, t.tier, t.contract, t.number, t.amount_e8
		FROM document_tie AS t JOIN document AS d ON d.id = t.document
		ORDER BY d.id, position"
}

echo "the sample operator: two resellers, two months"
closed_book sample
python3 "$here/lib/margins.py" sample
toll-check -B sample | tail -n 1
sqlite3 sample/book.db "
	SELECT d.number, f.kind FROM document_file AS f
	JOIN document AS d ON d.id = f.document WHERE d.kind = 'margin';
	SELECT d.number, o.state FROM outbox AS o
	JOIN document AS d ON d.id = o.document WHERE d.kind = 'margin'"

echo "unrated no_fee rs-acme" > waivers
close() {
	toll-close -w waivers -B "$@"
}

echo "calls with both sides, and one without a wholesale price"
base book
calls book "$golden/onnet/calls.csv" "$golden/offnet-out/calls.csv" \
    "$golden/no-wholesale/calls.csv"
cp -R book blank
t close book --until 2026-11-01 -n
t close book --until 2026-11-01
statements book
python3 "$here/lib/margins.py" book
t close book --until 2026-11-01
t toll-check -B book -q
t toll-explain -B book --line MG2026-000001:1
t toll-credit -B book MG2026-000001 --reason wrong
t toll-correct -B book MG2026-000001 --reason wrong
echo "nothing of it can be changed"
for change in "UPDATE document_tie SET amount_e8 = 0" "DELETE FROM document_tie" \
	"UPDATE document_line SET retail_e8 = 0"; do
	sqlite3 book/book.db "$change" 2>&1 | sed 's/^Error.*: \(.*\) (19)$/\1/'
done

echo "late calls come with the next one, by their month"
cat > late.csv <<'CALLS'
call_id,status,start,duration,source_account,source_number,source_user,source_ip,source_peer,destination_number,destination_peer
late,ok,2026-10-20T08:00:00Z,60,carol,,,,,+541112345678,north
late-italy,ok,2026-10-20T09:00:00Z,60,carol,,,,,+390612345678,north
november,ok,2026-11-05T08:00:00Z,120,carol,,,,,+541112345678,north
CALLS
TOLL_NOW=2027-01-02T06:00:00Z calls book late.csv
TOLL_NOW=2027-01-02T06:00:00Z t close book --until 2026-12-01 --date 2026-12-02 -q
statements book | grep -v 000001
python3 "$here/lib/margins.py" book | grep 000002
TOLL_NOW=2027-01-02T06:00:00Z t close book --until 2027-01-01 --date 2027-01-02 -q
sqlite3 book/book.db "SELECT count(*) FROM document WHERE kind = 'margin'"
t toll-check -B book -q

echo "closed one after the other: who has no document yet, who has one"
cp -R blank apart
t close apart --until 2026-11-01 -c rs-acme -q
statements apart | grep wholesale
statements apart | grep retail
cp -R blank after
t close after --until 2026-11-01 -c c-carol -q
t close after --until 2026-11-01 -q
statements after | grep 'retail\|wholesale'
python3 "$here/lib/margins.py" after
t toll-check -B after -q

echo "a template of its own, lines by detail"
cp -R blank own
mkdir own-data
cp "$here/../../templates/documents/margin.xml" own/templates/acme.xml \
    2> /dev/null || {
	mkdir -p own/templates
	cp "$here/../../templates/documents/margin.xml" own/templates/acme.xml
}
cat > own-data/templates.csv <<'ROWS'
name,reseller,category,direction,file
m-acme,acme,margin,,acme.xml
ROWS
cat > own-data/series.csv <<'ROWS'
name,issuer,kind,pattern,reset
what-is-kept,,margin,KEPT-{yyyy}-{seq:3},yearly
ROWS
t toll-load -B own own-data
sed -i '/^\[billing\]/a lines=zone_detail' own/book.conf
t close own --until 2026-11-01 -q
statements own | head -n 3
t toll-invoice -B own
toll-check -B own | tail -n 1

echo "two currencies are never subtracted"
cp -R blank money
mkdir money-data
sed 's/^acme,acme,EUR/acme,acme,CHF/' "$golden/base/profiles.csv" \
    > money-data/profiles.csv
t toll-load -B money money-data
toll-rate -B money > /dev/null || :
t close money --until 2026-11-01
statements money

echo "no reseller, no statement"
toll-init -B alone --timezone Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' alone/book.conf
mkdir alone-data
for file in "$golden"/base/*.csv; do
	case ${file##*/} in
	resellers.csv) ;;
	*) grep -v 'acme\|carol' "$file" > "alone-data/${file##*/}" ;;
	esac
done
t toll-load -B alone -q alone-data
grep -v carol "$golden/onnet/calls.csv" | grep -v 4969333 > alone.csv
calls alone alone.csv
t close alone --until 2026-11-01 -q
statements alone
