-- The book, step 8: what an issued document used cannot be deleted.
--
-- A document carries its own copy of all that it shows; these rows say who
-- was billed, by whom, for what and under which number, and stay for whoever
-- asks.

CREATE TRIGGER contracts_used BEFORE DELETE ON contracts
WHEN EXISTS (SELECT 1 FROM document WHERE contract = OLD.ref)
  OR EXISTS (SELECT 1 FROM closed_interval WHERE contract = OLD.ref)
BEGIN
	SELECT RAISE(ABORT, 'the contract was billed and is kept');
END;
CREATE TRIGGER customers_used BEFORE DELETE ON customers
WHEN EXISTS (SELECT 1 FROM document WHERE contract = OLD.ref)
  OR EXISTS (SELECT 1 FROM closed_interval WHERE contract = OLD.ref)
BEGIN
	SELECT RAISE(ABORT, 'the customer was billed and is kept');
END;
CREATE TRIGGER subscribers_used BEFORE DELETE ON subscribers
WHEN EXISTS (SELECT 1 FROM closed_interval WHERE contract = OLD.customer)
BEGIN
	SELECT RAISE(ABORT, 'the customer of the subscriber was billed: terminate it, it is kept');
END;
CREATE TRIGGER resellers_used BEFORE DELETE ON resellers
WHEN EXISTS (SELECT 1 FROM document WHERE issuer = OLD.name)
BEGIN
	SELECT RAISE(ABORT, 'the reseller issued documents and is kept');
END;
CREATE TRIGGER contacts_used BEFORE DELETE ON contacts
WHEN EXISTS (SELECT 1 FROM document_party WHERE contact = OLD.ref)
BEGIN
	SELECT RAISE(ABORT, 'the contact is on documents and is kept');
END;
CREATE TRIGGER series_used BEFORE DELETE ON series
WHEN EXISTS (SELECT 1 FROM document WHERE series = OLD.name)
BEGIN
	SELECT RAISE(ABORT, 'numbers of the series were drawn: it is kept');
END;
CREATE TRIGGER items_used BEFORE DELETE ON items
WHEN EXISTS (SELECT 1 FROM document_line WHERE kind = 'item' AND ref = OLD.ref)
BEGIN
	SELECT RAISE(ABORT, 'the item was billed and is kept');
END;
CREATE TRIGGER profiles_used BEFORE DELETE ON profiles
WHEN EXISTS (SELECT 1 FROM document_line WHERE kind = 'fee' AND ref = OLD.handle)
BEGIN
	SELECT RAISE(ABORT, 'the profile was billed and is kept');
END;
CREATE TRIGGER topups_used BEFORE DELETE ON topups
WHEN EXISTS (SELECT 1 FROM closed_interval
	      WHERE contract = OLD.customer AND until_us > OLD.time_us)
BEGIN
	SELECT RAISE(ABORT, 'the interval of the top-up is closed');
END;
CREATE TRIGGER topups_late BEFORE INSERT ON topups
WHEN EXISTS (SELECT 1 FROM closed_interval
	      WHERE contract = NEW.customer AND until_us > NEW.time_us)
BEGIN
	SELECT RAISE(ABORT, 'the interval of the top-up is closed');
END;
