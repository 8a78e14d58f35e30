#!/bin/sh
# Run the official rules of EN 16931 over e-invoices: those of the unit test (every
# kind of document, tax category, currency and rounding) and files that are named,
# XML or PDF.  The rules are not part of this repository; without them the line
# "skipped: ..." says so.
#
#	EINV_RULES	a checkout of the published validation artefacts, with
#			cii/xslt and ubl/xslt in it
#	EINV_XR		folder with XRechnung-CII-validation.xslt and -UBL-, the
#			compiled Schematron of XRechnung; optional
#	EINV_PEPPOL	PEPPOL-EN16931-UBL.xslt, the same of Peppol BIS; optional
#
# Packages: default-jre-headless libsaxonhe-java qpdf.
# usage: rules.sh BUILD-DIRECTORY [file ...]
set -eu

build=$1
shift
if [ -z "${EINV_RULES:-}" ]; then
	echo "skipped: EINV_RULES names no checkout of the rules"
	exit 0
fi
jar=/usr/share/maven-repo/net/sf/saxon/Saxon-HE/debian/Saxon-HE-debian.jar
[ -r "$jar" ] || jar=$(dpkg -L libsaxonhe-java 2>/dev/null |
    grep '/Saxon-HE\.jar$' | head -n 1)
if [ ! -r "$jar" ] || ! command -v java >/dev/null; then
	echo "skipped: no java or libsaxonhe-java"
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/all"
"$build/test/test_einvoice" "$work/all" >/dev/null
n=0
for file; do
	n=$((n + 1))
	name=$n-$(basename "$file")
	case $(head -c 5 "$file") in
	%PDF-)
		key=$(qpdf --list-attachments "$file" 2>/dev/null |
		    sed -n 's/ ->.*//p' | head -n 1)
		if [ -z "$key" ]; then
			echo "$name: no e-invoice inside"
			continue
		fi
		qpdf --show-attachment="$key" "$file" > "$work/all/$name.xml"
		;;
	*)	cp "$file" "$work/all/$name.xml" ;;
	esac
done

# sort SYNTAX FOLDER PATTERN: the files of a syntax, or of a profile in it
choose() {
	mkdir -p "$work/$2"
	for file in "$work"/all/*.xml; do
		case $1 in
		cii) grep -q CrossIndustryInvoice:100 "$file" || continue ;;
		ubl) grep -q 'xsd:\(Invoice\|CreditNote\)-2' "$file" ||
		    continue ;;
		esac
		grep -q "$3" "$file" || continue
		ln "$file" "$work/$2/"
	done
}

bad=0
# rules NAME FOLDER XSLT: every failed assertion is a line
rules() {
	[ -r "$3" ] || return 0
	set -- "$1" "$work/$2" "$3"
	[ -n "$(ls "$2")" ] || return 0
	rm -rf "$work/out"
	mkdir "$work/out"
	java -XX:TieredStopAtLevel=1 -jar "$jar" -s:"$2" -xsl:"$3" \
	    -o:"$work/out" || bad=1
	for file in "$2"/*.xml; do
		report=$work/out/${file##*/}
		grep -q '<svrl:fired-rule' "$report" || {
			echo "${file##*/}: no rule of $1 fired"
			bad=1
		}
	done
	found=$(grep -l '<svrl:failed-assert' "$work"/out/*.xml || :)
	for report in $found; do
		echo "${report##*/}: $1: $(tr '\n' ' ' < "$report" |
		    grep -o '<svrl:failed-assert[^>]*' |
		    sed 's/.* id="\([^"]*\)".*/\1/' | sort -u | tr '\n' ' ')"
		bad=1
	done
	echo "$1: $(find "$2" -name '*.xml' | wc -l) e-invoices"
}

choose cii cii .
choose ubl ubl .
choose cii xr-cii kosit:xrechnung
choose ubl xr-ubl kosit:xrechnung
choose ubl peppol-ubl fdc:peppol.eu:2017:poacc:billing:3.0
rules "EN 16931 CII" cii "$EINV_RULES/cii/xslt/EN16931-CII-validation.xslt"
rules "EN 16931 UBL" ubl "$EINV_RULES/ubl/xslt/EN16931-UBL-validation.xslt"
rules "XRechnung CII" xr-cii "${EINV_XR:-}/XRechnung-CII-validation.xslt"
rules "XRechnung UBL" xr-ubl "${EINV_XR:-}/XRechnung-UBL-validation.xslt"
rules "Peppol UBL" peppol-ubl "${EINV_PEPPOL:-}"
exit $bad
