/*
 * Format files: those that come with the programs are taken; each kind of
 * mistake is named with group and key.
 *
 * Method: a small whole format, of which each row changes one line.
 */
#include "base/err.h"
#include "base/words.h"
#include "cdr/format.h"

#include "../check.h"

static const char good[] =
    "[file]\nheader = yes\n"
    "[time]\nformat = rfc3339\nzone = UTC\n"
    "[duration]\nunit = s\nrounding = exact\n"
    "[fields]\ncall_id = a , b\nstatus = c\nstart = d unless e\n"
    "duration = f\ndestination_number = g\nidentity = a d\n"
    "[status]\nok = 1 | yes |\nother = *\n";

/* clang-format off */
static const struct {
	const char *from, *to;	/* replaced in the good one */
	const char *says;	/* in the message; NULL: taken */
} cases[] = {
{ "zone = UTC", "zone = operator", NULL },
{ "zone = UTC", "zone = Europe/Nowhere", "[time] zone" },
{ "zone = UTC\n", "", "zone (of times that do not name one)" },
{ "format = rfc3339", "format = %Y", NULL },
{ "format = rfc3339", "format = iso", "[time] format" },
{ "unit = s", "unit = h", "[duration] unit" },
{ "unit = s\n", "", "[duration] unit is missing" },
{ "rounding = exact", "rounding = near", "[duration] rounding" },
{ "header = yes", "header = maybe", "[file] header" },
{ "header = yes", "header = no", "[columns]" },
{ "header = yes", "header = yes\nfoo = bar", "[file] foo" },
{ "header = yes", "header = yes\nseparator = :", "[file] separator" },
{ "header = yes", "header = yes\nseparator = tab", NULL },
{ "header = yes", "header = yes\nquote = '\nseparator = auto", "only with" },
{ "header = yes", "header = no\n[columns]\n3 = a b", "3 has 2 names" },
{ "header = yes", "header = no\n[columns]\n600 = a b", "[columns]" },
{ "header = yes", "header = no\n[columns]\n7 = a b c d e f g", NULL },
{ "status = c\n", "", "status is missing" },
{ "status = c", "status = c\ncolour = x", "not a field of a call" },
{ "call_id = a , b", "call_id = a,b,c,d,e", "too many columns" },
{ "identity = a d\n", "", "identity is missing" },
{ "identity = a d", "identity = 1 2 3 4 5 6 7 8 9", "1 to 8 columns" },
{ "[status]\nok = 1 | yes |\nother = *\n", "", "[status] is missing" },
{ "other = *", "perhaps = *", "[status] perhaps" },
{ "other = *", "[rating]\ntrust_cli = yes", NULL },
{ "other = *", "[rewrite numbers]\n1 = ^00 -> +", NULL },
{ "other = *", "[rewrite numbers]\n1 = ^00 ->", NULL },
{ "other = *", "[rewrite numbers]\n1 = ^00", "PATTERN -> REPLACEMENT" },
{ "other = *", "[rewrite numbers]\n1 = ( -> x", "[rewrite numbers] 1" },
{ "other = *", "[rewrite colour]\n1 = a -> b", "there is no such group" },
{ "other = *", "[surprise]\n1 = a", "there is no such group" },
{ "other = *", "other", "mistake.ini" },
};
/* clang-format on */

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct cdr_format *f = NULL;
		const char *at = strstr(good, cases[i].from);
		char text[2048];
		int rc;

		CHECK(at != NULL, "%s", cases[i].from);
		(void)snprintf(text, sizeof(text), "%.*s%s%s",
		    (int)(at - good), good, cases[i].to,
		    at + strlen(cases[i].from));
		rc = format_open_text(&f, "mistake.ini", text, &e);
		CHECK((rc == 0) == (cases[i].says == NULL), "%s: %s",
		    cases[i].to, e.text);
		if (rc < 0 && cases[i].says != NULL)
			CHECK(strstr(e.text, cases[i].says) != NULL &&
				e.code == ERR_DATA,
			    "\"%s\" does not say \"%s\"", e.text,
			    cases[i].says);
		if (rc == 0)
			format_close(f);
	}
}

static void
test_good(void)
{
	struct err e = { .code = ERR_NONE };
	struct cdr_format *f;

	CHECK(format_open_text(&f, "good.ini", good, &e) == 0, "%s", e.text);
	if (e.code != ERR_NONE)
		return;
	CHECK_I64(f->take[CDR_CALL_ID].count, 2, "two columns");
	CHECK_STR(f->take[CDR_CALL_ID].from[1], "b", "the second");
	CHECK_STR(f->take[CDR_START].from[0], "d", "before unless");
	CHECK_STR(f->take[CDR_START].unless, "e", "after unless");
	CHECK_I64(f->n_identity, 2, "identity");
	CHECK_I64(format_word(&f->statuses, "yes", 3), CALL_STATUS_OK, "yes");
	CHECK_I64(format_word(&f->statuses, "", 0), CALL_STATUS_OK, "empty");
	CHECK_I64(format_word(&f->statuses, "ye", 2), CALL_STATUS_OTHER, "ye");
	CHECK_I64(format_word(&f->types, "x", 1), -1, "no such map");
	format_close(f);
}

static void
test_shipped(void)
{
	static const char *const names[] = { "tollbook", "asterisk",
		"freeswitch", "sipwise", "kamailio", "yeti" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct cdr_format *f;
		char path[64];

		(void)snprintf(path, sizeof(path), "data/formats/%s.ini",
		    names[i]);
		if (CHECK(format_open(&f, path, &e) == 0, "%s", e.text))
			format_close(f);
	}
}

int
main(void)
{
	test_good();
	test_cases();
	test_shipped();
	return check_done();
}
