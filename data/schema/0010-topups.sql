-- The book, step 10: top-ups that were asked for.
--
-- What toll-topup was asked to book, once each, with what came of it; a top-up
-- that was booked is a row of topups besides.  Never changed.

CREATE TABLE topup_attempt (
	attempt		INTEGER PRIMARY KEY,	-- from 1
	now_us		INTEGER NOT NULL,	-- when it was asked for
	program		TEXT NOT NULL,		-- "toll-topup 0.1.0"
	customer	TEXT NOT NULL,		-- as given
	ref		TEXT NOT NULL,		-- as given, or the one made up
	time_us		INTEGER NOT NULL,	-- of the top-up
	amount_e8	INTEGER,		-- or a voucher
	voucher		TEXT CHECK (voucher LIKE 'sha256:%'),	-- the code, hashed
	package		TEXT,
	outcome		TEXT NOT NULL CHECK (outcome IN ('booked', 'repeated',
			'unknown_customer', 'inactive_customer',
			'unknown_voucher', 'used_voucher', 'expired_voucher',
			'reserved_voucher', 'foreign_voucher', 'used_ref',
			'closed_interval', 'future', 'invalid')),
	detail		TEXT NOT NULL,		-- a sentence; '' if it was booked
	load		INTEGER REFERENCES loads,	-- that booked it, now or before
	CHECK ((load IS NOT NULL) = (outcome IN ('booked', 'repeated')))
) STRICT;

CREATE TRIGGER topup_attempt_follows BEFORE INSERT ON topup_attempt
WHEN NEW.attempt <> coalesce((SELECT max(attempt) FROM topup_attempt), 0) + 1
BEGIN SELECT RAISE(ABORT, 'attempts are numbered without gaps'); END;
CREATE TRIGGER topup_attempt_never_updated BEFORE UPDATE ON topup_attempt
BEGIN SELECT RAISE(ABORT, 'an attempt is never changed'); END;
CREATE TRIGGER topup_attempt_never_deleted BEFORE DELETE ON topup_attempt
BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;

-- What is billed stays: no top-up comes into an interval that is closed.
CREATE TRIGGER topups_not_closed BEFORE INSERT ON topups
WHEN NEW.time_us < (SELECT max(until_us) FROM closed_interval
	WHERE contract = NEW.customer)
BEGIN SELECT RAISE(ABORT, 'the interval of the top-up is billed'); END;
