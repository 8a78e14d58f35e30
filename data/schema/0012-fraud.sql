-- The book, step 12: limits against fraud that were reached, and their mail.
--
-- toll-fraud(1) works out which contracts reached a limit of their profile and
-- keeps each once: a fact, also when the calls are rated again.  The lock that
-- follows from it lasts until it is released, subscriber by subscriber.

CREATE TABLE fraud (
	id		INTEGER PRIMARY KEY,
	contract	TEXT NOT NULL,		-- ref of the customer
	period		TEXT NOT NULL CHECK (period IN ('day', 'month')),
	date		TEXT NOT NULL,		-- YYYY-MM-DD or YYYY-MM, contract's zone
	profile		TEXT NOT NULL,		-- whose limit it was
	tier		TEXT NOT NULL CHECK (tier IN ('retail', 'wholesale')),	-- whose prices were summed
	limit_e8	INTEGER NOT NULL,
	sum_e8		INTEGER NOT NULL,	-- when it was found
	currency	TEXT NOT NULL,
	level		INTEGER NOT NULL CHECK (level BETWEEN 0 AND 5),	-- of the lock; 0 none
	since_us	INTEGER NOT NULL,	-- end of the call that reached it
	notify		TEXT NOT NULL,		-- addresses, as the profile named them
	found_us	INTEGER NOT NULL,
	program		TEXT NOT NULL,		-- that found it
	UNIQUE (contract, period, date)
) STRICT;

CREATE TABLE fraud_release (	-- locks taken off by a person
	fraud		INTEGER NOT NULL REFERENCES fraud (id),
	subscriber	TEXT NOT NULL,		-- username@domain
	reason		TEXT NOT NULL,		-- may be ''
	at_us		INTEGER NOT NULL,
	program		TEXT NOT NULL,
	PRIMARY KEY (fraud, subscriber)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER fraud_never_updated BEFORE UPDATE ON fraud
BEGIN SELECT RAISE(ABORT, 'a limit that was reached is never changed'); END;
CREATE TRIGGER fraud_never_deleted BEFORE DELETE ON fraud
BEGIN SELECT RAISE(ABORT, 'a limit that was reached is never deleted'); END;
CREATE TRIGGER fraud_release_never_updated BEFORE UPDATE ON fraud_release
BEGIN SELECT RAISE(ABORT, 'a release is never changed'); END;
CREATE TRIGGER fraud_release_never_deleted BEFORE DELETE ON fraud_release
BEGIN SELECT RAISE(ABORT, 'a release is never deleted'); END;

-- The outbox of step 2 takes mail about a reached limit too: an entry is of a
-- document or of a row of fraud.  SQLite cannot loosen a column, so the tables
-- are written anew, row by row as they were; all else is as in step 2.

CREATE TABLE outbox_new (
	id		INTEGER PRIMARY KEY,
	document	INTEGER REFERENCES document (id),
	fraud		INTEGER REFERENCES fraud (id),
	recipient	TEXT NOT NULL		-- address; delivery/address.h has the grammar
			CHECK (length(recipient) BETWEEN 3 AND 254
				AND recipient GLOB '?*@?*'
				AND recipient NOT GLOB '*[^!-~]*'
				AND recipient NOT GLOB '*[<>]*'),
	revision	INTEGER NOT NULL CHECK (revision >= 1),
	name		TEXT NOT NULL,		-- of the recipient, for people; may be ''
	language	TEXT NOT NULL,		-- of the mail, e.g. de; '' the default
	template	TEXT NOT NULL,		-- mail template; '' the default of the category
	queued_us	INTEGER NOT NULL,

	-- the message, all or nothing
	message_id	TEXT UNIQUE,		-- with its angle brackets
	sender		TEXT,			-- envelope sender
	file		TEXT UNIQUE,		-- in outbox/ of the book
	size		INTEGER CHECK (size > 0),	-- bytes
	sha256		TEXT CHECK (length(sha256) = 64),
	built_us	INTEGER,

	state		TEXT NOT NULL
			CHECK (state IN ('queued', 'sending', 'dot', 'sent',
				'unknown', 'deferred', 'failed')),
	attempts	INTEGER NOT NULL CHECK (attempts >= 0),	-- times "sending"
	first_try_us	INTEGER,		-- give_up_days count from here
	next_try_us	INTEGER CHECK ((next_try_us IS NOT NULL) = (state = 'deferred')),
	reply		TEXT NOT NULL,		-- of the server or the network, the last
	queue_id	TEXT NOT NULL,		-- of the server, once sent
	note		TEXT NOT NULL,		-- why, where a person or evidence decided
	changed_us	INTEGER NOT NULL,	-- of the state

	UNIQUE (document, recipient, revision),
	UNIQUE (fraud, recipient, revision),
	CHECK ((document IS NULL) <> (fraud IS NULL)),
	CHECK ((message_id IS NULL) = (sender IS NULL)),
	CHECK ((message_id IS NULL) = (file IS NULL)),
	CHECK ((message_id IS NULL) = (size IS NULL)),
	CHECK ((message_id IS NULL) = (sha256 IS NULL)),
	CHECK ((message_id IS NULL) = (built_us IS NULL)),
	CHECK (message_id IS NOT NULL OR state IN ('queued', 'failed'))
) STRICT;

CREATE TABLE outbox_journal_new (
	seq		INTEGER PRIMARY KEY,
	outbox		INTEGER NOT NULL REFERENCES outbox_new (id),
	at_us		INTEGER NOT NULL,
	from_state	TEXT NOT NULL,		-- '' when it was queued
	to_state	TEXT NOT NULL,
	reply		TEXT NOT NULL,
	note		TEXT NOT NULL
) STRICT;

CREATE TABLE outbox_bounce_new (
	outbox		INTEGER NOT NULL REFERENCES outbox_new (id),
	notice_id	TEXT NOT NULL,		-- Message-ID of the notification
	action		TEXT NOT NULL
			CHECK (action IN ('failed', 'delayed', 'delivered',
				'relayed', 'expanded')),
	status		TEXT NOT NULL,		-- e.g. 5.1.1; may be ''
	diagnostic	TEXT NOT NULL,		-- may be ''
	read_us		INTEGER NOT NULL,
	PRIMARY KEY (outbox, notice_id)
) STRICT, WITHOUT ROWID;

INSERT INTO outbox_new (id, document, recipient, revision, name, language,
	template, queued_us, message_id, sender, file, size, sha256, built_us,
	state, attempts, first_try_us, next_try_us, reply, queue_id, note,
	changed_us)
SELECT id, document, recipient, revision, name, language,
	template, queued_us, message_id, sender, file, size, sha256, built_us,
	state, attempts, first_try_us, next_try_us, reply, queue_id, note,
	changed_us FROM outbox;
INSERT INTO outbox_journal_new SELECT seq, outbox, at_us, from_state, to_state,
	reply, note FROM outbox_journal;
INSERT INTO outbox_bounce_new SELECT outbox, notice_id, action, status,
	diagnostic, read_us FROM outbox_bounce;

-- What refers to it first: dropping a table takes its rows out.
DROP TABLE outbox_bounce;
DROP TABLE outbox_journal;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
ALTER TABLE outbox_journal_new RENAME TO outbox_journal;
ALTER TABLE outbox_bounce_new RENAME TO outbox_bounce;

CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_journal_outbox ON outbox_journal (outbox, seq);

CREATE TRIGGER outbox_begins BEFORE INSERT ON outbox
WHEN NEW.state <> 'queued' OR NEW.attempts <> 0 OR NEW.message_id IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'an outbox entry begins as queued');
END;

