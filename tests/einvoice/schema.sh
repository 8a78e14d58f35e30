#!/bin/sh
# Validate e-invoices, XML or inside a PDF, against our own schemas of what CII
# and UBL we write (cii.rng, ubl.rng).  Every file that is none of them, or does
# not fit, is named; the last line counts.
#
# With EINV_XSD a folder of the published ones is asked as well:
#	EINV_XSD/UBL-Invoice-2.1.xsd, UBL-CreditNote-2.1.xsd (maindoc, with common
#	beside it), EINV_XSD_CII=CrossIndustryInvoice_100pD16B.xsd
#
# Packages: libxml2-utils, qpdf where a PDF is named.
# usage: schema.sh FILE...
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/cii" "$work/invoice" "$work/credit"
bad=0

sort_in() {
	case $(grep -oE -m 1 '<[A-Za-z:]*(CrossIndustryInvoice|Invoice|CreditNote) ' "$1") in
	*CrossIndustryInvoice*) mv "$1" "$work/cii/" ;;
	*Invoice*) mv "$1" "$work/invoice/" ;;
	*CreditNote*) mv "$1" "$work/credit/" ;;
	*)
		echo "${1##*/}: neither CII nor UBL"
		bad=1
		;;
	esac
}

n=0
for file; do
	n=$((n + 1))
	copy=$work/$n-${file##*/}
	case $(head -c 5 "$file") in
	%PDF-)
		key=$(qpdf --list-attachments "$file" 2>/dev/null |
		    sed -n 's/ ->.*//p' | head -n 1)
		[ -n "$key" ] || continue
		qpdf --show-attachment="$key" "$file" > "$copy"
		;;
	*)	cp "$file" "$copy" ;;
	esac
	sort_in "$copy"
done

# ask KIND OPTION SCHEMA FOLDER
count=0
ask() {
	set -- "$1" "$2" "$3" "$work/$4"
	[ -n "$3" ] && [ -n "$(ls "$4")" ] || return 0
	# a folder may have more files than a command line takes
	find "$4" -type f | LC_ALL=C sort |
	    xargs -n 500 xmllint --noout --nonet "$2" "$3" > "$work/said" 2>&1 ||
	    bad=1
	grep -v ' validates$' "$work/said" | sed "s,^$4/[0-9]*-,$1: ," || :
	count=$((count + $(grep -c ' validates$' "$work/said" || :)))
}
ask CII --relaxng "$here/cii.rng" cii
ask UBL --relaxng "$here/ubl.rng" invoice
ask UBL --relaxng "$here/ubl.rng" credit
echo "$count e-invoices fit our schema"
[ -n "${EINV_XSD:-}" ] || exit $bad
count=0
ask "CII XSD" --schema "${EINV_XSD_CII:-}" cii
ask "UBL XSD" --schema "$EINV_XSD/UBL-Invoice-2.1.xsd" invoice
ask "UBL XSD" --schema "$EINV_XSD/UBL-CreditNote-2.1.xsd" credit
echo "$count e-invoices fit the published schemas"
exit $bad
