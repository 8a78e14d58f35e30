# asterisk.awk: call records in the format "tollbook" (standard input) as the
# Master.csv that an Asterisk would have written, with unique ids.
#
#	awk -f asterisk.awk calls.csv > Master.csv
#
# Columns as gen_calls writes them; times are local.  Asterisk counts whole
# seconds and knows neither who peers are nor why a call failed.

BEGIN {
	FS = ","
}

function clock(time) {
	return substr(time, 12, 2) * 3600 + substr(time, 15, 2) * 60 + \
	    substr(time, 18, 2)
}

# A time of this month, seconds after midnight of its day (which may be over).
function local(day, seconds,  month) {
	day += int(seconds / 86400)
	seconds %= 86400
	month = 10
	if (day > 31) {
		day -= 31
		month = 11
	}
	return sprintf("2026-%02d-%02d %02d:%02d:%02d", month, day,
	    int(seconds / 3600), int(seconds / 60) % 60, seconds % 60)
}

NR > 1 {
	day = substr($4, 9, 2) + 0
	answer = clock($4)
	start = clock($5)
	billsec = int($6 + 0.5)
	answered = $3 == "ok"
	end = answer + (answered ? billsec : 12)
	number = $7
	sub(/^[+]/, "", number)
	dialled = $13
	sub(/^[+]/, "00", dialled)
	split($9, user, "@")
	channel = sprintf("PJSIP/%s-%08x", user[1], NR)
	printf "\"%s\",\"%s\",\"%s\",\"out\",\"\"\"%s\"\" <%s>\",", $9,
	    number, dialled, user[1], number
	printf "\"%s\",\"PJSIP/trunk-%08x\",\"Dial\",", channel, NR
	printf "\"PJSIP/%s@trunk,60\",\"%s\",\"%s\",\"%s\",%d,%d,", dialled,
	    local(day, start), answered ? local(day, answer) : "",
	    local(day, end), end - start, answered ? billsec : 0
	word = "NO ANSWER"
	if (answered)
		word = "ANSWERED"
	else if ($3 == "busy" || $3 == "failed")
		word = toupper($3)
	printf "\"%s\",\"DOCUMENTATION\",\"%s\"\n", word, $1
}
