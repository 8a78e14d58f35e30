#include "render/paper_check.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "document/document.h"
#include "render/pdfa_text.h"
#include "template/format.h"
#include "template/lang.h"
#include "template/template.h"

struct paper {
	const struct document *d;
	const struct lang *lang;
	const char *text; /* of the pages */
	struct buf want;
};

static int
want_text(struct paper *p, const char *what, const char *text, struct err *e)
{
	const char *end;

	if (pdfa_text_find(p->text, text, false, &end) != NULL)
		return 0;
	return err_set(e, ERR_DATA,
	    "%s: the book has \"%.200s\", it is not on the pages", what, text);
}

static const char *
money(struct paper *p, int64_t minor)
{
	const struct document *d = p->d;

	buf_reset(&p->want);
	format_money(&p->want, minor, (int)d->digits, (int)d->digits,
	    d->currency, p->lang);
	return buf_text(&p->want);
}

/* A credit note may show what it gives back without a sign, as its title stands
 * for it; with one it need not contain that ("€ -12,30"). */
static int
want_money(struct paper *p, const char *what, int64_t minor, struct err *e)
{
	const char *end;

	if (p->d->kind == DOCUMENT_CREDIT_NOTE && minor < 0 &&
	    pdfa_text_find(p->text, money(p, -minor), false, &end) != NULL)
		return 0;
	return want_text(p, what, money(p, minor), e);
}

static int
want_party(struct paper *p, const char *what, const struct document_party *who,
    struct err *e)
{
	if (who->company[0] != '\0')
		return want_text(p, what, who->company, e);
	if (want_text(p, what, who->first_name, e) < 0)
		return -1;
	return want_text(p, what, who->last_name, e);
}

/* Its name, then its amount, both behind the line before.  Whether the amount
 * has its currency and where its sign stands is the template's choice. */
static int
want_line(struct paper *p, const struct document_line *line, const char **at,
    struct err *e)
{
	const struct document *d = p->d;
	bool usage = line->kind == DOCUMENT_LINE_USAGE ||
	    line->kind == DOCUMENT_LINE_LATE;
	const char *name = usage ? line->zone : line->description;
	int64_t minor =
	    d->prices_include_vat ? line->gross_minor : line->net_minor;

	if (pdfa_text_find(*at, name, false, at) == NULL)
		return err_set(e, ERR_DATA,
		    "\"%.200s\" is not on the pages behind the line before",
		    name);
	buf_reset(&p->want);
	format_number(&p->want, minor < 0 ? -(i128)minor : minor,
	    (int)d->digits, (int)d->digits, p->lang);
	if (pdfa_text_find(*at, buf_text(&p->want), true, at) == NULL)
		return err_set(e, ERR_DATA,
		    "%.200s: the book has %s, it is not on the pages behind"
		    " the line's name",
		    name, buf_text(&p->want));
	return 0;
}

static int
want_lines(struct paper *p, struct err *e)
{
	const char *at = p->text;

	for (size_t i = 0; i < p->d->n_lines; i++)
		if (want_line(p, &p->d->lines[i], &at, e) < 0)
			return err_ctx(e, "line %zu", i + 1);
	return 0;
}

static int
want_totals(struct paper *p, struct err *e)
{
	const struct document *d = p->d;

	for (size_t i = 0; i < d->n_taxes; i++)
		if (want_money(p, "tax", d->taxes[i].tax_minor, e) < 0)
			return err_ctx(e, "tax group %zu", i + 1);
	if (!d->prices_include_vat && want_money(p, "net", d->net_minor, e) < 0)
		return -1;
	if (want_money(p, "total", d->total_minor, e) < 0)
		return -1;
	if (d->paid_minor != 0 &&
	    (want_money(p, "paid", d->paid_minor, e) < 0 ||
		want_money(p, "payable", d->payable_minor, e) < 0))
		return -1;
	return 0;
}

/* Has the template rows that add up the lines' amounts? */
static bool
shows_lines(const struct node *node)
{
	for (; node != NULL; node = node->next)
		if ((node->has_variable &&
			(node->variable == VAR_LINE_AMOUNT ||
			    node->variable == VAR_LINE_GROSS)) ||
		    shows_lines(node->child))
			return true;
	return false;
}

int
paper_check(const struct document *d, const struct template *t,
    const struct lang *lang, const char *text, struct err *e)
{
	struct paper p = { .d = d, .lang = lang, .text = text };
	int rc = want_text(&p, "number", d->number, e);

	if (rc == 0)
		rc = want_party(&p, "issuer", &d->party[DOCUMENT_ISSUER], e);
	if (rc == 0)
		rc = want_party(&p, "recipient", &d->party[DOCUMENT_RECIPIENT],
		    e);
	if (rc == 0 && d->kind != DOCUMENT_MARGIN) {
		if (shows_lines(t->body))
			rc = want_lines(&p, e);
		if (rc == 0)
			rc = want_totals(&p, e);
	}
	buf_free(&p.want);
	return rc;
}
