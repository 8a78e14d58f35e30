# toll-csv(5) lists the columns of every file, in the order of a dump.
page=$here/../../data/toll-csv.5
toll-init -B book >/dev/null
sed -n 's/^\.Ss \(.*\)\.csv$/\1/p' "$page" > entities
wc -l < entities
while read -r entity; do
	sed -n "/^\.Ss $entity\.csv/,/^\.El/s/^\.It Va //p" "$page" |
	    paste -s -d , - > manual
	toll-dump -B book "$entity" > dump
	cmp -s manual dump || {
		echo "$entity:"
		diff manual dump
	}
done < entities
