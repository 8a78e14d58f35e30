#include "rating/charge.h"

#include "time/civil.h"

int64_t
charge_paid_until(const struct charge *c)
{
	int64_t end_us = c->start_us + c->duration_ms * 1000;
	int64_t billed_us = c->start_us + c->billed_s * CIVIL_US;

	return billed_us > end_us ? billed_us : end_us;
}
