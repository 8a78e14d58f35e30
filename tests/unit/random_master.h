#ifndef TESTS_UNIT_RANDOM_MASTER_H
#define TESTS_UNIT_RANDOM_MASTER_H

/*
 * Random master data that keep every rule: rows for all entities, with every
 * column sometimes given and sometimes not, and texts that CSV has to quote.
 *
 * What a column may hold follows from its description; what ties rows together
 * (who owns what, which rows contend) is set by hand in make_master().
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity.h"
#include "store/entity_list.h"

#define MASTER_FIELDS   32
#define MASTER_ROWS_MAX 64

struct random_row {
	const char *text[MASTER_FIELDS];
};

struct random_master {
	struct arena arena;
	uint64_t seed;
	struct random_row rows[ENTITY_COUNT][MASTER_ROWS_MAX];
	unsigned count[ENTITY_COUNT];
	unsigned serial; /* for what must be unique */
};

static unsigned
rnd(struct random_master *m, unsigned below)
{
	m->seed = m->seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (unsigned)(m->seed >> 33) % below;
}

/* Text that is hard on quoting. */
static const char *
rnd_text(struct random_master *m)
{
	static const char *const parts[] = { "a", "Zoë", ",", "\"", " ", "\n",
		"=1+1", "'", "\t", "ß", ";", "€", "-", "\r\n", "x y", "0" };
	char out[256] = "";
	size_t n = 0;

	for (unsigned i = 1 + rnd(m, 6); i > 0; i--) {
		const char *part = parts[rnd(m, 16)];

		memcpy(out + n, part, strlen(part) + 1);
		n += strlen(part);
	}
	return arena_strdup(&m->arena, out);
}

static const char *
rnd_time(struct random_master *m, unsigned year)
{
	return arena_printf(&m->arena, "%u-%02u-%02uT%02u:%02u:%02u.%06uZ",
	    year, 1 + rnd(m, 12), 1 + rnd(m, 28), rnd(m, 24), rnd(m, 60),
	    rnd(m, 60), rnd(m, 2) * rnd(m, 1000000));
}

static const char *
rnd_formed(struct random_master *m, const struct field *f)
{
	static const char *const zones[] = { "Europe/Berlin", "UTC",
		"Asia/Kathmandu" };

	if (f->flags & FIELD_CURRENCY)
		return "EUR";
	if (f->flags & FIELD_COUNTRY)
		return rnd(m, 2) ? "DE" : "AT";
	if (f->flags & FIELD_ZONE)
		return zones[rnd(m, 3)];
	if (f->flags & FIELD_CIDR)
		return arena_printf(&m->arena, "10.%u.%u.0/24", rnd(m, 256),
		    m->serial++ % 256);
	if (f->flags & FIELD_ADDRESS)
		return arena_printf(&m->arena, "2001:db8::%x", 1 + rnd(m, 999));
	if (f->flags & (FIELD_NUMBER | FIELD_RANGE))
		return arena_printf(&m->arena, "+4989%u",
		    1000000 + m->serial++);
	if (f->flags & FIELD_EMAIL)
		return arena_printf(&m->arena, "u%u@mail.example", rnd(m, 99));
	if (f->flags & FIELD_SECRET)
		return arena_printf(&m->arena, "code-%u", m->serial++);
	return rnd_text(m);
}

static const char *
rnd_decimal(struct random_master *m, int digits)
{
	return arena_printf(&m->arena, "%s%u.%0*u", rnd(m, 3) ? "" : "-",
	    rnd(m, 100000), digits, rnd(m, digits < 8 ? 10000 : 99999999));
}

