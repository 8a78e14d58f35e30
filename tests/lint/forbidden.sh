#!/bin/sh
# What the code must not use, and where: functions that overrun, misread or ask
# the environment; floating point outside of drawing; SQL put together from
# data; marks of unfinished work.  Comments and strings are not looked at.
set -eu

# The code without comments and strings, one "file:line:text" each.
code() {
	for file in "$@"; do
		[ -e "$file" ] || continue
		awk -v file="$file" '
		{
			out = ""
			for (i = 1; i <= length($0); i++) {
				c = substr($0, i, 1)
				d = substr($0, i, 2)
				if (comment) {
					if (d == "*/") { comment = 0; i++ }
				} else if (quote != "") {
					if (c == "\\") i++
					else if (c == quote) quote = ""
				} else if (d == "/*") { comment = 1; i++
				} else if (d == "//") { break
				} else if (c == "\"" || c == "\047") {
					quote = c; out = out "S"
				} else out = out c
			}
			quote = ""
			print file ":" NR ":" out
		}' "$file"
	done
}

bad=0
# forbid PATTERN REASON: the code comes on standard input.
forbid() {
	if grep -E "$1" >&2; then
		echo "lint: $2" >&2
		bad=1
	fi
}

b='(^|[^A-Za-z0-9_])'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
code billing/*/*.[ch] > "$scratch/lib"
code cmd/*.[ch] > "$scratch/cmd"
code data/*/*.c tests/unit/*.c tests/fuzz/*.c > "$scratch/other"

cat "$scratch/lib" "$scratch/cmd" > "$scratch/all"

forbid "$b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok|scanf|sscanf|tmpnam|mktemp|alloca)[ ]*\\(" \
    "a function that overruns or misreads" < "$scratch/all"
forbid "$b(localtime|gmtime|mktime|localtime_r|strftime|setlocale|system|popen)[ ]*\\(" \
    "depends on the machine's zone, locale or shell" < "$scratch/all"
# A monotonic clock paces a sender and shows nowhere.
grep -v -e 'CLOCK_MONOTONIC' -e 'format(printf' "$scratch/lib" |
    forbid "$b(stdout|stderr|getenv|secure_getenv|time|gettimeofday|clock_gettime|getopt|getopt_long|exit|printf|puts|putchar)[ ]*[(,;)]" \
	"only in cmd/"
grep -Ev '^billing/(render|report)/' "$scratch/all" |
    forbid "$b(double|float|strtod|strtof)([^A-Za-z0-9_]|\$)" \
	"floating point outside of billing/render and billing/report"
grep -nE "$b(TODO|FIXME|HACK)([^A-Za-z0-9_]|\$)" billing/*/*.[ch] cmd/* \
    data/*/*.sql tests/*/*.[ch] tests/*/*.sh | grep -v '^tests/lint/' |
    forbid . "unfinished work"
exit $bad
