-- The book, step 16: what a correction gave back to a balance, or took from it.
--
-- Intervals of balances that closing froze stand (step 9).  When toll-correct
-- bills calls again that bought cash paid for, the difference is an entry here:
-- an event of the contract's balance at its instant, as a top-up is one
-- (toll-balance(7), "Corrections").  Written by the closing of the correction,
-- never changed.

CREATE TABLE balance_correction (
	contract	TEXT NOT NULL,		-- ref
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	at_us		INTEGER NOT NULL,	-- not before the end of what is frozen
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
			-- the new one, or the credit note if there is none
	currency	TEXT NOT NULL,
	amount_e8	INTEGER NOT NULL,	-- of cash: > 0 given back, < 0 taken
	returned_e8	INTEGER NOT NULL,	-- what the credit notes give back
	paid_e8		INTEGER NOT NULL,	-- what bought cash pays of the new documents
	limit_e8	INTEGER,		-- no more than that was there to pay; NULL: enough was
	PRIMARY KEY (contract, closing)
) STRICT, WITHOUT ROWID;
CREATE INDEX balance_correction_closing ON balance_correction (closing);

CREATE TRIGGER balance_correction_frozen BEFORE INSERT ON balance_correction
WHEN NEW.at_us < (SELECT max(until_us) FROM frozen_balance
	WHERE contract = NEW.contract)
BEGIN SELECT RAISE(ABORT, 'the interval of the entry is frozen'); END;
CREATE TRIGGER balance_correction_sealed BEFORE INSERT ON balance_correction
WHEN EXISTS (SELECT 1 FROM closing WHERE number = NEW.closing)
BEGIN SELECT RAISE(ABORT, 'the closing is written'); END;
CREATE TRIGGER balance_correction_never_updated BEFORE UPDATE ON balance_correction
BEGIN SELECT RAISE(ABORT, 'a correction of a balance is never changed'); END;
CREATE TRIGGER balance_correction_never_deleted BEFORE DELETE ON balance_correction
BEGIN SELECT RAISE(ABORT, 'a correction of a balance is never deleted'); END;

-- A credit note gives back to the balance what it paid, whole, or nothing: then
-- the customer is to have it in money.
CREATE TRIGGER document_credit_paid BEFORE INSERT ON document
WHEN NEW.corrects IS NOT NULL AND NEW.paid_minor <> 0
	AND NEW.paid_minor <> (SELECT -paid_minor FROM document WHERE id = NEW.corrects)
BEGIN
	SELECT RAISE(ABORT, 'a credit note gives back what the balance paid, or nothing');
END;
