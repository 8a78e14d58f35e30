# Reports: who sees what, in which format, and what a workbook adds up to.
golden=$here/../golden
toll-init -B book --timezone Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -B book "$golden/base" > /dev/null

t toll-report
t toll-report --nonesuch
t toll-report -B nowhere journal
t toll-report -B book --list
t toll-report -B book nonesuch
t toll-report -B book revenue

for case in onnet offnet-out no-wholesale; do
	toll-import -B book "$golden/$case/calls.csv" > /dev/null
done
toll-rate -B book > /dev/null || :

t toll-report -B book margin
t toll-report -B book margin -r nobody
t toll-report -B book margin -r acme -f nonesuch
t toll-report -B book margin -r acme -p 2026-13
# The call to Italy has no wholesale price: it is all margin.
t toll-report -B book margin -r acme -f csv
t toll-report -B book margin -r acme -f json -t total
t toll-report -B book revenue
t toll-report -B book revenue -r acme -f csv -t zone

# A reseller sees its customers' retail and its own wholesale; no carrier, no
# other customer.
t toll-report -B book charges -r acme -f csv
t toll-report -B book charges -f csv -o all.csv
cut -d, -f 2,3 all.csv | sort | uniq -c

t toll-report -B book margin -r acme -o m.xlsx
t toll-report -B book charges -o c.xlsx
t toll-report -B book revenue -o r.xlsx
python3 "$here/lib/recompute.py" m.xlsx c.xlsx r.xlsx
TZ=Asia/Kathmandu toll-report -q -B book margin -r acme -o again.xlsx
cmp m.xlsx again.xlsx && echo "the same workbook elsewhere"
t sh -c 'toll-report -B book charges -f csv > /dev/full'
