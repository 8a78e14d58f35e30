# Calls whose records are too long for a page of the file come from SQLite, the
# others from the pages, and several are read ahead of their turn: each keeps
# its own texts.
toll-init -B long -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" | sed -n '1,900p' > calls.csv

# Two of three are filled up with text that a price has nothing to do with.
awk -F, -v OFS=, '
BEGIN {
	fill = sprintf("%4000s", "")
	gsub(/ /, "x", fill)
}
NR > 1 && NR % 3 != 0 && $17 == "call" {
	$1 = $1 fill
	$8 = $8 fill
	$11 = $11 fill
	$14 = $14 fill
	$17 = $17 fill
}
{ print }' calls.csv > long.csv
toll-import -B long -q long.csv
sqlite3 long/calls/2026-10/*.db "SELECT count(*), sum(length(call_id) +
	length(source_domain) + length(source_user) +
	length(destination_domain) + length(disposition) > page_size)
	FROM call, pragma_page_size"

# A charge has a number of its own call.
t toll-rate -B long
set -- long/calls/2026-10/*.db
sqlite3 long/charges/2026-10.1.db "ATTACH '$1' AS calls;
	SELECT count(*), sum(number IN (source_number, destination_number))
	FROM charge JOIN calls.call ON call.seq = charge.call AND
		call.start_us = charge.start_us"
