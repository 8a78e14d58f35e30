-- The book, step 3: what was imported.
--
-- The calls themselves lie in files of their own, calls/YYYY-MM/NAME.db
-- (data/schema/calls.sql).  Only those named in "segment" count: the commit
-- that names them is the import.  Rows are facts; what may change is said at
-- the table and held by its triggers.

-- One row per import of one file, of one growth of a growing file, or of
-- rejects that were mended.  Changes once: state imported -> removed.
CREATE TABLE batch (
	number		INTEGER PRIMARY KEY CHECK (number > 0),
	state		TEXT NOT NULL DEFAULT 'imported' CHECK (state IN ('imported', 'removed')),
	format		TEXT NOT NULL,		-- name of the format file
	imported_us	INTEGER NOT NULL,
	rejects_of	INTEGER REFERENCES batch,	-- whose rejects were mended; NULL: a file
	from_us		INTEGER,		-- first and last start of its calls
	last_us		INTEGER,
	rows		INTEGER NOT NULL CHECK (rows = calls + duplicates + conflicts + rejects),
	calls		INTEGER NOT NULL CHECK (calls >= 0),
	duplicates	INTEGER NOT NULL CHECK (duplicates >= 0),
	conflicts	INTEGER NOT NULL CHECK (conflicts >= 0),
	rejects		INTEGER NOT NULL CHECK (rejects >= 0),
	clock_first	INTEGER NOT NULL,	-- times in the hour that occurs twice
	clock_moved	INTEGER NOT NULL	-- times in the hour that does not exist
) STRICT;

CREATE TRIGGER batch_gapless BEFORE INSERT ON batch
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM batch)
BEGIN
	SELECT RAISE(ABORT, 'the numbers of batches have no gap');
END;
CREATE TRIGGER batch_final BEFORE UPDATE ON batch
WHEN OLD.state <> 'imported' OR NEW.state <> 'removed'
  OR NEW.number <> OLD.number OR NEW.format <> OLD.format
  OR NEW.imported_us <> OLD.imported_us OR NEW.rows <> OLD.rows
  OR NEW.calls <> OLD.calls OR NEW.duplicates <> OLD.duplicates
  OR NEW.conflicts <> OLD.conflicts OR NEW.rejects <> OLD.rejects
BEGIN
	SELECT RAISE(ABORT, 'a batch is never changed, only removed');
END;
CREATE TRIGGER batch_kept BEFORE DELETE ON batch
BEGIN
	SELECT RAISE(ABORT, 'a batch is never deleted');
END;

-- The bytes that were read.  A file is known by its SHA-256 and by that of what
-- it unpacks to, so that it is found again under another name or compression.
CREATE TABLE file (
	batch		INTEGER PRIMARY KEY REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
	name		TEXT NOT NULL,		-- as it was given
	sha256		TEXT NOT NULL CHECK (length(sha256) = 64),
	content_sha256	TEXT NOT NULL CHECK (length(content_sha256) = 64),
	size		INTEGER NOT NULL CHECK (size >= 0),	-- bytes of the file
	offset		INTEGER NOT NULL CHECK (offset >= 0),	-- of a growing file: where this part began
	archived	TEXT NOT NULL		-- file below archive/, '' not kept
) STRICT;
CREATE INDEX file_sha256 ON file (sha256);
CREATE INDEX file_content ON file (content_sha256);

CREATE TRIGGER file_final BEFORE UPDATE ON file
BEGIN
	SELECT RAISE(ABORT, 'an imported file is never changed');
END;
CREATE TRIGGER file_kept BEFORE DELETE ON file
BEGIN
	SELECT RAISE(ABORT, 'an imported file is never deleted');
END;

-- The files of calls that count.  Rows come and go when small segments are
-- merged and batches are removed; a row is never changed.
CREATE TABLE segment (
	file		TEXT PRIMARY KEY,	-- YYYY-MM/NAME.db below calls/
	period		TEXT NOT NULL CHECK (period GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
	batch		INTEGER REFERENCES batch DEFERRABLE INITIALLY DEFERRED,	-- NULL: merged from several
	calls		INTEGER NOT NULL CHECK (calls > 0),
	size		INTEGER NOT NULL CHECK (size > 0),	-- bytes
	sha256		TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_period ON segment (period, file);

CREATE TRIGGER segment_final BEFORE UPDATE ON segment
BEGIN
	SELECT RAISE(ABORT, 'a segment is never changed');
END;

-- Calls of a batch that are not stored because another batch brought the same.
CREATE TABLE batch_duplicate (
	batch		INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
	of_batch	INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
	calls		INTEGER NOT NULL CHECK (calls > 0),
	PRIMARY KEY (batch, of_batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_duplicate_of ON batch_duplicate (of_batch);

-- Rows that were not taken.  Changes: open -> waived (by whom and why);
-- open -> reimported (by which batch), and back when that batch is removed.
CREATE TABLE reject (
	id		INTEGER PRIMARY KEY,
	batch		INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
	line		INTEGER NOT NULL CHECK (line > 0),	-- of the file, from 1
	column		INTEGER NOT NULL CHECK (column > 0),	-- in bytes, from 1
	kind		TEXT NOT NULL CHECK (kind IN ('reject', 'conflict')),
	reason		TEXT NOT NULL CHECK (reason <> ''),
	raw		BLOB NOT NULL,		-- as it lies in the file, without line end
	state		TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'waived', 'reimported')),
	changed_us	INTEGER,		-- when the state changed
	by		TEXT,			-- waived: by whom
	note		TEXT,			-- waived: why
	into_batch	INTEGER REFERENCES batch DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX reject_batch ON reject (batch, line);
CREATE INDEX reject_open ON reject (batch) WHERE state = 'open';

CREATE TRIGGER reject_final BEFORE UPDATE ON reject
WHEN OLD.state = 'waived'
  OR (OLD.state = 'reimported' AND NEW.state <> 'open')
  OR NEW.batch <> OLD.batch OR NEW.line <> OLD.line
  OR NEW.column <> OLD.column OR NEW.kind <> OLD.kind
  OR NEW.reason <> OLD.reason OR NEW.raw <> OLD.raw
BEGIN
	SELECT RAISE(ABORT, 'a reject is never changed, only waived or imported again');
END;
CREATE TRIGGER reject_kept BEFORE DELETE ON reject
BEGIN
	SELECT RAISE(ABORT, 'a reject is never deleted');
END;

-- The header line of a file of which rows were rejected: needed to read them
-- again.
CREATE TABLE batch_header (
	batch	INTEGER PRIMARY KEY REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
	header	TEXT NOT NULL
) STRICT;

CREATE TRIGGER batch_header_final BEFORE UPDATE ON batch_header
BEGIN
	SELECT RAISE(ABORT, 'a header is never changed');
END;

-- Files that a switch still writes: how far they were read.
CREATE TABLE follow_state (
	path	TEXT PRIMARY KEY,	-- absolute
	device	INTEGER NOT NULL,
	inode	INTEGER NOT NULL,
	offset	INTEGER NOT NULL CHECK (offset >= 0),	-- read up to here
	lines	INTEGER NOT NULL CHECK (lines >= 0),	-- lines before it
	header	TEXT NOT NULL		-- its header line; '' none
) STRICT, WITHOUT ROWID;
