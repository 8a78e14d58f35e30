# Templates: a preview of each shipped one, and what is said about a bad one.
toll-init -B book > /dev/null

for name in customer customer-itemised reseller peer did credit-note margin; do
	for language in de en; do
		toll-invoice -B book --preview "$name" -l "$language" \
		    -o "$name-$language.pdf" || echo "status $?"
		toll-invoice -B book --preview "$name" -l "$language" |
		    cmp - "$name-$language.pdf"
	done
done
if command -v pdftotext > /dev/null; then
	pdftotext -layout customer-de.pdf - | sed -n '/Pos\./,/Nettobetrag/p' |
	    sed 's/  */ /g; /^ *$/d'
	for f in *.pdf; do
		pages=$(pdfinfo "$f" | awk '/^Pages:/ { print $2 }')
		pdftotext "$f" - | grep -cE "^(Seite|Page) [0-9]+ (von|of) $pages\$" |
		    awk -v p="$pages" -v f="$f" '$1 != p { print f ": " $1 }'
	done
	for f in customer-itemised-*.pdf; do
		pdftotext -layout "$f" - | awk -f "$here/lib/itemised.awk"
	done
fi

bad() {
	cat > bad.xml
	t toll-invoice -B book --preview ./bad.xml -o bad.pdf 2>&1 |
	    sed 's,/[^ ]*/templates/,templates/,'
}
bad <<END
<template>
  <page margin-left="20mm"/>
  <body>
    <text>{{customer.compnay}}</text>
  </body>
</template>
END
bad <<END
<template>
  <page margin-left="20mm"/>
  <body>
    <text>{{label.no-such-label}}</text>
  </body>
</template>
END
bad <<END
<template>
  <page margin-left="20mm"/>
  <body><txt/></body>
</template>
END
bad <<END
<!DOCTYPE template [<!ENTITY x SYSTEM "/etc/passwd">]>
<template><page/><body><text>&x;</text></body></template>
END
t toll-invoice -B book --preview no-such-template
t toll-invoice -B book --preview customer -l xx
t toll-invoice -B book --preview ../../etc/passwd
t toll-invoice -B book --preview customer 1
t toll-invoice -B book --language de
[ ! -e bad.pdf ] || echo "bad.pdf was written"
