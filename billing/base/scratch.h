#ifndef BASE_SCRATCH_H
#define BASE_SCRATCH_H

#include "base/file.h"

struct err;

/*
 * A folder of one's own for a while: made 0700 under a name nobody else has,
 * removed with all that is in it.  A zeroed one is none.
 */
struct scratch {
	char path[FILE_PATH_MAX];
};

/* Below the folder ${parent}.  ERR_IO. */
int scratch_open(struct scratch *, const char *parent, struct err *);

/* ERR_IO if something in it could not be removed.  Harmless on none. */
int scratch_close(struct scratch *, struct err *);

#endif /* BASE_SCRATCH_H */
