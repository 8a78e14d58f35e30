-- The book, step 9: balances that closing froze.
--
-- Rows of balance_part of a charges file (data/schema/charges.sql), an interval
-- each, as they stood when toll-close billed it; what later intervals are worked
-- out from.  Never changed.  The columns of a key come first: with others before
-- them PRAGMA integrity_check of SQLite 3.40 reported NULLs that were not there.

CREATE TABLE frozen_balance (
	contract	TEXT NOT NULL,		-- ref
	from_us		INTEGER NOT NULL,	-- the interval
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	until_us	INTEGER NOT NULL,
	opening_cash_e8	INTEGER NOT NULL,
	cash_e8		INTEGER NOT NULL,	-- left
	debit_e8	INTEGER NOT NULL,	-- charged, however it was paid
	free_cash_e8	INTEGER NOT NULL,	-- free cash of the interval, in proportion
	added_e8	INTEGER NOT NULL,
	opening_free_s	INTEGER NOT NULL,
	free_s		INTEGER NOT NULL,	-- left
	topups		INTEGER NOT NULL,
	timely_topups	INTEGER NOT NULL,
	underruns	INTEGER NOT NULL,
	profile		TEXT NOT NULL,
	currency	TEXT NOT NULL,
	package		TEXT NOT NULL,
	cause		TEXT NOT NULL,
	carries		INTEGER NOT NULL,
	topup		INTEGER NOT NULL,
	anchor_us	INTEGER NOT NULL,
	unit		TEXT NOT NULL,
	count		INTEGER NOT NULL,
	step		INTEGER NOT NULL,
	expire_us	INTEGER,
	PRIMARY KEY (contract, from_us),
	CHECK (until_us > from_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE frozen_balance_entry (	-- profiles that packages scheduled in them
	contract	TEXT NOT NULL,
	row_from_us	INTEGER NOT NULL,
	entry		INTEGER NOT NULL,
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	from_us		INTEGER NOT NULL,
	profile		TEXT NOT NULL,
	network		TEXT NOT NULL,
	package		TEXT NOT NULL,
	role		TEXT NOT NULL,
	PRIMARY KEY (contract, row_from_us, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE frozen_balance_lock (	-- lock levels that followed from them
	contract	TEXT NOT NULL,
	row_from_us	INTEGER NOT NULL,
	lock		INTEGER NOT NULL,
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	at_us		INTEGER NOT NULL,
	level		INTEGER NOT NULL,
	role		TEXT NOT NULL,
	PRIMARY KEY (contract, row_from_us, lock)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER frozen_balance_never_updated BEFORE UPDATE ON frozen_balance
BEGIN SELECT RAISE(ABORT, 'a frozen balance is never changed'); END;
CREATE TRIGGER frozen_balance_never_deleted BEFORE DELETE ON frozen_balance
BEGIN SELECT RAISE(ABORT, 'a frozen balance is never deleted'); END;
CREATE TRIGGER frozen_balance_entry_never_updated BEFORE UPDATE ON frozen_balance_entry
BEGIN SELECT RAISE(ABORT, 'a frozen balance is never changed'); END;
CREATE TRIGGER frozen_balance_entry_never_deleted BEFORE DELETE ON frozen_balance_entry
BEGIN SELECT RAISE(ABORT, 'a frozen balance is never deleted'); END;
CREATE TRIGGER frozen_balance_lock_never_updated BEFORE UPDATE ON frozen_balance_lock
BEGIN SELECT RAISE(ABORT, 'a frozen balance is never changed'); END;
CREATE TRIGGER frozen_balance_lock_never_deleted BEFORE DELETE ON frozen_balance_lock
BEGIN SELECT RAISE(ABORT, 'a frozen balance is never deleted'); END;
