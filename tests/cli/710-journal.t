# The journal: every document, its tax, what is paid; a reseller's own only.
golden=$here/../golden
toll-init -B book --timezone Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -B book "$golden/base" > /dev/null
toll-import -B book "$golden/onnet/calls.csv" > /dev/null
toll-import -B book "$golden/offnet-out/calls.csv" > /dev/null
toll-rate -B book > /dev/null
toll-close -q -B book --until 2026-11-01 --date 2026-11-02 > /dev/null

t toll-report -B book journal -p 2026-10 -f csv
t toll-report -B book journal -p 2026-10 -f csv -t taxes
t toll-report -B book journal -p 2026-10 -r acme -f csv
number=$(toll-report -B book journal -p 2026-10 -f csv |
    awk -F, '$7 == "c-alice" { print $1 }')
cat > payments.csv <<END
ref,contract,date,amount,currency,document
p1,c-alice,2026-11-05,0.23,EUR,$number
END
t toll-load -B book payments.csv
t sh -c "toll-report -B book journal -p 2026-10 -f csv | grep c-alice"
echo "p2,c-alice,2026-11-06,0.01,EUR,$number" >> payments.csv
t toll-load -B book payments.csv
t sh -c "toll-report -B book journal -p 2026-10 -f csv | grep c-alice"
t toll-report -B book journal -p 2026-10 -o j.xlsx
python3 "$here/lib/recompute.py" j.xlsx
