# Preflight: a closing against the three before, and thresholds that stop it
# until they are waived by name.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
TOLL_NOW=2027-01-02T06:00:00Z toll-close -B book --until 2027-01-01 -q
export TOLL_NOW=2027-02-02T06:00:00Z
flight() { sed -n '/^net by period/,/^$/p'; }
toll-close -B book --until 2027-02-01 --dry-run | flight
echo "# a lower threshold"
sed -i 's/^#total_percent=.*/total_percent=15/; s/^total_percent=.*/total_percent=15/' book/book.conf
grep -q '^total_percent' book/book.conf || printf '[thresholds]\ntotal_percent=15\n' >> book/book.conf
t sh -c 'toll-close -B book --until 2027-02-01 --dry-run | tail -4'
t toll-close -B book --until 2027-02-01
t toll-run -B book --no-mail > run 2>&1
grep '^preview\|^close\|^invoice\|^\[status' run | sed 's/ *[0-9.]* s$//'
sqlite3 book/book.db "SELECT count(*) FROM closing"
echo "# waived, and recorded"
cat > waive <<END
threshold total_percent
threshold contract_percent C1001
END
t sh -c 'toll-close -B book --until 2027-02-01 --waive waive | tail -4'
sqlite3 book/book.db "SELECT severity, contract, text FROM closing_note WHERE closing = 4"
toll-check -B book
echo "# contracts"
sed -i 's/^total_percent=15/total_percent=0\ncontract_percent=5/' book/book.conf
export TOLL_NOW=2027-03-02T06:00:00Z
toll-close -B book --until 2027-03-01 2>&1 | sed 's/: look at.*//;s/; look at.*//'
echo "# prices of zero, and below cost"
toll-init -B free --demo > /dev/null
sqlite3 free/book.db "UPDATE fees SET init_rate_e12 = 0, follow_rate_e12 = 0
	WHERE profile = 'isarvox-home'" 2>&1
"$tools/gen_calls" "$here/../../data/sample" | awk 'NR % 12 == 1' > calls.csv
toll-import -B free calls.csv > /dev/null
toll-rate -B free > /dev/null
TOLL_NOW=2026-11-02T06:00:00Z toll-close -B free --until 2026-11-01 --dry-run 2>&1 |
    sed -n '/^net by/,$p'
