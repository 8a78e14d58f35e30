# Calls of the sample operator, quoted before and rated afterwards: the same
# prices for everybody, whatever the price lists do (prefixes, exact numbers,
# patterns, ported numbers), though a quote reads only the fees it needs.
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > all.csv
# a call for each subscriber and each kind of destination, at another time each
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i
	print "call_id,status,start,duration,source_number,source_account,destination_number"
	next }
    $(n["status"]) == "ok" && $(n["type"]) == "call" &&
    $(n["disposition"]) == "call" && $(n["source_account"]) != "" {
	who = $(n["source_account"]); to = $(n["destination_number"])
	near = substr(to, 1, 4); far = substr(to, 1, 7)
	if (seen[who] + seen[near] + seen[far] >= 2 || rows >= 24)
		next
	seen[who] = seen[near] = seen[far] = 1
	print "q" ++rows, "ok", $(n["start"]), int($(n["duration"])) + 1,
	    $(n["source_number"]), who, to
    }' all.csv > calls.csv
# ... ported numbers, at a time when they are, an exact one, two of subscribers
for number in +498921340001 +493022990077 112 +498999998106 +496990009101; do
	echo "p$number,ok,2026-10-20T10:00:00+02:00,95,,C1001-1,$number"
done >> calls.csv
wc -l < calls.csv

sed 1d calls.csv | while IFS=, read -r id ok start duration from who to; do
	toll-quote -B book -s "$who" -t "$to" -a "$start" -d "$duration" \
	    --from "$from" --json > one || :
	grep -o '"contract":"[^"]*","tier":"[^"]*","direction":"[^"]*"\|"price":"[^"]*"\|"match":"[^"]*"\|"zone":"[^"]*"' one |
	    sed 's/"[a-z_]*"://g; s/"//g' | awk -v id="$id" -v OFS=, '
	/,/ { leg = $0; next }
	{ part[++parts] = $0 }
	parts == 3 { print id, leg, part[2], part[3], part[1]; parts = 0 }'
done > quotes
cut -d, -f1-6 quotes | sort > quoted
cut -d, -f7 quotes | sort | uniq -c

toll-import -B book -q calls.csv > /dev/null
toll-rate -B book -q > /dev/null || :
toll-report -B book charges --period 2026-10 --format csv --raw |
    awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next }
    { print $(n["call_id"]), $(n["contract"]), $(n["tier"]),
	$(n["direction"]), $(n["zone"]), $(n["price"]) }' | sort > charged
wc -l < charged
cmp quoted charged && echo "the same prices"
