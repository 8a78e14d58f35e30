#ifndef JOB_LOAD_SIPWISE_H
#define JOB_LOAD_SIPWISE_H

#include <stdbool.h>
#include <stddef.h>

struct db;
struct err;
struct load_input;
struct load_reader;

/*
 * Read a price list of a Sipwise C5 platform (21 columns, no header) as fees of
 * the profile ${handle}: toll-csv(5), "Price lists of a Sipwise platform".
 *
 * A line gives a row of band peak and one of band offpeak.  What is wrong with
 * its content goes to the reader's problems, what is read otherwise than it is
 * written to its notices; -1 if the file cannot be read or there is no such
 * profile in the book.
 */
int load_sipwise_read(struct load_input *, const struct load_reader *,
    struct db *, const char *handle, const char *path, struct err *);

/* The same from memory, which is borrowed during the call, for a profile that
 * quotes its rates as ${per_second} says; the messages name ${handle}. */
int load_sipwise_read_mem(struct load_input *, const struct load_reader *,
    bool per_second, const char *handle, const void *, size_t, struct err *);

#endif /* JOB_LOAD_SIPWISE_H */
