-- DuckDB: the tables of the generator (gen_bench -x) and its rule for a price.
-- :DIR is the folder with the files.  Money is whole micro-units per minute.
-- A price is the connection fee, the first interval at its rate and as many
-- whole following intervals as begin, rounded once, half up.
CREATE TABLE rates AS SELECT * FROM read_csv(':DIR/rates.csv', header = false,
    columns = {'list': 'INTEGER', 'prefix': 'VARCHAR', 'zone': 'INTEGER',
	'connect': 'BIGINT', 'first_s': 'BIGINT', 'next_s': 'BIGINT',
	'peak_first': 'BIGINT', 'peak_next': 'BIGINT', 'off_first': 'BIGINT',
	'off_next': 'BIGINT'});
CREATE TABLE customers AS SELECT * FROM read_csv(':DIR/customers.csv',
    header = false, columns = {'customer': 'INTEGER', 'reseller': 'INTEGER',
	'retail': 'INTEGER'});
CREATE TABLE resellers AS SELECT * FROM read_csv(':DIR/resellers.csv',
    header = false, columns = {'reseller': 'INTEGER', 'wholesale': 'INTEGER'});
CREATE TABLE carriers AS SELECT * FROM read_csv(':DIR/carriers.csv',
    header = false, columns = {'carrier': 'INTEGER', 'cost': 'INTEGER'});
CREATE MACRO file() AS TABLE SELECT * FROM read_csv(':DIR/cdr.csv',
    header = true, columns = {'call_id': 'VARCHAR', 'start_time': 'TIMESTAMP',
	'duration': 'DECIMAL(12,3)', 'source': 'VARCHAR', 'domain': 'VARCHAR',
	'destination': 'VARCHAR', 'status': 'VARCHAR', 'account': 'INTEGER',
	'carrier': 'INTEGER'});
CREATE MACRO is_peak(t) AS (isodow(t) <= 5 AND hour(t) BETWEEN 8 AND 19);
CREATE MACRO steps(ms, f, n) AS
    (CASE WHEN ms > f * 1000 THEN (ms - f * 1000 + n * 1000 - 1) // (n * 1000)
	ELSE 0 END);
CREATE MACRO billed(ms, f, n) AS f + steps(ms, f, n) * n;
CREATE MACRO price(ms, f, n, connect, rate_f, rate_n) AS
    connect + (rate_f * f + steps(ms, f, n) * n * rate_n + 30) // 60;

-- The longest prefix as an ASOF join: every price list is cut where any prefix
-- of any list begins or ends.  bound numbers these places, found says for each
-- list and place which row of rates holds from there on.
CREATE TABLE bound AS SELECT (row_number() OVER (ORDER BY place))::INTEGER AS n, place
    FROM (SELECT DISTINCT place FROM (
	SELECT rpad(prefix, 9, '0')::INTEGER AS place FROM rates UNION ALL
	SELECT rpad(prefix, 9, '0')::INTEGER
	    + (10 ** (9 - length(prefix)))::INTEGER FROM rates));
CREATE TABLE begins AS SELECT n, len,
    left(lpad(place::VARCHAR, 9, '0'), len::INTEGER) AS prefix
    FROM (SELECT n, place, unnest(range(1, 10)) AS len FROM bound
	WHERE place < 1000000000);
CREATE TABLE found AS SELECT best.list * 1000000 + n AS key, rates.*
    FROM (SELECT rates.list, n, arg_max(rates.rowid, len) AS row
	FROM begins JOIN rates USING (prefix) GROUP BY rates.list, n) AS best
    JOIN rates ON rates.rowid = best.row;
