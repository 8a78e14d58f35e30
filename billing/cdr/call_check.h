#ifndef CDR_CALL_CHECK_H
#define CDR_CALL_CHECK_H

#include <stdint.h>

struct call;

/*
 * Is this a call that can have happened?  A record that fails is rejected,
 * never corrected.
 */
#define CALL_CHECK_FIRST_US        INT64_C(631152000000000) /* 1990-01-01 */
#define CALL_CHECK_AHEAD_US        INT64_C(86400000000)     /* a day */
#define CALL_CHECK_SETUP_US        INT64_C(1000000)         /* a second */
#define CALL_CHECK_DURATION_MAX_MS INT64_C(2678400000)      /* 31 days */

/*
 * NULL, or what is wrong, a static text; *field is then the enum cdr_field.
 *	- the start lies before 1990, or more than a day after ${now_us};
 *	- it was dialled more than a second after it was answered;
 *	- it lasted longer than 31 days;
 *	- it has no call id, or neither a number nor an account was called.
 */
const char *call_check(const struct call *, int64_t now_us, int *field);

#endif /* CDR_CALL_CHECK_H */
