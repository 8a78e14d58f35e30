-- The book, step 22: more reasons for a loss on a margin statement.

ALTER TABLE document_line RENAME COLUMN loss TO loss_before;
ALTER TABLE document_line ADD COLUMN loss TEXT NOT NULL DEFAULT '' CHECK (loss IN
	('', 'no_price', 'free_time', 'zero_price', 'min_duration', 'rounding',
	'min_charge', 'setup_fee', 'below_cost'));
DROP TRIGGER document_line_no_update;
UPDATE document_line SET loss = loss_before WHERE loss_before <> '';
CREATE TRIGGER document_line_no_update BEFORE UPDATE ON document_line
BEGIN
	SELECT RAISE(ABORT, 'document_line is never changed');
END;
ALTER TABLE document_line DROP COLUMN loss_before;
