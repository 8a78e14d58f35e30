-- The book, step 18: rows of state.
--
-- What changes after a closing by right is in no manifest: mail under way, locks
-- that were taken off, growing files, what became of batches, rejects and runs.
-- Each row has its hash here, of the form that billing/store/canon.h describes,
-- written by the transaction of the program that wrote the row.  Triggers say
-- that a hash is due; every program fills in those that are as it commits.  A row
-- that was changed by other means has another hash, or none: what is due as a
-- transaction begins gets zeros (toll-check(1), check state).

CREATE TABLE state_hash (
	of		TEXT NOT NULL,		-- table
	key		TEXT NOT NULL,		-- of the row; two columns with a space between them
	sha256		TEXT NOT NULL CHECK (length(sha256) IN (0, 64)),	-- '': due
	PRIMARY KEY (of, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX state_hash_due ON state_hash (of, key) WHERE sha256 = '';

INSERT INTO state_hash SELECT 'outbox', CAST(id AS TEXT), '' FROM outbox;
INSERT INTO state_hash SELECT 'outbox_journal', CAST(seq AS TEXT), '' FROM outbox_journal;
INSERT INTO state_hash SELECT 'outbox_bounce', outbox || ' ' || notice_id, '' FROM outbox_bounce;
INSERT INTO state_hash SELECT 'fraud', CAST(id AS TEXT), '' FROM fraud;
INSERT INTO state_hash SELECT 'fraud_release', fraud || ' ' || subscriber, '' FROM fraud_release;
INSERT INTO state_hash SELECT 'follow_state', CAST(path AS TEXT), '' FROM follow_state;
INSERT INTO state_hash SELECT 'batch', CAST(number AS TEXT), '' FROM batch;
INSERT INTO state_hash SELECT 'reject', CAST(id AS TEXT), '' FROM reject;
INSERT INTO state_hash SELECT 'rating_run', period || ' ' || run, '' FROM rating_run;

CREATE TRIGGER outbox_state_insert AFTER INSERT ON outbox
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox' AND key = CAST(NEW.id AS TEXT);
	INSERT INTO state_hash VALUES ('outbox', CAST(NEW.id AS TEXT), '');
END;

CREATE TRIGGER outbox_state_update AFTER UPDATE ON outbox
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox' AND key = CAST(NEW.id AS TEXT);
	INSERT INTO state_hash VALUES ('outbox', CAST(NEW.id AS TEXT), '');
END;

CREATE TRIGGER outbox_state_delete AFTER DELETE ON outbox
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox' AND key = CAST(OLD.id AS TEXT);
	INSERT INTO state_hash VALUES ('outbox', CAST(OLD.id AS TEXT), '');
END;

CREATE TRIGGER outbox_journal_state_insert AFTER INSERT ON outbox_journal
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox_journal' AND key = CAST(NEW.seq AS TEXT);
	INSERT INTO state_hash VALUES ('outbox_journal', CAST(NEW.seq AS TEXT), '');
END;

CREATE TRIGGER outbox_journal_state_update AFTER UPDATE ON outbox_journal
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox_journal' AND key = CAST(NEW.seq AS TEXT);
	INSERT INTO state_hash VALUES ('outbox_journal', CAST(NEW.seq AS TEXT), '');
END;

CREATE TRIGGER outbox_journal_state_delete AFTER DELETE ON outbox_journal
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox_journal' AND key = CAST(OLD.seq AS TEXT);
	INSERT INTO state_hash VALUES ('outbox_journal', CAST(OLD.seq AS TEXT), '');
END;

CREATE TRIGGER outbox_bounce_state_insert AFTER INSERT ON outbox_bounce
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox_bounce' AND key = NEW.outbox || ' ' || NEW.notice_id;
	INSERT INTO state_hash VALUES ('outbox_bounce', NEW.outbox || ' ' || NEW.notice_id, '');
END;

CREATE TRIGGER outbox_bounce_state_update AFTER UPDATE ON outbox_bounce
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox_bounce' AND key = NEW.outbox || ' ' || NEW.notice_id;
	INSERT INTO state_hash VALUES ('outbox_bounce', NEW.outbox || ' ' || NEW.notice_id, '');
END;

CREATE TRIGGER outbox_bounce_state_delete AFTER DELETE ON outbox_bounce
BEGIN
	DELETE FROM state_hash WHERE of = 'outbox_bounce' AND key = OLD.outbox || ' ' || OLD.notice_id;
	INSERT INTO state_hash VALUES ('outbox_bounce', OLD.outbox || ' ' || OLD.notice_id, '');
END;

CREATE TRIGGER fraud_state_insert AFTER INSERT ON fraud
BEGIN
	DELETE FROM state_hash WHERE of = 'fraud' AND key = CAST(NEW.id AS TEXT);
	INSERT INTO state_hash VALUES ('fraud', CAST(NEW.id AS TEXT), '');
END;

CREATE TRIGGER fraud_state_update AFTER UPDATE ON fraud
BEGIN
	DELETE FROM state_hash WHERE of = 'fraud' AND key = CAST(NEW.id AS TEXT);
	INSERT INTO state_hash VALUES ('fraud', CAST(NEW.id AS TEXT), '');
END;

CREATE TRIGGER fraud_state_delete AFTER DELETE ON fraud
BEGIN
	DELETE FROM state_hash WHERE of = 'fraud' AND key = CAST(OLD.id AS TEXT);
	INSERT INTO state_hash VALUES ('fraud', CAST(OLD.id AS TEXT), '');
END;

CREATE TRIGGER fraud_release_state_insert AFTER INSERT ON fraud_release
BEGIN
	DELETE FROM state_hash WHERE of = 'fraud_release' AND key = NEW.fraud || ' ' || NEW.subscriber;
	INSERT INTO state_hash VALUES ('fraud_release', NEW.fraud || ' ' || NEW.subscriber, '');
END;

CREATE TRIGGER fraud_release_state_update AFTER UPDATE ON fraud_release
BEGIN
	DELETE FROM state_hash WHERE of = 'fraud_release' AND key = NEW.fraud || ' ' || NEW.subscriber;
	INSERT INTO state_hash VALUES ('fraud_release', NEW.fraud || ' ' || NEW.subscriber, '');
END;

CREATE TRIGGER fraud_release_state_delete AFTER DELETE ON fraud_release
BEGIN
	DELETE FROM state_hash WHERE of = 'fraud_release' AND key = OLD.fraud || ' ' || OLD.subscriber;
	INSERT INTO state_hash VALUES ('fraud_release', OLD.fraud || ' ' || OLD.subscriber, '');
END;

CREATE TRIGGER follow_state_state_insert AFTER INSERT ON follow_state
BEGIN
	DELETE FROM state_hash WHERE of = 'follow_state' AND key = CAST(NEW.path AS TEXT);
	INSERT INTO state_hash VALUES ('follow_state', CAST(NEW.path AS TEXT), '');
END;

CREATE TRIGGER follow_state_state_update AFTER UPDATE ON follow_state
BEGIN
	DELETE FROM state_hash WHERE of = 'follow_state' AND key = CAST(NEW.path AS TEXT);
	INSERT INTO state_hash VALUES ('follow_state', CAST(NEW.path AS TEXT), '');
END;

CREATE TRIGGER follow_state_state_delete AFTER DELETE ON follow_state
BEGIN
	DELETE FROM state_hash WHERE of = 'follow_state' AND key = CAST(OLD.path AS TEXT);
	INSERT INTO state_hash VALUES ('follow_state', CAST(OLD.path AS TEXT), '');
END;

CREATE TRIGGER batch_state_insert AFTER INSERT ON batch
BEGIN
	DELETE FROM state_hash WHERE of = 'batch' AND key = CAST(NEW.number AS TEXT);
	INSERT INTO state_hash VALUES ('batch', CAST(NEW.number AS TEXT), '');
END;

CREATE TRIGGER batch_state_update AFTER UPDATE ON batch
BEGIN
	DELETE FROM state_hash WHERE of = 'batch' AND key = CAST(NEW.number AS TEXT);
	INSERT INTO state_hash VALUES ('batch', CAST(NEW.number AS TEXT), '');
END;

CREATE TRIGGER batch_state_delete AFTER DELETE ON batch
BEGIN
	DELETE FROM state_hash WHERE of = 'batch' AND key = CAST(OLD.number AS TEXT);
	INSERT INTO state_hash VALUES ('batch', CAST(OLD.number AS TEXT), '');
END;

CREATE TRIGGER reject_state_insert AFTER INSERT ON reject
BEGIN
	DELETE FROM state_hash WHERE of = 'reject' AND key = CAST(NEW.id AS TEXT);
	INSERT INTO state_hash VALUES ('reject', CAST(NEW.id AS TEXT), '');
END;

CREATE TRIGGER reject_state_update AFTER UPDATE ON reject
BEGIN
	DELETE FROM state_hash WHERE of = 'reject' AND key = CAST(NEW.id AS TEXT);
	INSERT INTO state_hash VALUES ('reject', CAST(NEW.id AS TEXT), '');
END;

CREATE TRIGGER reject_state_delete AFTER DELETE ON reject
BEGIN
	DELETE FROM state_hash WHERE of = 'reject' AND key = CAST(OLD.id AS TEXT);
	INSERT INTO state_hash VALUES ('reject', CAST(OLD.id AS TEXT), '');
END;

CREATE TRIGGER rating_run_state_insert AFTER INSERT ON rating_run
BEGIN
	DELETE FROM state_hash WHERE of = 'rating_run' AND key = NEW.period || ' ' || NEW.run;
	INSERT INTO state_hash VALUES ('rating_run', NEW.period || ' ' || NEW.run, '');
END;

CREATE TRIGGER rating_run_state_update AFTER UPDATE ON rating_run
BEGIN
	DELETE FROM state_hash WHERE of = 'rating_run' AND key = NEW.period || ' ' || NEW.run;
	INSERT INTO state_hash VALUES ('rating_run', NEW.period || ' ' || NEW.run, '');
END;

CREATE TRIGGER rating_run_state_delete AFTER DELETE ON rating_run
BEGIN
	DELETE FROM state_hash WHERE of = 'rating_run' AND key = OLD.period || ' ' || OLD.run;
	INSERT INTO state_hash VALUES ('rating_run', OLD.period || ' ' || OLD.run, '');
END;