CREATE TRIGGER outbox_identity BEFORE UPDATE ON outbox
WHEN NEW.id IS NOT OLD.id OR NEW.document IS NOT OLD.document
	OR NEW.fraud IS NOT OLD.fraud
	OR NEW.recipient IS NOT OLD.recipient OR NEW.revision IS NOT OLD.revision
	OR NEW.name IS NOT OLD.name OR NEW.language IS NOT OLD.language
	OR NEW.template IS NOT OLD.template OR NEW.queued_us IS NOT OLD.queued_us
BEGIN
	SELECT RAISE(ABORT, 'an outbox entry keeps its document and recipient');
END;

CREATE TRIGGER outbox_message BEFORE UPDATE ON outbox
WHEN OLD.message_id IS NOT NULL
	AND (NEW.message_id IS NOT OLD.message_id OR NEW.sender IS NOT OLD.sender
	OR NEW.file IS NOT OLD.file OR NEW.size IS NOT OLD.size
	OR NEW.sha256 IS NOT OLD.sha256 OR NEW.built_us IS NOT OLD.built_us)
BEGIN
	SELECT RAISE(ABORT, 'a message is built once');
END;

CREATE TRIGGER outbox_path BEFORE UPDATE ON outbox
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN (
	'queued>sending', 'queued>failed',
	'sending>queued', 'sending>dot', 'sending>deferred', 'sending>failed',
	'dot>sent', 'dot>unknown', 'dot>deferred', 'dot>failed',
	'unknown>sent', 'unknown>queued',
	'deferred>sending', 'deferred>failed')
BEGIN
	SELECT RAISE(ABORT, 'an outbox entry cannot go that way');
END;

CREATE TRIGGER outbox_attempts BEFORE UPDATE ON outbox
WHEN NEW.attempts <> OLD.attempts
	+ (NEW.state = 'sending' AND OLD.state <> 'sending')
BEGIN
	SELECT RAISE(ABORT, 'outbox attempts count the times of sending');
END;

CREATE TRIGGER outbox_stays BEFORE DELETE ON outbox
BEGIN
	SELECT RAISE(ABORT, 'an outbox entry stays');
END;

CREATE TRIGGER outbox_write_queued AFTER INSERT ON outbox
BEGIN
	INSERT INTO outbox_journal
		(outbox, at_us, from_state, to_state, reply, note)
	VALUES (NEW.id, NEW.changed_us, '', NEW.state, NEW.reply, NEW.note);
END;

CREATE TRIGGER outbox_write_change AFTER UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state
BEGIN
	INSERT INTO outbox_journal
		(outbox, at_us, from_state, to_state, reply, note)
	VALUES (NEW.id, NEW.changed_us, OLD.state, NEW.state, NEW.reply, NEW.note);
END;

CREATE TRIGGER outbox_journal_is_final BEFORE UPDATE ON outbox_journal
BEGIN
	SELECT RAISE(ABORT, 'the outbox journal is never changed');
END;

CREATE TRIGGER outbox_journal_stays BEFORE DELETE ON outbox_journal
BEGIN
	SELECT RAISE(ABORT, 'the outbox journal is never changed');
END;

CREATE TRIGGER outbox_bounce_is_final BEFORE UPDATE ON outbox_bounce
BEGIN
	SELECT RAISE(ABORT, 'a bounce is never changed');
END;

CREATE TRIGGER outbox_bounce_stays BEFORE DELETE ON outbox_bounce
BEGIN
	SELECT RAISE(ABORT, 'a bounce is never changed');
END;
