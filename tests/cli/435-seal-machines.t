# The same inputs give the same manifests, documents and findings with another
# time zone, locale, number of threads, order of PATH and umask.
month() {
	toll-init -B "$1" --demo > /dev/null
	[ -z "$2" ] || sed -i "s/^#*threads=.*/threads=$2/" "$1/book.conf"
	toll-import -B "$1" sample-calls.csv > /dev/null
	toll-rate -B "$1" > /dev/null
	toll-close -B "$1" --until 2026-11-01 > "$1.said"
	toll-invoice -B "$1" > /dev/null
	TOLL_NOW=2026-12-02T06:00:00Z toll-close -B "$1" --until 2026-12-01 >> "$1.said"
	toll-check -B "$1" --verbose >> "$1.said"
}
"$tools/gen_calls" "$here/../../data/sample" | awk 'NR % 12 == 1' > sample-calls.csv
month one ""
(
	export TZ=Asia/Kathmandu LANG=de_DE.UTF-8 LC_ALL=tr_TR.UTF-8 LC_NUMERIC=fr_FR.UTF-8
	export PATH="/usr/local/bin:/usr/bin:/bin:$PATH" HOME=/nonexistent
	umask 027
	month two 3
)
for n in 1 2; do
	toll-check -B one --manifest $n > one.txt
	toll-check -B two --manifest $n > two.txt
	cmp one.txt two.txt && wc -l < one.txt | sed "s/.*/manifest $n is the same/"
done
cmp one.said two.said && echo "the same said"
(cd one && find documents charges calls archive -type f | sort | xargs sha256sum) > one.files
(cd two && find documents charges calls archive -type f | sort | xargs sha256sum) > two.files
cmp one.files two.files && echo "the same files"
for report in numbers journal rounding exceptions; do
	toll-report -B one $report -o one.xlsx 2> one.err
	TZ=Asia/Kathmandu LC_ALL=de_DE.UTF-8 toll-report -B two $report -o two.xlsx 2> two.err
	cmp one.xlsx two.xlsx || echo "$report differs"
done
