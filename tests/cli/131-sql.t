# toll-sql: the opening cases; it reads and never writes.
t toll-sql --help
t toll-sql --version
t toll-sql
t toll-sql -B none 'SELECT 1'
t toll-sql -B book --no-such-option
toll-init -B book --demo >/dev/null
t toll-sql -B book 'SELECT count(*) FROM customers' 'SELECT 2'
t toll-sql -B book --csv 'SELECT ref, kind FROM customers LIMIT 2'
t toll-sql -B book --json 'SELECT ref, kind FROM customers LIMIT 1'
t toll-sql -B book 'DELETE FROM items'
t toll-sql -B book --period 2026-09 'SELECT 1'
t sh -c "echo 'SELECT domain FROM domains LIMIT 1' | toll-sql -B book"
