# Documents of books with few calls: with the first calls of a month only, all
# are drawn, whatever the number of threads, as the same bytes.
toll-init -B blank -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > calls.csv
for n in 1 99 1199; do
	rm -rf book one
	cp -R blank book
	head -$((n + 1)) calls.csv > some.csv
	toll-import -B book -q some.csv
	toll-rate -B book -q
	toll-close -B book -q --until 2026-11-01 > /dev/null
	cp -R book one
	echo "$n calls"
	toll-invoice -B book --threads 4 -q
	toll-invoice -B one --threads 1 -q
	diff -r book/documents one/documents
	toll-invoice -B book --check | sed "s/: [0-9]*$//"
done
