-- The book, step 6: every version of master data.
--
-- ENTITY_history holds the rows that a later load changed or removed: as they
-- were, with the number of the load that ended them.  The state at load N is
--
--	SELECT ... FROM ENTITY WHERE load <= N
--	UNION ALL
--	SELECT ... FROM ENTITY_history WHERE load <= N AND ended > N
--
-- The triggers fill it, whoever changes a row; nothing changes or removes what
-- is in it.

CREATE TABLE contacts_history (
	ref TEXT, reseller TEXT, email TEXT, first_name TEXT, last_name TEXT,
	company TEXT, street TEXT, postcode TEXT, city TEXT, country TEXT,
	phone TEXT, mobile TEXT, fax TEXT, vat_number TEXT, registration_number TEXT,
	bank_name TEXT, iban TEXT, bic TEXT, tax_number TEXT, creditor_id TEXT,
	endpoint TEXT, endpoint_scheme TEXT, timezone TEXT, language TEXT, note TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (ref, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER contacts_update AFTER UPDATE ON contacts
BEGIN
	INSERT INTO contacts_history VALUES (
		OLD.ref, OLD.reseller, OLD.email, OLD.first_name, OLD.last_name,
		OLD.company, OLD.street, OLD.postcode, OLD.city, OLD.country, OLD.phone,
		OLD.mobile, OLD.fax, OLD.vat_number, OLD.registration_number, OLD.bank_name,
		OLD.iban, OLD.bic, OLD.tax_number, OLD.creditor_id, OLD.endpoint,
		OLD.endpoint_scheme, OLD.timezone, OLD.language, OLD.note, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER contacts_delete AFTER DELETE ON contacts
BEGIN
	INSERT INTO contacts_history VALUES (
		OLD.ref, OLD.reseller, OLD.email, OLD.first_name, OLD.last_name,
		OLD.company, OLD.street, OLD.postcode, OLD.city, OLD.country, OLD.phone,
		OLD.mobile, OLD.fax, OLD.vat_number, OLD.registration_number, OLD.bank_name,
		OLD.iban, OLD.bic, OLD.tax_number, OLD.creditor_id, OLD.endpoint,
		OLD.endpoint_scheme, OLD.timezone, OLD.language, OLD.note, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER contacts_history_final BEFORE UPDATE ON contacts_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER contacts_history_kept BEFORE DELETE ON contacts_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE contracts_history (
	ref TEXT, kind TEXT, contact TEXT, status TEXT, activated_us INTEGER,
	terminated_us INTEGER, external_ref TEXT, vat_category TEXT,
	vat_rate_e4 INTEGER, invoice_template TEXT, mail_template TEXT,
	send_invoice INTEGER, language TEXT, timezone TEXT,
	payment_terms_days INTEGER, payment_means TEXT, mandate_ref TEXT,
	buyer_reference TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (ref, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER contracts_update AFTER UPDATE ON contracts
BEGIN
	INSERT INTO contracts_history VALUES (
		OLD.ref, OLD.kind, OLD.contact, OLD.status, OLD.activated_us,
		OLD.terminated_us, OLD.external_ref, OLD.vat_category, OLD.vat_rate_e4,
		OLD.invoice_template, OLD.mail_template, OLD.send_invoice, OLD.language,
		OLD.timezone, OLD.payment_terms_days, OLD.payment_means, OLD.mandate_ref,
		OLD.buyer_reference, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER contracts_delete AFTER DELETE ON contracts
BEGIN
	INSERT INTO contracts_history VALUES (
		OLD.ref, OLD.kind, OLD.contact, OLD.status, OLD.activated_us,
		OLD.terminated_us, OLD.external_ref, OLD.vat_category, OLD.vat_rate_e4,
		OLD.invoice_template, OLD.mail_template, OLD.send_invoice, OLD.language,
		OLD.timezone, OLD.payment_terms_days, OLD.payment_means, OLD.mandate_ref,
		OLD.buyer_reference, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER contracts_history_final BEFORE UPDATE ON contracts_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER contracts_history_kept BEFORE DELETE ON contracts_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE resellers_history (
	name TEXT, contract TEXT, status TEXT, series TEXT, logo TEXT, color TEXT,
	language TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (name, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER resellers_update AFTER UPDATE ON resellers
BEGIN
	INSERT INTO resellers_history VALUES (
		OLD.name, OLD.contract, OLD.status, OLD.series, OLD.logo, OLD.color,
		OLD.language, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER resellers_delete AFTER DELETE ON resellers
BEGIN
	INSERT INTO resellers_history VALUES (
		OLD.name, OLD.contract, OLD.status, OLD.series, OLD.logo, OLD.color,
		OLD.language, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER resellers_history_final BEFORE UPDATE ON resellers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER resellers_history_kept BEFORE DELETE ON resellers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE domains_history (
	domain TEXT, reseller TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (domain, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER domains_update AFTER UPDATE ON domains
BEGIN
	INSERT INTO domains_history VALUES (
		OLD.domain, OLD.reseller, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER domains_delete AFTER DELETE ON domains
BEGIN
	INSERT INTO domains_history VALUES (
		OLD.domain, OLD.reseller, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER domains_history_final BEFORE UPDATE ON domains_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER domains_history_kept BEFORE DELETE ON domains_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE networks_history (
	network TEXT, block TEXT, reseller TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (network, block, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER networks_update AFTER UPDATE ON networks
BEGIN
	INSERT INTO networks_history VALUES (
		OLD.network, OLD.block, OLD.reseller, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER networks_delete AFTER DELETE ON networks
BEGIN
	INSERT INTO networks_history VALUES (
		OLD.network, OLD.block, OLD.reseller, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER networks_history_final BEFORE UPDATE ON networks_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER networks_history_kept BEFORE DELETE ON networks_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE calendars_history (
	calendar TEXT, date_day INTEGER, name TEXT, reseller TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (calendar, date_day, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER calendars_update AFTER UPDATE ON calendars
BEGIN
	INSERT INTO calendars_history VALUES (
		OLD.calendar, OLD.date_day, OLD.name, OLD.reseller, OLD.load, OLD.line,
		(SELECT max(number) FROM loads));
END;
CREATE TRIGGER calendars_delete AFTER DELETE ON calendars
BEGIN
	INSERT INTO calendars_history VALUES (
		OLD.calendar, OLD.date_day, OLD.name, OLD.reseller, OLD.load, OLD.line,
		(SELECT max(number) FROM loads));
END;
CREATE TRIGGER calendars_history_final BEFORE UPDATE ON calendars_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER calendars_history_kept BEFORE DELETE ON calendars_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE profiles_history (
	handle TEXT, reseller TEXT, name TEXT, currency TEXT, rate_per TEXT,
	decimals INTEGER, rounding TEXT, block_rounding TEXT, prepaid INTEGER,
	interval_unit TEXT, interval_count INTEGER, interval_charge_e8 INTEGER,
	interval_free_time INTEGER, interval_free_cash_e8 INTEGER,
	ignore_domain INTEGER, internal TEXT, split_bands INTEGER,
	grace_seconds INTEGER, max_call_charge_e8 INTEGER,
	fraud_interval_limit_e8 INTEGER, fraud_interval_lock INTEGER,
	fraud_interval_notify TEXT, fraud_daily_limit_e8 INTEGER,
	fraud_daily_lock INTEGER, fraud_daily_notify TEXT,
	fraud_use_reseller_rates INTEGER, status TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (handle, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER profiles_update AFTER UPDATE ON profiles
BEGIN
	INSERT INTO profiles_history VALUES (
		OLD.handle, OLD.reseller, OLD.name, OLD.currency, OLD.rate_per,
		OLD.decimals, OLD.rounding, OLD.block_rounding, OLD.prepaid,
		OLD.interval_unit, OLD.interval_count, OLD.interval_charge_e8,
		OLD.interval_free_time, OLD.interval_free_cash_e8, OLD.ignore_domain,
		OLD.internal, OLD.split_bands, OLD.grace_seconds, OLD.max_call_charge_e8,
		OLD.fraud_interval_limit_e8, OLD.fraud_interval_lock,
		OLD.fraud_interval_notify, OLD.fraud_daily_limit_e8, OLD.fraud_daily_lock,
		OLD.fraud_daily_notify, OLD.fraud_use_reseller_rates, OLD.status, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER profiles_delete AFTER DELETE ON profiles
BEGIN
	INSERT INTO profiles_history VALUES (
		OLD.handle, OLD.reseller, OLD.name, OLD.currency, OLD.rate_per,
		OLD.decimals, OLD.rounding, OLD.block_rounding, OLD.prepaid,
		OLD.interval_unit, OLD.interval_count, OLD.interval_charge_e8,
		OLD.interval_free_time, OLD.interval_free_cash_e8, OLD.ignore_domain,
		OLD.internal, OLD.split_bands, OLD.grace_seconds, OLD.max_call_charge_e8,
		OLD.fraud_interval_limit_e8, OLD.fraud_interval_lock,
		OLD.fraud_interval_notify, OLD.fraud_daily_limit_e8, OLD.fraud_daily_lock,
		OLD.fraud_daily_notify, OLD.fraud_use_reseller_rates, OLD.status, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER profiles_history_final BEFORE UPDATE ON profiles_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER profiles_history_kept BEFORE DELETE ON profiles_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE bands_history (
	profile TEXT, band TEXT, days TEXT, from_s INTEGER, to_s INTEGER,
	priority INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (profile, band, days, from_s, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER bands_update AFTER UPDATE ON bands
BEGIN
	INSERT INTO bands_history VALUES (
		OLD.profile, OLD.band, OLD.days, OLD.from_s, OLD.to_s, OLD.priority,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER bands_delete AFTER DELETE ON bands
BEGIN
	INSERT INTO bands_history VALUES (
		OLD.profile, OLD.band, OLD.days, OLD.from_s, OLD.to_s, OLD.priority,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER bands_history_final BEFORE UPDATE ON bands_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER bands_history_kept BEFORE DELETE ON bands_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE zones_history (
	profile TEXT, zone TEXT, detail TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (profile, zone, detail, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER zones_update AFTER UPDATE ON zones
BEGIN
	INSERT INTO zones_history VALUES (
		OLD.profile, OLD.zone, OLD.detail, OLD.load, OLD.line, (SELECT max(number)
		FROM loads));
END;
CREATE TRIGGER zones_delete AFTER DELETE ON zones
BEGIN
	INSERT INTO zones_history VALUES (
		OLD.profile, OLD.zone, OLD.detail, OLD.load, OLD.line, (SELECT max(number)
		FROM loads));
END;
CREATE TRIGGER zones_history_final BEFORE UPDATE ON zones_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER zones_history_kept BEFORE DELETE ON zones_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE fees_history (
	profile TEXT, direction TEXT, type TEXT, "match" TEXT, source TEXT,
	destination TEXT, zone TEXT, zone_detail TEXT, band TEXT,
	connect_fee_e12 INTEGER, init_interval INTEGER, init_rate_e12 INTEGER,
	follow_interval INTEGER, follow_rate_e12 INTEGER, from_second INTEGER,
	extra_second INTEGER, extra_rate_e12 INTEGER, use_free_time INTEGER,
	valid_from_us INTEGER, valid_to_us INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (profile, direction, type, "match", source, destination, band, from_second, valid_from_us, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER fees_update AFTER UPDATE ON fees
BEGIN
	INSERT INTO fees_history VALUES (
		OLD.profile, OLD.direction, OLD.type, OLD."match", OLD.source,
		OLD.destination, OLD.zone, OLD.zone_detail, OLD.band, OLD.connect_fee_e12,
		OLD.init_interval, OLD.init_rate_e12, OLD.follow_interval,
		OLD.follow_rate_e12, OLD.from_second, OLD.extra_second, OLD.extra_rate_e12,
		OLD.use_free_time, OLD.valid_from_us, OLD.valid_to_us, OLD.load, OLD.line,
		(SELECT max(number) FROM loads));
END;
CREATE TRIGGER fees_delete AFTER DELETE ON fees
BEGIN
	INSERT INTO fees_history VALUES (
		OLD.profile, OLD.direction, OLD.type, OLD."match", OLD.source,
		OLD.destination, OLD.zone, OLD.zone_detail, OLD.band, OLD.connect_fee_e12,
		OLD.init_interval, OLD.init_rate_e12, OLD.follow_interval,
		OLD.follow_rate_e12, OLD.from_second, OLD.extra_second, OLD.extra_rate_e12,
		OLD.use_free_time, OLD.valid_from_us, OLD.valid_to_us, OLD.load, OLD.line,
		(SELECT max(number) FROM loads));
END;
CREATE TRIGGER fees_history_final BEFORE UPDATE ON fees_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER fees_history_kept BEFORE DELETE ON fees_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE number_portability_history (
	number TEXT, provider TEXT, number_type TEXT, valid_from_us INTEGER,
	valid_to_us INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (number, provider, valid_from_us, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER number_portability_update AFTER UPDATE ON number_portability
BEGIN
	INSERT INTO number_portability_history VALUES (
		OLD.number, OLD.provider, OLD.number_type, OLD.valid_from_us,
		OLD.valid_to_us, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER number_portability_delete AFTER DELETE ON number_portability
BEGIN
	INSERT INTO number_portability_history VALUES (
		OLD.number, OLD.provider, OLD.number_type, OLD.valid_from_us,
		OLD.valid_to_us, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER number_portability_history_final BEFORE UPDATE ON number_portability_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER number_portability_history_kept BEFORE DELETE ON number_portability_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE packages_history (
	name TEXT, reseller TEXT, description TEXT, initial_balance_e8 INTEGER,
	service_charge_e8 INTEGER, start_mode TEXT, interval_unit TEXT,
	interval_count INTEGER, carry_over TEXT, timely_unit TEXT,
	timely_count INTEGER, notopup_discard INTEGER,
	underrun_lock_threshold_e8 INTEGER, underrun_lock_level INTEGER,
	underrun_profile_threshold_e8 INTEGER, topup_lock_level INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (name, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER packages_update AFTER UPDATE ON packages
BEGIN
	INSERT INTO packages_history VALUES (
		OLD.name, OLD.reseller, OLD.description, OLD.initial_balance_e8,
		OLD.service_charge_e8, OLD.start_mode, OLD.interval_unit,
		OLD.interval_count, OLD.carry_over, OLD.timely_unit, OLD.timely_count,
		OLD.notopup_discard, OLD.underrun_lock_threshold_e8,
		OLD.underrun_lock_level, OLD.underrun_profile_threshold_e8,
		OLD.topup_lock_level, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER packages_delete AFTER DELETE ON packages
BEGIN
	INSERT INTO packages_history VALUES (
		OLD.name, OLD.reseller, OLD.description, OLD.initial_balance_e8,
		OLD.service_charge_e8, OLD.start_mode, OLD.interval_unit,
		OLD.interval_count, OLD.carry_over, OLD.timely_unit, OLD.timely_count,
		OLD.notopup_discard, OLD.underrun_lock_threshold_e8,
		OLD.underrun_lock_level, OLD.underrun_profile_threshold_e8,
		OLD.topup_lock_level, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER packages_history_final BEFORE UPDATE ON packages_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER packages_history_kept BEFORE DELETE ON packages_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE package_profiles_history (
	package TEXT, role TEXT, profile TEXT, network TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (package, role, profile, network, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER package_profiles_update AFTER UPDATE ON package_profiles
BEGIN
	INSERT INTO package_profiles_history VALUES (
		OLD.package, OLD.role, OLD.profile, OLD.network, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER package_profiles_delete AFTER DELETE ON package_profiles
BEGIN
	INSERT INTO package_profiles_history VALUES (
		OLD.package, OLD.role, OLD.profile, OLD.network, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER package_profiles_history_final BEFORE UPDATE ON package_profiles_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER package_profiles_history_kept BEFORE DELETE ON package_profiles_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE templates_history (
	name TEXT, reseller TEXT, category TEXT, direction TEXT, file TEXT,
	language TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (name, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER templates_update AFTER UPDATE ON templates
BEGIN
	INSERT INTO templates_history VALUES (
		OLD.name, OLD.reseller, OLD.category, OLD.direction, OLD.file, OLD.language,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER templates_delete AFTER DELETE ON templates
BEGIN
	INSERT INTO templates_history VALUES (
		OLD.name, OLD.reseller, OLD.category, OLD.direction, OLD.file, OLD.language,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER templates_history_final BEFORE UPDATE ON templates_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER templates_history_kept BEFORE DELETE ON templates_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE mail_templates_history (
	name TEXT, reseller TEXT, subject TEXT, text_file TEXT, html_file TEXT,
	language TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (name, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER mail_templates_update AFTER UPDATE ON mail_templates
BEGIN
	INSERT INTO mail_templates_history VALUES (
		OLD.name, OLD.reseller, OLD.subject, OLD.text_file, OLD.html_file,
		OLD.language, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER mail_templates_delete AFTER DELETE ON mail_templates
BEGIN
	INSERT INTO mail_templates_history VALUES (
		OLD.name, OLD.reseller, OLD.subject, OLD.text_file, OLD.html_file,
		OLD.language, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER mail_templates_history_final BEFORE UPDATE ON mail_templates_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER mail_templates_history_kept BEFORE DELETE ON mail_templates_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE series_history (
	name TEXT, issuer TEXT, kind TEXT, pattern TEXT, next INTEGER, reset TEXT,
	range_end INTEGER, warn_at INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (name, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER series_update AFTER UPDATE ON series
BEGIN
	INSERT INTO series_history VALUES (
		OLD.name, OLD.issuer, OLD.kind, OLD.pattern, OLD.next, OLD.reset,
		OLD.range_end, OLD.warn_at, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER series_delete AFTER DELETE ON series
BEGIN
	INSERT INTO series_history VALUES (
		OLD.name, OLD.issuer, OLD.kind, OLD.pattern, OLD.next, OLD.reset,
		OLD.range_end, OLD.warn_at, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER series_history_final BEFORE UPDATE ON series_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER series_history_kept BEFORE DELETE ON series_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE vat_rates_history (
	country TEXT, category TEXT, rate_e4 INTEGER, valid_from_day INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (country, category, valid_from_day, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER vat_rates_update AFTER UPDATE ON vat_rates
BEGIN
	INSERT INTO vat_rates_history VALUES (
		OLD.country, OLD.category, OLD.rate_e4, OLD.valid_from_day, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER vat_rates_delete AFTER DELETE ON vat_rates
BEGIN
	INSERT INTO vat_rates_history VALUES (
		OLD.country, OLD.category, OLD.rate_e4, OLD.valid_from_day, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER vat_rates_history_final BEFORE UPDATE ON vat_rates_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER vat_rates_history_kept BEFORE DELETE ON vat_rates_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE customers_history (
	ref TEXT, contact TEXT, kind TEXT, status TEXT, activated_us INTEGER,
	terminated_us INTEGER, external_ref TEXT, max_subscribers INTEGER,
	vat_category TEXT, vat_rate_e4 INTEGER, prices_include_vat INTEGER,
	invoice_template TEXT, did_template TEXT, mail_template TEXT, itemised TEXT,
	send_invoice INTEGER, language TEXT, timezone TEXT,
	payment_terms_days INTEGER, payment_means TEXT, mandate_ref TEXT,
	buyer_reference TEXT, package TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (ref, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER customers_update AFTER UPDATE ON customers
BEGIN
	INSERT INTO customers_history VALUES (
		OLD.ref, OLD.contact, OLD.kind, OLD.status, OLD.activated_us,
		OLD.terminated_us, OLD.external_ref, OLD.max_subscribers, OLD.vat_category,
		OLD.vat_rate_e4, OLD.prices_include_vat, OLD.invoice_template,
		OLD.did_template, OLD.mail_template, OLD.itemised, OLD.send_invoice,
		OLD.language, OLD.timezone, OLD.payment_terms_days, OLD.payment_means,
		OLD.mandate_ref, OLD.buyer_reference, OLD.package, OLD.load, OLD.line,
		(SELECT max(number) FROM loads));
END;
CREATE TRIGGER customers_delete AFTER DELETE ON customers
BEGIN
	INSERT INTO customers_history VALUES (
		OLD.ref, OLD.contact, OLD.kind, OLD.status, OLD.activated_us,
		OLD.terminated_us, OLD.external_ref, OLD.max_subscribers, OLD.vat_category,
		OLD.vat_rate_e4, OLD.prices_include_vat, OLD.invoice_template,
		OLD.did_template, OLD.mail_template, OLD.itemised, OLD.send_invoice,
		OLD.language, OLD.timezone, OLD.payment_terms_days, OLD.payment_means,
		OLD.mandate_ref, OLD.buyer_reference, OLD.package, OLD.load, OLD.line,
		(SELECT max(number) FROM loads));
END;
CREATE TRIGGER customers_history_final BEFORE UPDATE ON customers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER customers_history_kept BEFORE DELETE ON customers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE subscribers_history (
	ref TEXT, customer TEXT, username TEXT, domain TEXT, type TEXT, number TEXT,
	pilot TEXT, status TEXT, activated_us INTEGER, terminated_us INTEGER,
	external_ref TEXT, contact TEXT, timezone TEXT, lock_level INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (username, domain, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER subscribers_update AFTER UPDATE ON subscribers
BEGIN
	INSERT INTO subscribers_history VALUES (
		OLD.ref, OLD.customer, OLD.username, OLD.domain, OLD.type, OLD.number,
		OLD.pilot, OLD.status, OLD.activated_us, OLD.terminated_us,
		OLD.external_ref, OLD.contact, OLD.timezone, OLD.lock_level, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER subscribers_delete AFTER DELETE ON subscribers
BEGIN
	INSERT INTO subscribers_history VALUES (
		OLD.ref, OLD.customer, OLD.username, OLD.domain, OLD.type, OLD.number,
		OLD.pilot, OLD.status, OLD.activated_us, OLD.terminated_us,
		OLD.external_ref, OLD.contact, OLD.timezone, OLD.lock_level, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER subscribers_history_final BEFORE UPDATE ON subscribers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER subscribers_history_kept BEFORE DELETE ON subscribers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE aliases_history (
	number TEXT, subscriber TEXT, valid_from_us INTEGER, valid_to_us INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (number, valid_from_us, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER aliases_update AFTER UPDATE ON aliases
BEGIN
	INSERT INTO aliases_history VALUES (
		OLD.number, OLD.subscriber, OLD.valid_from_us, OLD.valid_to_us, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER aliases_delete AFTER DELETE ON aliases
BEGIN
	INSERT INTO aliases_history VALUES (
		OLD.number, OLD.subscriber, OLD.valid_from_us, OLD.valid_to_us, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER aliases_history_final BEFORE UPDATE ON aliases_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER aliases_history_kept BEFORE DELETE ON aliases_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE trusted_sources_history (
	subscriber TEXT, source TEXT, from_pattern TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (subscriber, source, from_pattern, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER trusted_sources_update AFTER UPDATE ON trusted_sources
BEGIN
	INSERT INTO trusted_sources_history VALUES (
		OLD.subscriber, OLD.source, OLD.from_pattern, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER trusted_sources_delete AFTER DELETE ON trusted_sources
BEGIN
	INSERT INTO trusted_sources_history VALUES (
		OLD.subscriber, OLD.source, OLD.from_pattern, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER trusted_sources_history_final BEFORE UPDATE ON trusted_sources_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER trusted_sources_history_kept BEFORE DELETE ON trusted_sources_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE profile_schedule_history (
	contract TEXT, profile TEXT, network TEXT, valid_from_us INTEGER,
	valid_to_us INTEGER, seq INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (contract, network, valid_from_us, seq, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER profile_schedule_update AFTER UPDATE ON profile_schedule
BEGIN
	INSERT INTO profile_schedule_history VALUES (
		OLD.contract, OLD.profile, OLD.network, OLD.valid_from_us, OLD.valid_to_us,
		OLD.seq, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER profile_schedule_delete AFTER DELETE ON profile_schedule
BEGIN
	INSERT INTO profile_schedule_history VALUES (
		OLD.contract, OLD.profile, OLD.network, OLD.valid_from_us, OLD.valid_to_us,
		OLD.seq, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER profile_schedule_history_final BEFORE UPDATE ON profile_schedule_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER profile_schedule_history_kept BEFORE DELETE ON profile_schedule_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE time_sets_history (
	name TEXT, days TEXT, from_s INTEGER, to_s INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (name, days, from_s, to_s, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER time_sets_update AFTER UPDATE ON time_sets
BEGIN
	INSERT INTO time_sets_history VALUES (
		OLD.name, OLD.days, OLD.from_s, OLD.to_s, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER time_sets_delete AFTER DELETE ON time_sets
BEGIN
	INSERT INTO time_sets_history VALUES (
		OLD.name, OLD.days, OLD.from_s, OLD.to_s, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER time_sets_history_final BEFORE UPDATE ON time_sets_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER time_sets_history_kept BEFORE DELETE ON time_sets_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE peering_groups_history (
	name TEXT, contract TEXT, priority INTEGER, description TEXT, time_set TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (name, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER peering_groups_update AFTER UPDATE ON peering_groups
BEGIN
	INSERT INTO peering_groups_history VALUES (
		OLD.name, OLD.contract, OLD.priority, OLD.description, OLD.time_set,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER peering_groups_delete AFTER DELETE ON peering_groups
BEGIN
	INSERT INTO peering_groups_history VALUES (
		OLD.name, OLD.contract, OLD.priority, OLD.description, OLD.time_set,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER peering_groups_history_final BEFORE UPDATE ON peering_groups_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER peering_groups_history_kept BEFORE DELETE ON peering_groups_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE peering_servers_history (
	"group" TEXT, name TEXT, ip TEXT, host TEXT, port INTEGER, transport TEXT,
	weight INTEGER, enabled INTEGER, probe INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY ("group", name, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER peering_servers_update AFTER UPDATE ON peering_servers
BEGIN
	INSERT INTO peering_servers_history VALUES (
		OLD."group", OLD.name, OLD.ip, OLD.host, OLD.port, OLD.transport,
		OLD.weight, OLD.enabled, OLD.probe, OLD.load, OLD.line, (SELECT max(number)
		FROM loads));
END;
CREATE TRIGGER peering_servers_delete AFTER DELETE ON peering_servers
BEGIN
	INSERT INTO peering_servers_history VALUES (
		OLD."group", OLD.name, OLD.ip, OLD.host, OLD.port, OLD.transport,
		OLD.weight, OLD.enabled, OLD.probe, OLD.load, OLD.line, (SELECT max(number)
		FROM loads));
END;
CREATE TRIGGER peering_servers_history_final BEFORE UPDATE ON peering_servers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER peering_servers_history_kept BEFORE DELETE ON peering_servers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE outbound_rules_history (
	"group" TEXT, callee_prefix TEXT, callee_pattern TEXT, caller_pattern TEXT,
	enabled INTEGER, stopper INTEGER, description TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY ("group", callee_prefix, callee_pattern, caller_pattern, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER outbound_rules_update AFTER UPDATE ON outbound_rules
BEGIN
	INSERT INTO outbound_rules_history VALUES (
		OLD."group", OLD.callee_prefix, OLD.callee_pattern, OLD.caller_pattern,
		OLD.enabled, OLD.stopper, OLD.description, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER outbound_rules_delete AFTER DELETE ON outbound_rules
BEGIN
	INSERT INTO outbound_rules_history VALUES (
		OLD."group", OLD.callee_prefix, OLD.callee_pattern, OLD.caller_pattern,
		OLD.enabled, OLD.stopper, OLD.description, OLD.load, OLD.line, (SELECT
		max(number) FROM loads));
END;
CREATE TRIGGER outbound_rules_history_final BEFORE UPDATE ON outbound_rules_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER outbound_rules_history_kept BEFORE DELETE ON outbound_rules_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE inbound_rules_history (
	"group" TEXT, priority INTEGER, field TEXT, pattern TEXT,
	reject_code INTEGER, reject_reason TEXT, enabled INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY ("group", priority, field, pattern, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER inbound_rules_update AFTER UPDATE ON inbound_rules
BEGIN
	INSERT INTO inbound_rules_history VALUES (
		OLD."group", OLD.priority, OLD.field, OLD.pattern, OLD.reject_code,
		OLD.reject_reason, OLD.enabled, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER inbound_rules_delete AFTER DELETE ON inbound_rules
BEGIN
	INSERT INTO inbound_rules_history VALUES (
		OLD."group", OLD.priority, OLD.field, OLD.pattern, OLD.reject_code,
		OLD.reject_reason, OLD.enabled, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER inbound_rules_history_final BEFORE UPDATE ON inbound_rules_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER inbound_rules_history_kept BEFORE DELETE ON inbound_rules_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE vouchers_history (
	code TEXT, reseller TEXT, amount_e8 INTEGER, currency TEXT,
	valid_until_us INTEGER, customer TEXT, package TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (code, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER vouchers_update AFTER UPDATE ON vouchers
BEGIN
	INSERT INTO vouchers_history VALUES (
		OLD.code, OLD.reseller, OLD.amount_e8, OLD.currency, OLD.valid_until_us,
		OLD.customer, OLD.package, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER vouchers_delete AFTER DELETE ON vouchers
BEGIN
	INSERT INTO vouchers_history VALUES (
		OLD.code, OLD.reseller, OLD.amount_e8, OLD.currency, OLD.valid_until_us,
		OLD.customer, OLD.package, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER vouchers_history_final BEFORE UPDATE ON vouchers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER vouchers_history_kept BEFORE DELETE ON vouchers_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE topups_history (
	ref TEXT, customer TEXT, time_us INTEGER, amount_e8 INTEGER, voucher TEXT,
	package TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (ref, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER topups_update AFTER UPDATE ON topups
BEGIN
	INSERT INTO topups_history VALUES (
		OLD.ref, OLD.customer, OLD.time_us, OLD.amount_e8, OLD.voucher, OLD.package,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER topups_delete AFTER DELETE ON topups
BEGIN
	INSERT INTO topups_history VALUES (
		OLD.ref, OLD.customer, OLD.time_us, OLD.amount_e8, OLD.voucher, OLD.package,
		OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER topups_history_final BEFORE UPDATE ON topups_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER topups_history_kept BEFORE DELETE ON topups_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE opening_balances_history (
	contract TEXT, from_us INTEGER, until_us INTEGER, cash_e8 INTEGER,
	debit_e8 INTEGER, free_s INTEGER, free_used_s INTEGER, topups INTEGER,
	timely_topups INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (contract, from_us, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER opening_balances_update AFTER UPDATE ON opening_balances
BEGIN
	INSERT INTO opening_balances_history VALUES (
		OLD.contract, OLD.from_us, OLD.until_us, OLD.cash_e8, OLD.debit_e8,
		OLD.free_s, OLD.free_used_s, OLD.topups, OLD.timely_topups, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER opening_balances_delete AFTER DELETE ON opening_balances
BEGIN
	INSERT INTO opening_balances_history VALUES (
		OLD.contract, OLD.from_us, OLD.until_us, OLD.cash_e8, OLD.debit_e8,
		OLD.free_s, OLD.free_used_s, OLD.topups, OLD.timely_topups, OLD.load,
		OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER opening_balances_history_final BEFORE UPDATE ON opening_balances_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER opening_balances_history_kept BEFORE DELETE ON opening_balances_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE payments_history (
	ref TEXT, contract TEXT, date_day INTEGER, amount_e8 INTEGER, currency TEXT,
	document TEXT, note TEXT,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (ref, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER payments_update AFTER UPDATE ON payments
BEGIN
	INSERT INTO payments_history VALUES (
		OLD.ref, OLD.contract, OLD.date_day, OLD.amount_e8, OLD.currency,
		OLD.document, OLD.note, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER payments_delete AFTER DELETE ON payments
BEGIN
	INSERT INTO payments_history VALUES (
		OLD.ref, OLD.contract, OLD.date_day, OLD.amount_e8, OLD.currency,
		OLD.document, OLD.note, OLD.load, OLD.line, (SELECT max(number) FROM loads));
END;
CREATE TRIGGER payments_history_final BEFORE UPDATE ON payments_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER payments_history_kept BEFORE DELETE ON payments_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TABLE items_history (
	ref TEXT, contract TEXT, date_day INTEGER, description TEXT,
	quantity_e6 INTEGER, unit_price_e8 INTEGER, currency TEXT, vat_category TEXT,
	vat_rate_e4 INTEGER, recurring TEXT, until_day INTEGER,
	load INTEGER NOT NULL,
	line INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (ref, load)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER items_update AFTER UPDATE ON items
BEGIN
	INSERT INTO items_history VALUES (
		OLD.ref, OLD.contract, OLD.date_day, OLD.description, OLD.quantity_e6,
		OLD.unit_price_e8, OLD.currency, OLD.vat_category, OLD.vat_rate_e4,
		OLD.recurring, OLD.until_day, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER items_delete AFTER DELETE ON items
BEGIN
	INSERT INTO items_history VALUES (
		OLD.ref, OLD.contract, OLD.date_day, OLD.description, OLD.quantity_e6,
		OLD.unit_price_e8, OLD.currency, OLD.vat_category, OLD.vat_rate_e4,
		OLD.recurring, OLD.until_day, OLD.load, OLD.line, (SELECT max(number) FROM
		loads));
END;
CREATE TRIGGER items_history_final BEFORE UPDATE ON items_history
BEGIN
	SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER items_history_kept BEFORE DELETE ON items_history
BEGIN
	SELECT RAISE(ABORT, 'history is never deleted');
END;
