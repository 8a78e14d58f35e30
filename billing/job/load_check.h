#ifndef JOB_LOAD_CHECK_H
#define JOB_LOAD_CHECK_H

#include <stdint.h>

#include "store/entity_list.h"

struct arena;
struct db;
struct err;
struct load_input;
struct load_state;
struct load_write;
struct problems;

/*
 * All rules on the state that a load would leave behind; what is wrong goes to
 * the problems with file, line and column.  A row whose own fields were
 * reported already is not reported again.
 *
 * ${inputs} are all NULL when the book as it is is checked (toll-check): rows
 * are then named by the file and the load they came from.
 *
 * ${write} (may be NULL) is the load being written meanwhile.  It has the
 * database for itself and is stopped at the first thing found wrong, which may
 * have to be looked up there.
 */
int load_check(const struct load_state *,
    struct load_input *const inputs[ENTITY_COUNT], int64_t load, struct db *,
    struct load_write *write, struct arena *, struct problems *, struct err *);

#endif /* JOB_LOAD_CHECK_H */
