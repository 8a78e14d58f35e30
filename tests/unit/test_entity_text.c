/*
 * Texts with a form of their own, and fields as text: one row per rule.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "job/entity_csv.h"
#include "job/entity_text.h"
#include "party/party_entity.h"
#include "store/entity_list.h"
#include "tariff/tariff_entity.h"
#include "time/zone.h"

#include "../check.h"

/* clang-format off: a case a line; NULL: refused */
static const struct {
	const char *entity, *column, *text, *want;
} cases[] = {
	{ "networks", "block", "192.0.2.0/24", "192.0.2.0/24" },
	{ "networks", "block", "192.0.2.7", "192.0.2.7/32" },
	{ "networks", "block", "0.0.0.0/0", "0.0.0.0/0" },
	{ "networks", "block", "2001:DB8:0::/32", "2001:db8::/32" },
	{ "networks", "block", "::1", "::1/128" },
	{ "networks", "block", "192.0.2.1/24", NULL },
	{ "networks", "block", "192.0.2.0/33", NULL },
	{ "networks", "block", "192.0.2.0/", NULL },
	{ "networks", "block", "192.0.2/24", NULL },
	{ "networks", "block", "host.example", NULL },
	{ "peering_servers", "ip", "192.0.2.1", "192.0.2.1" },
	{ "peering_servers", "ip", "2001:DB8::0:1", "2001:db8::1" },
	{ "peering_servers", "ip", "192.0.2.1/32", NULL },
	{ "peering_servers", "port", "0", NULL },
	{ "peering_servers", "port", "65535", "65535" },
	{ "peering_servers", "port", "65536", NULL },
	{ "peering_servers", "enabled", "yes", "yes" },
	{ "peering_servers", "enabled", "Yes", NULL },
	{ "peering_servers", "enabled", "1", NULL },
	{ "contacts", "email", "a.b+c@mail.example", "a.b+c@mail.example" },
	{ "contacts", "email", "a@b", "a@b" },
	{ "contacts", "email", "@b", NULL },
	{ "contacts", "email", "a@", NULL },
	{ "contacts", "email", "a@b@c", NULL },
	{ "contacts", "email", "a b@c.example", NULL },
	{ "contacts", "email", "a@b.example>\r\nRCPT TO:<x@y.example", NULL },
	{ "contacts", "email", "a@-b.example", NULL },
	{ "contacts", "email", "a@b-.example", NULL },
	{ "contacts", "email", "a@b..example", NULL },
	{ "contacts", "email", ".a@b.example", NULL },
	{ "contacts", "email", "a..b@c.example", NULL },
	{ "contacts", "email", "\xc3\xa4@b.example", NULL },
	{ "contacts", "country", "DE", "DE" },
	{ "contacts", "country", "de", NULL },
	{ "contacts", "country", "ZZ", NULL },
	{ "contacts", "country", "D", NULL },
	{ "contacts", "timezone", "Europe/Berlin", "Europe/Berlin" },
	{ "contacts", "timezone", "CEST", NULL },
	{ "subscribers", "number", "+49 (0)89 1234-5", "+498912345" },
	{ "subscribers", "number", "110", "110" },
	{ "subscribers", "number", "alice", "alice" },
	{ "aliases", "number", "+498912345*", "+498912345*" },
	{ "aliases", "number", "+49 89 12345*", "+498912345*" },
	{ "aliases", "number", "+4989*12345*", NULL },
	{ "vouchers", "code", "abc",
	    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "vouchers", "code",
	    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "vouchers", "code", "sha256:ba7816", NULL },
	{ "vouchers", "code",
	    "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    NULL },
	{ "vouchers", "amount", "12.5", "12.5" },
	{ "vouchers", "amount", "-0.00000001", "-0.00000001" },
	{ "vouchers", "amount", "0.000000001", NULL },
	{ "vouchers", "amount", "1e3", NULL },
	{ "vouchers", "amount", "1,5", NULL },
	{ "vouchers", "amount", "99999999999999", NULL },
	{ "fees", "init_rate", "0.0000000000005",
	    "0.000000000001" }, /* half up */
	{ "fees", "init_rate", "0.00000000000049", "0" },
	{ "fees", "init_rate", "-0.0000000000005", "-0.000000000001" },
	{ "fees", "init_rate", "9223372.036854775807", "9223372.036854775807" },
	{ "fees", "init_rate", "9223372.036854775808", NULL },
	{ "fees", "init_interval", "0", NULL },
	{ "fees", "init_interval", "1", "1" },
	{ "fees", "match", "prefix", "prefix" },
	{ "fees", "match", "Prefix", NULL },
	{ "fees", "valid_from", "2026-10-25", "2026-10-25T00:00:00+02:00" },
	{ "fees", "valid_from", "2026-10-25 02:30",
	    "2026-10-25T02:30:00+02:00" },
	{ "fees", "valid_from", "2026-10-25T02:30:00+01:00",
	    "2026-10-25T02:30:00+01:00" },
	{ "fees", "valid_from", "2026-10-25T00:30:00.000001Z",
	    "2026-10-25T02:30:00.000001+02:00" },
	{ "fees", "valid_from", "25.10.2026", NULL },
	{ "fees", "valid_from", "2026-02-29", NULL },
	{ "bands", "from", "00:00", "00:00" },
	{ "bands", "from", "24:00", "24:00" },
	{ "bands", "from", "23:59:59", "23:59:59" },
	{ "bands", "from", "24:00:01", NULL },
	{ "bands", "from", "12:60", NULL },
	{ "bands", "from", "8:00", NULL },
	{ "bands", "from", "08:00 ", NULL },
	{ "bands", "priority", "-1000", "-1000" },
	{ "bands", "priority", "-1001", NULL },
	{ "calendars", "date", "2026-12-25", "2026-12-25" },
	{ "calendars", "date", "1969-12-31", "1969-12-31" },
	{ "calendars", "date", "2026-12-25T00:00", NULL },
	{ "vat_rates", "rate", "8.1", "8.1" },
	{ "vat_rates", "rate", "100", "100" },
	{ "vat_rates", "rate", "100.0001", NULL },
	{ "vat_rates", "rate", "-1", NULL },
	{ "vat_rates", "category", "AE", "AE" },
	{ "vat_rates", "category", "s", NULL },
	{ "items", "quantity", "0.333333", "0.333333" },
	{ "items", "quantity", "0.3333333", NULL },
	{ "profiles", "currency", "EUR", "EUR" },
	{ "profiles", "currency", "EURO", NULL },
	{ "profiles", "currency", "eur", NULL },
};
/* clang-format on */

int
main(void)
{
	struct err e = { .code = ERR_NONE };
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct entity_csv c = { .arena = &a };

	c.zone = zone_find("Europe/Berlin", &e);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct entity *ent =
		    entity_list[entity_list_find(cases[i].entity)];
		const struct field *f = entity_field(ent, cases[i].column);
		void *row = arena_alloc(&a, 1, ent->size);
		bool rounded = false;
		int rc;

		err_clear(&e);
		rc = entity_csv_parse(&c, f, cases[i].text,
		    strlen(cases[i].text), row, NULL, &rounded, &e);
		CHECK((rc == 0) == (cases[i].want != NULL), "%s.%s \"%s\": %s",
		    ent->name, f->name, cases[i].text,
		    rc == 0 ? "taken" : e.text);
		if (rc != 0 || cases[i].want == NULL)
			continue;
		buf_reset(&b);
		entity_csv_format(&c, f, row, &b);
		CHECK_STR(buf_text(&b), cases[i].want, cases[i].text);
	}
	buf_free(&b);
	arena_free(&a);
	return check_done();
}
