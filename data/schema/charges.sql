-- The charges of one period: charges/YYYY-MM.RUN.db.
--
-- Derived from calls and master data by toll-rate, written whole into a fresh
-- file, synced, renamed; book.db names the current one.  Never changed.
-- Money is INTEGER 10^-8 (_e8) of the currency named beside it.

PRAGMA application_id = 0x746f6c78; -- "tolx"
PRAGMA user_version = 1;

CREATE TABLE run (		-- one row: what this file was computed from
	period	TEXT NOT NULL,		-- YYYY-MM
	load	INTEGER NOT NULL,	-- number of the last load of master data
	calls	INTEGER NOT NULL,	-- calls read
	charges	INTEGER NOT NULL,
	unrated	INTEGER NOT NULL
) STRICT;

CREATE TABLE segment (		-- the call files read, in order of their names
	id	INTEGER PRIMARY KEY,
	file	TEXT NOT NULL UNIQUE,	-- YYYY-MM/BATCH.db below calls/
	calls	INTEGER NOT NULL
) STRICT;

CREATE TABLE contract (		-- contracts with charges, in order of ref
	id		INTEGER PRIMARY KEY,	-- ids grow with ref, with gaps
	ref		TEXT NOT NULL UNIQUE,
	reseller	TEXT NOT NULL,		-- whose customer; '' the operator's
	first		INTEGER NOT NULL,	-- charge.seq of its first ...
	last		INTEGER NOT NULL	-- ... and last charge
) STRICT;

CREATE TABLE subscriber (
	id	INTEGER PRIMARY KEY,
	ref	TEXT NOT NULL UNIQUE,	-- ref, or username@domain
	number	TEXT NOT NULL
) STRICT;

CREATE TABLE fee (		-- fees that priced something, with their origin
	id		INTEGER PRIMARY KEY,
	profile		TEXT NOT NULL,
	currency	TEXT NOT NULL,
	direction	INTEGER NOT NULL,	-- 0 out 1 in
	type		INTEGER NOT NULL,	-- 0 call 1 sms
	match		TEXT NOT NULL,
	source		TEXT NOT NULL,
	destination	TEXT NOT NULL,
	zone		TEXT NOT NULL,
	zone_detail	TEXT NOT NULL,
	load		INTEGER NOT NULL,	-- load and line it came from
	line		INTEGER NOT NULL
) STRICT;

