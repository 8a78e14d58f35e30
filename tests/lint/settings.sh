#!/bin/sh
# book.conf(5) names every setting of the table, and no other.
set -eu

table() {
	sed -nE 's/^[A-Z]+\("([a-z_]+)", "([a-z_]+)".*/\1 \2/p' \
	    billing/base/settings_table.c | sort
}
page() {
	awk '/^\.Ss \[/ { group = $2; gsub(/[][]/, "", group) }
	    /^\.It Cm / { print group, $3 }' data/book.conf.5 | sort
}
t=$(mktemp)
trap 'rm -f "$t"' EXIT
table > "$t"
page | diff "$t" - || {
	echo "book.conf(5) and settings_table.c differ" >&2
	exit 1
}
[ -s "$t" ]
