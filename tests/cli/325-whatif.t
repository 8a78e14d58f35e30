# A period with changed master data: what it would come to, and that the book
# stays as it is, byte for byte, whatever happens.
cp -r "$here/../golden/base" base
toll-init -B book -z Europe/Berlin > /dev/null
toll-load -B book -q base > /dev/null
cat > calls.csv <<X
call_id,status,start,duration,source_number,source_account,source_peer,destination_number,destination_peer
one,ok,2026-10-05T12:00:00+02:00,300,+498911100,alice,,+541112345,north
two,ok,2026-10-05T12:01:00+02:00,61,+496933300,carol,,+541112345,south
three,ok,2026-10-05T12:02:00+02:00,100.5,+498922200,bert,,+498911100,
four,ok,2026-10-05T19:58:00+02:00,300.001,+498911100,alice,,+498970012345,north
five,busy,2026-10-05T12:00:00+02:00,0,+498911100,alice,,+498970012345,north
six,ok,2026-10-05T12:00:00+02:00,60,+498922200,bert,,+8190,north
X
toll-import -B book -q calls.csv > /dev/null
mkdir tmp dearer
export TMPDIR=$PWD/tmp
cat > dearer/fees.csv <<X
profile,destination,zone,init_interval,init_rate,follow_interval,follow_rate
retail,54,Argentina,60,0.05,60,0.05
retail,81,Japan,60,0.20,60,0.20
X
state() {
	(cd book && find . -type f ! -name 'book.db-*' | sort |
	    xargs sha256sum)
}
state > before

echo "# not rated yet: the present data rated now"
t toll-whatif -B book -p 2026-10 --load dearer
echo "# rated: the charges of the book"
toll-rate -B book -q > /dev/null || :
state > before
t toll-whatif -B book -p 2026-10 --load dearer
t toll-whatif -B book -p 2026-10 --load dearer --format csv --all
t toll-whatif -B book -p 2026-10 --load dearer --json
echo "# nothing changes"
t toll-whatif -B book -p 2026-10 --load base --format csv
echo "# a file is the whole truth: calls lose their price"
printf 'profile,destination,zone,init_rate,follow_rate\n' > fees.csv
grep -v ',54,' base/fees.csv > fees.csv
t toll-whatif -B book -p 2026-10 --load fees.csv --replace

echo "# sums, with and without the changes, of the period and of a file"
for args in "-p 2026-10 --sums" "-p 2026-10 --sums --load dearer" \
    "--calls calls.csv" "--calls calls.csv --sums --load dearer"; do
	t toll-whatif -B book $args --format csv
done
t sqlite3 -csv book/charges/2026-10.1.db "SELECT tier, currency, count(*),
	sum(duration_ms), sum(billed_s), sum(price_e8)
	FROM charges GROUP BY tier, currency"
t toll-whatif -B book --calls calls.csv --load dearer --format csv
cat calls.csv | t toll-whatif -B book --calls - --sums
printf 'seven,ok,yesterday,60,,bert,,+49,north\neight,o' >> calls.csv
t toll-whatif -B book --calls calls.csv --sums

echo "# what toll-load says of wrong files, and nothing is left behind"
mkdir wrong
cat > wrong/fees.csv <<X
profile,destination,zone,init_interval,init_rate
retail,54,Argentina,60,0;05
nobody,54,Argentina,60,0.05
X
printf 'handle,currency\nretail,XXX\n' > wrong/profiles.csv
t toll-whatif -B book -p 2026-10 --load wrong
cp -r book other
(cd wrong && t toll-load -B ../other .)
t toll-whatif -B book -p 2026-10 --load nowhere
t toll-whatif -B book -p 2026-11 --load dearer
TMPDIR=$PWD/nowhere t toll-whatif -B book -p 2026-10 --load dearer
(ulimit -f 64; t toll-whatif -B book -p 2026-10 --load dearer) |
    sed 's/tollbook\.[A-Za-z0-9]*/tollbook.XXXXXX/'
t toll-whatif -B book -p 2026-10
t toll-whatif -B book --load dearer
t toll-whatif -B book -p 2026-10 --calls calls.csv --sums
t toll-whatif -B book --calls - --load dearer
t toll-whatif -B book -p 2026-10 --sums -f xlsx
t ls tmp
state | cmp - before && echo "the book is as it was"

echo "# what is billed is rated like all else: against the present data"
cp dearer/fees.csv fees.csv
echo 'north,81,Japan,1,0.1,1,0.1' >> fees.csv
toll-load -B book -q fees.csv
toll-rate -B book -q
sed -i "/^\\[operator\\]/a contact=op" book/book.conf
toll-close -B book -q --until 2026-11-01 > /dev/null
cat > fees.csv <<X
profile,destination,zone,init_interval,init_rate,follow_interval,follow_rate
retail,54,Argentina,60,0.06,60,0.06
X
t toll-whatif -B book -p 2026-10 --load fees.csv --format csv
toll-load -B book -q fees.csv
toll-rate -B book -q
t toll-whatif -B book -p 2026-10 --load fees.csv --format csv
