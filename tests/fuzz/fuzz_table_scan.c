/* Pages of a table, whatever their bytes: rows or an error, never more. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "store/table_scan.h"

#define SEEKS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct table_value v[21];
	struct table_scan *s;
	char path[64];
	int64_t key;
	int fd = memfd_create("table", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (table_scan_open(&s, path, 1, 512, 0, 1000, &e) == 0) {
		/* whole, then from places in between, back and forth */
		for (size_t k = 0; k < SEEKS; k++) {
			int64_t from = size == 0 ? 0 : data[(k * 7) % size] * 4;

			for (int i = 0; i < 5000; i++)
				if (table_scan_next(s, &key, v, 21, &e) <= 0)
					break;
			err_clear(&e);
			if (table_scan_seek(s, from, from + 100, &e) < 0)
				break;
		}
		table_scan_close(s);
	}
	(void)close(fd);
	return 0;
}
