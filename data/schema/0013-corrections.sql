-- The book, step 13: corrections, and margin statements.
--
-- A credit note cancels lines of one document; each line at most once.  When all
-- of them are cancelled a new revision may take the document's place.  What is
-- not an invoice (statements of peers, margin statements) needs no credit note: a
-- new revision replaces the one before.

CREATE TABLE credit_line (	-- what each line of a credit note cancels
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	position	INTEGER NOT NULL CHECK (position >= 1),	-- of the credit note
	corrects	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	line		INTEGER NOT NULL CHECK (line >= 1),	-- position there
	PRIMARY KEY (document, position),
	UNIQUE (corrects, line)
) STRICT, WITHOUT ROWID;

-- What a document has otherwise than the one that it takes the place of, and
-- why: written by toll-correct.  Charges are added up by zone, direction, fees
-- and reason.  Without a new document the changes stand with the credit note.
CREATE TABLE document_change (
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	position	INTEGER NOT NULL CHECK (position >= 1),
	what		TEXT NOT NULL CHECK (what IN ('charges', 'line', 'total', 'field')),
	name		TEXT NOT NULL,		-- zone and detail; line; tax; field
	reason		TEXT NOT NULL CHECK (reason <> ''),
	calls		INTEGER NOT NULL CHECK (calls >= 0),
	old		TEXT NOT NULL,		-- '' there was none
	new		TEXT NOT NULL,
	old_e8		INTEGER NOT NULL,	-- money, exact; 0 where it is none
	new_e8		INTEGER NOT NULL,
	load		INTEGER NOT NULL,	-- of the master data that is new; 0: none
	line		INTEGER NOT NULL,	-- there
	PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

-- Margin statements: a line has the exact sums of the customers' charges and of
-- the reseller's own for the same calls; its amount is the difference.
ALTER TABLE document_line ADD COLUMN retail_e8 INTEGER NOT NULL DEFAULT 0;	-- without tax
ALTER TABLE document_line ADD COLUMN wholesale_e8 INTEGER NOT NULL DEFAULT 0;

CREATE TABLE document_tie (	-- the documents whose charges a margin statement compares
	document	INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
	position	INTEGER NOT NULL CHECK (position >= 1),
	tier		TEXT NOT NULL CHECK (tier IN ('retail', 'wholesale')),
	contract	TEXT NOT NULL,		-- who pays them
	number		TEXT NOT NULL,		-- of its document; '' it has none yet
	amount_e8	INTEGER NOT NULL,	-- of its charges on the statement, without tax
	PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

DROP TRIGGER document_revision;
CREATE TRIGGER document_revision BEFORE INSERT ON document
WHEN NEW.revision > 1 AND NEW.corrects IS NULL AND NOT EXISTS (
	SELECT 1 FROM document AS old
	WHERE old.contract = NEW.contract AND old.from_us = NEW.from_us
	AND old.category = NEW.category AND old.corrects IS NULL
	AND old.revision = NEW.revision - 1
	AND (old.kind IN ('statement', 'margin')) = (NEW.kind IN ('statement', 'margin'))
	AND (old.kind IN ('statement', 'margin')
		OR (SELECT count(*) FROM credit_line WHERE corrects = old.id)
			= (SELECT count(*) FROM document_line WHERE document = old.id)))
BEGIN
	SELECT RAISE(ABORT, 'a new revision needs the credit note of the last');
END;

CREATE TRIGGER document_credit BEFORE INSERT ON document
WHEN NEW.corrects IS NOT NULL AND (NOT EXISTS (
	SELECT 1 FROM document AS old
	WHERE old.id = NEW.corrects AND old.corrects IS NULL
	AND old.kind IN ('invoice', 'credit_note')
	AND old.issuer = NEW.issuer AND old.contract = NEW.contract
	AND old.currency = NEW.currency AND old.category = NEW.category)
	OR (SELECT count(*) FROM credit_line
		WHERE document = NEW.id AND corrects = NEW.corrects)
		<> (SELECT count(*) FROM document_line WHERE document = NEW.id)
	OR EXISTS (SELECT 1 FROM credit_line AS c
		JOIN document_line AS n ON n.document = c.document AND n.position = c.position
		LEFT JOIN document_line AS o ON o.document = c.corrects AND o.position = c.line
		WHERE c.document = NEW.id
		AND CASE NEW.prices_include_vat WHEN 1 THEN n.gross_minor ELSE n.net_minor END
			IS NOT CASE NEW.prices_include_vat WHEN 1 THEN -o.gross_minor ELSE -o.net_minor END))
BEGIN
	SELECT RAISE(ABORT, 'a credit note cancels lines of one invoice, whole');
END;

CREATE TRIGGER credit_line_before BEFORE INSERT ON credit_line
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;
CREATE TRIGGER document_tie_before BEFORE INSERT ON document_tie
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;
CREATE TRIGGER document_change_before BEFORE INSERT ON document_change
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document)
BEGIN
	SELECT RAISE(ABORT, 'the document is issued');
END;

-- Nothing here is ever changed or taken away.
CREATE TRIGGER credit_line_no_update BEFORE UPDATE ON credit_line
BEGIN
	SELECT RAISE(ABORT, 'credit_line is never changed');
END;
CREATE TRIGGER credit_line_no_delete BEFORE DELETE ON credit_line
BEGIN
	SELECT RAISE(ABORT, 'credit_line is never changed');
END;
CREATE TRIGGER document_change_no_update BEFORE UPDATE ON document_change
BEGIN
	SELECT RAISE(ABORT, 'document_change is never changed');
END;
CREATE TRIGGER document_change_no_delete BEFORE DELETE ON document_change
BEGIN
	SELECT RAISE(ABORT, 'document_change is never changed');
END;
CREATE TRIGGER document_tie_no_update BEFORE UPDATE ON document_tie
BEGIN
	SELECT RAISE(ABORT, 'document_tie is never changed');
END;
CREATE TRIGGER document_tie_no_delete BEFORE DELETE ON document_tie
BEGIN
	SELECT RAISE(ABORT, 'document_tie is never changed');
END;
