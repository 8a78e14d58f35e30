# shellcheck disable=SC2154 # used by and from the case
# closed_book DIR: the sample operator with one call in twelve of its month,
# two months closed and drawn.
closed_book() {
	toll-init -B "$1" --demo > /dev/null &&
	"$tools/gen_calls" "$here/../../data/sample" |
	    awk 'NR % 12 == 1' > sample-calls.csv &&
	toll-import -B "$1" sample-calls.csv > /dev/null &&
	toll-rate -B "$1" > /dev/null &&
	toll-close -B "$1" --until 2026-11-01 -q &&
	toll-invoice -B "$1" > /dev/null &&
	TOLL_NOW=2026-12-02T06:00:00Z toll-close -B "$1" --until 2026-12-01 -q &&
	TOLL_NOW=2026-12-02T06:00:00Z toll-invoice -B "$1" > /dev/null
}