/* A text that the column may hold. */
static const char *
rnd_field(struct random_master *m, const struct field *f)
{
	int64_t span = f->max - f->min;
	unsigned words = 0;

	switch (f->type) {
	case FIELD_TEXT:
		return rnd_formed(m, f);
	case FIELD_WORD:
		while (f->words[words] != NULL)
			words++;
		return f->words[rnd(m, words)];
	case FIELD_INT:
		return arena_printf(&m->arena, "%" PRId64,
		    f->min +
			(int64_t)rnd(m,
			    span > 1000 ? 1000 : (unsigned)span + 1));
	case FIELD_BOOL:
		return rnd(m, 2) ? "yes" : "no";
	case FIELD_MONEY:
		if (strcmp(f->name, "max_call_charge") == 0)
			return arena_printf(&m->arena, "%u.5", rnd(m, 999));
		return rnd_decimal(m, 8);
	case FIELD_RATE:
		return rnd_decimal(m, 12);
	case FIELD_PERCENT:
		return arena_printf(&m->arena, "%u.%04u", rnd(m, 100),
		    rnd(m, 10000));
	case FIELD_QUANTITY:
		return rnd_decimal(m, 6);
	case FIELD_TIME:
		return rnd_time(m, 2026);
	case FIELD_DATE:
		return arena_printf(&m->arena, "20%02u-%02u-%02u",
		    10 + m->serial++ % 80, 1 + rnd(m, 12), 1 + rnd(m, 28));
	case FIELD_CLOCK:
		return arena_printf(&m->arena, "%02u:%02u:%02u", rnd(m, 24),
		    rnd(m, 60), rnd(m, 60));
	}
	return "";
}

/* A new row of that entity with random columns; references are left empty. */
static struct random_row *
add(struct random_master *m, const char *entity)
{
	int i = entity_list_find(entity);
	const struct entity *ent = entity_list[i];
	struct random_row *r = &m->rows[i][m->count[i]++];

	*r = (struct random_row){ 0 };
	for (size_t k = 0; k < ent->nfields; k++) {
		const struct field *f = &ent->fields[k];
		bool must = (f->flags & FIELD_REQUIRED) != 0;

		r->text[k] = "";
		if (f->ref == NULL && (must || rnd(m, 3) > 0))
			r->text[k] = rnd_field(m, f);
	}
	return r;
}

static const char **
at(const char *entity, struct random_row *r, const char *column)
{
	const struct entity *ent = entity_list[entity_list_find(entity)];

	return &r->text[entity_field(ent, column) - ent->fields];
}

/* Set columns: name, value, ..., NULL. */
#define SET(entity, row, ...) \
	set(entity, row, (const char *const[]){ __VA_ARGS__, NULL })

static void
set(const char *entity, struct random_row *r, const char *const *pairs)
{
	for (; *pairs != NULL; pairs += 2)
		*at(entity, r, pairs[0]) = pairs[1];
}

#define NAME(m, ...) arena_printf(&(m)->arena, __VA_ARGS__)

