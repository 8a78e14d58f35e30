# A workbook whose parts do not fit anywhere while it is put together: said, and
# no file; not a workbook with a hole.
S=$here/../../data/sample
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$S" | head -4000 > calls.csv
toll-import -B book -q calls.csv > /dev/null
toll-rate -B book -q
mkdir out
# Of what is written until the end only the temporary file of the sheet of
# charges is larger than this.
(
	ulimit -f 4000			# of 512 bytes
	t toll-report -B book charges -q -o out/c.xlsx
)
ls -A out
t toll-report -B book charges -q -o out/c.xlsx
ls -A out
python3 - <<-'PY'
	import xml.dom.minidom, zipfile
	z = zipfile.ZipFile("out/c.xlsx")
	for n in z.namelist():
	    xml.dom.minidom.parseString(z.read(n))
	big = max(i.file_size for i in z.infolist())
	packed = sum(i.compress_size for i in z.infolist())
	print(packed < 4000 * 512 < big)
PY
