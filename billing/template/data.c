#include "template/data.h"

#include <assert.h>
#include <stddef.h>

static struct value *
slot(struct template_data *d, enum variable v, enum variable_type type)
{
	assert(variables_info(v)->type == type);
	d->value[v] = (struct value){ .set = true };
	return &d->value[v];
}

void
data_text(struct template_data *d, enum variable v, const char *text)
{
	slot(d, v, TYPE_TEXT)->text = text;
}

void
data_image(struct template_data *d, enum variable v, const char *path)
{
	slot(d, v, TYPE_IMAGE)->text = path;
}

void
data_int(struct template_data *d, enum variable v, int64_t i)
{
	slot(d, v, TYPE_INT)->i = i;
}

void
data_decimal(struct template_data *d, enum variable v, int64_t i, int scale)
{
	struct value *s = slot(d, v, TYPE_DECIMAL);

	assert(scale >= 0 && scale <= 12);
	s->i = i;
	s->scale = scale;
}

void
data_money(struct template_data *d, enum variable v, int64_t minor,
    const char *currency)
{
	struct value *s = slot(d, v, TYPE_MONEY);

	s->i = minor;
	s->text = currency;
}

void
data_amount_digits(struct template_data *d, enum variable v, int64_t amount_e8,
    const char *currency, int digits)
{
	struct value *s = slot(d, v, TYPE_AMOUNT);

	assert(digits >= 0 && digits <= 8);
	s->i = amount_e8;
	s->text = currency;
	s->scale = digits;
}

void
data_amount(struct template_data *d, enum variable v, int64_t amount_e8,
    const char *currency)
{
	data_amount_digits(d, v, amount_e8, currency, 8);
}

void
data_date(struct template_data *d, enum variable v, int64_t days)
{
	slot(d, v, TYPE_DATE)->i = days;
}

void
data_time(struct template_data *d, enum variable v, int64_t us,
    const struct zone *zone)
{
	struct value *s = slot(d, v, TYPE_TIME);

	assert(zone != NULL);
	s->i = us;
	s->zone = zone;
}

void
data_duration(struct template_data *d, enum variable v, int64_t ms)
{
	slot(d, v, TYPE_DURATION)->i = ms;
}

void
data_bool(struct template_data *d, enum variable v, bool yes)
{
	slot(d, v, TYPE_BOOL)->i = yes;
}

void
data_clear(struct template_data *d, enum variable_scope scope)
{
	for (size_t i = 0; i < VAR_COUNT; i++)
		if (variables_info((enum variable)i)->scope == scope)
			d->value[i] = (struct value){ 0 };
}

bool
data_true(const struct template_data *d, enum variable v)
{
	const struct value *s = &d->value[v];

	if (!s->set)
		return false;
	switch (variables_info(v)->type) {
	case TYPE_TEXT:
	case TYPE_IMAGE:
		return s->text != NULL && s->text[0] != '\0';
	case TYPE_DATE:
	case TYPE_TIME:
		return true;
	case TYPE_INT:
	case TYPE_DECIMAL:
	case TYPE_MONEY:
	case TYPE_AMOUNT:
	case TYPE_DURATION:
	case TYPE_BOOL:
		break;
	}
	return s->i != 0;
}
