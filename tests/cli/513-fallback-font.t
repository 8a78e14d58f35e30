# Characters that the shipped fonts lack: an error that names the field and the
# character, and with a fallback font that has them a PDF that embeds it.
font=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
[ -f "$font" ] && command -v pdffonts > /dev/null || {
	echo "skipped: no DejaVu or poppler-utils"
	exit 0
}
toll-init -B book > /dev/null
cat > x.xml <<'END'
<template>
  <page margin-left="20mm"/>
  <style name="big" size="40pt" leading="50pt"/>
  <body>
    <text>Tbilisi</text>
    <text style="big">თბილისი</text>
  </body>
</template>
END
t toll-invoice -B book --preview ./x.xml -o x.pdf
sed -i "s,^#fallback_font=.*,fallback_font=$font," book/book.conf
t toll-invoice -B book --preview ./x.xml -o x.pdf
pdffonts x.pdf 2> /dev/null | awk 'NR > 2 { print substr($1, 8), $(NF - 4), $(NF - 3), $(NF - 2) }'
pdftotext x.pdf - | grep .

echo "a file that is no font"
printf 'x' > none.ttf
sed -i "s,^fallback_font=.*,fallback_font=$PWD/none.ttf," book/book.conf
t toll-invoice -B book --preview ./x.xml -o x.pdf 2>&1 | sed "s,$PWD/,,"
