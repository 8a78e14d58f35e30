# Sums are those of the charges, to the last digit: the sample operator, on any
# number of threads, with contracts whose calls have to be kept for their order
# and with calls that are listed by band.
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > calls.csv
toll-import -B book -q calls.csv > /dev/null
sums() {
	toll-whatif -B book "$@" --format csv
}
# a call that is cut at its bands is one call
charges() {
	toll-rate -B book -q
	sqlite3 -separator , "book/charges/$1" "SELECT
		CASE tier WHEN 0 THEN 'retail' WHEN 1 THEN 'wholesale'
		ELSE 'carrier' END, fee.currency,
		count(DISTINCT contract || ' ' || charge.direction || ' ' ||
		segment || ' ' || call), sum(duration_ms), sum(billed_s),
		sum(price_e8) FROM charge JOIN fee ON fee.id = charge.fee
		GROUP BY tier, fee.currency" | sort
}
# the same columns, as whole numbers
whole() {
	awk -F, 'NR > 1 {
		split($7, p, ".")
		printf "%s,%s,%s,%.0f,%s,%.0f\n", $1, $3, $4, $5 * 1000, $6,
		    p[1] * 1e8 + substr(p[2] "00000000", 1, 8)
	}' | sort
}
t sums -p 2026-10 --sums -t 1
charges 2026-10.1.db > want
cat want
for args in "-p 2026-10 --sums -t 1" "-p 2026-10 --sums -t 2" \
    "-p 2026-10 --sums -t 7" "--calls calls.csv"; do
	sums $args | whole | cmp - want && echo "$args: the sums of the charges"
done

echo "# listed by band"
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; print; next }
    { $(n["split_bands"]) = "yes"; print }' "$here/../../data/sample/profiles.csv" \
    > profiles.csv
grep -c yes profiles.csv
t toll-whatif -B book -p 2026-10 --load profiles.csv -q
sums -p 2026-10 --sums --load profiles.csv | whole > changed
toll-load -B book -q profiles.csv
charges 2026-10.2.db > want
sqlite3 book/charges/2026-10.2.db 'SELECT count(*) FROM charge'
cmp changed want && echo "the sums of the charges"

echo "# a package: calls of customers that have one are kept for their order"
cat > packages.csv <<X
name
prepaid
X
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; print; next }
    NR % 2 { $(n["package"]) = "prepaid"; print }' "$here/../../data/sample/customers.csv" \
    > customers.csv
grep -c 'prepaid$' customers.csv
for threads in 1 3; do
	sums -p 2026-10 --sums -t $threads --load packages.csv \
	    --load customers.csv > kept.$threads
done
cmp kept.1 kept.3 && whole < kept.1 | cmp - want && echo "the same sums"
