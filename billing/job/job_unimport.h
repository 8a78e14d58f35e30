#ifndef JOB_JOB_UNIMPORT_H
#define JOB_JOB_UNIMPORT_H

#include <stdint.h>

struct err;
struct out;

/*
 * toll-unimport: take a batch out of the book, its calls and its rejects.  The
 * archived original stays.
 *
 * ERR_REFUSED if an interval that is billed contains one of its calls, or if
 * another batch left calls out because this one had brought them: that one must
 * be removed first, and its file imported again.
 */
int job_unimport(const char *book, const char *program, int64_t batch,
    struct out *, struct err *);

#endif /* JOB_JOB_UNIMPORT_H */
