# The worked example of toll-balance(7): two calls of one customer, three tiers.
# Free minutes run out inside the second call, which goes on over a change of
# band, over midnight and into the next interval.  What the page prints is what
# the program prints.
cp -r "$here/../fixtures/explain" csv
cp "$here/../fixtures/explain-calls.csv" calls.csv
toll-init -B book -z Europe/Berlin > /dev/null
t toll-load -B book -q csv
t toll-import -B book -q calls.csv
t toll-rate -B book
t toll-explain -B book first -c c-ada
t toll-explain -B book second
t toll-explain -B book second -c c-ada --json

# the page: its tables are the files, its transcript is what is printed
page=$here/../../data/toll-balance.7
of() {
	awk -v name="$1" '
	    $2 == "begin" && $3 == name { on = 1; next }
	    /^\./ { on = 0 }
	    on' "$page"
}
for file in packages profiles package_profiles bands fees profile_schedule; do
	of "$file.csv" | diff - "csv/$file.csv"
done
of calls.csv | diff - calls.csv
toll-explain -B book second | sed -n '/^retail/,$p' > second
of second | diff - second && echo "the page prints what the program prints"
