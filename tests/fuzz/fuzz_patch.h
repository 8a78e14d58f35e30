#ifndef TESTS_FUZZ_FUZZ_PATCH_H
#define TESTS_FUZZ_FUZZ_PATCH_H

/*
 * A sound file that the input of a fuzzer damages, byte after byte, and that is
 * sound again afterwards: three bytes of the input are where (of the part that
 * may be damaged, 16 bits, high first) and what.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FUZZ_PATCHES_MAX 64

struct fuzz_patch {
	char folder[64], path[96];
	int fd;
	uint8_t *base;
	size_t size;
	size_t from, until; /* what may be damaged */
};

/* A folder in memory for a while, and the name of the file in it. */
static inline void
fuzz_patch_begin(struct fuzz_patch *p, const char *name)
{
	(void)snprintf(p->folder, sizeof(p->folder), "%s/fuzz.XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(p->folder) == NULL)
		abort();
	(void)snprintf(p->path, sizeof(p->path), "%s/%s", p->folder, name);
}

/* The file is made: as it is now it is sound. */
static inline void
fuzz_patch_made(struct fuzz_patch *p)
{
	struct stat st;

	p->fd = open(p->path, O_RDWR | O_CLOEXEC);
	if (p->fd < 0 || fstat(p->fd, &st) < 0)
		abort();
	p->size = p->until = (size_t)st.st_size;
	p->base = malloc(p->size);
	if (p->base == NULL ||
	    pread(p->fd, p->base, p->size, 0) != (ssize_t)p->size)
		abort();
}

static inline void
fuzz_patch_put(const struct fuzz_patch *p, size_t at, const uint8_t *byte)
{
	if (pwrite(p->fd, byte, 1, (off_t)at) != 1)
		abort();
}

static inline size_t
fuzz_patch_at(const struct fuzz_patch *p, const uint8_t *data)
{
	return p->from +
	    (size_t)(data[0] << 8 | data[1]) % (p->until - p->from);
}

/* Damage it by ${data}, or with ${undo} make it sound again.  Returns how many
 * bytes were put. */
static inline size_t
fuzz_patch_apply(const struct fuzz_patch *p, const uint8_t *data, size_t size,
    int undo)
{
	size_t n = size / 3;

	if (n > FUZZ_PATCHES_MAX)
		n = FUZZ_PATCHES_MAX;
	for (size_t i = 0; i < n; i++) {
		size_t at = fuzz_patch_at(p, data + 3 * i);

		fuzz_patch_put(p, at, undo ? p->base + at : data + 3 * i + 2);
	}
	return n;
}

/* When the program ends. */
static inline void
fuzz_patch_end(const struct fuzz_patch *p)
{
	(void)unlink(p->path);
	(void)rmdir(p->folder);
}

#endif /* TESTS_FUZZ_FUZZ_PATCH_H */
