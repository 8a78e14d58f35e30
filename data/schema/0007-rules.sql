-- The book, step 7: what must hold beyond one row.
--
-- toll-load checks these rules on the whole result of a load and names file,
-- line and column (billing/party/party_check.c and its neighbours); here the
-- database holds them against everybody, row by row, as far as SQL can.

-- Rule 1: what belongs to a reseller is used by that reseller's customers only.
-- A customer belongs to the reseller of its contact.
CREATE VIEW customer_owner AS
SELECT customers.ref, contacts.reseller
  FROM customers JOIN contacts ON contacts.ref = customers.contact;

CREATE TRIGGER contacts_reseller_kept BEFORE UPDATE OF reseller ON contacts
WHEN NEW.reseller IS NOT OLD.reseller
 AND (EXISTS (SELECT 1 FROM customers WHERE contact = OLD.ref)
   OR EXISTS (SELECT 1 FROM contracts WHERE contact = OLD.ref))
BEGIN
	SELECT RAISE(ABORT, 'the contact of a customer or contract may not change its reseller');
END;

CREATE TRIGGER customers_owner_kept BEFORE UPDATE OF contact ON customers
WHEN (SELECT reseller FROM contacts WHERE ref = NEW.contact)
  IS NOT (SELECT reseller FROM contacts WHERE ref = OLD.contact)
BEGIN
	SELECT RAISE(ABORT, 'a customer may not change its reseller');
END;

CREATE TRIGGER subscribers_domain_owner BEFORE INSERT ON subscribers
WHEN (SELECT reseller FROM domains WHERE domain = NEW.domain)
  IS NOT (SELECT reseller FROM customer_owner WHERE ref = NEW.customer)
BEGIN
	SELECT RAISE(ABORT, 'the domain of a subscriber belongs to another reseller than its customer');
END;
CREATE TRIGGER subscribers_customer_owner BEFORE UPDATE OF customer ON subscribers
WHEN (SELECT reseller FROM domains WHERE domain = NEW.domain)
  IS NOT (SELECT reseller FROM customer_owner WHERE ref = NEW.customer)
BEGIN
	SELECT RAISE(ABORT, 'the domain of a subscriber belongs to another reseller than its customer');
END;

CREATE TRIGGER schedule_owner_insert BEFORE INSERT ON profile_schedule
WHEN EXISTS (SELECT 1 FROM customer_owner AS o, profiles AS p
	      WHERE o.ref = NEW.contract AND p.handle = NEW.profile
		AND p.reseller IS NOT NULL AND p.reseller IS NOT o.reseller)
BEGIN
	SELECT RAISE(ABORT, 'the profile belongs to another reseller than the customer');
END;
CREATE TRIGGER schedule_owner_update BEFORE UPDATE OF profile ON profile_schedule
WHEN EXISTS (SELECT 1 FROM customer_owner AS o, profiles AS p
	      WHERE o.ref = NEW.contract AND p.handle = NEW.profile
		AND p.reseller IS NOT NULL AND p.reseller IS NOT o.reseller)
BEGIN
	SELECT RAISE(ABORT, 'the profile belongs to another reseller than the customer');
END;

-- Rule 2: contracts with resellers and peers use the operator's own contacts.
CREATE TRIGGER contracts_contact_insert BEFORE INSERT ON contracts
WHEN (SELECT reseller FROM contacts WHERE ref = NEW.contact) IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'a reseller or peering contract uses a contact of the operator');
END;
CREATE TRIGGER contracts_contact_update BEFORE UPDATE OF contact ON contracts
WHEN (SELECT reseller FROM contacts WHERE ref = NEW.contact) IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'a reseller or peering contract uses a contact of the operator');
END;
CREATE TRIGGER resellers_contract_insert BEFORE INSERT ON resellers
WHEN (SELECT kind FROM contracts WHERE ref = NEW.contract) IS NOT 'reseller'
BEGIN
	SELECT RAISE(ABORT, 'the contract of a reseller is of kind reseller');
END;
CREATE TRIGGER resellers_contract_update BEFORE UPDATE OF contract ON resellers
WHEN (SELECT kind FROM contracts WHERE ref = NEW.contract) IS NOT 'reseller'
BEGIN
	SELECT RAISE(ABORT, 'the contract of a reseller is of kind reseller');
END;
CREATE TRIGGER peering_groups_contract_insert BEFORE INSERT ON peering_groups
WHEN (SELECT kind FROM contracts WHERE ref = NEW.contract) IS NOT 'peering'
BEGIN
	SELECT RAISE(ABORT, 'the contract of a peering group is of kind peering');
END;
CREATE TRIGGER peering_groups_contract_update BEFORE UPDATE OF contract ON peering_groups
WHEN (SELECT kind FROM contracts WHERE ref = NEW.contract) IS NOT 'peering'
BEGIN
	SELECT RAISE(ABORT, 'the contract of a peering group is of kind peering');
END;
CREATE TRIGGER contracts_kind_kept BEFORE UPDATE OF kind ON contracts
WHEN NEW.kind <> OLD.kind
BEGIN
	SELECT RAISE(ABORT, 'the kind of a contract never changes');
END;

