/*
 * bench_csv FILE: what it costs to cut a file of calls into fields, by libcsv
 * and in each way of base/csv_plain.h, nanoseconds of CPU a line.
 *
 * FILE is read into memory first (calls.csv of gen_bench); each way goes over
 * it three times by turns, and the fastest counts.
 */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/csv.h"
#include "base/csv_plain.h"

#define TURNS 3
#define WAYS  4 /* those of csv_plain, and libcsv */

static double
cpu_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
on_field(void *text, size_t len, void *data)
{
	(void)text;
	(void)len;
	++*(size_t *)data;
}

static void
on_row(int c, void *data)
{
	(void)c;
	(void)data;
}

/* All fields of the text; *lines are those that were cut. */
static size_t
by_libcsv(const char *p, size_t size)
{
	struct csv_parser parser;
	size_t fields = 0;

	if (csv_init(&parser, CSV_STRICT) != 0)
		exit(75);
	(void)csv_parse(&parser, p, size, on_field, on_row, &fields);
	(void)csv_fini(&parser, on_field, on_row, &fields);
	csv_free(&parser);
	return fields;
}

static size_t
by_us(enum csv_plain_way way, const char *p, size_t size)
{
	static uint32_t end[CSV_FIELDS_MAX];
	size_t fields = 0, used = 0, n;

	for (const char *stop = p + size; p < stop; p += used) {
		n = csv_plain_split_by(way, p, (size_t)(stop - p), ',', end,
		    &used);
		if (n == 0)
			break;
		fields += n;
	}
	return fields;
}

static char *
read_all(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *p;
	long n;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0) {
		perror(path);
		exit(66);
	}
	rewind(f);
	*size = (size_t)n;
	p = calloc(1, *size + CSV_PLAIN_SLACK);
	if (p == NULL || fread(p, 1, *size, f) != *size) {
		perror(path);
		exit(74);
	}
	(void)fclose(f);
	return p;
}

int
main(int argc, char *argv[])
{
	static const char *const names[WAYS] = { "bytes", "SSE2", "AVX2",
		"libcsv" };
	double best[WAYS] = { 1e9, 1e9, 1e9, 1e9 };
	size_t size, lines = 0, fields[WAYS] = { 0 };
	char *p;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: bench_csv FILE\n");
		return 64;
	}
	p = read_all(argv[1], &size);
	for (size_t i = 0; i < size; i++)
		lines += p[i] == '\n';
	for (int turn = 0; turn < TURNS; turn++)
		for (int way = 0; way < WAYS; way++) {
			double from = cpu_s(), took;

			if (way < WAYS - 1 &&
			    !csv_plain_has((enum csv_plain_way)way))
				continue;
			fields[way] = way == WAYS - 1
			    ? by_libcsv(p, size)
			    : by_us((enum csv_plain_way)way, p, size);
			took = cpu_s() - from;
			best[way] = took < best[way] ? took : best[way];
		}
	for (int way = 0; way < WAYS; way++)
		if (fields[way] > 0)
			(void)printf("%-7s %7.1f ns a line, %.2f GB/s, %zu"
				     " fields\n",
			    names[way], best[way] * 1e9 / (double)lines,
			    (double)size / best[way] / 1e9, fields[way]);
	free(p);
	return 0;
}
