-- The book, step 11: free cash apart from cash that was bought.
--
-- Free cash lowers what a document charges for; cash that was bought pays it.
-- Rows from before have 0: what cash paid was all taken off the lines.

ALTER TABLE document_usage ADD COLUMN
	bought_e8	INTEGER NOT NULL DEFAULT 0;	-- of cash_e8, what was not free cash

ALTER TABLE frozen_balance ADD COLUMN
	free_cash_used_e8 INTEGER NOT NULL DEFAULT 0;	-- of free_cash_e8, by its calls

CREATE TABLE document_allowance (	-- what a document shows of the balance
	document	INTEGER PRIMARY KEY REFERENCES document
			DEFERRABLE INITIALLY DEFERRED,
	name		TEXT NOT NULL,		-- of the profile whose allowances they are
	free_used_s	INTEGER NOT NULL CHECK (free_used_s >= 0),
	free_left_s	INTEGER NOT NULL CHECK (free_left_s >= 0),
	cash_used_e8	INTEGER NOT NULL CHECK (cash_used_e8 >= 0),	-- free cash
	cash_left_e8	INTEGER NOT NULL CHECK (cash_left_e8 >= 0),
	balance_e8	INTEGER NOT NULL	-- other cash left
) STRICT;

CREATE TRIGGER document_allowance_before BEFORE INSERT ON document_allowance
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;

CREATE TRIGGER document_allowance_no_update BEFORE UPDATE ON document_allowance
BEGIN
	SELECT RAISE(ABORT, 'document_allowance is never changed');
END;

CREATE TRIGGER document_allowance_no_delete BEFORE DELETE ON document_allowance
BEGIN
	SELECT RAISE(ABORT, 'document_allowance is never changed');
END;
