#ifndef RENDER_PICTURE_H
#define RENDER_PICTURE_H

#include <pthread.h>

#include "base/buf.h"

struct err;

/*
 * Pictures of documents, read and compressed once for all documents that show
 * them: a logo on ten thousand invoices is decoded once.
 *
 * A picture is never changed once it is in the set, and lives as long as the
 * set; any number of threads may look pictures up.
 */
struct picture {
	unsigned width, height;
	unsigned channels; /* 1 = grey, 3 = RGB */
	struct buf pixels; /* as render/image.h has them, a zlib stream */
	struct buf alpha;  /* the same; empty: opaque */
	char *path;
	struct picture *next;
};

struct picture_set {
	pthread_mutex_t lock;
	struct picture *first;
};

void picture_set_init(struct picture_set *);
void picture_set_free(struct picture_set *);

/* The picture in the file at ${path}; errors are those of image_open(). */
int picture_set_find(struct picture_set *, const char *path,
    const struct picture **, struct err *);

#endif /* RENDER_PICTURE_H */
