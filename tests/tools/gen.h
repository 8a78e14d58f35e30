#ifndef TOOLS_GEN_H
#define TOOLS_GEN_H

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What the generators of sample data share: a seeded source of numbers, text
 * files read into fields, and times as RFC 3339.
 *
 * Whole numbers only, so that a seed gives the same bytes on every machine.
 * A generator that cannot go on says why and exits 1.
 */

static inline _Noreturn void __attribute__((format(printf, 1, 2)))
gen_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("gen: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static inline void *
gen_alloc(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (p == NULL)
		gen_die("out of memory");
	return p;
}

struct gen_random {
	uint64_t state;
};

/* splitmix64: the next 64 bits. */
static inline uint64_t
gen_bits(struct gen_random *r)
{
	uint64_t x = r->state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* A number of 0..n-1; n > 0. */
static inline int
gen_below(struct gen_random *r, int n)
{
	return (int)(((gen_bits(r) >> 32) * (uint64_t)n) >> 32);
}

/* Index of one of ${n} weights, as often as its weight says. */
static inline int
gen_pick(struct gen_random *r, const int *weight, int n)
{
	int sum = 0, x;

	for (int i = 0; i < n; i++)
		sum += weight[i];
	x = gen_below(r, sum);
	for (int i = 0; i < n - 1; i++) {
		if (x < weight[i])
			return i;
		x -= weight[i];
	}
	return n - 1;
}

/*
 * How long people talk, in ms: the tenths of a curve that rises from seconds
 * to an hour, a straight line between two of them.
 */
static inline int64_t
gen_talk_ms(struct gen_random *r)
{
	static const int64_t tenth_ms[] = { 900, 9000, 21000, 36000, 55000,
		80000, 118000, 175000, 280000, 520000, 3100000 };
	int i = gen_below(r, 10);
	int part = gen_below(r, 1000);

	return tenth_ms[i] + (tenth_ms[i + 1] - tenth_ms[i]) * part / 1000;
}

#define GEN_FIELDS_MAX 32

/* A text file read line by line into fields; lines with # are comments. */
struct gen_file {
	FILE *stream;
	char separator;
	char line[4096];
	char *field[GEN_FIELDS_MAX];
	int fields;
};

static inline void
gen_open(struct gen_file *f, const char *folder, const char *name,
    char separator)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f->separator = separator;
	f->stream = fopen(path, "r");
	if (f->stream == NULL)
		gen_die("%s: %s", path, strerror(errno));
}

/* The next line's fields, or false at the end.  Quotes are not understood. */
static inline bool
gen_next(struct gen_file *f)
{
	char *p;

	do {
		if (fgets(f->line, sizeof(f->line), f->stream) == NULL) {
			if (ferror(f->stream))
				gen_die("cannot read: %s", strerror(errno));
			fclose(f->stream);
			return false;
		}
	} while (f->line[0] == '#');
	f->line[strcspn(f->line, "\r\n")] = '\0';
	if (strchr(f->line, '"') != NULL)
		gen_die("a quoted field: %s", f->line);
	f->fields = 0;
	for (p = f->line; p != NULL && f->fields < GEN_FIELDS_MAX;) {
		f->field[f->fields++] = p;
		p = strchr(p, f->separator);
		if (p != NULL)
			*p++ = '\0';
	}
	return true;
}

/* Index of a column that the header line (just read) must have. */
static inline int
gen_column(const struct gen_file *f, const char *name)
{
	for (int i = 0; i < f->fields; i++)
		if (strcmp(f->field[i], name) == 0)
			return i;
	gen_die("no column %s", name);
}

static inline char *
gen_copy(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		gen_die("out of memory");
	return copy;
}

/* ${n} random digits, the first of them 2..9, behind what ${number} holds. */
static inline void
gen_digits(struct gen_random *r, char *number, int n)
{
	size_t len = strlen(number);

	for (int i = 0; i < n; i++)
		number[len++] = (char)('0' +
		    (i == 0 ? 2 + gen_below(r, 8) : gen_below(r, 10)));
	number[len] = '\0';
}

#endif /* TOOLS_GEN_H */
