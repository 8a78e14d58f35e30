-- The outbox: which document goes to whom by mail, and how far it got.
--
-- One row per document, recipient and revision.  Revision 1 is queued when the
-- document is issued; toll-mail --resend adds the next one.  The row is queued
-- without a message; once the document's files exist the message is built,
-- written to outbox/FILE in the book and named here, once and for ever.
--
--	queued -> sending -> dot -> sent
--	   ^         |        |
--	   |         |        +-> unknown -> sent | queued (evidence, a person)
--	   +---------+        +-> deferred, failed (the answer to the dot)
--	             +-> deferred -> sending | failed (given up)
--	             +-> failed
--
-- Each arrow is one committed transaction.  "dot" is committed immediately
-- before the final dot of SMTP leaves, "sent" immediately after its 250; who
-- died in between does not know, hence "unknown", which never leaves again by
-- itself.  Instants are INTEGER microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE outbox (
	id		INTEGER PRIMARY KEY,
	document	INTEGER NOT NULL REFERENCES document (id),
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
	CHECK ((message_id IS NULL) = (sender IS NULL)),
	CHECK ((message_id IS NULL) = (file IS NULL)),
	CHECK ((message_id IS NULL) = (size IS NULL)),
	CHECK ((message_id IS NULL) = (sha256 IS NULL)),
	CHECK ((message_id IS NULL) = (built_us IS NULL)),
	CHECK (message_id IS NOT NULL OR state IN ('queued', 'failed'))
) STRICT;

CREATE INDEX outbox_state ON outbox (state, id);

-- Every state an entry was ever in; written by the triggers below.
CREATE TABLE outbox_journal (
	seq		INTEGER PRIMARY KEY,
	outbox		INTEGER NOT NULL REFERENCES outbox (id),
	at_us		INTEGER NOT NULL,
	from_state	TEXT NOT NULL,		-- '' when it was queued
	to_state	TEXT NOT NULL,
	reply		TEXT NOT NULL,
	note		TEXT NOT NULL
) STRICT;

CREATE INDEX outbox_journal_outbox ON outbox_journal (outbox, seq);

-- What came back after it was sent: delivery status notifications (RFC 3464).
CREATE TABLE outbox_bounce (
	outbox		INTEGER NOT NULL REFERENCES outbox (id),
	notice_id	TEXT NOT NULL,		-- Message-ID of the notification
	action		TEXT NOT NULL
			CHECK (action IN ('failed', 'delayed', 'delivered',
				'relayed', 'expanded')),
	status		TEXT NOT NULL,		-- e.g. 5.1.1; may be ''
	diagnostic	TEXT NOT NULL,		-- may be ''
	read_us		INTEGER NOT NULL,
	PRIMARY KEY (outbox, notice_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER outbox_begins BEFORE INSERT ON outbox
WHEN NEW.state <> 'queued' OR NEW.attempts <> 0 OR NEW.message_id IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'an outbox entry begins as queued');
END;

CREATE TRIGGER outbox_identity BEFORE UPDATE ON outbox
WHEN NEW.id IS NOT OLD.id OR NEW.document IS NOT OLD.document
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
