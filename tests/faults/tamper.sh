#!/bin/sh
# Change a closed book one thing at a time, twenty rows of each table, every file
# and a thousand bits of book.db: toll-check must name each.
#
# usage: tamper.sh BUILD-DIRECTORY
set -eu

build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")/../cli" && pwd)
tools=$build/tools
PATH=$build/bin:$PATH LC_ALL=C TZ=UTC TOLL_NOW=2026-11-02T06:00:00Z
export PATH LC_ALL TZ TOLL_NOW tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
for what in "${ROWS:-20} rows" "0 files" "1000 bytes"; do
	# shellcheck disable=SC2086  # two words
	python3 "$here/lib/tamper.py" book 1 $what > said
	cat said
	grep -q ' 0 not found$' said
done
