-- Documents: what was billed, to whom, and from which charges.
--
-- Written by toll-close in one transaction a run, never changed afterwards:
-- corrections are new documents.  The triggers at the end see to it.  The row
-- in document is written last, after its parties, lines, taxes, subscribers and
-- usage: once it is there nothing can be added, and its totals are those of its
-- lines or it is refused.  Money in
-- minor units of the document's currency is _minor, exact money 10^-8 is _e8,
-- percentages 10^-4 are _e4, quantities 10^-6 are _e6.  Instants (_us) are
-- INTEGER microseconds since 1970-01-01T00:00:00Z, dates are TEXT YYYY-MM-DD.
-- Empty text is ''.

CREATE TABLE closing (		-- one run of toll-close that issued something; written last
	number		INTEGER PRIMARY KEY,	-- from 1, without gaps
	until		TEXT NOT NULL CHECK (until = date(until)),	-- --until
	date		TEXT NOT NULL,		-- --date; '' today in the issuer's zone
	now_us		INTEGER NOT NULL,
	load		INTEGER NOT NULL,	-- load of master data it read
	documents	INTEGER NOT NULL CHECK (documents >= 0),
	intervals	INTEGER NOT NULL CHECK (intervals >= 0),
	left_out	INTEGER NOT NULL CHECK (left_out >= 0)	-- contracts
) STRICT;

