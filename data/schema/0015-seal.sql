-- The book, step 15: the seal.
--
-- Every closing ends with a manifest: a list of hashes of all that it made and
-- of all that it was made from, and the hash of the manifest before
-- (toll-check(1), "The seal").  The hash of a manifest is that of its text,
-- which toll-check --manifest prints.  Rows are hashed in the form that
-- billing/store/canon.h describes.  Written by the transaction of the closing,
-- never changed.

CREATE TABLE manifest (
	closing		INTEGER PRIMARY KEY REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	previous	TEXT NOT NULL CHECK (length(previous) = 64),	-- sha256 of the one before; zeros: none
	program		TEXT NOT NULL,		-- "tollbook 0.1.0"
	tzdata		TEXT NOT NULL,		-- version of the time zone data; '' not known
	zones		TEXT NOT NULL CHECK (length(zones) = 64),	-- sha256 of the zones that its documents use
	items		INTEGER NOT NULL CHECK (items >= 0),
	sha256		TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE TABLE manifest_item (
	closing		INTEGER NOT NULL REFERENCES manifest DEFERRABLE INITIALLY DEFERRED,
	position	INTEGER NOT NULL CHECK (position >= 1),
	kind		TEXT NOT NULL CHECK (kind IN ('document', 'rows', 'master',
			'calls', 'charges', 'archive', 'file', 'asset')),
	name		TEXT NOT NULL,		-- id and number, table, entity, file
	upto		INTEGER NOT NULL,	-- rows, master: the last number that it covers; else 0
	count		INTEGER NOT NULL CHECK (count >= 0),	-- rows, calls, charges; else 0
	sha256		TEXT NOT NULL CHECK (length(sha256) = 64),
	PRIMARY KEY (closing, position),
	UNIQUE (closing, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_item_name ON manifest_item (kind, name, closing);

-- The first closing that must have a manifest: those before it were made by an
-- older program, and are sealed with the next.
CREATE TABLE manifest_since (
	closing		INTEGER PRIMARY KEY
) STRICT;
INSERT INTO manifest_since SELECT coalesce(max(number), 0) + 1 FROM closing;

-- What the documents of a closing are drawn with, kept as archive/assets/SHA256.
CREATE TABLE closing_asset (
	closing		INTEGER NOT NULL REFERENCES closing DEFERRABLE INITIALLY DEFERRED,
	kind		TEXT NOT NULL CHECK (kind IN ('template', 'language', 'schema', 'font', 'logo', 'colours')),
	name		TEXT NOT NULL,		-- as documents name it; a font: its place in the set
	sha256		TEXT NOT NULL CHECK (length(sha256) = 64),
	PRIMARY KEY (closing, kind, name)
) STRICT, WITHOUT ROWID;

-- Segments that were: merged into larger ones, or removed with their batch.
CREATE TABLE segment_history (
	file		TEXT NOT NULL,
	period		TEXT NOT NULL,
	batch		INTEGER,
	calls		INTEGER NOT NULL,
	size		INTEGER NOT NULL,
	sha256		TEXT NOT NULL,
	PRIMARY KEY (file, sha256)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER segment_kept AFTER DELETE ON segment
BEGIN
	INSERT OR IGNORE INTO segment_history VALUES (OLD.file, OLD.period,
		OLD.batch, OLD.calls, OLD.size, OLD.sha256);
END;

-- What is proven closing by closing is found by closing.
CREATE INDEX closed_interval_closing ON closed_interval (closing);
CREATE INDEX document_usage_closing ON document_usage (closing);
CREATE INDEX frozen_balance_closing ON frozen_balance (closing);
CREATE INDEX frozen_balance_entry_closing ON frozen_balance_entry (closing);
CREATE INDEX frozen_balance_lock_closing ON frozen_balance_lock (closing);

CREATE TRIGGER manifest_item_sealed BEFORE INSERT ON manifest_item
WHEN EXISTS (SELECT 1 FROM manifest WHERE closing = NEW.closing)
BEGIN SELECT RAISE(ABORT, 'the manifest is sealed'); END;
CREATE TRIGGER closing_asset_before BEFORE INSERT ON closing_asset
WHEN EXISTS (SELECT 1 FROM manifest WHERE closing = NEW.closing)
BEGIN SELECT RAISE(ABORT, 'the closing is sealed'); END;
CREATE TRIGGER manifest_no_update BEFORE UPDATE ON manifest
BEGIN SELECT RAISE(ABORT, 'manifest is never changed'); END;
CREATE TRIGGER manifest_no_delete BEFORE DELETE ON manifest
BEGIN SELECT RAISE(ABORT, 'manifest is never changed'); END;
CREATE TRIGGER manifest_item_no_update BEFORE UPDATE ON manifest_item
BEGIN SELECT RAISE(ABORT, 'manifest_item is never changed'); END;
CREATE TRIGGER manifest_item_no_delete BEFORE DELETE ON manifest_item
BEGIN SELECT RAISE(ABORT, 'manifest_item is never changed'); END;
CREATE TRIGGER manifest_since_no_insert BEFORE INSERT ON manifest_since
BEGIN SELECT RAISE(ABORT, 'manifest_since is never changed'); END;
CREATE TRIGGER manifest_since_no_update BEFORE UPDATE ON manifest_since
BEGIN SELECT RAISE(ABORT, 'manifest_since is never changed'); END;
CREATE TRIGGER manifest_since_no_delete BEFORE DELETE ON manifest_since
BEGIN SELECT RAISE(ABORT, 'manifest_since is never changed'); END;
CREATE TRIGGER closing_asset_no_update BEFORE UPDATE ON closing_asset
BEGIN SELECT RAISE(ABORT, 'closing_asset is never changed'); END;
CREATE TRIGGER closing_asset_no_delete BEFORE DELETE ON closing_asset
BEGIN SELECT RAISE(ABORT, 'closing_asset is never changed'); END;
CREATE TRIGGER segment_history_no_update BEFORE UPDATE ON segment_history
BEGIN SELECT RAISE(ABORT, 'segment_history is never changed'); END;
CREATE TRIGGER segment_history_no_delete BEFORE DELETE ON segment_history
BEGIN SELECT RAISE(ABORT, 'segment_history is never changed'); END;
