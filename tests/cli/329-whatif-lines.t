# A file is parsed by as many as price it: sums and broken records are the same
# for every number of threads, and however the file is written.
toll-init -B book -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$here/../../data/sample" > once.csv
# some blocks of it, and no call twice
awk 'NR == 1 { print; next } { line[NR] = $0 } END { for (k = 0; k < 4; k++)
    for (i = 2; i <= NR; i++) print k line[i] }' once.csv > calls.csv
[ "$(wc -c < calls.csv)" -gt 2000000 ] || wc -c calls.csv
sums() { # FILE THREADS
	toll-whatif -B book --calls "$1" --sums --format csv -t "$2" 2> err
}
same() { # FILE: as all of the others
	for threads in 1 2 3; do
		rc=0
		sums "$1" $threads > out || rc=$?
		sed "s/^$1/FILE/" err > told
		cmp out want && cmp told problems && echo "$1, $threads: $rc"
	done
}
sums calls.csv 1 > want
cat want err
: > problems
# every line has a quote, so that one thread parses all of them in turn
sed '1!s/[^,]*/"&"/' calls.csv > quoted.csv
awk 'NR % 1000 == 7 { sub(/[^,]*/, "\"&\"") } { print }' calls.csv > some.csv
sed 's/$/\r/' calls.csv > crlf.csv
{ printf '\357\273\277'; cat calls.csv; } > bom.csv
awk 'NR % 100 == 1 { print "" } { print }' calls.csv > empty.csv
gzip -k calls.csv
zstd -q calls.csv
cat calls.csv | sums - 2 | cmp - want && echo "standard input"
for file in calls.csv quoted.csv some.csv crlf.csv bom.csv empty.csv \
    calls.csv.gz calls.csv.zst; do
	same $file
done

echo "# broken records here and there: which, where, why"
awk -F, -v OFS=, '
NR % 3001 == 10 { $2 = "yesterday" }
NR % 3001 == 20 { print $0 ",more"; next }
NR % 3001 == 30 { print "a\tb" $0; next }
NR % 3001 == 40 { print "\377" $0; next }
NR % 3001 == 50 { while (length($0) < 70000) $0 = $0 "0123456789" }
{ print }' calls.csv > broken.csv
printf 'cut,short' >> broken.csv
sums broken.csv 1 > want || [ $? -eq 1 ]
sed 's/^broken.csv/FILE/' err > problems
wc -l < problems
head -n 5 problems | cut -c1-100
tail -n 1 problems
same broken.csv
# one line with a quote that is never closed, in front: the same, a line later
{ head -n 1 broken.csv; echo '"open'; sed 1d broken.csv; } > later.csv
{ sums later.csv 2 || [ $? -eq 1 ]; } | cmp - want
head -n 1 err
sed 1d err | awk -F: -v OFS=: '{ $1 = "FILE"; $2--; print }' | cmp - problems &&
    echo "a line later"

echo "# more than are listed"
awk 'NR % 2 == 0 && NR > 4000 { sub(/,[^,]*/, ",never") } { print }' calls.csv \
    > many.csv
sums many.csv 1 > want || [ $? -eq 1 ]
sed 's/^many.csv/FILE/' err > problems
sed -n '1p;1000p;$p' problems
same many.csv

echo "# a file that is cut short: what was broken before its end is told"
gzip -k broken.csv
head -c $(($(wc -c < broken.csv.gz) * 2 / 3)) broken.csv.gz > cut.csv.gz
sums cut.csv.gz 1 > want || [ $? -eq 65 ]
sed 's/^cut.csv.gz/FILE/' err > problems
[ "$(wc -l < problems)" -gt 50 ] && tail -n 1 problems
same cut.csv.gz
