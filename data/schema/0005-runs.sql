-- Rating runs: which charges file of a period counts.
--
-- toll-rate writes charges/PERIOD.RUN.db aside, publishes it and adds a row
-- here: that commit is the switch.  A run that would write the same bytes
-- again adds none.  The current run of a period is its last one; files that
-- are neither current nor named by a closing are removed.

CREATE TABLE rating_run (
	period		TEXT NOT NULL CHECK (period GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
	run		INTEGER NOT NULL CHECK (run >= 1),	-- of the period, without gaps
	file		TEXT NOT NULL UNIQUE CHECK (file = period || '.' || run || '.db'),	-- below charges/
	current		INTEGER NOT NULL CHECK (current IN (0, 1)),
	load		INTEGER NOT NULL,	-- load of master data it was computed from
	time_us		INTEGER NOT NULL,
	calls		INTEGER NOT NULL CHECK (calls >= 0),	-- read
	charged		INTEGER NOT NULL CHECK (charged >= 0),	-- of them with status ok
	charges		INTEGER NOT NULL CHECK (charges >= 0),
	unrated		INTEGER NOT NULL CHECK (unrated >= 0),	-- rows
	listed		INTEGER NOT NULL CHECK (listed >= 0),	-- rows
	sha256		TEXT NOT NULL CHECK (length(sha256) = 64),	-- of the file
	PRIMARY KEY (period, run)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX rating_run_current ON rating_run (period) WHERE current = 1;

CREATE TRIGGER rating_run_follows BEFORE INSERT ON rating_run
WHEN NEW.run <> coalesce((SELECT max(run) FROM rating_run
	WHERE period = NEW.period), 0) + 1
BEGIN
	SELECT RAISE(ABORT, 'runs of a period are numbered without gaps');
END;

CREATE TRIGGER rating_run_final BEFORE UPDATE ON rating_run
WHEN OLD.period <> NEW.period OR OLD.run <> NEW.run OR OLD.file <> NEW.file
	OR OLD.load <> NEW.load OR OLD.time_us <> NEW.time_us
	OR OLD.calls <> NEW.calls OR OLD.charged <> NEW.charged
	OR OLD.charges <> NEW.charges OR OLD.unrated <> NEW.unrated
	OR OLD.listed <> NEW.listed OR OLD.sha256 <> NEW.sha256
	OR OLD.current < NEW.current
BEGIN
	SELECT RAISE(ABORT, 'a rating run is never changed');
END;

CREATE TRIGGER rating_run_kept BEFORE DELETE ON rating_run
BEGIN
	SELECT RAISE(ABORT, 'a rating run is never deleted');
END;
