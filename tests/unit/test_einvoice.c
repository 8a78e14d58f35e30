/*
 * E-invoices of every kind of document: sums worked out again by another way,
 * both syntaxes written and read back, and the rules on what must be there.
 *
 * With a folder as its argument the test also writes them all there as
 * NAME.cii.xml and NAME.ubl.xml, for tests/einvoice/rules.sh.
 */
#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "einvoice_cases.h"
#include "render/cii.h"
#include "render/ubl.h"

#define OK(cond) CHECK((cond), "%s", #cond)

/* "-12.30" in hundredths, digit by digit. */
static long long
hundredths(const char *text)
{
	long long v = 0;
	int minus = text[0] == '-', point = -1;

	for (text += minus; *text != '\0'; text++) {
		if (*text == '.') {
			point = 0;
			continue;
		}
		v = v * 10 + (*text - '0');
		point += point >= 0;
	}
	for (point = point < 0 ? 0 : point; point < 2; point++)
		v *= 10;
	return minus ? -v : v;
}

static long long
get(const struct einvoice_group *g, enum einvoice_term t)
{
	return hundredths(einvoice_get(g, t));
}

/* Tax by counting up from zero until the next step would be farther away. */
static long long
nearest_tax(long long base, long long rate, long long step)
{
	long long minus = base < 0 ? -1 : 1, tax = 0;

	base *= minus;
	tax = base * rate / 10000 / step * step;
	while (2 * (base * rate - tax * 10000) >= step * 10000)
		tax += step;
	return tax * minus;
}

static void
check_sums(const struct einvoice_case *c, const struct einvoice *v)
{
	long long lines = 0, taxes = 0, bases = 0;
	long long step = strchr(einvoice_get(&v->head, BT_112), '.') ? 1 : 100;

	for (size_t i = 0; i < v->n_lines; i++) {
		lines += get(&v->lines[i], BT_131);
		OK(einvoice_get(&v->lines[i], BT_146)[0] != '-');
		OK(strcmp(einvoice_get(&v->lines[i], BT_134),
		       einvoice_get(&v->head, BT_73)) >= 0);
		OK(strcmp(einvoice_get(&v->lines[i], BT_135),
		       einvoice_get(&v->head, BT_74)) <= 0);
	}
	for (size_t i = 0; i < v->n_taxes; i++) {
		const struct einvoice_group *t = &v->taxes[i];
		long long base = get(t, BT_116), tax = get(t, BT_117);

		bases += base;
		taxes += tax;
		if (!c->d.prices_include_vat)
			OK(tax == nearest_tax(base, get(t, BT_119), step));
	}
	OK(get(&v->head, BT_106) == lines);
	OK(get(&v->head, BT_109) == bases && bases == lines);
	OK(get(&v->head, BT_110) == taxes);
	OK(get(&v->head, BT_112) == bases + taxes);
	OK(get(&v->head, BT_115) == bases + taxes - get(&v->head, BT_113));
}

static void
write_file(const char *dir, const char *name, const char *syntax,
    const struct buf *xml)
{
	char path[400];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s.%s.xml", dir, name, syntax);
	f = fopen(path, "w");
	OK(f != NULL);
	if (f == NULL)
		return;
	OK(fwrite(xml->data, 1, xml->len, f) == xml->len);
	OK(fclose(f) == 0);
}

/* What is read back is what was written. */
static void
check_syntax(const struct einvoice_case *c, const struct einvoice *v,
    const struct einvoice_syntax *s, const char *dir, struct arena *a)
{
	struct err e = { .code = ERR_NONE };
	struct buf xml = { 0 }, again = { 0 };
	struct einvoice back;

	OK(einvoice_xml_write(s, v, &xml, &e) == 0);
	OK(einvoice_xml_read(&back, c->name, xml.data, xml.len, a, &e) == 0);
	if (einvoice_same(v, &back, s->name, &e) != 1) {
		(void)fprintf(stderr, "%s: %s\n", c->name, e.text);
		OK(0);
	}
	OK(einvoice_xml_write(s, &back, &again, &e) == 0);
	OK(again.len == xml.len && memcmp(again.data, xml.data, xml.len) == 0);
	if (dir != NULL)
		write_file(dir, c->name, s == &cii_syntax ? "cii" : "ubl",
		    &xml);
	buf_free(&xml);
	buf_free(&again);
}

static void
check_case(const struct einvoice_case *c, const char *dir)
{
	struct err e = { .code = ERR_NONE };
	struct arena a = { 0 };
	struct einvoice v;
	int rc = einvoice_build(&v, &c->d, &c->before, &a, &e);
	enum einvoice_profile own;

	if (rc != (c->impossible ? 0 : 1)) {
		(void)fprintf(stderr, "%s: %d %s\n", c->name, rc, e.text);
		OK(0);
	}
	if (rc == 1) {
		check_sums(c, &v);
		check_syntax(c, &v, &ubl_syntax, dir, &a);
		own = v.profile;
		if (own == EINVOICE_PEPPOL)
			einvoice_set_profile(&v, EINVOICE_EN16931);
		check_syntax(c, &v, &cii_syntax, dir, &a);
	}
	arena_free(&a);
}

