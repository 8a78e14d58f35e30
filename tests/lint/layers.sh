#!/bin/sh
# Who may include whom: the table of layers, and the folder of each library.
# A folder may include itself and the folders named after it; nothing else.
set -eu

allowed() {
	l1="base money time tel"
	l2="$l1 party tariff peering cdr"
	case $1 in
	base)			echo "" ;;
	money|time|tel)		echo "base" ;;
	party|tariff|cdr)	echo "$l1" ;;
	peering)		echo "$l1 tariff" ;;
	rating)			echo "$l2" ;;
	document|reconcile)	echo "$l2 rating" ;;
	template)		echo "base money time" ;;
	store)			echo "$l2 rating document reconcile" ;;
	render)			echo "base money time document template" ;;
	delivery)		echo "base time" ;;
	report)			echo "$l2 rating document reconcile template store render" ;;
	job)			echo "$l2 rating document reconcile template store render delivery report" ;;
	cmd)			echo "base job" ;;
	cli)			echo "base time" ;; # the clock: --now
	*)			echo "layers.sh: no rule for $1/" >&2; exit 2 ;;
	esac
}

# A library's header, and the files that may include it.
home() {
	case $1 in
	sqlite3.h)		echo "billing/store/*" ;;
	csv.h)			echo "billing/base/csv* billing/cdr/*" ;;
	pcre2.h)		echo "billing/tariff/* billing/tel/*" ;;
	glib.h)			echo "billing/base/* billing/time/*" ;;
	openssl/*)		echo "billing/base/*" ;;
	hpdf*.h)		echo "billing/render/pdf*" ;;
	qpdf/*)			echo "billing/render/pdfa*" ;;
	libxml/*)		echo "billing/render/* billing/template/*" ;;
	xlsxwriter*)		echo "billing/render/xlsx*" ;;
	curl/*)			echo "billing/delivery/*" ;;
	zlib.h|zstd.h)		echo "billing/base/*" ;;
	png.h|jpeglib.h)	echo "billing/render/*" ;;
	*)			echo "any" ;;
	esac
}

bad=0
for file in billing/*/*.[ch] cmd/*.[ch]; do
	case $file in
	cmd/cli*) layer=cli ;;
	cmd/*)	  layer=cmd ;;
	*)	  layer=${file#billing/}; layer=${layer%%/*} ;;
	esac
	ok=" $layer $(allowed "$layer") "
	for used in $(sed -n 's|^#include "\([a-z]*\)/.*|\1|p' "$file" |
	    sort -u); do
		case $ok in
		*" $used "*) ;;
		*) echo "$file: $layer/ must not include $used/" >&2; bad=1 ;;
		esac
	done
	for header in $(sed -n 's|^#include <\([^>]*\)>.*|\1|p' "$file"); do
		places=$(home "$header")
		[ "$places" != any ] || continue
		found=no
		set -f
		for place in $places; do
			# shellcheck disable=SC2254  # it is a pattern
			case $file in
			$place) found=yes ;;
			esac
		done
		set +f
		if [ $found = no ]; then
			echo "$file: <$header> only in $places" >&2
			bad=1
		fi
	done
done
exit $bad
