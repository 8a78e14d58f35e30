# The deep check: every charges file that is kept is rated again, with the master
# data and what was billed when it was made, and compared; the book is only read.
# shellcheck disable=SC2154
mkdir tmp
export TMPDIR="$PWD/tmp"
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > all.csv
head -1500 all.csv > calls.csv
sed -n '1p;3001,3400p' all.csv |
    sed 's/2026-10-31/2026-10-30/g;s/2026-10-/2026-11-/g' > november.csv
(head -1 all.csv; sed -n '4001,4020p' all.csv) > late.csv

content() {
	find book -type f ! -name 'book.db-*' -exec sha256sum {} + | sort -k 2
	ls -A tmp
}
# What the deep check says of each run, and that the rest has nothing to say.
deep() {
	toll-check -B "${1:-book}" --deep -v | sed -n '/^deep/,$p' | sed 1d
}

echo "# as it is made"
toll-import -B book -q calls.csv
TOLL_NOW=2026-12-02T06:00:00Z toll-import -B book -q november.csv
toll-rate -B book > /dev/null
content > before
t toll-check -B book --deep
content | cmp - before && echo "nothing was written"
deep

echo "# billed at the time at which it was rated, corrected, and calls that are late"
toll-close -B book -q --until 2026-11-01 > /dev/null
deep
mkdir new
awk -F, -v OFS=, 'NR == 1 || /^isarvox-home,out,call,prefix,,49,/ {
	if (NR > 1) { $12 *= 2; $14 *= 2 } print }' \
    "$here/../../data/sample/fees.csv" > new/fees.csv
toll-load -B book -q new
deep
toll-correct -B book INV2026-000002 --reason "wrong fee" --date 2026-11-05 |
    tail -n 1
deep
TOLL_NOW=2026-11-10T06:00:00Z toll-import -B book -q late.csv
TOLL_NOW=2026-11-10T06:00:00Z toll-rate -B book | cut -d , -f 1
deep
TOLL_NOW=2026-11-10T06:00:00Z toll-credit -B book INV2026-000009 --reason "goodwill" > /dev/null
TOLL_NOW=2026-12-02T06:00:00Z toll-close -B book -q --until 2026-12-01 > /dev/null
deep
TOLL_NOW=2026-12-03T06:00:00Z toll-rate -B book -p 2026-10 -p 2026-11 |
    cut -d , -f 1
deep
sqlite3 book/book.db "SELECT * FROM closing_run;
	SELECT period, run, current, load FROM rating_run"

echo "# one price, with all hashes and sums made to fit; else only the row of the run shows it"
toll-init -B open -z Europe/Berlin --demo > /dev/null
toll-import -B open -q calls.csv
toll-rate -B open > /dev/null
charges=open/charges/2026-10.1.db
tamper() {
	sqlite3 "$charges" "$1"
	sqlite3 open/book.db "DROP TRIGGER rating_run_final;
		UPDATE rating_run SET sha256 = '$(sha256sum "$charges" |
		    cut -c 1-64)';
		$(sqlite3 open/book.db "SELECT sql FROM sqlite_schema
		    WHERE name = 'rating_run_final'")"
}
cp -R open whole
tamper "UPDATE charge SET price_e8 = price_e8 + 1000000 WHERE seq =
	(SELECT min(seq) FROM charge WHERE tier = 0 AND price_e8 > cash_e8)"
t toll-check -B open
t toll-check -B open --deep
t toll-check -B open --deep --json
toll-close -B open -q --until 2026-11-01 > /dev/null
t toll-check -B open
t toll-check -B open --deep
# carried over from there, as it was billed
toll-rate -B open -p 2026-10 > /dev/null
deep open

echo "# other things of a charge, and charges that are not there"
for change in "UPDATE charge SET fee = (SELECT max(id) FROM fee) WHERE seq = 7" \
	"DELETE FROM charge WHERE seq = (SELECT max(seq) FROM charge)" \
	"UPDATE charge SET call = call + 1 WHERE seq = 9" \
	"UPDATE balance_part SET cash_e8 = cash_e8 + 1 WHERE contract = 'C1002'" \
	"UPDATE rounding SET rounded_e8 = '1' WHERE tier = 2"
do
	rm -rf open
	cp -R whole open
	tamper "$change"
	toll-check -B open --deep | grep '^deep'
done

echo "# what cannot be tried"
rm -rf open
cp -R whole open
toll-import -B open -q late.csv
toll-rate -B open > /dev/null
toll-unimport -B open 2 > /dev/null
t toll-check -B open --deep
t toll-check -B open --deep --quiet
ls -A tmp