CREATE TABLE closing_run (	-- the charges files it read
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	period		TEXT NOT NULL,		-- YYYY-MM
	run		INTEGER NOT NULL,	-- charges/PERIOD.RUN.db
	PRIMARY KEY (closing, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE closing_note (	-- what a person should have a look at
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	position	INTEGER NOT NULL,
	severity	TEXT NOT NULL CHECK (severity IN ('left_out', 'waived', 'warning')),
	contract	TEXT NOT NULL,		-- '' about no contract
	text		TEXT NOT NULL,
	PRIMARY KEY (closing, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE closing_waived (	-- what --waive let pass: it need not be waived again
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	what		TEXT NOT NULL CHECK (what IN ('unrated', 'rejects')),
	period		TEXT NOT NULL,		-- unrated: YYYY-MM; else ''
	contract	TEXT NOT NULL,		-- unrated: '' no side could be resolved
	reason		TEXT NOT NULL,		-- unrated: word of toll-unrated(1); rejects: the batch
	calls		INTEGER NOT NULL CHECK (calls > 0),	-- or rejects
	PRIMARY KEY (closing, what, period, contract, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
	id		INTEGER PRIMARY KEY,	-- in order of issue
	number		TEXT NOT NULL CHECK (number <> ''),
	series		TEXT NOT NULL,		-- name in series; @invoice, @statement, ...: the default one
	series_year	INTEGER NOT NULL CHECK (series_year >= 0),	-- 0: no yearly reset
	series_seq	INTEGER NOT NULL CHECK (series_seq >= 1),
	kind		TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'statement', 'margin')),
	category	TEXT NOT NULL CHECK (category IN ('customer', 'reseller', 'peer', 'did', 'margin')),
	issuer		TEXT NOT NULL,		-- reseller; '' the operator
	contract	TEXT NOT NULL,		-- ref of a customer or contract
	external_ref	TEXT NOT NULL,
	from_us		INTEGER NOT NULL,	-- billing interval [from, until)
	until_us	INTEGER NOT NULL,
	timezone	TEXT NOT NULL,		-- IANA zone of the contract
	period		TEXT NOT NULL,		-- the interval for people: 2026-10, 2026-10-05/2026-10-31
	revision	INTEGER NOT NULL CHECK (revision >= 1),
	corrects	INTEGER REFERENCES document,	-- credit note: of which; NULL: a total below zero
	reason		TEXT NOT NULL,		-- credit note: why
	date		TEXT NOT NULL CHECK (date = date(date)),
	due_date	TEXT NOT NULL CHECK (due_date = date(due_date)),
	currency	TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
	digits		INTEGER NOT NULL CHECK (digits BETWEEN 0 AND 4),
	net_minor	INTEGER NOT NULL,
	tax_minor	INTEGER NOT NULL,
	total_minor	INTEGER NOT NULL,
	paid_minor	INTEGER NOT NULL,	-- by a prepaid balance
	payable_minor	INTEGER NOT NULL,
	prices_include_vat INTEGER NOT NULL CHECK (prices_include_vat IN (0, 1)),
	language	TEXT NOT NULL,
	template	TEXT NOT NULL CHECK (template <> ''),
	mail_template	TEXT NOT NULL,		-- '' the default
	itemised	TEXT NOT NULL CHECK (itemised IN ('none', 'full', 'masked')),
	send		INTEGER NOT NULL CHECK (send IN (0, 1)),
	payment_terms_days INTEGER NOT NULL CHECK (payment_terms_days >= 0),
	payment_means	TEXT NOT NULL CHECK (payment_means IN ('transfer', 'direct_debit')),
	mandate_ref	TEXT NOT NULL,
	buyer_reference	TEXT NOT NULL,
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	created_us	INTEGER NOT NULL,

	UNIQUE (issuer, number),
	UNIQUE (issuer, series, series_year, series_seq),
	CHECK (until_us > from_us),
	CHECK (total_minor = net_minor + tax_minor),
	CHECK (payable_minor = total_minor - paid_minor),
	CHECK (corrects IS NULL OR kind = 'credit_note')
) STRICT;

-- One document a contract, interval, category and revision.  A peer has two:
-- the invoice of what it owes us and the statement of what we owe it.
CREATE UNIQUE INDEX document_once ON document
	(contract, from_us, category, kind, revision) WHERE corrects IS NULL;
CREATE INDEX document_contract ON document (contract, from_us);
CREATE INDEX document_number ON document (number);
CREATE INDEX document_closing ON document (closing);
CREATE INDEX document_corrects ON document (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE document_party (	-- both parties as they stood
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	role		TEXT NOT NULL CHECK (role IN ('issuer', 'recipient')),
	contact		TEXT NOT NULL,		-- ref
	email		TEXT NOT NULL,
	first_name	TEXT NOT NULL,
	last_name	TEXT NOT NULL,
	company		TEXT NOT NULL,
	street		TEXT NOT NULL,
	postcode	TEXT NOT NULL,
	city		TEXT NOT NULL,
	country		TEXT NOT NULL,
	phone		TEXT NOT NULL,
	mobile		TEXT NOT NULL,
	fax		TEXT NOT NULL,
	vat_number	TEXT NOT NULL,
	registration_number TEXT NOT NULL,
	bank_name	TEXT NOT NULL,
	iban		TEXT NOT NULL,
	bic		TEXT NOT NULL,
	tax_number	TEXT NOT NULL,
	creditor_id	TEXT NOT NULL,
	endpoint	TEXT NOT NULL,
	endpoint_scheme	TEXT NOT NULL,
	logo		TEXT NOT NULL,
	color		TEXT NOT NULL,
	PRIMARY KEY (document, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_line (
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	position	INTEGER NOT NULL CHECK (position >= 1),
	kind		TEXT NOT NULL CHECK (kind IN ('usage', 'fee', 'item', 'late')),
	direction	TEXT NOT NULL CHECK (direction IN ('out', 'in')),
	zone		TEXT NOT NULL,
	detail		TEXT NOT NULL,
	description	TEXT NOT NULL CHECK (description <> ''),
	ref		TEXT NOT NULL,		-- profile of a fee, ref of an item
	period		TEXT NOT NULL,		-- late: YYYY-MM they come from
	subscriber	TEXT NOT NULL,		-- '' not for one alone
	from_us		INTEGER NOT NULL,
	until_us	INTEGER NOT NULL,
	calls		INTEGER NOT NULL CHECK (calls >= 0),
	duration_ms	INTEGER NOT NULL CHECK (duration_ms >= 0),
	billed_s	INTEGER NOT NULL CHECK (billed_s >= 0),
	free_s		INTEGER NOT NULL CHECK (free_s >= 0),
	quantity_e6	INTEGER NOT NULL,
	unit		TEXT NOT NULL,		-- UN/ECE Rec 20
	unit_price_e8	INTEGER NOT NULL CHECK (unit_price_e8 >= 0),
	amount_e8	INTEGER NOT NULL,	-- exact: the sum of its charges
	net_minor	INTEGER NOT NULL,	-- rounded once
	gross_minor	INTEGER NOT NULL,	-- prices_include_vat; else 0
	tax_category	TEXT NOT NULL CHECK (tax_category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
	tax_rate_e4	INTEGER NOT NULL CHECK (tax_rate_e4 BETWEEN 0 AND 10000000),
	PRIMARY KEY (document, position),
	CHECK (until_us >= from_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_tax (	-- per category and rate
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	category	TEXT NOT NULL CHECK (category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
	rate_e4		INTEGER NOT NULL CHECK (rate_e4 BETWEEN 0 AND 10000000),
	position	INTEGER NOT NULL,
	taxable_minor	INTEGER NOT NULL,	-- sum of the lines' net
	tax_minor	INTEGER NOT NULL,
	text		TEXT NOT NULL,		-- legal text, in the language
	PRIMARY KEY (document, category, rate_e4),
	CHECK (category = 'S' OR (rate_e4 = 0 AND tax_minor = 0))
) STRICT, WITHOUT ROWID;

CREATE TABLE document_subscriber (	-- sums before rounding
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	ref		TEXT NOT NULL,		-- '' calls of no subscriber
	number		TEXT NOT NULL,
	calls		INTEGER NOT NULL CHECK (calls >= 0),
	duration_ms	INTEGER NOT NULL CHECK (duration_ms >= 0),
	billed_s	INTEGER NOT NULL CHECK (billed_s >= 0),
	free_s		INTEGER NOT NULL CHECK (free_s >= 0),
	amount_e8	INTEGER NOT NULL,
	PRIMARY KEY (document, ref)
) STRICT, WITHOUT ROWID;

-- The intervals of contracts that are billed: the next one begins where the
-- last one ends.  An interval in which nothing was due may have no document.
CREATE TABLE closed_interval (
	contract	TEXT NOT NULL,
	from_us		INTEGER NOT NULL,
	until_us	INTEGER NOT NULL,
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	documents	INTEGER NOT NULL CHECK (documents >= 0),
	PRIMARY KEY (contract, from_us),
	CHECK (until_us > from_us)
) STRICT, WITHOUT ROWID;

-- Which charges are billed: the charges of the contract and tier in the file
-- charges/PERIOD.RUN.db whose own column document is 0 and that start in
-- [from_us, until_us).  When toll-rate writes the period again it takes them
-- over unchanged, with their document's id in that column, or -1 where document
-- is NULL here (an interval that was closed without a document).
CREATE TABLE document_usage (
	contract	TEXT NOT NULL,
	period		TEXT NOT NULL,		-- YYYY-MM
	run		INTEGER NOT NULL,
	tier		TEXT NOT NULL CHECK (tier IN ('retail', 'wholesale', 'carrier')),
	part		TEXT NOT NULL CHECK (part IN ('all', 'earned', 'owed', 'out', 'in')),
			-- all; price < 0; price >= 0; direction out; direction in
	from_us		INTEGER NOT NULL,
	until_us	INTEGER NOT NULL,
	document	INTEGER REFERENCES document	-- NULL: closed without one
			DEFERRABLE INITIALLY DEFERRED,
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	late		INTEGER NOT NULL CHECK (late IN (0, 1)),	-- they start before its interval
	calls		INTEGER NOT NULL CHECK (calls >= 0),
	price_e8	INTEGER NOT NULL,	-- sums of those charges
	cash_e8		INTEGER NOT NULL,
	PRIMARY KEY (contract, period, run, tier, part, from_us),
	CHECK (until_us > from_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_usage_document ON document_usage (document);

CREATE TABLE document_file (	-- the pictures of a document, made once
	document	INTEGER NOT NULL REFERENCES document,
	kind		TEXT NOT NULL CHECK (kind IN ('pdf', 'xml')),
	path		TEXT NOT NULL UNIQUE,	-- below the book
	sha256		TEXT NOT NULL CHECK (length(sha256) = 64),
	PRIMARY KEY (document, kind)
) STRICT, WITHOUT ROWID;

-- No gap, no double: within a series the next number follows the last.
CREATE TRIGGER document_gapless BEFORE INSERT ON document
WHEN NEW.series_seq <> coalesce((SELECT max(series_seq) + 1 FROM document
	WHERE issuer = NEW.issuer AND series = NEW.series
	AND series_year = NEW.series_year), NEW.series_seq)
BEGIN
	SELECT RAISE(ABORT, 'document number does not follow the last of its series');
END;

CREATE TRIGGER document_totals BEFORE INSERT ON document
WHEN NEW.net_minor <> (SELECT coalesce(sum(net_minor), 0)
	FROM document_line WHERE document = NEW.id)
	OR NEW.net_minor <> (SELECT coalesce(sum(taxable_minor), 0)
	FROM document_tax WHERE document = NEW.id)
	OR NEW.tax_minor <> (SELECT coalesce(sum(tax_minor), 0)
	FROM document_tax WHERE document = NEW.id)
BEGIN
	SELECT RAISE(ABORT, 'totals of the document are not those of its lines');
END;

CREATE TRIGGER document_parties BEFORE INSERT ON document
WHEN (SELECT count(*) FROM document_party WHERE document = NEW.id) <> 2
BEGIN
	SELECT RAISE(ABORT, 'a document has an issuer and a recipient');
END;

CREATE TRIGGER document_new BEFORE INSERT ON document
WHEN NEW.id <= (SELECT coalesce(max(id), 0) FROM document)
BEGIN
	SELECT RAISE(ABORT, 'documents are numbered in order of issue');
END;

CREATE TRIGGER document_revision BEFORE INSERT ON document
WHEN NEW.revision > 1 AND NEW.corrects IS NULL AND NOT EXISTS (
	SELECT 1 FROM document AS credit
	JOIN document AS old ON old.id = credit.corrects
	WHERE old.contract = NEW.contract AND old.from_us = NEW.from_us
	AND old.category = NEW.category AND old.kind = NEW.kind
	AND old.revision = NEW.revision - 1)
BEGIN
	SELECT RAISE(ABORT, 'a new revision needs the credit note of the last');
END;

CREATE TRIGGER closing_follows BEFORE INSERT ON closing
WHEN NEW.number <> coalesce((SELECT max(number) FROM closing), 0) + 1
BEGIN
	SELECT RAISE(ABORT, 'closings are numbered without gaps');
END;

CREATE TRIGGER closed_interval_follows BEFORE INSERT ON closed_interval
WHEN NEW.from_us <> coalesce((SELECT until_us FROM closed_interval
	WHERE contract = NEW.contract ORDER BY from_us DESC LIMIT 1), NEW.from_us)
BEGIN
	SELECT RAISE(ABORT, 'intervals of a contract follow each other');
END;

CREATE TRIGGER document_party_before BEFORE INSERT ON document_party
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;

CREATE TRIGGER document_line_before BEFORE INSERT ON document_line
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;

CREATE TRIGGER document_tax_before BEFORE INSERT ON document_tax
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;

CREATE TRIGGER document_subscriber_before BEFORE INSERT ON document_subscriber
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;

CREATE TRIGGER document_usage_before BEFORE INSERT ON document_usage
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;

CREATE TRIGGER document_usage_once BEFORE INSERT ON document_usage
WHEN EXISTS (SELECT 1 FROM document_usage WHERE contract = NEW.contract
	AND period = NEW.period AND run = NEW.run AND tier = NEW.tier
	AND (part = NEW.part OR part = 'all' OR NEW.part = 'all')
	AND from_us < NEW.until_us AND NEW.from_us < until_us)
BEGIN
	SELECT RAISE(ABORT, 'these charges are billed');
END;

CREATE TRIGGER document_file_once BEFORE INSERT ON document_file
WHEN EXISTS (SELECT 1 FROM document_file
	WHERE document = NEW.document AND kind = NEW.kind)
BEGIN
	SELECT RAISE(ABORT, 'the file of a document is made once');
END;

-- Nothing here is ever changed or taken away.
CREATE TRIGGER closing_no_update BEFORE UPDATE ON closing
BEGIN
	SELECT RAISE(ABORT, 'closing is never changed');
END;

CREATE TRIGGER closing_no_delete BEFORE DELETE ON closing
BEGIN
	SELECT RAISE(ABORT, 'closing is never changed');
END;

CREATE TRIGGER closing_run_no_update BEFORE UPDATE ON closing_run
BEGIN
	SELECT RAISE(ABORT, 'closing_run is never changed');
END;

CREATE TRIGGER closing_run_no_delete BEFORE DELETE ON closing_run
BEGIN
	SELECT RAISE(ABORT, 'closing_run is never changed');
END;

CREATE TRIGGER closing_note_no_update BEFORE UPDATE ON closing_note
BEGIN
	SELECT RAISE(ABORT, 'closing_note is never changed');
END;

CREATE TRIGGER closing_note_no_delete BEFORE DELETE ON closing_note
BEGIN
	SELECT RAISE(ABORT, 'closing_note is never changed');
END;

CREATE TRIGGER document_no_update BEFORE UPDATE ON document
BEGIN
	SELECT RAISE(ABORT, 'document is never changed');
END;

CREATE TRIGGER document_no_delete BEFORE DELETE ON document
BEGIN
	SELECT RAISE(ABORT, 'document is never changed');
END;

CREATE TRIGGER document_party_no_update BEFORE UPDATE ON document_party
BEGIN
	SELECT RAISE(ABORT, 'document_party is never changed');
END;

CREATE TRIGGER document_party_no_delete BEFORE DELETE ON document_party
BEGIN
	SELECT RAISE(ABORT, 'document_party is never changed');
END;

CREATE TRIGGER document_line_no_update BEFORE UPDATE ON document_line
BEGIN
	SELECT RAISE(ABORT, 'document_line is never changed');
END;

CREATE TRIGGER document_line_no_delete BEFORE DELETE ON document_line
BEGIN
	SELECT RAISE(ABORT, 'document_line is never changed');
END;

CREATE TRIGGER document_tax_no_update BEFORE UPDATE ON document_tax
BEGIN
	SELECT RAISE(ABORT, 'document_tax is never changed');
END;

CREATE TRIGGER document_tax_no_delete BEFORE DELETE ON document_tax
BEGIN
	SELECT RAISE(ABORT, 'document_tax is never changed');
END;

CREATE TRIGGER document_subscriber_no_update BEFORE UPDATE ON document_subscriber
BEGIN
	SELECT RAISE(ABORT, 'document_subscriber is never changed');
END;

CREATE TRIGGER document_subscriber_no_delete BEFORE DELETE ON document_subscriber
BEGIN
	SELECT RAISE(ABORT, 'document_subscriber is never changed');
END;

CREATE TRIGGER closed_interval_no_update BEFORE UPDATE ON closed_interval
BEGIN
	SELECT RAISE(ABORT, 'closed_interval is never changed');
END;

CREATE TRIGGER closed_interval_no_delete BEFORE DELETE ON closed_interval
BEGIN
	SELECT RAISE(ABORT, 'closed_interval is never changed');
END;

CREATE TRIGGER document_usage_no_update BEFORE UPDATE ON document_usage
BEGIN
	SELECT RAISE(ABORT, 'document_usage is never changed');
END;

CREATE TRIGGER document_usage_no_delete BEFORE DELETE ON document_usage
BEGIN
	SELECT RAISE(ABORT, 'document_usage is never changed');
END;

CREATE TRIGGER document_file_no_update BEFORE UPDATE ON document_file
BEGIN
	SELECT RAISE(ABORT, 'document_file is never changed');
END;

CREATE TRIGGER document_file_no_delete BEFORE DELETE ON document_file
BEGIN
	SELECT RAISE(ABORT, 'document_file is never changed');
END;

CREATE TRIGGER closing_waived_no_update BEFORE UPDATE ON closing_waived
BEGIN
	SELECT RAISE(ABORT, 'closing_waived is never changed');
END;

CREATE TRIGGER closing_waived_no_delete BEFORE DELETE ON closing_waived
BEGIN
	SELECT RAISE(ABORT, 'closing_waived is never changed');
END;
