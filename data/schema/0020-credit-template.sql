-- The book, step 20: templates of credit notes.
--
-- templates.category may be credit_note.  A constraint cannot be changed, so the
-- table is made again, with its rows, in the transaction of this step; references
-- to it are deferred and hold again at its end.

CREATE TABLE templates_before AS SELECT * FROM templates;
DROP TABLE templates;

-- Invoice templates.
CREATE TABLE templates (
	name			TEXT NOT NULL CHECK (name <> ''),	-- key
	reseller		TEXT CHECK (reseller <> '')	-- owner
		REFERENCES resellers DEFERRABLE INITIALLY DEFERRED,
	category		TEXT NOT NULL CHECK (category IN ('customer', 'reseller', 'peer', 'did', 'margin', 'credit_note')),	-- kind of document
	direction		TEXT NOT NULL DEFAULT 'in_out' CHECK (direction IN ('out', 'in', 'in_out')),	-- calls it lists
	file			TEXT NOT NULL CHECK (file <> ''),	-- file
	language		TEXT CHECK (language <> ''),	-- language
	load		INTEGER NOT NULL REFERENCES loads,
	line		INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
INSERT INTO templates (name, reseller, category, direction, file, language,
	load, line)
SELECT name, reseller, category, direction, file, language, load, line
  FROM templates_before;
DROP TABLE templates_before;

-- As in 0006-history.sql.
CREATE TRIGGER templates_update AFTER UPDATE ON templates
BEGIN
	INSERT INTO templates_history VALUES (
		OLD.name, OLD.reseller, OLD.category, OLD.direction, OLD.file, OLD.language,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER templates_delete AFTER DELETE ON templates
BEGIN
	INSERT INTO templates_history VALUES (
		OLD.name, OLD.reseller, OLD.category, OLD.direction, OLD.file, OLD.language,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
