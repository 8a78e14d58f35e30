-- DuckDB, all kept: the calls, and a charge for each call and tier, sorted by
-- contract and time as an itemised bill reads them.
CREATE TABLE cdr AS SELECT row_number() OVER () AS id, * FROM file();
CREATE TABLE charge AS WITH
located AS (SELECT c.*, n FROM
    (SELECT id, start_time, account, carrier, is_peak(start_time) AS peak,
	CAST(duration * 1000 AS BIGINT) AS ms,
	rpad(left(destination, 9), 9, '0')::INTEGER AS place
	FROM cdr WHERE status = 'ok') AS c
    ASOF JOIN bound ON c.place >= bound.place),
owned AS (SELECT id, start_time, peak, ms, customer, reseller, carrier,
    retail * 1000000 + n AS r, wholesale * 1000000 + n AS w,
    cost * 1000000 + n AS k
    FROM located JOIN customers ON customer = account
    JOIN resellers USING (reseller) JOIN carriers USING (carrier)),
legs AS (
    SELECT customer AS contract, 'retail' AS tier, id, start_time, peak, ms,
	r AS key FROM owned UNION ALL
    SELECT 200000 + reseller, 'wholesale', id, start_time, peak, ms, w
	FROM owned UNION ALL
    SELECT 300000 + carrier, 'carrier', id, start_time, peak, ms, k FROM owned)
SELECT contract, tier, start_time, id AS call, zone, legs.key AS fee,
    billed(ms, first_s, next_s) AS billed_s,
    price(ms, first_s, next_s, connect,
	CASE WHEN peak THEN peak_first ELSE off_first END,
	CASE WHEN peak THEN peak_next ELSE off_next END) AS micro
FROM legs JOIN found ON found.key = legs.key
ORDER BY contract, start_time, call;
CREATE TABLE sums AS SELECT tier, count(*) AS calls, sum(billed_s) AS billed_s,
    sum(micro) AS micro FROM charge GROUP BY tier;
