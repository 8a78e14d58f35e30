#!/bin/sh
# The manual pages are clean.
set -eu

for page in cmd/*.1 data/*.5 data/*.7; do
	[ -e "$page" ] || continue
	echo "$page"
done | xargs mandoc -T lint -W warning
