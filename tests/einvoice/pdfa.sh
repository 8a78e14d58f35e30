#!/bin/sh
# Are PDFs sound PDF/A?  PDFBox Preflight knows part 1 only, so what part 3 allows
# is let pass by its code: an embedded file (1.4.7, 1.2.9), a font without CIDSet
# (3.1.11), another part in the metadata (7.11.2), a soft mask of a picture
# (2.2.2).  Anything else is told.  What part 3 asks for beyond is looked at in
# tests/cli/lib/pdfa.py.
#
# Packages: default-jre-headless libpdfbox2-java libactivation-java
# libjaxb-api-java libcommons-io-java libcommons-logging-java.
# usage: pdfa.sh FILE...
set -eu

jars=/usr/share/java
path=
for jar in preflight pdfbox2 xmpbox fontbox2 commons-logging commons-io \
    javax.activation jaxb-api; do
	if [ ! -r "$jars/$jar.jar" ]; then
		echo "skipped: no $jar.jar"
		exit 0
	fi
	path=$path:$jars/$jar.jar
done
command -v java >/dev/null || {
	echo "skipped: no java"
	exit 0
}
bad=0
for file; do
	# its exit status only says that it is no part 1
	java -XX:TieredStopAtLevel=1 -cp "${path#:}" \
	    org.apache.pdfbox.preflight.Validator_A1b "$file" \
	    > "${TMPDIR:-/tmp}/pdfa.$$" 2>/dev/null || :
	grep -q 'not a valid PDF/A-1b\|is a valid PDF/A-1b' \
	    "${TMPDIR:-/tmp}/pdfa.$$" || {
		echo "$file: Preflight said nothing"
		bad=1
	}
	found=$(grep -E '^[[:space:]]*[0-9]+(\.[0-9]+)+ ' \
	    "${TMPDIR:-/tmp}/pdfa.$$" |
	    grep -Ev '^[[:space:]]*(1\.4\.7|1\.2\.9|7\.11\.2|2\.2\.2) ' |
	    grep -v 'CIDSet entry is missing' || :)
	[ -z "$found" ] || {
		echo "$file: $found"
		bad=1
	}
done
rm -f "${TMPDIR:-/tmp}/pdfa.$$"
exit $bad
