#ifndef RENDER_IMAGE_H
#define RENDER_IMAGE_H

#include <stddef.h>

struct err;

/*
 * A picture as plain pixels: 8 bits a channel, rows from the top, no padding.
 *
 * PNG (any depth, interlaced or not) is decoded by libpng, JPEG (grey, RGB,
 * YCbCr) by libjpeg.  libharu is never given a file of either kind: a PNG that
 * it rejects corrupts its memory.  A CMYK JPEG is refused, because a document
 * whose output intent is RGB must not contain one.
 */
struct image {
	unsigned width;
	unsigned height;
	unsigned channels;     /* 1 = grey, 3 = RGB */
	unsigned char *pixels; /* width x height x channels */
	unsigned char *alpha;  /* width x height, or NULL if opaque */
};

#define IMAGE_FILE_MAX  (8 * 1024 * 1024)
#define IMAGE_SIDE_MAX  20000
#define IMAGE_PIXEL_MAX (16 * 1024 * 1024) /* width x height */

/*
 * Decode ${len} bytes.  The content decides what it is, not a name.
 * ERR_DATA if it is neither, damaged, or too large; *image is untouched.
 */
int image_decode(struct image *, const unsigned char *data, size_t len,
    struct err *);

/* Read and decode the file at ${path}. */
int image_open(struct image *, const char *path, struct err *);

void image_free(struct image *); /* a zeroed one is allowed */

#endif /* RENDER_IMAGE_H */