/* What one owner ("" the operator) has; own + 1 numbers the owners. */
static void
make_lists(struct random_master *m, const char *owner, unsigned own)
{
	struct random_row *r;
	const char *profile = NAME(m, "profile-%u", own);

	r = add(m, "profiles");
	SET("profiles", r, "handle", profile, "reseller", owner, "prepaid",
	    "no", "fraud_daily_notify", "a@b.example", "fraud_interval_notify",
	    "");
	for (unsigned i = 0; i < 3; i++) {
		r = add(m, "networks");
		SET("networks", r, "network", NAME(m, "net-%u", own),
		    "reseller", owner);
		r = add(m, "calendars");
		SET("calendars", r, "calendar", NAME(m, "days-%u", own),
		    "reseller", owner);
		r = add(m, "bands");
		SET("bands", r, "profile", profile, "from", "08:00", "to",
		    "18:00:30", "days",
		    i == 0       ? "mon-fri"
			: i == 1 ? NAME(m, "holidays:days-%u", own)
				 : "2026-12-25,sat",
		    "priority", NAME(m, "%u", i));
		r = add(m, "zones");
		SET("zones", r, "profile", profile, "zone",
		    NAME(m, "zone %u", m->serial++));
		r = add(m, "fees");
		SET("fees", r, "profile", profile, "destination",
		    NAME(m, "49%u", m->serial++), "band", "peak", "source", "",
		    "valid_to", rnd(m, 2) ? rnd_time(m, 2027) : "");
		r = add(m, "domains");
		SET("domains", r, "domain", NAME(m, "d%u.example", m->serial++),
		    "reseller", owner);
	}
	r = add(m, "templates");
	SET("templates", r, "name", NAME(m, "template-%u", own), "reseller",
	    owner);
	r = add(m, "mail_templates");
	SET("mail_templates", r, "name", NAME(m, "mail-%u", own), "reseller",
	    owner);
	r = add(m, "series");
	SET("series", r, "name", NAME(m, "series-%u", own), "issuer", owner,
	    "pattern", NAME(m, "%uX{yyyy}-{seq:5}", own), "range_end", "");
	r = add(m, "packages");
	SET("packages", r, "name", NAME(m, "package-%u", own), "reseller",
	    owner, "timely_unit", "day", "timely_count", "2",
	    "underrun_lock_threshold", "0.5");
	r = add(m, "package_profiles");
	SET("package_profiles", r, "package", NAME(m, "package-%u", own),
	    "profile", rnd(m, 2) ? profile : "profile-0", "network",
	    rnd(m, 2) ? NAME(m, "net-%u", own) : "");
}

static void
make_subscribers(struct random_master *m, const char *customer, unsigned own)
{
	int domains = entity_list_find("domains");
	const char *pilot = "";
	struct random_row *r;

	for (unsigned i = 0; i < 2; i++) {
		struct random_row *domain = &m->rows[domains][own * 3 + i];
		const char *ref = NAME(m, "s%u", m->serial++);

		r = add(m, "subscribers");
		SET("subscribers", r, "ref", ref, "customer", customer,
		    "username", NAME(m, "u%u", m->serial++), "domain",
		    *at("domains", domain, "domain"), "type",
		    i == 0 ? "pilot" : "extension", "pilot", pilot, "activated",
		    "", "status", "active", "terminated", "");
		pilot = ref;
		r = add(m, "aliases");
		SET("aliases", r, "subscriber", ref, "valid_to",
		    rnd(m, 2) ? rnd_time(m, 2028) : "");
		r = add(m, "trusted_sources");
		SET("trusted_sources", r, "subscriber", ref, "from_pattern",
		    rnd(m, 2) ? "^\\+?49,\"x\"" : "");
	}
}

static void
make_customer(struct random_master *m, const char *owner, unsigned own)
{
	const char *ref = NAME(m, "c%u", m->serial++);
	const char *contact = NAME(m, "contact-%s", ref);
	struct random_row *r;

	r = add(m, "contacts");
	SET("contacts", r, "ref", contact, "reseller", owner, "endpoint",
	    "9012345000004", "endpoint_scheme", "0088");
	r = add(m, "customers");
	SET("customers", r, "ref", ref, "contact", contact, "kind", "business",
	    "terminated", "", "max_subscribers", rnd(m, 2) ? "2" : "",
	    "invoice_template", rnd(m, 2) ? NAME(m, "template-%u", own) : "",
	    "mail_template", rnd(m, 2) ? "mail-0" : "", "package",
	    rnd(m, 2) ? NAME(m, "package-%u", own) : "");
	r = add(m, "profile_schedule");
	SET("profile_schedule", r, "contract", ref, "profile",
	    rnd(m, 2) ? NAME(m, "profile-%u", own) : "profile-0", "network",
	    rnd(m, 2) ? NAME(m, "net-%u", own) : "", "valid_to", "");
	make_subscribers(m, ref, own);
	r = add(m, "vouchers");
	SET("vouchers", r, "reseller", owner, "customer", rnd(m, 2) ? ref : "",
	    "package", rnd(m, 2) ? NAME(m, "package-%u", own) : "");
	{
		const char *code = *at("vouchers", r, "code");

		r = add(m, "topups");
		SET("topups", r, "ref", NAME(m, "t%u", m->serial++), "customer",
		    ref, "amount", rnd(m, 2) ? "1.5" : "", "package", "");
		if ((*at("topups", r, "amount"))[0] == '\0')
			SET("topups", r, "voucher", code);
		else
			SET("topups", r, "voucher", "");
	}
	r = add(m, "opening_balances");
	SET("opening_balances", r, "contract", ref, "until", "");
	r = add(m, "payments");
	SET("payments", r, "ref", NAME(m, "p%u", m->serial++), "contract", ref,
	    "amount", rnd(m, 2) ? "-0.05" : "1234.5", "currency", "EUR");
	r = add(m, "items");
	SET("items", r, "ref", NAME(m, "i%u", m->serial++), "contract", ref,
	    "recurring", "interval", "until", "");
}

