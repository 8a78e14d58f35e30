# The month in one command, again, and stopped by a rule.
golden=$here/../golden
seconds() { sed 's/ *[0-9][0-9]*\.[0-9][0-9] s$/ N s/'; }
toll-init -B book --timezone Europe/Berlin --currency EUR > /dev/null
sed -i '/^\[operator\]/a contact=op' book/book.conf
toll-load -B book "$golden/base" > /dev/null

t toll-run
t toll-run -B nowhere
t toll-run -B book extra
t toll-run -B book --period 2026

# Files of the inbox's own format, of another one, and one still being copied.
cp "$golden/onnet/calls.csv" book/inbox/b.csv
cp "$golden/offnet-out/calls.csv" book/inbox/a.csv
echo rubbish > book/inbox/.c.csv
toll-run -B book --to-dir mails > out 2>&1
echo "status $?"
seconds < out
ls book/inbox/done book/reports/2026-10 | grep -v '^$'
find mails -type f | wc -l
find mails -type f -exec grep -h '^Date:' {} + | sort -u

# Two of cron at the same time: the second one is told who runs.
flock book/reports/lock toll-run -B book --to-dir mails > out 2>&1 || echo "status $?"
sed 's/process [0-9]*/process N/' out

# Again: nothing more.
toll-run -B book --to-dir mails > out 2>&1
echo "status $?"
seconds < out | grep -A 1 '^import\|^close\|^invoice\|^mail'
find mails -type f | wc -l

# Too many rejects stop it before anything leaves the house.
cat > book/inbox/bad.csv <<END
call_id,status,start,duration,destination_number
x,ok,yesterday,60,+4912345
END
status=0
toll-run -B book --period 2026-10 --to-dir mails > out 2>&1 || status=$?
echo "status $status"
seconds < out | grep -v '^Run of'
grep -c '<svg' book/reports/2026-10/run-1.html
