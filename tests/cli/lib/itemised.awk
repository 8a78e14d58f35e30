# The itemised calls of a PDF, as pdftotext -layout gives them: prices of the
# rows must add up to the sums carried forward and to the sum of the line.
# Prints what does not, and at the end rows, sums carried, sums.
function number(s) { gsub(/[^0-9-]/, "", s); return s + 0 }
function expect(s, what) {
	if (number(s) != sum)
		print what " " s " is not " sum
}
/^ *(Start|Beginn) /		{ inside = 1; next }
!inside || NF == 0		{ next }
/^ *(Übertrag|Carried|Brought)/	{ expect($NF, "carried"); carried++; next }
/^ *(Summe|Sum) /		{ expect($NF, "sum"); sums++; sum = inside = 0; next }
$1 ~ /^([0-9][0-9]\.[0-9][0-9]\.20[0-9][0-9]|20[0-9][0-9]-[0-9][0-9]-[0-9][0-9])$/ { sum += number($NF); rows++ }
END { print rows + 0 " calls, " carried + 0 " carried, " sums + 0 " sums" }
