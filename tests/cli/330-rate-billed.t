# What documents bill is carried over unchanged, whatever master data say today;
# a call that comes later is priced at its own date and marked late.
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > calls.csv
head -4000 calls.csv > most.csv
(head -1 calls.csv; sed -n '4001,4020p' calls.csv) > late.csv
toll-import -B book -q most.csv > /dev/null
t toll-rate -B book 2026-10
toll-close -B book -q --until 2026-11-01 > /dev/null
charges() {
	sqlite3 "book/charges/2026-10.$1.db" "SELECT contract, tier, direction,
		call, start_us, subscriber, fee, zone, band, price_e8, cash_e8,
		billed_s, duration_ms, number FROM charges
		WHERE late = 0 ORDER BY seq"
}
charges 1 > before

# after the closing: the same charges, each with its document
t toll-rate -B book 2026-10
charges 2 | cmp before - && echo "unchanged"
t sqlite3 book/charges/2026-10.2.db "SELECT count(*),
	sum(document = 0), sum(late) FROM charge"
t toll-rate -B book

# every price ten times as high, and twenty more calls
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i }
    NR > 1 { $(n["init_rate"]) *= 10; $(n["follow_rate"]) *= 10 } 1' \
    "$here/../../data/sample/fees.csv" > dear.csv
mkdir dear
mv dear.csv dear/fees.csv
toll-load -B book -q dear/fees.csv > /dev/null
toll-import -B book -q late.csv > /dev/null
t toll-rate -B book 2026-10
charges 3 | cmp before - && echo "unchanged"
t sqlite3 book/charges/2026-10.3.db "SELECT late, count(*), sum(document = 0)
	FROM charge GROUP BY late"
t toll-rate -B book 2026-10
t ls book/charges
