# Every charge of the worked cases with balances, explained: the runs add up to
# it, to its cash and its free seconds, and it is the one in the book.
golden=$here/../golden-balances
toll-init -B base -z Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' base/book.conf
toll-load -B base -q "$golden/base" > /dev/null
for case in "$golden"/*/expected.csv; do
	case=${case%/expected.csv}
	mkdir csv
	cp "$case"/*.csv csv
	rm -f csv/expected.csv csv/balances.csv csv/calls.csv
	rm -rf book
	cp -r base book
	[ -z "$(ls csv)" ] || toll-load -B book -q csv > /dev/null
	toll-import -B book -q "$case/calls.csv"
	toll-rate -B book > /dev/null || :
	legs=0
	for call in $(sed -n '2,$s/,.*//p' "$case/calls.csv"); do
		toll-explain -B book "$call" > text ||
		    { echo "$call: $?"; cat text; }
		same=$(grep -c 'in the book price.*: the same$' text) || :
		legs=$((legs + same))
	done
	charges=0
	for file in book/charges/*.db; do
		n=$(sqlite3 "$file" 'SELECT count(*) FROM charge')
		charges=$((charges + n))
	done
	echo "$(basename "$case"): $legs explained, $charges charges"
	rm -r csv
done
