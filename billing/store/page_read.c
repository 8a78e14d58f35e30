#include "store/page_read.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

int
page_read(int fd, const char *path, uint32_t number, uint8_t *page,
    uint32_t page_size, struct err *e)
{
	size_t got = 0;

	while (got < page_size) {
		ssize_t n = pread(fd, page + got, page_size - got,
		    (int64_t)(number - 1) * page_size + (int64_t)got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "%s: %s", path,
			    strerror(errno));
		if (n == 0)
			return err_set(e, ERR_DATA,
			    "%s: damaged: it is too short", path);
		got += (size_t)n;
	}
	return 0;
}
