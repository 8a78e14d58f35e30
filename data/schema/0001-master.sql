-- The book, step 1: loads and master data.
--
-- One table per file of master data (toll-csv(5)), named as the file, with the
-- columns of the file plus the unit of their type:
--
--	_e8	money, 10^-8 of its currency
--	_e12	rate, 10^-12 of its currency per minute or second
--	_e4	percent, 10^-4
--	_e6	quantity, 10^-6
--	_us	instant, microseconds since 1970-01-01T00:00:00Z
--	_day	date, days since 1970-01-01
--	_s	clock time, seconds since 00:00
--
-- Yes and no are 1 and 0, words are text.  What was left empty and has no
-- default is NULL; in a column of the key it is '' or, for a time ("since
-- ever"), -9223372036854775808.  load and line say where the row came from:
-- the line of the file of that entity in that load (load_files).
--
-- References are checked when the transaction ends, so that the rows of one
-- load may come in any order.  Versions that a later load changed or removed
-- are in ENTITY_history (step 6); what must hold beyond one row is in step 7.
-- billing/store/entity_store.c reads and writes these tables; a test compares
-- them with the descriptions in billing/*/*_entity.c.

-- One row per load of master data: numbers without gap, from 1.
CREATE TABLE loads (
	number	INTEGER PRIMARY KEY CHECK (number > 0),
	time_us	INTEGER NOT NULL,	-- when it was done
	program	TEXT NOT NULL,		-- by which program and version
	added	INTEGER NOT NULL,	-- rows
	changed	INTEGER NOT NULL,
	removed	INTEGER NOT NULL
) STRICT;

-- The files of a load: at most one per entity.
CREATE TABLE load_files (
	load	INTEGER NOT NULL REFERENCES loads,
	entity	TEXT NOT NULL,		-- contacts, fees, ...
	file	TEXT NOT NULL,		-- its name, as it was given
	sha256	TEXT NOT NULL CHECK (length(sha256) = 64),
	rows	INTEGER NOT NULL,	-- records in it
	PRIMARY KEY (load, entity)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER loads_gapless BEFORE INSERT ON loads
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM loads)
BEGIN
	SELECT RAISE(ABORT, 'the numbers of loads have no gap');
END;
CREATE TRIGGER loads_final BEFORE UPDATE ON loads
BEGIN
	SELECT RAISE(ABORT, 'a load is never changed');
END;
CREATE TRIGGER loads_kept BEFORE DELETE ON loads
BEGIN
	SELECT RAISE(ABORT, 'a load is never deleted');
END;
CREATE TRIGGER load_files_final BEFORE UPDATE ON load_files
BEGIN
	SELECT RAISE(ABORT, 'a load is never changed');
END;
CREATE TRIGGER load_files_kept BEFORE DELETE ON load_files
BEGIN
	SELECT RAISE(ABORT, 'a load is never deleted');
END;

-- Every ref of contracts and customers, which are unique together: what may be
-- billed.  Kept by the triggers below and by nothing else.
CREATE TABLE contract_refs (
	ref	TEXT PRIMARY KEY,
	kind	TEXT NOT NULL CHECK (kind IN ('contract', 'customer'))
) STRICT, WITHOUT ROWID;

-- A person or organisation: address, tax and bank data.
CREATE TABLE contacts (
	ref			TEXT NOT NULL CHECK (ref <> ''),	-- key
	reseller		TEXT CHECK (reseller <> '')	-- whose contact; empty: the operator's own
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	email			TEXT NOT NULL CHECK (email LIKE '_%@_%'),	-- e-mail address
	first_name		TEXT CHECK (first_name <> ''),	-- given name
	last_name		TEXT CHECK (last_name <> ''),	-- family name
	company			TEXT CHECK (company <> ''),	-- company
	street			TEXT CHECK (street <> ''),	-- street and number
	postcode		TEXT CHECK (postcode <> ''),	-- post code
	city			TEXT CHECK (city <> ''),	-- city
	country			TEXT CHECK (country GLOB '[A-Z][A-Z]'),	-- ISO 3166-1 alpha-2
	phone			TEXT CHECK (phone <> ''),	-- telephone
	mobile			TEXT CHECK (mobile <> ''),	-- mobile telephone
	fax			TEXT CHECK (fax <> ''),	-- fax
	vat_number		TEXT CHECK (vat_number <> ''),	-- VAT identification number
	registration_number	TEXT CHECK (registration_number <> ''),	-- company register
	bank_name		TEXT CHECK (bank_name <> ''),	-- bank
	iban			TEXT CHECK (iban <> ''),	-- IBAN
	bic			TEXT CHECK (bic <> ''),	-- BIC
	tax_number		TEXT CHECK (tax_number <> ''),	-- national tax number
	creditor_id		TEXT CHECK (creditor_id <> ''),	-- SEPA creditor identifier
	endpoint		TEXT CHECK (endpoint <> ''),	-- electronic address for e-invoices
	endpoint_scheme		TEXT CHECK (endpoint_scheme <> ''),	-- scheme of the electronic address
	timezone		TEXT CHECK (timezone <> ''),	-- IANA zone
	language		TEXT CHECK (language <> ''),	-- ISO 639-1 language of documents and mails
	note			TEXT CHECK (note <> ''),	-- free text
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (ref)
) STRICT, WITHOUT ROWID;

-- A contract with a reseller or a peering partner.
CREATE TABLE contracts (
	ref			TEXT NOT NULL CHECK (ref <> ''),	-- key, unique over contracts and customers
	kind			TEXT NOT NULL CHECK (kind IN ('reseller', 'peering')),	-- what the contract is for
	contact			TEXT NOT NULL CHECK (contact <> '')	-- contact without a reseller
		REFERENCES contacts DEFERRABLE INITIALLY DEFERRED,
	status			TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('pending', 'active', 'locked', 'terminated')),	-- status
	activated_us		INTEGER,	-- first instant of service
	terminated_us		INTEGER,	-- end of service
	external_ref		TEXT CHECK (external_ref <> ''),	-- key in another system
	vat_category		TEXT CHECK (vat_category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),	-- tax category (EN 16931)
	vat_rate_e4		INTEGER,	-- tax rate in percent; empty: vat_rates
	invoice_template	TEXT CHECK (invoice_template <> '')	-- template of its documents
		REFERENCES templates DEFERRABLE INITIALLY DEFERRED,
	mail_template		TEXT CHECK (mail_template <> '')	-- template of its mails
		REFERENCES mail_templates DEFERRABLE INITIALLY DEFERRED,
	send_invoice		INTEGER NOT NULL DEFAULT 1 CHECK (send_invoice IN (0, 1)),	-- mail its documents
	language		TEXT CHECK (language <> ''),	-- language of its documents
	timezone		TEXT CHECK (timezone <> ''),	-- IANA zone
	payment_terms_days	INTEGER CHECK (payment_terms_days BETWEEN 0 AND 3650),	-- days until due
	payment_means		TEXT CHECK (payment_means IN ('transfer', 'direct_debit')),	-- how it is paid
	mandate_ref		TEXT CHECK (mandate_ref <> ''),	-- SEPA mandate
	buyer_reference		TEXT CHECK (buyer_reference <> ''),	-- reference the buyer asks for (Leitweg-ID)
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (terminated_us >= activated_us),
	PRIMARY KEY (ref)
) STRICT, WITHOUT ROWID;

-- A virtual operator with customers and prices of its own.
CREATE TABLE resellers (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	contract		TEXT NOT NULL CHECK (contract <> '')	-- its contract, kind reseller
		REFERENCES contracts DEFERRABLE INITIALLY DEFERRED,
	status			TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('pending', 'active', 'locked', 'terminated')),	-- status
	series			TEXT CHECK (series <> '')	-- number series of its invoices
		REFERENCES series DEFERRABLE INITIALLY DEFERRED,
	logo			TEXT CHECK (logo <> ''),	-- picture file for its documents
	color			TEXT CHECK (color <> ''),	-- brand colour, #rrggbb
	language		TEXT CHECK (language <> ''),	-- default language of its documents
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- A SIP domain.
CREATE TABLE domains (
	domain			TEXT NOT NULL CHECK (domain <> ''),	-- key
	reseller		TEXT CHECK (reseller <> '')	-- owner; empty: the operator
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (domain)
) STRICT, WITHOUT ROWID;

-- Address blocks under a name.
CREATE TABLE networks (
	network			TEXT NOT NULL CHECK (network <> ''),	-- name
	block			TEXT NOT NULL CHECK (block <> ''),	-- address block
	reseller		TEXT CHECK (reseller <> '')	-- owner
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (network, block)
) STRICT, WITHOUT ROWID;

-- Holidays.
CREATE TABLE calendars (
	calendar		TEXT NOT NULL CHECK (calendar <> ''),	-- name
	date_day		INTEGER NOT NULL,	-- day
	name			TEXT CHECK (name <> ''),	-- what is celebrated
	reseller		TEXT CHECK (reseller <> '')	-- owner
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (calendar, date_day)
) STRICT, WITHOUT ROWID;

-- A price list with its rules.
CREATE TABLE profiles (
	handle			TEXT NOT NULL CHECK (handle <> ''),	-- key
	reseller		TEXT CHECK (reseller <> '')	-- owner; empty: offered to all by the operator
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	name			TEXT CHECK (name <> ''),	-- name on documents
	currency		TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),	-- ISO 4217
	rate_per		TEXT NOT NULL DEFAULT 'minute' CHECK (rate_per IN ('minute', 'second')),	-- what rates are quoted per
	decimals		INTEGER NOT NULL DEFAULT 6 CHECK (decimals BETWEEN 0 AND 8),	-- digits of a price
	rounding		TEXT NOT NULL DEFAULT 'half_up' CHECK (rounding IN ('half_up', 'half_even', 'up', 'down')),	-- rounding of a price
	block_rounding		TEXT NOT NULL DEFAULT 'rest' CHECK (block_rounding IN ('rest', 'total')),	-- what the blocks count
	prepaid			INTEGER NOT NULL DEFAULT 0 CHECK (prepaid IN (0, 1)),	-- prepaid
	interval_unit		TEXT NOT NULL DEFAULT 'month' CHECK (interval_unit IN ('day', 'week', 'month')),	-- unit of the billing interval
	interval_count		INTEGER NOT NULL DEFAULT 1 CHECK (interval_count BETWEEN 1 AND 1000),	-- units an interval has
	interval_charge_e8	INTEGER NOT NULL DEFAULT 0,	-- interval fee
	interval_free_time	INTEGER NOT NULL DEFAULT 0 CHECK (interval_free_time BETWEEN 0 AND 100000000),	-- free seconds an interval
	interval_free_cash_e8	INTEGER NOT NULL DEFAULT 0,	-- free cash an interval
	ignore_domain		INTEGER NOT NULL DEFAULT 0 CHECK (ignore_domain IN (0, 1)),	-- match users without domain only
	internal		TEXT NOT NULL DEFAULT 'free' CHECK (internal IN ('free', 'fee')),	-- calls inside one customer
	split_bands		INTEGER NOT NULL DEFAULT 0 CHECK (split_bands IN (0, 1)),	-- list a call by band
	grace_seconds		INTEGER NOT NULL DEFAULT 0 CHECK (grace_seconds BETWEEN 0 AND 86400),	-- shorter calls cost nothing
	max_call_charge_e8	INTEGER,	-- most a call costs
	fraud_interval_limit_e8	INTEGER,	-- limit a month
	fraud_interval_lock	INTEGER CHECK (fraud_interval_lock BETWEEN 0 AND 5),	-- lock level when reached
	fraud_interval_notify	TEXT CHECK (fraud_interval_notify <> ''),	-- addresses told
	fraud_daily_limit_e8	INTEGER,	-- limit a day
	fraud_daily_lock	INTEGER CHECK (fraud_daily_lock BETWEEN 0 AND 5),	-- lock level when reached
	fraud_daily_notify	TEXT CHECK (fraud_daily_notify <> ''),	-- addresses told
	fraud_use_reseller_rates	INTEGER NOT NULL DEFAULT 0 CHECK (fraud_use_reseller_rates IN (0, 1)),	-- limits look at wholesale
	status			TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('pending', 'active', 'locked', 'terminated')),	-- status
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (handle)
) STRICT, WITHOUT ROWID;

-- Clock times with prices of their own.
CREATE TABLE bands (
	profile			TEXT NOT NULL CHECK (profile <> '')	-- price list
		REFERENCES profiles DEFERRABLE INITIALLY DEFERRED,
	band			TEXT NOT NULL CHECK (band <> ''),	-- name
	days			TEXT NOT NULL CHECK (days <> ''),	-- mon-fri, sat,sun, 2026-12-25, holidays:CALENDAR, daily
	from_s			INTEGER NOT NULL CHECK (from_s BETWEEN 0 AND 86400),	-- start of the window
	to_s			INTEGER NOT NULL CHECK (to_s BETWEEN 0 AND 86400),	-- end, exclusive
	priority		INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN -1000 AND 1000),	-- the higher wins
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (from_s < to_s),
	PRIMARY KEY (profile, band, days, from_s)
) STRICT, WITHOUT ROWID;

-- Name under which destinations are summed.
CREATE TABLE zones (
	profile			TEXT NOT NULL CHECK (profile <> '')	-- price list
		REFERENCES profiles DEFERRABLE INITIALLY DEFERRED,
	zone			TEXT NOT NULL CHECK (zone <> ''),	-- name
	detail			TEXT NOT NULL DEFAULT '',	-- detail
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (profile, zone, detail)
) STRICT, WITHOUT ROWID;

-- The price of calls that match it.
-- The words of "match" are compared one by one: for IN with more than two
-- constants SQLite makes a table of its own for every row, a quarter of a load.
CREATE TABLE fees (
	profile			TEXT NOT NULL CHECK (profile <> '')	-- price list
		REFERENCES profiles DEFERRABLE INITIALLY DEFERRED,
	direction		TEXT NOT NULL DEFAULT 'out' CHECK (direction IN ('out', 'in')),	-- out or in
	type			TEXT NOT NULL DEFAULT 'call' CHECK (type IN ('call', 'sms')),	-- call or sms
	"match"			TEXT NOT NULL DEFAULT 'prefix' CHECK ("match" = 'prefix' OR "match" = 'exact' OR "match" = 'regex_longest_pattern' OR "match" = 'regex_longest_match' OR "match" = 'lnp'),	-- how source and destination match
	source			TEXT NOT NULL DEFAULT '',	-- calling side
	destination		TEXT NOT NULL CHECK (destination <> ''),	-- called side
	zone			TEXT NOT NULL CHECK (zone <> ''),	-- zone
	zone_detail		TEXT CHECK (zone_detail <> ''),	-- detail of the zone
	band			TEXT NOT NULL DEFAULT 'peak',	-- band
	connect_fee_e12		INTEGER NOT NULL DEFAULT 0,	-- once a call
	init_interval		INTEGER NOT NULL DEFAULT 1 CHECK (init_interval BETWEEN 1 AND 8640000),	-- seconds of the first block
	init_rate_e12		INTEGER NOT NULL DEFAULT 0,	-- rate of the first block
	follow_interval		INTEGER NOT NULL DEFAULT 1 CHECK (follow_interval BETWEEN 1 AND 8640000),	-- seconds of later blocks
	follow_rate_e12		INTEGER NOT NULL DEFAULT 0,	-- rate of later blocks
	from_second		INTEGER NOT NULL DEFAULT 0 CHECK (from_second BETWEEN 0 AND 8640000),	-- follow block and rate hold from this second on
	extra_second		INTEGER CHECK (extra_second BETWEEN 0 AND 8640000),	-- when the extra rate falls due
	extra_rate_e12		INTEGER NOT NULL DEFAULT 0,	-- once, at extra_second
	use_free_time		INTEGER NOT NULL DEFAULT 0 CHECK (use_free_time IN (0, 1)),	-- draws on free time
	valid_from_us		INTEGER NOT NULL DEFAULT (-9223372036854775808),	-- start
	valid_to_us		INTEGER,	-- end, exclusive
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (valid_to_us > valid_from_us),
	PRIMARY KEY (profile, direction, type, "match", source, destination, band, from_second, valid_from_us)
) STRICT, WITHOUT ROWID;

-- Numbers that another provider serves.
CREATE TABLE number_portability (
	number			TEXT NOT NULL CHECK (number <> ''),	-- number
	provider		TEXT NOT NULL CHECK (provider <> ''),	-- provider it was ported to
	number_type		TEXT CHECK (number_type <> ''),	-- kind of number
	valid_from_us		INTEGER NOT NULL DEFAULT (-9223372036854775808),	-- start
	valid_to_us		INTEGER,	-- end, exclusive
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (valid_to_us > valid_from_us),
	PRIMARY KEY (number, provider, valid_from_us)
) STRICT, WITHOUT ROWID;

-- Intervals and balance of prepaid customers.
CREATE TABLE packages (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	reseller		TEXT CHECK (reseller <> '')	-- owner
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	description		TEXT CHECK (description <> ''),	-- text
	initial_balance_e8	INTEGER NOT NULL DEFAULT 0,	-- cash at activation
	service_charge_e8	INTEGER NOT NULL DEFAULT 0,	-- taken off each top-up
	start_mode		TEXT NOT NULL DEFAULT '1st' CHECK (start_mode IN ('1st', 'create', 'topup', 'topup_interval')),	-- when intervals start
	interval_unit		TEXT NOT NULL DEFAULT 'month' CHECK (interval_unit IN ('minute', 'hour', 'day', 'week', 'month')),	-- unit
	interval_count		INTEGER NOT NULL DEFAULT 1 CHECK (interval_count BETWEEN 1 AND 100000),	-- units an interval has
	carry_over		TEXT NOT NULL DEFAULT 'carry_over' CHECK (carry_over IN ('carry_over', 'carry_over_timely', 'discard')),	-- what happens to cash left
	timely_unit		TEXT CHECK (timely_unit IN ('minute', 'hour', 'day', 'week', 'month')),	-- unit of the timely window
	timely_count		INTEGER CHECK (timely_count BETWEEN 1 AND 100000),	-- length of the timely window
	notopup_discard		INTEGER CHECK (notopup_discard BETWEEN 1 AND 100000),	-- intervals without top-up until cash expires
	underrun_lock_threshold_e8	INTEGER,	-- below: lock
	underrun_lock_level	INTEGER CHECK (underrun_lock_level BETWEEN 0 AND 5),	-- lock level then
	underrun_profile_threshold_e8	INTEGER,	-- below: underrun profiles
	topup_lock_level	INTEGER CHECK (topup_lock_level BETWEEN 0 AND 5),	-- lock level after a top-up
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- Profiles a package brings.
CREATE TABLE package_profiles (
	package			TEXT NOT NULL CHECK (package <> '')	-- package
		REFERENCES packages DEFERRABLE INITIALLY DEFERRED,
	role			TEXT NOT NULL CHECK (role IN ('initial', 'underrun', 'topup')),	-- when
	profile			TEXT NOT NULL CHECK (profile <> '')	-- price list
		REFERENCES profiles DEFERRABLE INITIALLY DEFERRED,
	network			TEXT NOT NULL DEFAULT '',	-- only from this network
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (package, role, profile, network)
) STRICT, WITHOUT ROWID;

-- Invoice templates.
CREATE TABLE templates (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	reseller		TEXT CHECK (reseller <> '')	-- owner
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	category		TEXT NOT NULL CHECK (category IN ('customer', 'reseller', 'peer', 'did', 'margin')),	-- kind of document
	direction		TEXT NOT NULL DEFAULT 'in_out' CHECK (direction IN ('out', 'in', 'in_out')),	-- calls it lists
	file			TEXT NOT NULL CHECK (file <> ''),	-- file
	language		TEXT CHECK (language <> ''),	-- language
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- Mail templates.
CREATE TABLE mail_templates (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	reseller		TEXT CHECK (reseller <> '')	-- owner
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	subject			TEXT NOT NULL CHECK (subject <> ''),	-- subject
	text_file		TEXT NOT NULL CHECK (text_file <> ''),	-- plain text
	html_file		TEXT CHECK (html_file <> ''),	-- HTML
	language		TEXT CHECK (language <> ''),	-- language
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- Number series of documents.
CREATE TABLE series (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	issuer			TEXT CHECK (issuer <> '')	-- reseller; empty: the operator
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	kind			TEXT CHECK (kind IN ('invoice', 'credit_note', 'statement', 'margin')),	-- kind of document; empty: all with none of their own
	pattern			TEXT NOT NULL CHECK (pattern <> ''),	-- INV{yyyy}-{seq:6}
	next			INTEGER NOT NULL DEFAULT 1 CHECK (next BETWEEN 1 AND 999999999999),	-- first number
	reset			TEXT NOT NULL DEFAULT 'never' CHECK (reset IN ('never', 'yearly')),	-- starts again
	range_end		INTEGER CHECK (range_end BETWEEN 1 AND 999999999999),	-- last number
	warn_at			INTEGER CHECK (warn_at BETWEEN 1 AND 999999999999),	-- warn from this number on
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- Tax rates by country.
CREATE TABLE vat_rates (
	country			TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),	-- ISO 3166-1 alpha-2
	category		TEXT NOT NULL CHECK (category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),	-- tax category
	rate_e4			INTEGER NOT NULL,	-- percent
	valid_from_day		INTEGER NOT NULL,	-- first day
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (country, category, valid_from_day)
) STRICT, WITHOUT ROWID;

-- A contract that gets invoices.
CREATE TABLE customers (
	ref			TEXT NOT NULL CHECK (ref <> ''),	-- key, unique over contracts and customers
	contact			TEXT NOT NULL CHECK (contact <> '')	-- its contact; decides whose customer it is
		REFERENCES contacts DEFERRABLE INITIALLY DEFERRED,
	kind			TEXT NOT NULL CHECK (kind IN ('residential', 'soho', 'business', 'trunking', 'mobile', 'calling_card')),	-- kind of customer
	status			TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('pending', 'active', 'locked', 'terminated')),	-- status
	activated_us		INTEGER,	-- first instant of service
	terminated_us		INTEGER,	-- end of service
	external_ref		TEXT CHECK (external_ref <> ''),	-- key in another system
	max_subscribers		INTEGER CHECK (max_subscribers BETWEEN 0 AND 1000000000),	-- most active subscribers
	vat_category		TEXT CHECK (vat_category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),	-- tax category (EN 16931)
	vat_rate_e4		INTEGER,	-- tax rate in percent; empty: vat_rates
	prices_include_vat	INTEGER NOT NULL DEFAULT 0 CHECK (prices_include_vat IN (0, 1)),	-- prices are gross
	invoice_template	TEXT CHECK (invoice_template <> '')	-- template of its invoices
		REFERENCES templates DEFERRABLE INITIALLY DEFERRED,
	did_template		TEXT CHECK (did_template <> '')	-- template of its statement of incoming calls
		REFERENCES templates DEFERRABLE INITIALLY DEFERRED,
	mail_template		TEXT CHECK (mail_template <> '')	-- template of its mails
		REFERENCES mail_templates DEFERRABLE INITIALLY DEFERRED,
	itemised		TEXT NOT NULL DEFAULT 'none' CHECK (itemised IN ('none', 'full', 'masked')),	-- list calls on the invoice
	send_invoice		INTEGER NOT NULL DEFAULT 1 CHECK (send_invoice IN (0, 1)),	-- mail its documents
	language		TEXT CHECK (language <> ''),	-- language of its documents
	timezone		TEXT CHECK (timezone <> ''),	-- IANA zone
	payment_terms_days	INTEGER CHECK (payment_terms_days BETWEEN 0 AND 3650),	-- days until due
	payment_means		TEXT CHECK (payment_means IN ('transfer', 'direct_debit')),	-- how it is paid
	mandate_ref		TEXT CHECK (mandate_ref <> ''),	-- SEPA mandate
	buyer_reference		TEXT CHECK (buyer_reference <> ''),	-- reference the buyer asks for (Leitweg-ID)
	package			TEXT CHECK (package <> '')	-- package of intervals and balance
		REFERENCES packages DEFERRABLE INITIALLY DEFERRED,
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (terminated_us >= activated_us),
	PRIMARY KEY (ref)
) STRICT, WITHOUT ROWID;

-- A SIP line or trunk under one customer.
CREATE TABLE subscribers (
	ref			TEXT NOT NULL UNIQUE CHECK (ref <> ''),	-- key other entities use; empty: username@domain
	customer		TEXT NOT NULL CHECK (customer <> '')	-- owner
		REFERENCES customers DEFERRABLE INITIALLY DEFERRED,
	username		TEXT NOT NULL CHECK (username <> ''),	-- SIP user
	domain			TEXT NOT NULL CHECK (domain <> '')	-- SIP domain
		REFERENCES domains DEFERRABLE INITIALLY DEFERRED,
	type			TEXT NOT NULL DEFAULT 'regular' CHECK (type IN ('regular', 'pilot', 'extension', 'group', 'trunk')),	-- type
	number			TEXT CHECK (number <> ''),	-- primary number
	pilot			TEXT CHECK (pilot <> '')	-- pilot of an extension
		REFERENCES subscribers (ref) DEFERRABLE INITIALLY DEFERRED,
	status			TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('pending', 'active', 'locked', 'terminated')),	-- status
	activated_us		INTEGER,	-- first instant of service
	terminated_us		INTEGER,	-- end of service
	external_ref		TEXT CHECK (external_ref <> ''),	-- key in another system
	contact			TEXT CHECK (contact <> '')	-- who uses it
		REFERENCES contacts DEFERRABLE INITIALLY DEFERRED,
	timezone		TEXT CHECK (timezone <> ''),	-- IANA zone of its bands
	lock_level		INTEGER CHECK (lock_level BETWEEN 0 AND 5),	-- lock set by hand
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (terminated_us >= activated_us),
	PRIMARY KEY (username, domain)
) STRICT, WITHOUT ROWID;

-- A further number, or number range, of a subscriber.
CREATE TABLE aliases (
	number			TEXT NOT NULL CHECK (number <> ''),	-- number, or range ending in *
	subscriber		TEXT NOT NULL CHECK (subscriber <> '')	-- whose
		REFERENCES subscribers (ref) DEFERRABLE INITIALLY DEFERRED,
	valid_from_us		INTEGER NOT NULL DEFAULT (-9223372036854775808),	-- start
	valid_to_us		INTEGER,	-- end, exclusive
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (valid_to_us > valid_from_us),
	PRIMARY KEY (number, valid_from_us)
) STRICT, WITHOUT ROWID;

-- An address that identifies a subscriber.
CREATE TABLE trusted_sources (
	subscriber		TEXT NOT NULL CHECK (subscriber <> '')	-- whom
		REFERENCES subscribers (ref) DEFERRABLE INITIALLY DEFERRED,
	source			TEXT NOT NULL CHECK (source <> ''),	-- address block
	from_pattern		TEXT NOT NULL DEFAULT '',	-- pattern on the FROM
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (subscriber, source, from_pattern)
) STRICT, WITHOUT ROWID;

-- Which profile a contract has when.
CREATE TABLE profile_schedule (
	contract		TEXT NOT NULL CHECK (contract <> '')	-- contract or customer
		REFERENCES contract_refs DEFERRABLE INITIALLY DEFERRED,
	profile			TEXT NOT NULL CHECK (profile <> '')	-- price list
		REFERENCES profiles DEFERRABLE INITIALLY DEFERRED,
	network			TEXT NOT NULL DEFAULT '',	-- only for calls from this network
	valid_from_us		INTEGER NOT NULL DEFAULT (-9223372036854775808),	-- start
	valid_to_us		INTEGER,	-- end, exclusive
	seq			INTEGER NOT NULL DEFAULT 0 CHECK (seq BETWEEN 0 AND 1000000),	-- order of entries that start together
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (valid_to_us > valid_from_us),
	PRIMARY KEY (contract, network, valid_from_us, seq)
) STRICT, WITHOUT ROWID;

-- When a group is active.
CREATE TABLE time_sets (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	days			TEXT NOT NULL CHECK (days <> ''),	-- days as in bands
	from_s			INTEGER NOT NULL CHECK (from_s BETWEEN 0 AND 86400),	-- start
	to_s			INTEGER NOT NULL CHECK (to_s BETWEEN 0 AND 86400),	-- end, exclusive
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (from_s < to_s),
	PRIMARY KEY (name, days, from_s, to_s)
) STRICT, WITHOUT ROWID;

-- An interconnection partner.
CREATE TABLE peering_groups (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	contract		TEXT NOT NULL CHECK (contract <> '')	-- contract of kind peering
		REFERENCES contracts DEFERRABLE INITIALLY DEFERRED,
	priority		INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),	-- 1 first
	description		TEXT CHECK (description <> ''),	-- text
	time_set		TEXT CHECK (time_set <> ''),	-- when it is active
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- Servers of a group.
CREATE TABLE peering_servers (
	"group"			TEXT NOT NULL CHECK ("group" <> '')	-- group
		REFERENCES peering_groups DEFERRABLE INITIALLY DEFERRED,
	name			TEXT NOT NULL CHECK (name <> ''),	-- key in the group
	ip			TEXT CHECK (ip <> ''),	-- address
	host			TEXT CHECK (host <> ''),	-- host name
	port			INTEGER NOT NULL DEFAULT 5060 CHECK (port BETWEEN 1 AND 65535),	-- port
	transport		TEXT NOT NULL DEFAULT 'udp' CHECK (transport IN ('udp', 'tcp', 'tls')),	-- transport
	weight			INTEGER NOT NULL DEFAULT 1 CHECK (weight BETWEEN 0 AND 127),	-- share
	enabled			INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),	-- in use
	probe			INTEGER NOT NULL DEFAULT 0 CHECK (probe IN (0, 1)),	-- probed
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY ("group", name)
) STRICT, WITHOUT ROWID;

-- What may go out to a group.
CREATE TABLE outbound_rules (
	"group"			TEXT NOT NULL CHECK ("group" <> '')	-- group
		REFERENCES peering_groups DEFERRABLE INITIALLY DEFERRED,
	callee_prefix		TEXT NOT NULL DEFAULT '',	-- prefix of the called number
	callee_pattern		TEXT NOT NULL DEFAULT '',	-- pattern on the called side
	caller_pattern		TEXT NOT NULL DEFAULT '',	-- pattern on the calling side
	enabled			INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),	-- in use
	stopper			INTEGER NOT NULL DEFAULT 0 CHECK (stopper IN (0, 1)),	-- ends the list
	description		TEXT CHECK (description <> ''),	-- text
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY ("group", callee_prefix, callee_pattern, caller_pattern)
) STRICT, WITHOUT ROWID;

-- What a group may send.
CREATE TABLE inbound_rules (
	"group"			TEXT NOT NULL CHECK ("group" <> '')	-- group
		REFERENCES peering_groups DEFERRABLE INITIALLY DEFERRED,
	priority		INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 1000000),	-- order
	field			TEXT NOT NULL DEFAULT 'from_uri' CHECK (field IN ('from_user', 'from_domain', 'from_uri', 'ruri_user', 'ruri_domain', 'ruri_uri', 'pai_uri')),	-- what is looked at
	pattern			TEXT NOT NULL DEFAULT '',	-- pattern
	reject_code		INTEGER CHECK (reject_code BETWEEN 300 AND 699),	-- refuse with
	reject_reason		TEXT CHECK (reject_reason <> ''),	-- text of the refusal
	enabled			INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),	-- in use
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY ("group", priority, field, pattern)
) STRICT, WITHOUT ROWID;

-- Prepaid codes.
CREATE TABLE vouchers (
	code			TEXT NOT NULL CHECK (code GLOB 'sha256:*' AND length(code) = 71),	-- the code, stored hashed
	reseller		TEXT CHECK (reseller <> '')	-- owner
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	amount_e8		INTEGER NOT NULL,	-- value
	currency		TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),	-- ISO 4217
	valid_until_us		INTEGER NOT NULL,	-- last instant
	customer		TEXT CHECK (customer <> '')	-- reserved for
		REFERENCES customers DEFERRABLE INITIALLY DEFERRED,
	package			TEXT CHECK (package <> '')	-- brings this package
		REFERENCES packages DEFERRABLE INITIALLY DEFERRED,
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

-- Cash booked by or for a customer.
CREATE TABLE topups (
	ref			TEXT NOT NULL CHECK (ref <> ''),	-- key
	customer		TEXT NOT NULL CHECK (customer <> '')	-- who
		REFERENCES customers DEFERRABLE INITIALLY DEFERRED,
	time_us			INTEGER NOT NULL,	-- when
	amount_e8		INTEGER,	-- amount, or a voucher
	voucher			TEXT CHECK (voucher GLOB 'sha256:*' AND length(voucher) = 71)	-- voucher code
		REFERENCES vouchers DEFERRABLE INITIALLY DEFERRED,
	package			TEXT CHECK (package <> '')	-- package it brings
		REFERENCES packages DEFERRABLE INITIALLY DEFERRED,
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK ((amount_e8 IS NULL) <> (voucher IS NULL)),
	PRIMARY KEY (ref)
) STRICT, WITHOUT ROWID;

-- Balances another system computed.
CREATE TABLE opening_balances (
	contract		TEXT NOT NULL CHECK (contract <> '')	-- whose
		REFERENCES contract_refs DEFERRABLE INITIALLY DEFERRED,
	from_us			INTEGER NOT NULL,	-- start
	until_us		INTEGER,	-- end; empty: open
	cash_e8			INTEGER NOT NULL DEFAULT 0,	-- cash
	debit_e8		INTEGER NOT NULL DEFAULT 0,	-- charged so far
	free_s			INTEGER NOT NULL DEFAULT 0 CHECK (free_s BETWEEN 0 AND 100000000),	-- free seconds left
	free_used_s		INTEGER NOT NULL DEFAULT 0 CHECK (free_used_s BETWEEN 0 AND 100000000),	-- free seconds used
	topups			INTEGER NOT NULL DEFAULT 0 CHECK (topups BETWEEN 0 AND 1000000),	-- top-ups
	timely_topups		INTEGER NOT NULL DEFAULT 0 CHECK (timely_topups BETWEEN 0 AND 1000000),	-- timely top-ups
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	CHECK (until_us > from_us),
	PRIMARY KEY (contract, from_us)
) STRICT, WITHOUT ROWID;

-- Payments received.
CREATE TABLE payments (
	ref			TEXT NOT NULL CHECK (ref <> ''),	-- key
	contract		TEXT NOT NULL CHECK (contract <> '')	-- who paid
		REFERENCES contract_refs DEFERRABLE INITIALLY DEFERRED,
	date_day		INTEGER NOT NULL,	-- day
	amount_e8		INTEGER NOT NULL,	-- amount
	currency		TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),	-- ISO 4217
	document		TEXT CHECK (document <> ''),	-- number of the document paid
	note			TEXT CHECK (note <> ''),	-- text
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (ref)
) STRICT, WITHOUT ROWID;

-- One-off and recurring fees and credits.
CREATE TABLE items (
	ref			TEXT NOT NULL CHECK (ref <> ''),	-- key
	contract		TEXT NOT NULL CHECK (contract <> '')	-- who pays
		REFERENCES contract_refs DEFERRABLE INITIALLY DEFERRED,
	date_day		INTEGER NOT NULL,	-- day it falls due
	description		TEXT NOT NULL CHECK (description <> ''),	-- text on the document
	quantity_e6		INTEGER NOT NULL DEFAULT 1000000,	-- quantity
	unit_price_e8		INTEGER NOT NULL,	-- price of one
	currency		TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),	-- ISO 4217
	vat_category		TEXT CHECK (vat_category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),	-- tax category; empty: the contract's
	vat_rate_e4		INTEGER,	-- tax rate; empty: the contract's
	recurring		TEXT NOT NULL DEFAULT 'no' CHECK (recurring IN ('no', 'interval')),	-- once, or each interval
	until_day		INTEGER,	-- last day of a recurring item
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (ref)
) STRICT, WITHOUT ROWID;

-- ref is unique over contracts and customers together.
CREATE TRIGGER contracts_ref BEFORE INSERT ON contracts
WHEN EXISTS (SELECT 1 FROM contract_refs WHERE ref = NEW.ref)
BEGIN
	SELECT RAISE(ABORT, 'ref is taken by another contract or customer');
END;
CREATE TRIGGER customers_ref BEFORE INSERT ON customers
WHEN EXISTS (SELECT 1 FROM contract_refs WHERE ref = NEW.ref)
BEGIN
	SELECT RAISE(ABORT, 'ref is taken by another contract or customer');
END;
CREATE TRIGGER contracts_ref_added AFTER INSERT ON contracts
BEGIN
	INSERT INTO contract_refs VALUES (NEW.ref, 'contract');
END;
CREATE TRIGGER customers_ref_added AFTER INSERT ON customers
BEGIN
	INSERT INTO contract_refs VALUES (NEW.ref, 'customer');
END;
CREATE TRIGGER contracts_ref_removed AFTER DELETE ON contracts
BEGIN
	DELETE FROM contract_refs WHERE ref = OLD.ref;
END;
CREATE TRIGGER customers_ref_removed AFTER DELETE ON customers
BEGIN
	DELETE FROM contract_refs WHERE ref = OLD.ref;
END;

-- For the way from a parent to its children.
CREATE INDEX contacts_reseller ON contacts (reseller);
CREATE INDEX contracts_contact ON contracts (contact);
CREATE INDEX resellers_contract ON resellers (contract);
CREATE INDEX customers_contact ON customers (contact);
CREATE INDEX customers_package ON customers (package);
CREATE INDEX subscribers_customer ON subscribers (customer);
CREATE INDEX subscribers_domain ON subscribers (domain);
CREATE INDEX subscribers_pilot ON subscribers (pilot);
CREATE INDEX subscribers_contact ON subscribers (contact);
CREATE INDEX subscribers_number ON subscribers (number);
CREATE INDEX aliases_subscriber ON aliases (subscriber);
CREATE INDEX profile_schedule_profile ON profile_schedule (profile);
CREATE INDEX items_contract ON items (contract);
CREATE INDEX payments_contract ON payments (contract);
CREATE INDEX topups_customer ON topups (customer, time_us);
CREATE INDEX topups_voucher ON topups (voucher);
CREATE INDEX vouchers_customer ON vouchers (customer);