CREATE TABLE band (
	id	INTEGER PRIMARY KEY,
	band	TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE charge (
	seq		INTEGER PRIMARY KEY,	-- from 1, in order of (contract, start_us, call identity, tier, direction)
	contract	INTEGER NOT NULL,	-- -> contract
	tier		INTEGER NOT NULL,	-- 0 retail 1 wholesale 2 carrier
	direction	INTEGER NOT NULL,	-- 0 out 1 in
	segment		INTEGER NOT NULL,	-- -> segment
	call		INTEGER NOT NULL,	-- call.seq in that segment
	start_us	INTEGER NOT NULL,
	subscriber	INTEGER NOT NULL,	-- -> subscriber, 0 none
	fee		INTEGER NOT NULL,	-- -> fee
	band		INTEGER NOT NULL,	-- -> band, in force at the start
	duration_ms	INTEGER NOT NULL,
	billed_s	INTEGER NOT NULL,
	free_s		INTEGER NOT NULL,
	price_e8	INTEGER NOT NULL,	-- all blocks
	cash_e8		INTEGER NOT NULL,	-- paid from the balance
	bought_e8	INTEGER NOT NULL DEFAULT 0,	-- of that, what was not free cash: price - cash + bought is invoiced, bought paid
	late		INTEGER NOT NULL,	-- 1: its interval was billed before it came
	document	INTEGER NOT NULL,	-- document that billed it, 0 none when this was written, -1 billed without one
	day		INTEGER NOT NULL,	-- of its start, days since 1970-01-01, contract's zone
	number		TEXT NOT NULL		-- the other party
) STRICT;

-- Sums of charges, never of rounded figures, at least by these columns: a zone
-- with several fees has several rows.  With contract = ? only its charges are
-- read.
CREATE VIEW zone_sum AS
SELECT contract.id AS contract, charge.tier, charge.direction,
       CASE charge.tier WHEN 2 THEN 0 ELSE charge.subscriber END AS subscriber,
       fee.profile, fee.zone, fee.zone_detail, fee.currency,
       charge.late, charge.document, charge.day,
       count(*) AS calls, sum(charge.duration_ms) AS duration_ms,
       sum(charge.billed_s) AS billed_s, sum(charge.free_s) AS free_s,
       sum(charge.price_e8) AS price_e8, sum(charge.cash_e8) AS cash_e8,
       sum(charge.bought_e8) AS bought_e8
  FROM contract
 CROSS JOIN charge ON charge.seq BETWEEN contract.first AND contract.last
  JOIN fee ON fee.id = charge.fee
 GROUP BY contract.id, charge.tier, charge.direction, 4, charge.fee,
	  charge.late, charge.document, charge.day;

CREATE TABLE unrated (		-- calls without a price where one is due
	segment		INTEGER NOT NULL,
	call		INTEGER NOT NULL,
	contract	TEXT NOT NULL,		-- '' when no side could be resolved
	tier		INTEGER,		-- NULL when no side could be resolved
	direction	INTEGER,
	reason		TEXT NOT NULL,		-- word of toll-unrated(1)
	detail		TEXT NOT NULL,
	start_us	INTEGER NOT NULL,
	duration_ms	INTEGER NOT NULL,
	UNIQUE (segment, call, contract, tier, direction)
) STRICT;

CREATE TABLE listed (		-- charged all the same, but worth a look
	segment		INTEGER NOT NULL,
	call		INTEGER NOT NULL,
	contract	TEXT NOT NULL,
	reason		TEXT NOT NULL		-- inactive contract, foreign CLI of a trunk, ...
) STRICT;

CREATE TABLE rounding (		-- sum(exact) - sum(rounded), a fraction in lowest terms
	profile		TEXT NOT NULL,
	tier		INTEGER NOT NULL,
	currency	TEXT NOT NULL,
	exact_e12x60	TEXT NOT NULL,		-- sum of exact prices, 10^-12 / 60
	rounded_e8	TEXT NOT NULL,		-- sum of rounded prices, 10^-8
	PRIMARY KEY (profile, tier, currency)
) STRICT, WITHOUT ROWID;

-- Balances (toll-balance(7)): the billing intervals of each contract that calls
-- or top-ups of this period touched, and what later periods go on from.  An
-- interval has a part for each thing that happened to it by itself; view balance
-- sums them up.  Closing freezes intervals (book.db, frozen_balance).

CREATE TABLE balance_part (
	contract	TEXT NOT NULL,		-- ref
	part		INTEGER NOT NULL,	-- from 0, in order of time
	from_us		INTEGER NOT NULL,
	until_us	INTEGER,		-- the next thing happens; NULL: nothing is to come
	row_from_us	INTEGER NOT NULL,	-- the interval
	row_until_us	INTEGER,		-- NULL: open
	opening_cash_e8	INTEGER NOT NULL,
	cash_e8		INTEGER NOT NULL,	-- left
	debit_e8	INTEGER NOT NULL,	-- charged, however it was paid
	free_cash_e8	INTEGER NOT NULL,	-- free cash of the interval, in proportion
	free_cash_used_e8 INTEGER NOT NULL,	-- of that, by the calls of the part
	added_e8	INTEGER NOT NULL,	-- by the top-up or correction that began the part
	opening_free_s	INTEGER NOT NULL,
	free_s		INTEGER NOT NULL,	-- left
	topups		INTEGER NOT NULL,
	timely_topups	INTEGER NOT NULL,
	underruns	INTEGER NOT NULL,
	profile		TEXT NOT NULL,		-- whose allowances; '' none in force
	currency	TEXT NOT NULL,
	package		TEXT NOT NULL,		-- '' none
	-- not IN (...): with more than two constants that makes a table for every row
	cause		TEXT NOT NULL CHECK (cause = 'first' OR cause = 'stated' OR cause = 'interval'
			OR cause = 'topup' OR cause = 'expiry' OR cause = 'correction'),
	carries		INTEGER NOT NULL,	-- 1: cash of the interval before was taken over
	topup		INTEGER NOT NULL,	-- 1: a top-up began the part
	anchor_us	INTEGER NOT NULL,	-- the interval ends (step + 1) x count units after this
	unit		TEXT NOT NULL,		-- minute hour day week month; '' not known yet
	count		INTEGER NOT NULL,
	step		INTEGER NOT NULL,
	expire_us	INTEGER,		-- cash expires then; NULL: it does not
	PRIMARY KEY (contract, part)
) STRICT, WITHOUT ROWID;

CREATE VIEW balance AS		-- one row an interval
SELECT contract, row_from_us AS from_us, max(row_until_us) AS until_us,
       max(opening_cash_e8) FILTER (WHERE first = 1) AS opening_cash_e8,
       max(cash_e8) FILTER (WHERE last = 1) AS cash_e8,
       sum(debit_e8) AS debit_e8,
       max(opening_free_s) FILTER (WHERE first = 1) AS opening_free_s,
       max(free_s) FILTER (WHERE last = 1) AS free_s,
       sum(topups) AS topups, sum(timely_topups) AS timely_topups,
       sum(underruns) AS underruns,
       max(profile) FILTER (WHERE first = 1) AS profile,
       max(currency) FILTER (WHERE first = 1) AS currency
  FROM (SELECT *,
	       row_number() OVER (PARTITION BY contract, row_from_us ORDER BY part) AS first,
	       row_number() OVER (PARTITION BY contract, row_from_us ORDER BY part DESC) AS last
	  FROM balance_part)
 GROUP BY contract, row_from_us;

CREATE TABLE balance_entry (	-- profiles that packages scheduled
	contract	TEXT NOT NULL,
	entry		INTEGER NOT NULL,	-- from 0, as they came about
	from_us		INTEGER NOT NULL,	-- in force from then on
	profile		TEXT NOT NULL,
	network		TEXT NOT NULL,		-- '' any
	package		TEXT NOT NULL,
	role		TEXT NOT NULL CHECK (role IN ('initial', 'underrun', 'topup')),
	row_from_us	INTEGER NOT NULL,	-- the interval in which it came about
	PRIMARY KEY (contract, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE balance_lock (	-- lock levels that follow from balances
	contract	TEXT NOT NULL,
	lock		INTEGER NOT NULL,	-- from 0, as they came about
	at_us		INTEGER NOT NULL,	-- in force from then on
	level		INTEGER NOT NULL,	-- 0 none .. 5, toll-locks(1)
	role		TEXT NOT NULL CHECK (role IN ('underrun', 'topup')),
	row_from_us	INTEGER NOT NULL,
	PRIMARY KEY (contract, lock)
) STRICT, WITHOUT ROWID;

CREATE VIEW charges AS		-- the same with names, for people
SELECT charge.seq, contract.ref AS contract,
       CASE charge.tier WHEN 0 THEN 'retail' WHEN 1 THEN 'wholesale' ELSE 'carrier' END AS tier,
       CASE charge.direction WHEN 0 THEN 'out' ELSE 'in' END AS direction,
       subscriber.ref AS subscriber, fee.profile, fee.destination AS fee, fee.zone, fee.zone_detail,
       band.band, charge.start_us, charge.duration_ms, charge.billed_s, charge.free_s,
       charge.price_e8, charge.cash_e8, charge.bought_e8, charge.price_e8 - charge.cash_e8 AS amount_e8, fee.currency,
       charge.late, charge.number, segment.file AS segment, charge.call
  FROM charge
  JOIN contract ON contract.id = charge.contract
  JOIN fee ON fee.id = charge.fee
  JOIN band ON band.id = charge.band
  JOIN segment ON segment.id = charge.segment
  LEFT JOIN subscriber ON subscriber.id = charge.subscriber;
