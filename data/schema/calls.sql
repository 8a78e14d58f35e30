-- A segment: the calls of one import batch and one period,
-- calls/YYYY-MM/BATCH.db; or of several small ones, merged.
--
-- Written once, sorted by (start_us, identity), synced, renamed; never changed
-- afterwards.  book.db names the segments that count.  Instants are INTEGER
-- microseconds since 1970-01-01T00:00:00Z; empty text is ''.

PRAGMA application_id = 0x746f6c63; -- "tolc"
PRAGMA user_version = 1;

CREATE TABLE segment (		-- one row: what this file is
	period		TEXT NOT NULL,		-- YYYY-MM, operator's zone
	batch		INTEGER NOT NULL,	-- import batch; 0: merged from several
	format		TEXT NOT NULL,		-- '' merged from several formats
	trust_cli	INTEGER NOT NULL,	-- the format's trust_cli
	demand_group	INTEGER NOT NULL,	-- the format demands a peering group (demand_peer)
	calls		INTEGER NOT NULL
) STRICT;

CREATE TABLE call (
	seq			INTEGER PRIMARY KEY,	-- from 1, in order of (start_us, identity)
	start_us		INTEGER NOT NULL,	-- answer; unanswered: when dialled
	duration_ms		INTEGER NOT NULL,
	status			INTEGER NOT NULL,	-- 0 ok 1 busy 2 noanswer 3 cancel 4 offline 5 timeout 6 failed 7 other
	type			INTEGER NOT NULL,	-- 0 call 1 sms
	source_account		TEXT NOT NULL,
	source_number		TEXT NOT NULL,
	source_domain		TEXT NOT NULL,
	source_ip		TEXT NOT NULL,
	source_user		TEXT NOT NULL,
	source_peer		TEXT NOT NULL,
	destination_account	TEXT NOT NULL,
	destination_number	TEXT NOT NULL,
	destination_domain	TEXT NOT NULL,
	destination_peer	TEXT NOT NULL,
	disposition		TEXT NOT NULL,
	call_id			TEXT NOT NULL,
	identity		TEXT,			-- NULL: is the call_id
	setup_us		INTEGER,
	batch			INTEGER NOT NULL,
	line			INTEGER NOT NULL	-- in the file of that batch
) STRICT;

-- Every call's identity hash, in order, to find duplicates by merging.
CREATE TABLE identity (
	hash	INTEGER NOT NULL,
	seq	INTEGER NOT NULL REFERENCES call,
	PRIMARY KEY (hash, seq)
) STRICT, WITHOUT ROWID;
