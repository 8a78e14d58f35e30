/* The hash of a file: as fast as it can be read. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

#define BLOCK ((size_t)256 << 10) /* stays in the processor's cache */

static int
hash_all(int fd, struct hash_sha256 *h, int64_t *size, const char *path,
    struct err *e)
{
	char *block = mem_alloc(BLOCK);
	ssize_t n;

	while ((n = read(fd, block, BLOCK)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		hash_sha256_add(h, block, (size_t)n);
		if (size != NULL)
			*size += n;
	}
	free(block);
	return n == 0
	    ? 0
	    : err_set(e, ERR_IO, "reading %s: %s", path, strerror(errno));
}

int
file_sha256(const char *path, char hex[HASH_HEX_MAX], int64_t *size,
    struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;
	struct hash_sha256 h;
	struct stat st;

	if (fd < 0)
		return err_set(e, file_code(errno), "%s: %s", path,
		    strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		(void)close(fd);
		return err_set(e, ERR_NOINPUT, "%s: is a folder", path);
	}
	if (size != NULL)
		*size = 0;
	hash_sha256_begin(&h);
	rc = hash_all(fd, &h, size, path, e);
	(void)close(fd);
	if (rc < 0)
		hash_sha256_drop(&h);
	else
		hash_sha256_end(&h, hex);
	return rc;
}