/* A contract with a reseller or a peer. */
static void
make_contract(struct random_master *m, const char *ref, const char *kind)
{
	struct random_row *r;

	r = add(m, "contacts");
	SET("contacts", r, "ref", NAME(m, "contact-%s", ref), "reseller", "",
	    "endpoint", "", "endpoint_scheme", "");
	r = add(m, "contracts");
	SET("contracts", r, "ref", ref, "kind", kind, "contact",
	    NAME(m, "contact-%s", ref), "terminated", "", "activated",
	    rnd_time(m, 2026), "invoice_template",
	    rnd(m, 2) ? "template-0" : "");
	r = add(m, "profile_schedule");
	SET("profile_schedule", r, "contract", ref, "profile", "profile-0",
	    "network", "", "valid_from", "", "valid_to", "");
}

static void
make_peer(struct random_master *m, unsigned i)
{
	const char *group = NAME(m, "group %u", i);
	struct random_row *r;

	make_contract(m, NAME(m, "P%u", i), "peering");
	r = add(m, "time_sets");
	SET("time_sets", r, "name", NAME(m, "hours %u", i), "days", "daily",
	    "from", "00:00", "to", "24:00");
	r = add(m, "peering_groups");
	SET("peering_groups", r, "name", group, "contract", NAME(m, "P%u", i),
	    "time_set", rnd(m, 2) ? NAME(m, "hours %u", i) : "");
	r = add(m, "peering_servers");
	SET("peering_servers", r, "group", group, "host", "sbc.example");
	r = add(m, "outbound_rules");
	SET("outbound_rules", r, "group", group, "callee_pattern",
	    rnd(m, 2) ? "^(49|43)" : "", "caller_pattern", "");
	r = add(m, "inbound_rules");
	SET("inbound_rules", r, "group", group, "pattern", ".", "priority",
	    NAME(m, "%u", i));
}

static void
make_master(struct random_master *m, uint64_t seed)
{
	unsigned resellers;
	struct random_row *r;

	m->seed = seed;
	m->serial = 0;
	memset(m->count, 0, sizeof(m->count));
	resellers = rnd(m, 3);
	make_lists(m, "", 0);
	for (unsigned i = 1; i <= resellers; i++) {
		const char *name = NAME(m, "reseller, \"%u\"", i);

		make_contract(m, NAME(m, "R%u", i), "reseller");
		r = add(m, "resellers");
		SET("resellers", r, "name", name, "contract", NAME(m, "R%u", i),
		    "series", rnd(m, 2) ? NAME(m, "series-%u", i) : "");
		make_lists(m, name, i);
		make_customer(m, name, i);
	}
	make_customer(m, "", 0);
	make_customer(m, "", 0);
	make_peer(m, 1);
	make_peer(m, 2);
	for (unsigned i = 0; i < 3; i++) {
		(void)add(m, "vat_rates");
		r = add(m, "number_portability");
		SET("number_portability", r, "valid_to", "");
	}
}

#endif /* TESTS_UNIT_RANDOM_MASTER_H */
