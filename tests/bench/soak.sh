#!/bin/sh
# make soak: the main job over and over, each time on another generated
# operator, for SOAK_SECONDS (600): imported in two halves and either order,
# rated on several threads, closed, checked; the charges are the same bytes
# each way.  SEED is that of the first operator.
#
# usage: soak.sh BUILD-DIRECTORY
set -eu

build=$(cd "$1" && pwd)
PATH=$build/bin:$PATH TOLL_NOW=2026-11-02T06:00:00Z
export PATH TOLL_NOW
unset TOLL_BOOK || :
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
until=$(($(date +%s) + ${SOAK_SECONDS:-600}))
seed=${SEED:-1} rounds=0

# one BOOK THREADS FIRST SECOND: the month of one operator
one() {
	toll-init -q -B "$1" --timezone UTC
	sed -i '/^\[operator\]/a contact=o0' "$1/book.conf"
	echo 'country,category,rate,valid_from' > "$work/data/book/vat_rates.csv"
	echo 'DE,S,19,2007-01-01' >> "$work/data/book/vat_rates.csv"
	toll-load -q -B "$1" "$work/data/book"
	toll-import -q -B "$1" --no-archive "$3" "$4"
	toll-rate -q -B "$1" -t "$2"
}

while [ "$(date +%s)" -lt "$until" ]; do
	rm -rf "$work/data" "$work/a" "$work/b"
	mkdir -p "$work/data/book"
	"$build/tools/gen_bench" -n 20000 -s "$seed" -c 200 -u 400 -p 2000 -d \
	    "$work/data"
	head -n 9000 "$work/data/calls.csv" > "$work/1.csv"
	{
		head -n 1 "$work/data/calls.csv"
		tail -n +9001 "$work/data/calls.csv"
	} > "$work/2.csv"
	one "$work/a" 1 "$work/1.csv" "$work/2.csv"
	one "$work/b" 3 "$work/2.csv" "$work/1.csv"
	for book in a b; do
		toll-report -q -B "$work/$book" charges -f csv --raw \
		    -o "$work/$book.csv"
	done
	cmp "$work/a.csv" "$work/b.csv" || {
		echo "soak: seed $seed: other charges in another order" >&2
		exit 1
	}
	toll-close -q -B "$work/a" --until 2026-11-01 > "$work/close.txt" || {
		cat "$work/close.txt" >&2
		echo "soak: seed $seed: close failed" >&2
		exit 1
	}
	toll-check -q -B "$work/a" || {
		echo "soak: seed $seed: toll-check found something" >&2
		exit 1
	}
	seed=$((seed + 1)) rounds=$((rounds + 1))
done
echo "soak: $rounds passed, 0 failed"
