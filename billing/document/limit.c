#include "document/limit.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "money/currency.h"
#include "money/money.h"

/* The amount behind the last colon, in the currency. */
static int
parse_amount(struct limit *l, const char *text, struct err *e)
{
	const struct currency *cur = currency_find(l->currency);
	int64_t minor;

	if (cur == NULL)
		return err_set(e, ERR_CONFIG, "currency \"%s\" is not known",
		    l->currency);
	if (money_parse(text, strlen(text), cur, &minor, e) < 0 || minor < 0 ||
	    money_from_minor(minor, cur, &l->amount_e8, e) < 0) {
		err_clear(e);
		return err_set(e, ERR_CONFIG,
		    "\"%s\" is no amount in %s of 0 or more", text, cur->code);
	}
	return 0;
}

/* "AMOUNT", "CURRENCY:AMOUNT" or "ISSUER:CURRENCY:AMOUNT"; it is cut up. */
static int
parse_word(struct limit *l, char *word, const char *currency, struct err *e)
{
	char *amount = strrchr(word, ':'), *code;

	*l = (struct limit){ .currency = currency };
	if (amount == NULL)
		return parse_amount(l, word, e);
	*amount++ = '\0';
	code = strrchr(word, ':');
	if (code != NULL) {
		*code++ = '\0';
		l->issuer = word;
	}
	l->currency = code != NULL ? code : word;
	return parse_amount(l, amount, e);
}

static bool
is_for(const struct limit *l, const char *issuer, const char *currency)
{
	return strcmp(l->currency, currency) == 0 &&
	    (issuer == NULL
		    ? l->issuer == NULL
		    : l->issuer != NULL && strcmp(l->issuer, issuer) == 0);
}

static const struct limit *
find(const struct limits *s, size_t n, const char *issuer, const char *currency)
{
	for (size_t i = 0; i < n; i++)
		if (is_for(&s->all[i], issuer, currency))
			return &s->all[i];
	return NULL;
}

int
limit_parse(struct limits *s, const char *text, const char *currency,
    struct arena *a, struct err *e)
{
	size_t len;

	s->all = ARENA_NEW(a, struct limit, strlen(text) / 2 + 1);
	s->count = 0;
	for (const char *p = text; *p != '\0'; p += len) {
		struct limit *l = &s->all[s->count];

		p += strspn(p, " ");
		len = strcspn(p, " ");
		if (len == 0)
			break;
		if (parse_word(l, arena_strndup(a, p, len), currency, e) < 0)
			return err_ctx(e, "%.*s", (int)len, p);
		if (find(s, s->count, l->issuer, l->currency) != NULL)
			return err_set(e, ERR_CONFIG,
			    "%.*s: there is another amount for the same",
			    (int)len, p);
		s->count++;
	}
	return 0;
}

int64_t
limit_find(const struct limits *s, const char *issuer, const char *currency)
{
	const struct limit *l = find(s, s->count, issuer, currency);

	if (l == NULL)
		l = find(s, s->count, NULL, currency);
	return l != NULL ? l->amount_e8 : 0;
}
