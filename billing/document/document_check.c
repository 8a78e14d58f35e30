#include "document/document_check.h"

#include <stddef.h>
#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "document/document_entity.h"
#include "document/number.h"
#include "party/party_entity.h"
#include "rating/master_check.h"

struct checker {
	const struct entity_set *s;
	const struct entity_check *c;
	struct master_owner owner;
	struct entity_index template, mail_template, series;
};

/* The column names a row of the index that ${owner} may use. */
static void
may_use(const struct checker *k, const struct entity *ent, const void *row,
    const char *column, const struct entity_index *index,
    const struct entity *used, const char *owner_column, const char *owner)
{
	const char *name = field_text(entity_field(ent, column), row);
	const void *found = entity_index_find(index, name);
	const char *reseller;

	if (found == NULL)
		return;
	reseller = field_text(entity_field(used, owner_column), found);
	if (!master_owner_may_use(owner, reseller))
		entity_check_wrong(k->c, ent, row, column,
		    "%s \"%s\" belongs to reseller %s, not to %s", column, name,
		    reseller, owner[0] != '\0' ? owner : "the operator");
}

static void
use_template(const struct checker *k, const struct entity *ent, const void *row,
    const char *column, const char *owner)
{
	may_use(k, ent, row, column, &k->template, &entity_templates,
	    "reseller", owner);
}

static void
use_mail_template(const struct checker *k, const struct entity *ent,
    const void *row, const char *owner)
{
	may_use(k, ent, row, "mail_template", &k->mail_template,
	    &entity_mail_templates, "reseller", owner);
}

static void
check_users(const struct checker *k)
{
	const struct entity_table *customers =
	    entity_set_table(k->s, &entity_customers);
	const struct entity_table *contracts =
	    entity_set_table(k->s, &entity_contracts);
	const struct entity_table *resellers =
	    entity_set_table(k->s, &entity_resellers);
	const struct customer *customer = customers->rows;
	const struct contract *contract = contracts->rows;
	const struct reseller *reseller = resellers->rows;

	for (size_t i = 0; i < customers->count; i++) {
		const char *owner = master_owner_of(&k->owner, customer[i].ref);

		use_template(k, &entity_customers, &customer[i],
		    "invoice_template", owner);
		use_template(k, &entity_customers, &customer[i], "did_template",
		    owner);
		use_mail_template(k, &entity_customers, &customer[i], owner);
	}
	/* the operator bills contracts: with templates of its own */
	for (size_t i = 0; i < contracts->count; i++) {
		use_template(k, &entity_contracts, &contract[i],
		    "invoice_template", "");
		use_mail_template(k, &entity_contracts, &contract[i], "");
	}
	for (size_t i = 0; i < resellers->count; i++)
		may_use(k, &entity_resellers, &reseller[i], "series",
		    &k->series, &entity_series, "issuer", reseller[i].name);
}

static void
check_series(const struct checker *k)
{
	const struct entity_table *t = entity_set_table(k->s, &entity_series);
	const struct series *rows = t->rows;

	for (size_t i = 0; i < t->count; i++) {
		struct err e = { .code = ERR_NONE };

		if (number_check(rows[i].pattern, &e) < 0)
			entity_check_wrong(k->c, t->entity, &rows[i], "pattern",
			    "pattern %s", e.text);
		if (rows[i].range_end != ENTITY_NONE &&
		    rows[i].range_end < rows[i].next)
			entity_check_wrong(k->c, t->entity, &rows[i],
			    "range_end", "range_end is before next");
	}
}

static void
check_items(const struct checker *k)
{
	const struct entity_table *t = entity_set_table(k->s, &entity_items);
	const struct item *rows = t->rows;

	for (size_t i = 0; i < t->count; i++) {
		const char *currency =
		    master_owner_currency(&k->owner, rows[i].contract);

		if (rows[i].currency != NULL && currency != NULL &&
		    strcmp(rows[i].currency, currency) != 0)
			entity_check_wrong(k->c, t->entity, &rows[i],
			    "currency", "currency %s, but contract %s is in %s",
			    rows[i].currency, rows[i].contract, currency);
		if (rows[i].until_day != ENTITY_NONE &&
		    rows[i].until_day < rows[i].date_day)
			entity_check_wrong(k->c, t->entity, &rows[i], "until",
			    "until is before date");
		if (rows[i].until_day != ENTITY_NONE &&
		    rows[i].recurring == RECURRING_NO)
			entity_check_wrong(k->c, t->entity, &rows[i], "until",
			    "until is for recurring items");
	}
}

void
document_check(const struct entity_set *s, const struct entity_check *c)
{
	struct checker k = { .s = s, .c = c };

	master_owner_init(&k.owner, s);
	entity_index_build(&k.template, entity_set_table(s, &entity_templates),
	    "name");
	entity_index_build(&k.mail_template,
	    entity_set_table(s, &entity_mail_templates), "name");
	entity_index_build(&k.series, entity_set_table(s, &entity_series),
	    "name");
	check_users(&k);
	check_series(&k);
	check_items(&k);
	entity_index_free(&k.template);
	entity_index_free(&k.mail_template);
	entity_index_free(&k.series);
	master_owner_free(&k.owner);
}
