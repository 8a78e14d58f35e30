#ifndef JOB_JOB_INIT_H
#define JOB_JOB_INIT_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * Create a book: toll-init(1).
 *
 * It is made whole in a folder beside it (.NAME.aside), synced and renamed: a
 * killed run leaves no half book, and the next one takes the rubbish away.
 */
struct job_init_options {
	const char *timezone; /* NULL: the default of the setting */
	const char *currency;
	const char *country;
	const char *sample; /* folder of the sample operator; NULL: none */
	const char *base;   /* folder left away in the names of its files */
	const char *version;
	int64_t now_us;
	bool quiet;
};

/* ERR_REFUSED: there is something already; ERR_USAGE: no such zone, ... */
int job_init(const char *book_dir, const struct job_init_options *,
    struct out *out, struct out *messages, struct err *);

/* Bring the schema of an existing book up to date. */
int job_init_upgrade(const char *book_dir, struct out *, struct err *);

#endif /* JOB_JOB_INIT_H */
