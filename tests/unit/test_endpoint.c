/* Electronic addresses: schemes of the list, digits and check digits. */
#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "party/endpoint.h"

/* Numbers of agencies' own examples, and the same with something wrong. */
static const struct {
	const char *scheme, *id;
	const char *column; /* of the fault; NULL: none */
} rows[] = {
	{ "9930", "DE999999901", NULL },
	{ "0204", "991-12345-67", NULL },
	{ "EM", "a@b.example", NULL },
	{ "EM", "b.example", "endpoint" },
	{ "EM", "@b.example", "endpoint" },
	{ "EM", "a@", "endpoint" },
	{ "AN", "O0013000", NULL },
	{ "0000", "1", "endpoint_scheme" },
	{ "9901", "1", "endpoint_scheme" }, /* was taken off the list */
	{ "88", "7300010000001", "endpoint_scheme" },
	{ "0088 ", "7300010000001", "endpoint_scheme" },
	{ "em", "a@b.example", "endpoint_scheme" },
	{ "0007 0009", "1", "endpoint_scheme" },
	{ "", "1", "endpoint_scheme" },
	{ "0088", "7300010000001", NULL },
	{ "0088", "4006381333931", NULL },
	{ "0088", "4006381333932", "endpoint" },
	{ "0088", "400638133393", "endpoint" },
	{ "0088", "40063813339310", "endpoint" },
	{ "0088", "400638133393x", "endpoint" },
	{ "0192", "974760673", NULL },
	{ "0192", "974760674", "endpoint" },
	{ "0192", "000000000", "endpoint" },
	{ "0208", "0203201340", NULL },
	{ "0208", "0203201341", "endpoint" },
	{ "0208", "BE0203201340", "endpoint" },
	{ "0184", "DK12345674", NULL },
	{ "0184", "12345674", NULL },
	{ "0184", "DK1234567", "endpoint" },
	{ "0007", "2120000829", NULL },
	{ "0007", "2120000828", "endpoint" },
	{ "0007", "212000-0829", "endpoint" },
	{ "0151", "51824753556", NULL },
	{ "0151", "51824753557", "endpoint" },
};

/* A digit that is another is found, wherever it stands. */
static void
check_digits(const char *scheme, const char *id)
{
	char other[32];
	struct err e = { .code = ERR_NONE };
	const char *column;

	for (size_t i = 0; i < strlen(id); i++)
		for (int d = '0'; d <= '9'; d++) {
			(void)snprintf(other, sizeof(other), "%s", id);
			other[i] = (char)d;
			CHECK((endpoint_check(scheme, other, &column, &e) ==
				  0) == (d == id[i]),
			    "%s %s", scheme, other);
			err_clear(&e);
		}
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *column = NULL;
		int rc =
		    endpoint_check(rows[i].scheme, rows[i].id, &column, &e);

		CHECK((rc == 0) == (rows[i].column == NULL), "%s %s: %s",
		    rows[i].scheme, rows[i].id, e.text);
		if (rc < 0 && rows[i].column != NULL)
			CHECK_STR(column, rows[i].column, rows[i].id);
		err_clear(&e);
	}
	check_digits("0088", "4006381333931");
	check_digits("0192", "974760673");
	check_digits("0007", "2120000829");
	check_digits("0208", "0203201340");
	return check_done();
}
