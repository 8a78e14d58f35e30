# The sample operator with low limits, half of them by wholesale prices: the
# same limits are reached as by a program that adds up every charge.
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > calls.csv
toll-import -B book -q calls.csv > /dev/null
mkdir master
for name in contacts customers resellers subscribers profile_schedule; do
	cp "$here/../../data/sample/$name.csv" master
done
compare() {
	python3 - "$here/../../data/sample/profiles.csv" "$1" <<-'END' > master/profiles.csv
	import csv
	import sys
	rows = csv.DictReader(open(sys.argv[1], newline=""))
	out = csv.DictWriter(sys.stdout, rows.fieldnames, lineterminator="\n")
	out.writeheader()
	for i, row in enumerate(rows):
	    row["fraud_daily_limit"] = str(i % 4 + 1)
	    row["fraud_daily_lock"] = str(i % 4)
	    row["fraud_interval_limit"] = str(i % 5 * 4 + 8)
	    row["fraud_interval_lock"] = str(i % 3 + 1)
	    row["fraud_use_reseller_rates"] = "yes" if sys.argv[2] == "w" else "no"
	    out.writerow(row)
	END
	toll-load -B book -q master/profiles.csv > /dev/null
	toll-rate -B book -q > /dev/null || :
	toll-fraud -B book --at "$2" -n --format csv --raw | cut -d, -f1-8 > got
	python3 "$here/lib/fraud_recompute.py" book master "$2" > want
	diff want got && echo "$1 $2: the same $(($(wc -l < got) - 1))"
	cut -d, -f2 got | sort | uniq -c
}
compare r 2026-11-02T06:00:00Z
compare w 2026-11-02T06:00:00Z
compare w 2026-10-19T12:34:56Z
