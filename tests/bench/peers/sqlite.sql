-- The sqlite3 shell: import the files, price each call and tier by looking up
-- its prefixes, longest first, in an index.  Run in the folder of the files.

PRAGMA synchronous = OFF;
PRAGMA cache_size = -262144;
CREATE TABLE rates (list INTEGER, prefix TEXT, zone INTEGER, connect INTEGER,
    first_s INTEGER, next_s INTEGER, peak_first INTEGER, peak_next INTEGER,
    off_first INTEGER, off_next INTEGER, PRIMARY KEY (list, prefix))
    WITHOUT ROWID;
CREATE TABLE customers (customer INTEGER PRIMARY KEY, reseller INTEGER,
    retail INTEGER);
CREATE TABLE resellers (reseller INTEGER PRIMARY KEY, wholesale INTEGER);
CREATE TABLE carriers (carrier INTEGER PRIMARY KEY, cost INTEGER);
CREATE TABLE cdr (call_id TEXT, start_time TEXT, duration NUMERIC, source TEXT,
    domain TEXT, destination TEXT, status TEXT, account INTEGER,
    carrier INTEGER);
.mode csv
.import rates.csv rates
.import customers.csv customers
.import resellers.csv resellers
.import carriers.csv carriers
.import --skip 1 cdr.csv cdr
CREATE TABLE charge AS WITH
timed AS (SELECT rowid AS call, account, carrier, destination AS d, start_time,
    CAST(round(duration * 1000) AS INTEGER) AS ms,
    strftime('%w', start_time) BETWEEN '1' AND '5'
	AND substr(start_time, 12, 2) BETWEEN '08' AND '19' AS peak
    FROM cdr WHERE status = 'ok'),
legs AS (
    SELECT 'retail' AS tier, account AS contract, retail AS list, timed.*
	FROM timed JOIN customers ON customer = account UNION ALL
    SELECT 'wholesale', 200000 + reseller, wholesale, timed.* FROM timed
	JOIN customers ON customer = account JOIN resellers USING (reseller)
	UNION ALL
    SELECT 'carrier', 300000 + carrier, cost, timed.* FROM timed
	JOIN carriers USING (carrier)),
priced AS (SELECT tier, contract, call, legs.start_time, ms, peak, r.*,
    max(0, (ms - first_s * 1000 + next_s * 1000 - 1) / (next_s * 1000)) AS n
    FROM legs JOIN rates AS r ON r.list = legs.list AND r.prefix = (
	SELECT prefix FROM rates WHERE rates.list = legs.list AND prefix IN (
	    substr(d, 1, 9), substr(d, 1, 8), substr(d, 1, 7),
	    substr(d, 1, 6), substr(d, 1, 5), substr(d, 1, 4),
	    substr(d, 1, 3), substr(d, 1, 2), substr(d, 1, 1))
	ORDER BY prefix DESC LIMIT 1))
SELECT tier, contract, call, start_time, first_s + n * next_s AS billed_s,
    connect + (CASE WHEN peak THEN peak_first * first_s + peak_next * n * next_s
	ELSE off_first * first_s + off_next * n * next_s END + 30) / 60 AS micro
FROM priced ORDER BY contract, start_time, call;
.mode list
.separator ' '
SELECT tier, count(*), sum(billed_s), sum(micro) FROM charge GROUP BY tier
    ORDER BY tier;
