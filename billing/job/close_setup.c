#include "job/close_setup.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/settings.h"
#include "document/document_entity.h"
#include "money/money.h"
#include "store/book.h"
#include "store/entity_store.h"
#include "time/instant.h"
#include "time/zone.h"

int
close_setup_day(const char *text, const char *option, int64_t *day,
    struct err *e)
{
	int64_t us;

	if (strlen(text) != strlen("YYYY-MM-DD") ||
	    instant_parse_local(text, strlen(text), zone_utc(), &us, NULL, e) <
		0) {
		err_clear(e);
		return err_set(e, ERR_USAGE,
		    "%s \"%s\": not a date "
		    "YYYY-MM-DD",
		    option, text);
	}
	*day = line_day_of(zone_utc(), us);
	return 0;
}

static int
compare_items(const void *a, const void *b)
{
	const struct item *x = *(const struct item *const *)a;
	const struct item *y = *(const struct item *const *)b;
	int order = strcmp(x->contract, y->contract);

	if (order != 0)
		return order;
	if (x->date_day != y->date_day)
		return x->date_day < y->date_day ? -1 : 1;
	return strcmp(x->ref, y->ref);
}

static int
load_master(struct close_plan *plan, struct err *e)
{
	const struct {
		const struct entity *entity;
		struct entity_table *table;
	} tables[] = {
		{ &entity_vat_rates, &plan->vat_rates },
		{ &entity_templates, &plan->templates },
		{ &entity_mail_templates, &plan->mail_templates },
		{ &entity_series, &plan->series },
		{ &entity_items, &plan->items },
	};
	const struct item *items;

	if (entity_store_master(plan->book, ENTITY_LATEST, &plan->arena,
		&plan->master, e) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (entity_store_read(plan->book->db, tables[i].entity,
			ENTITY_LATEST, &plan->arena, tables[i].table, e) < 0)
			return -1;
	items = plan->items.rows;
	plan->item_order =
	    mem_calloc(plan->items.count + 1, sizeof(plan->item_order[0]));
	for (size_t i = 0; i < plan->items.count; i++)
		plan->item_order[i] = &items[i];
	if (plan->items.count > 1)
		qsort(plan->item_order, plan->items.count,
		    sizeof(plan->item_order[0]), compare_items);
	return 0;
}

/* The amounts of a setting of the group billing. */
static int
read_limits(struct close_plan *plan, const char *key, struct limits *limits,
    struct err *e)
{
	const char *text = settings_text(plan->book->settings, "billing", key);

	if (limit_parse(limits, text, plan->master.currency, &plan->arena, e) ==
	    0)
		return 0;
	return err_ctx(e, "book.conf: [billing] %s", key);
}

static void
set_source(struct close_plan *plan)
{
	const struct settings *s = plan->book->settings;

	plan->source = (struct terms_source){
		.master = &plan->master,
		.zone = plan->book->zone,
		.vat_rates = plan->vat_rates.rows,
		.n_vat_rates = plan->vat_rates.count,
		.templates = plan->templates.rows,
		.n_templates = plan->templates.count,
		.mail_templates = plan->mail_templates.rows,
		.n_mail_templates = plan->mail_templates.count,
		.language = settings_text(s, "operator", "language"),
		.logo = settings_text(s, "invoice", "logo"),
		.color = settings_text(s, "invoice", "color"),
		.template = settings_text(s, "invoice", "template"),
		.payment_terms_days =
		    settings_int(s, "billing", "payment_terms_days"),
	};
	plan->skip_zero =
	    strcmp(settings_text(s, "billing", "zero_invoice"), "skip") == 0;
	plan->two_decimals =
	    strcmp(settings_text(s, "invoice", "einvoice"), "hybrid") == 0 &&
	    strcmp(settings_text(s, "invoice", "einvoice_amounts"),
		"two_decimals") == 0;
	plan->by_detail =
	    strcmp(settings_text(s, "billing", "lines"), "zone_detail") == 0;
}

int
close_setup_master(struct close_plan *plan, struct err *e)
{
	if (load_master(plan, e) < 0)
		return -1;
	set_source(plan);
	return read_limits(plan, "minimum_amount", &plan->minimum, e) < 0
	    ? -1
	    : read_limits(plan, "carry_forward_below", &plan->carry, e);
}

int
close_setup_terms(struct close_plan *plan, const char *ref, struct terms *t,
    struct err *e)
{
	const struct master *m = &plan->master;

	for (size_t i = 0; i < m->n_customers; i++)
		if (strcmp(m->customers[i].ref, ref) == 0)
			return terms_of_customer(&plan->source,
			    &m->customers[i], t, e);
	for (size_t i = 0; i < m->n_contracts; i++)
		if (strcmp(m->contracts[i].ref, ref) == 0)
			return terms_of_contract(&plan->source,
			    &m->contracts[i], t, e);
	return err_set(e, ERR_REFUSED, "contract %s: not known", ref);
}

int64_t
close_setup_date(const struct close_plan *plan, const struct terms *t)
{
	return plan->date_day != INT64_MIN
	    ? plan->date_day
	    : line_day_of(t->seller_zone, plan->now_us);
}
