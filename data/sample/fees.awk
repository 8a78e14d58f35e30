# fees.awk: makes fees.csv and zones.csv of the sample operator from
# destinations.tsv (what exists in the world and what a carrier asks for it),
# special.tsv (rows that deviate, or that no destination gives), and
# names.de.tsv (what zones are called in lists for German readers).
#
#	cd data/sample
#	awk -f fees.awk names.de.tsv destinations.tsv special.tsv
#
# A list's peak price is cost x mul / div + add, rounded up to a multiple of
# step; its offpeak price is off percent of that, rounded up to the same
# step.  All amounts are whole 10^-6 EUR, so every awk gives the same bytes.
# A row of special.tsv replaces the made row of the same list, direction,
# type, match, destination and band that has no validity of its own.

BEGIN {
	FS = "\t"
	OFS = ","
	#    profile            cities mul div add   step  off  first follow connect
	german = "^(isarvox-(home|business|campus|prepaid|card)|bergruf-retail)$"
	list("isarvox-home",      0,  17, 10, 8000,  1000,  75, 60, 60, 0)
	list("isarvox-business",  0,  15, 10, 3000,  500,   80, 1,  1,  0)
	list("isarvox-international", 0, 14, 10, 2000, 500, 100, 1, 1,  0)
	list("isarvox-campus",    0,  13, 10, 0,     100,  100, 1,  1,  0)
	list("isarvox-prepaid",   0,  22, 10, 30000, 10000, 100, 60, 60, 0)
	list("isarvox-card",      0,  16, 10, 5000,  1000, 100, 60, 60, 50000)
	list("cheapcall-retail",  0,  5,  3,  0,     500,   80, 60, 60, 0)
	list("bergruf-retail",    0,  18, 10, 5000,  1000,  80, 60, 30, 0)
	list("wholesale",         1,  5,  4,  0,     100,   90, 1,  1,  0)
	list("carrier-rheinlink", 1,  1,  1,  0,     10,    95, 1,  1,  0)
	list("carrier-atlantic",  1,  1,  1,  0,     10,    95, 1,  1,  0)
}

function list(handle, cities, mul, div, add, step, off, first, follow, connect) {
	handles[++lists] = handle
	L[handle, "cities"] = cities
	L[handle, "mul"] = mul
	L[handle, "div"] = div
	L[handle, "add"] = add
	L[handle, "step"] = step
	L[handle, "off"] = off
	L[handle, "first"] = first
	L[handle, "follow"] = follow
	L[handle, "connect"] = connect
}

function up(value, step) {
	return int((value + step - 1) / step) * step
}

# "0.0240" as 24000
function micro(text,  part, sign) {
	sign = text ~ /^-/ ? -1 : 1
	sub(/^-/, "", text)
	split(text, part, ".")
	return sign * (part[1] * 1000000 + substr(part[2] "000000", 1, 6))
}

function money(value,  text) {
	if (value == 0)
		return "0"
	text = sprintf("%d.%06d", int(value / 1000000), value % 1000000)
	sub(/0+$/, "", text)
	sub(/\.$/, "", text)
	return text
}

# Rheinlink is the cheaper of the two in Europe, Atlantic beyond it.
function scale(handle, prefix) {
	if (handle == "carrier-rheinlink")
		return prefix ~ /^[34]/ ? 100 : 106
	if (handle == "carrier-atlantic")
		return prefix ~ /^[34]/ ? 108 : 97
	return 100
}

function price(handle, prefix, cost,  p) {
	p = cost * L[handle, "mul"] * scale(handle, prefix)
	p = up(p, L[handle, "div"] * 100) / (L[handle, "div"] * 100)
	return up(p + L[handle, "add"], L[handle, "step"])
}

function quote(text) {
	if (text !~ /[",]/)
		return text
	gsub(/"/, "\"\"", text)
	return "\"" text "\""
}

function zone(country, kind) {
	return kind == "mobile" ? country " Mobile" : country
}

# The name of a zone or detail in a list.
function name(h, english) {
	if (h !~ german)
		return english
	if (english in names)
		return names[english]
	if (english ~ / Mobile$/)
		return name(h, substr(english, 1, length(english) - 7)) \
		    " Mobilfunk"
	if (english ~ / Service$/)
		return name(h, substr(english, 1, length(english) - 8)) \
		    " Sonderrufnummern"
	return english
}

# One fee, remembered under its key so that a special row can replace it.
function fee(h, dir, type, how, src, dst, z, detail, band, conn, ii, ir, fi, fr, from, until,
    key) {
	z = name(h, z)
	detail = name(h, detail)
	key = h SUBSEP dir SUBSEP type SUBSEP how SUBSEP dst SUBSEP band
	if (from != "" || until != "") {
		drop[key] = 1
		key = key SUBSEP from SUBSEP until
	}
	if (!(key in row))
		keys[++count] = key
	row[key] = quote(h) "," dir "," type "," how "," quote(src) "," \
	    quote(dst) "," quote(z) "," quote(detail) "," band "," conn "," \
	    ii "," ir "," fi "," fr ",,,,," from "," until
	key = quote(h) "," quote(z) "," quote(detail)
	if (!(key in seen)) {
		seen[key] = 1
		zones[++zone_count] = key
	}
}

function made(h, kind, prefix, z, detail, cost, bands,  p, how, first, follow, conn) {
	if (kind == "city" && !L[h, "cities"])
		return
	how = kind == "short" ? "exact" : "prefix"
	first = kind == "satellite" ? 60 : L[h, "first"]
	follow = kind == "satellite" ? 60 : L[h, "follow"]
	conn = money(L[h, "connect"])
	if (kind == "free" || kind == "short") {
		fee(h, "out", "call", how, "", prefix, z, detail, "peak",
		    "0", 60, "0", 60, "0", "", "")
		return
	}
	p = price(h, prefix, cost)
	if (kind == "percall") {
		fee(h, "out", "call", how, "", prefix, z, detail, "peak",
		    money(p), 60, "0", 60, "0", "", "")
		return
	}
	fee(h, "out", "call", how, "", prefix, z, detail, "peak",
	    conn, first, money(p), follow, money(p), "", "")
	if (bands != "two" || L[h, "off"] == 100)
		return
	p = up(int((p * L[h, "off"] + 99) / 100), L[h, "step"])
	fee(h, "out", "call", how, "", prefix, z, detail, "offpeak",
	    conn, first, money(p), follow, money(p), "", "")
}

/^#/ || $1 == "english" || $1 == "iso" || $1 == "profile" {
	next
}

FILENAME ~ /names[.]de[.]tsv$/ {
	names[$1] = $2
}

FILENAME ~ /destinations[.]tsv$/ {
	for (i = 1; i <= lists; i++)
		made(handles[i], $4, $3, zone($2, $4), $5, micro($6), $7)
}

FILENAME ~ /special[.]tsv$/ {
	fee($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
}

END {
	print "profile,direction,type,match,source,destination,zone," \
	    "zone_detail,band,connect_fee,init_interval,init_rate," \
	    "follow_interval,follow_rate,from_second,extra_second," \
	    "extra_rate,use_free_time,valid_from,valid_to" > "fees.csv"
	for (n = 1; n <= lists; n++)
		for (i = 1; i <= count; i++)
			if (index(keys[i], handles[n] SUBSEP) == 1 &&
			    !(keys[i] in drop))
				print row[keys[i]] > "fees.csv"
	print "profile,zone,detail" > "zones.csv"
	for (n = 1; n <= lists; n++)
		for (i = 1; i <= zone_count; i++)
			if (index(zones[i], handles[n] ",") == 1)
				print zones[i] > "zones.csv"
}