/* Each of these must be noticed, by the rule named. */
static const struct {
	const char *rule;
	enum einvoice_term term;
	const char *value;
} spoilt[] = {
	{ "BR-CO-10", BT_106, "22.33" },
	{ "BR-CO-13", BT_109, "22.33" },
	{ "BR-CO-14", BT_110, "4.25" },
	{ "BR-CO-15", BT_112, "26.59" },
	{ "BR-CO-16", BT_115, "26.59" },
	{ "BR-CO-17", BT_117, "4.25" },
	{ "BR-S-08", BT_116, "22.33" },
	{ "BR-CO-18", BT_152, "18" },
	{ "R120", BT_129, "760" },
	{ "R121", BT_149, "0" },
	{ "BR-27", BT_146, "-1" },
	{ "R111", BT_134, "2026-09-30" },
	{ "BR-30", BT_135, "2026-09-30" },
	{ "BR-06", BT_27, "" },
	{ "BR-07", BT_44, "" },
	{ "BR-09", BT_40, "" },
	{ "BR-11", BT_55, "" },
	{ "BR-CO-09", BT_31, "999999901" },
	{ "XML", BT_153, "\xef\xbf\xbf" },
};

static void
check_spoilt(const struct einvoice_case *c)
{
	for (size_t i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct arena a = { 0 };
		struct einvoice v;

		OK(einvoice_build(&v, &c->d, &c->before, &a, &e) == 1);
		einvoice_set(einvoice_scope_of(spoilt[i].term) == EINVOICE_HEAD
			? &v.head
			: einvoice_scope_of(spoilt[i].term) == EINVOICE_TAX
			? &v.taxes[0]
			: &v.lines[0],
		    spoilt[i].term, spoilt[i].value);
		if (einvoice_check(&v, &e) != -1 || e.code != ERR_DATA ||
		    strstr(e.text, spoilt[i].rule) == NULL) {
			(void)fprintf(stderr, "%s: %s\n", spoilt[i].rule,
			    e.text);
			OK(0);
		}
		arena_free(&a);
	}
}

/* What a document lacks for its tax category or profile. */
static void
check_refused(struct document d, const char *rule)
{
	const struct einvoice_preceding none = { .number = NULL };
	struct err e = { .code = ERR_NONE };
	struct arena a = { 0 };
	struct einvoice v;

	if (einvoice_build(&v, &d, &none, &a, &e) != -1 ||
	    strstr(e.text, rule) == NULL) {
		(void)fprintf(stderr, "%s: %s\n", rule, e.text);
		OK(0);
	}
	arena_free(&a);
}

static const struct document *
find(const struct einvoice_case *cases, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(cases[i].name, name) == 0)
			return &cases[i].d;
	OK(0);
	return &cases[0].d;
}

static void
check_lacks(const struct einvoice_case *cases, size_t n)
{
	struct document d = *find(cases, n, "S");

	d.party[DOCUMENT_ISSUER].vat_number = "";
	d.party[DOCUMENT_ISSUER].tax_number = "";
	check_refused(d, "BR-S-02");
	d = *find(cases, n, "AE");
	d.party[DOCUMENT_RECIPIENT].vat_number = "";
	check_refused(d, "BR-AE-02");
	d = *find(cases, n, "K");
	d.party[DOCUMENT_RECIPIENT].vat_number = "";
	check_refused(d, "BR-IC-02");
	d = *find(cases, n, "G");
	d.party[DOCUMENT_ISSUER].vat_number = "";
	check_refused(d, "BR-G-02");
	d = *find(cases, n, "S-xrechnung");
	d.party[DOCUMENT_ISSUER].phone = "12";
	check_refused(d, "BR-DE-27");
	d.party[DOCUMENT_ISSUER].phone = "";
	check_refused(d, "BR-DE-6");
	d = *find(cases, n, "S-xrechnung");
	d.party[DOCUMENT_ISSUER].iban = "";
	check_refused(d, "BR-DE-1");
	d = *find(cases, n, "debit-xrechnung");
	d.mandate_ref = "";
	check_refused(d, "R061");
}

/* No entity, no document type, nothing that is no invoice. */
static void
check_hostile(void)
{
	static const char *const texts[] = { "", "<a/>", "<a", "x",
		"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
		"<Invoice xmlns=\"urn:other\"/>" };
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct einvoice v;

		OK(einvoice_xml_read(&v, "hostile", texts[i], strlen(texts[i]),
		       &a, &e) == -1);
		OK(e.code == ERR_DATA);
	}
	arena_free(&a);
}

int
main(int argc, char *argv[])
{
	struct arena a = { 0 };
	size_t n;
	struct einvoice_case *cases = einvoice_cases(&a, &n);

	OK(n >= 90);
	for (size_t i = 0; i < n; i++)
		check_case(&cases[i], argc > 1 ? argv[1] : NULL);
	check_spoilt(&cases[0]);
	check_lacks(cases, n);
	check_hostile();
	arena_free(&a);
	return check_done();
}
