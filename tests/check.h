#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

/*
 * The whole framework of the unit tests.
 *
 *	CHECK(cond, format, ...)		a condition; the text says what
 *	CHECK_I64(got, want, what)		whole numbers
 *	CHECK_STR(got, want, what)		texts
 *	return check_done();			the end of main()
 *
 * A check that fails is printed with its place and the test goes on.  The
 * numbers are appended to the file named by CHECK_COUNTS, if it is set, for
 * tests/suites.sh to add up.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long check_passed, check_failed;
static const char *check_program = "";

__attribute__((format(printf, 4, 5), unused)) static bool
check_that(bool ok, const char *file, int line, const char *format, ...)
{
	va_list ap;

	check_program = file;
	if (ok) {
		check_passed++;
		return true;
	}
	check_failed++;
	if (check_failed > 50)
		return false;
	(void)printf("%s:%d: ", file, line);
	va_start(ap, format);
	(void)vprintf(format, ap);
	va_end(ap);
	(void)printf("\n");
	return false;
}

#define CHECK(cond, ...) check_that((cond), __FILE__, __LINE__, __VA_ARGS__)

#define CHECK_I64(got, want, what) \
	check_i64((int64_t)(got), (int64_t)(want), (what), __FILE__, __LINE__)

#define CHECK_STR(got, want, what) \
	check_str((got), (want), (what), __FILE__, __LINE__)

__attribute__((unused)) static bool
check_i64(int64_t got, int64_t want, const char *what, const char *file,
    int line)
{
	return check_that(got == want, file, line,
	    "%s: got %" PRId64 ", want %" PRId64, what, got, want);
}

__attribute__((unused)) static bool
check_str(const char *got, const char *want, const char *what, const char *file,
    int line)
{
	if (got == NULL || want == NULL)
		return check_that(got == want, file, line,
		    "%s: got %s, want %s", what, got ? got : "(null)",
		    want ? want : "(null)");
	return check_that(strcmp(got, want) == 0, file, line,
	    "%s: got \"%s\", want \"%s\"", what, got, want);
}

__attribute__((unused)) static int
check_done(void)
{
	const char *counts = getenv("CHECK_COUNTS");
	FILE *f;

	(void)printf("%s: %ld passed, %ld failed\n", check_program,
	    check_passed, check_failed);
	if (counts != NULL && (f = fopen(counts, "a")) != NULL) {
		(void)fprintf(f, "%ld %ld\n", check_passed, check_failed);
		(void)fclose(f);
	}
	return check_failed > 0 || check_passed == 0;
}

#endif /* TESTS_CHECK_H */
