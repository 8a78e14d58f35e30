#ifndef RATING_RUN_EXCEPTIONS_H
#define RATING_RUN_EXCEPTIONS_H

struct map_exceptions;
struct run_result;

/*
 * What a person should have a look at after a rating run: calls without a price
 * and listed ones, as shards and mappers found them, brought into one order.
 */

/* Add some; their texts are copied. */
void run_exceptions_keep(struct run_result *, const struct map_exceptions *);

/* One order, and each listed thing once. */
void run_exceptions_sort(struct run_result *);

#endif /* RATING_RUN_EXCEPTIONS_H */
