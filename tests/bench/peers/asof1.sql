-- DuckDB, nothing stored: one ASOF join to the places where prices change, then
-- a hash join for each tier.  The best of several formulations: nine exact
-- joins a tier took three times as long.
CREATE TABLE result AS WITH
located AS (SELECT c.*, n FROM
    (SELECT account, carrier, is_peak(start_time) AS peak,
	CAST(duration * 1000 AS BIGINT) AS ms,
	rpad(left(destination, 9), 9, '0')::INTEGER AS place
	FROM file() WHERE status = 'ok') AS c
    ASOF JOIN bound ON c.place >= bound.place),
owned AS (SELECT peak, ms, retail * 1000000 + n AS r,
    wholesale * 1000000 + n AS w, cost * 1000000 + n AS k
    FROM located JOIN customers ON customer = account
    JOIN resellers USING (reseller) JOIN carriers USING (carrier))
SELECT count(*) AS calls,
    sum(billed(ms, r.first_s, r.next_s)) AS retail_s,
    sum(price(ms, r.first_s, r.next_s, r.connect,
	CASE WHEN peak THEN r.peak_first ELSE r.off_first END,
	CASE WHEN peak THEN r.peak_next ELSE r.off_next END)) AS retail,
    sum(billed(ms, w.first_s, w.next_s)) AS wholesale_s,
    sum(price(ms, w.first_s, w.next_s, w.connect,
	CASE WHEN peak THEN w.peak_first ELSE w.off_first END,
	CASE WHEN peak THEN w.peak_next ELSE w.off_next END)) AS wholesale,
    sum(billed(ms, k.first_s, k.next_s)) AS carrier_s,
    sum(price(ms, k.first_s, k.next_s, k.connect,
	CASE WHEN peak THEN k.peak_first ELSE k.off_first END,
	CASE WHEN peak THEN k.peak_next ELSE k.off_next END)) AS carrier
FROM owned JOIN found r ON r.key = owned.r JOIN found w ON w.key = owned.w
    JOIN found k ON k.key = owned.k;
CREATE TABLE sums AS
    SELECT 'retail' AS tier, calls, retail_s AS billed_s, retail AS micro
	FROM result UNION ALL
    SELECT 'wholesale', calls, wholesale_s, wholesale FROM result UNION ALL
    SELECT 'carrier', calls, carrier_s, carrier FROM result;