-- Rule 3: their profiles are not prepaid.
CREATE TRIGGER schedule_prepaid_insert BEFORE INSERT ON profile_schedule
WHEN EXISTS (SELECT 1 FROM contracts WHERE ref = NEW.contract)
 AND (SELECT prepaid FROM profiles WHERE handle = NEW.profile) = 1
BEGIN
	SELECT RAISE(ABORT, 'a reseller or peering contract has no prepaid profile');
END;
CREATE TRIGGER schedule_prepaid_update BEFORE UPDATE OF profile ON profile_schedule
WHEN EXISTS (SELECT 1 FROM contracts WHERE ref = NEW.contract)
 AND (SELECT prepaid FROM profiles WHERE handle = NEW.profile) = 1
BEGIN
	SELECT RAISE(ABORT, 'a reseller or peering contract has no prepaid profile');
END;

-- Rule 4: a number or range belongs to one subscriber at a time.
CREATE TRIGGER aliases_one_owner BEFORE INSERT ON aliases
WHEN EXISTS (SELECT 1 FROM aliases AS a
	      WHERE a.number = NEW.number AND a.subscriber <> NEW.subscriber
		AND coalesce(a.valid_to_us, 9223372036854775807) > NEW.valid_from_us
		AND coalesce(NEW.valid_to_us, 9223372036854775807) > a.valid_from_us)
BEGIN
	SELECT RAISE(ABORT, 'the number belongs to another subscriber at that time');
END;

-- Rule 6: an extension names a pilot of the same customer.
CREATE TRIGGER subscribers_pilot_insert BEFORE INSERT ON subscribers
WHEN (NEW.type = 'extension' AND NEW.pilot IS NULL)
  OR EXISTS (SELECT 1 FROM subscribers AS p
	      WHERE p.ref = NEW.pilot
		AND (p.customer <> NEW.customer OR p.type <> 'pilot'))
BEGIN
	SELECT RAISE(ABORT, 'an extension names a pilot of the same customer');
END;
CREATE TRIGGER subscribers_pilot_update BEFORE UPDATE OF type, pilot ON subscribers
WHEN NEW.type = 'extension' AND NEW.pilot IS NULL
BEGIN
	SELECT RAISE(ABORT, 'an extension names a pilot of the same customer');
END;

-- Rule 8: no two rows of one fee that are valid at the same time.  Asked once
-- a load, when its file is booked behind its rows: a million rows have one
-- trigger then, not a million.
CREATE TRIGGER fees_one_valid AFTER INSERT ON load_files
WHEN NEW.entity = 'fees'
 AND EXISTS (SELECT 1 FROM fees AS f
	       JOIN fees AS g ON g.profile = f.profile
		AND g.direction = f.direction AND g.type = f.type
		AND g."match" = f."match" AND g.source = f.source
		AND g.destination = f.destination AND g.band = f.band
		AND g.from_second = f.from_second
		AND g.valid_from_us < f.valid_from_us
		AND coalesce(g.valid_to_us, 9223372036854775807) > f.valid_from_us
	      WHERE f.valid_from_us <> -9223372036854775808
		AND (f.load = NEW.load OR g.load = NEW.load))
BEGIN
	SELECT RAISE(ABORT, 'two fees match the same calls at the same time');
END;

-- Rule 9: a terminated entity is kept.
CREATE TRIGGER contracts_terminated_kept BEFORE DELETE ON contracts
WHEN OLD.status = 'terminated'
BEGIN
	SELECT RAISE(ABORT, 'a terminated contract is kept');
END;
CREATE TRIGGER customers_terminated_kept BEFORE DELETE ON customers
WHEN OLD.status = 'terminated'
BEGIN
	SELECT RAISE(ABORT, 'a terminated customer is kept');
END;
CREATE TRIGGER resellers_terminated_kept BEFORE DELETE ON resellers
WHEN OLD.status = 'terminated'
BEGIN
	SELECT RAISE(ABORT, 'a terminated reseller is kept');
END;
CREATE TRIGGER subscribers_terminated_kept BEFORE DELETE ON subscribers
WHEN OLD.status = 'terminated'
BEGIN
	SELECT RAISE(ABORT, 'a terminated subscriber is kept');
END;

-- Names of several rows, which no foreign key can point at.
CREATE TRIGGER schedule_network BEFORE INSERT ON profile_schedule
WHEN NEW.network <> ''
 AND NOT EXISTS (SELECT 1 FROM networks WHERE network = NEW.network)
BEGIN
	SELECT RAISE(ABORT, 'there is no such network');
END;
CREATE TRIGGER package_profiles_network BEFORE INSERT ON package_profiles
WHEN NEW.network <> ''
 AND NOT EXISTS (SELECT 1 FROM networks WHERE network = NEW.network)
BEGIN
	SELECT RAISE(ABORT, 'there is no such network');
END;
CREATE TRIGGER peering_groups_time_set BEFORE INSERT ON peering_groups
WHEN NEW.time_set IS NOT NULL
 AND NOT EXISTS (SELECT 1 FROM time_sets WHERE name = NEW.time_set)
BEGIN
	SELECT RAISE(ABORT, 'there is no such time set');
END;
