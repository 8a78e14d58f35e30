#ifndef JOB_LOAD_EXAMPLE_H
#define JOB_LOAD_EXAMPLE_H

#include <stdbool.h>

#include "store/entity_list.h"

struct csv;
struct entity_check;
struct load_input;
struct load_reader;
struct load_state;
struct problems;

/*
 * The examples of prices in a file of fees (rating/price_example.h): read with
 * the file, checked on what the load would leave behind, and then forgotten.
 */

/*
 * Is the record that was just read an example, in a file that may have them?
 * Then it is taken in, or what is wrong with it is reported.
 */
bool load_example_take(struct load_input *, const struct load_reader *,
    struct csv *);

/*
 * Price the examples with the fees of their profiles, all of them, old and new.
 * Only when nothing else is wrong: fees that broke a rule are no base.
 */
void load_example_check(const struct load_state *,
    struct load_input *const inputs[ENTITY_COUNT], const struct entity_check *,
    struct problems *);

#endif /* JOB_LOAD_EXAMPLE_H */
