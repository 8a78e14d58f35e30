#ifndef STORE_LEG_SUM_H
#define STORE_LEG_SUM_H

#include "store/leg_pair.h"

/*
 * Legs added up: for each view those that are alike in what it shows, and in why
 * they cost more than they bring and by which fee, become one row of the reader's
 * temporary table leg_sum (report_views.c).  Names and reasons are found once a
 * fee, not once a leg.
 *
 * Memory is that of LEG_SUM_ROWS rows and of the fees: when there are more, those
 * so far are written down, and their like may follow.  So may those of another
 * file: queries add up once more.
 */
#define LEG_SUM_ROWS 131072

enum leg_view {
	LEG_VIEW_TOTAL,
	LEG_VIEW_ZONE, /* and detail */
	LEG_VIEW_CUSTOMER,
	LEG_VIEW_SUBSCRIBER, /* and customer */
	LEG_VIEW_DAY,
	LEG_VIEW_LINE, /* zone, detail, direction, day of those before from_us */
	LEG_VIEW_TIE,  /* customer, direction; of those that it pays for */
	LEG_VIEW_RETAIL,    /* the same by customer and its document */
	LEG_VIEW_WHOLESALE, /* by the document of the reseller */
	LEG_VIEWS
};
extern const char *const leg_view_words[]; /* column view */

struct leg_sum;

/* ${views} are 1 << enum leg_view; late is what starts before ${from_us}. */
int leg_sum_open(struct leg_sum **, struct report_reader *, unsigned views,
    int64_t from_us, struct err *);

int leg_sum_add(struct leg_sum *, const struct leg *, struct err *);

/* Write down what is left. */
int leg_sum_end(struct leg_sum *, struct err *);

void leg_sum_close(struct leg_sum *); /* NULL is allowed */

#endif /* STORE_LEG_SUM_H */
