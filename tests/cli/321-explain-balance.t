# The worked example of toll-balance(7): two calls of one customer, three tiers.
# Free minutes run out inside the second call, which goes on over a change of
# band, over midnight and into the next interval.  What the page prints is what
# the program prints.
cp -r "$here/../fixtures/explain" book-csv
cp "$here/../fixtures/explain-calls.csv" calls.csv
toll-init -B book -z Europe/Berlin > /dev/null
t toll-load -B book -q book-csv
t toll-import -B book -q calls.csv
t toll-rate -B book
t toll-explain -B book first -c c-ada
t toll-explain -B book second
