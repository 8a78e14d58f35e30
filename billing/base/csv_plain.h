#ifndef BASE_CSV_PLAIN_H
#define BASE_CSV_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Cuts a line that has nothing special in it: 64 bytes are looked at together,
 * with the instructions that the processor has for it.
 *
 * Plain is a line of printable ASCII (tabulators only as separators) without a
 * quote, ended by LF or CRLF, not empty, with at most CSV_FIELDS_MAX fields and
 * CSV_FIELD_MAX bytes.  Every other line is left to those who know all rules.
 */
#define CSV_PLAIN_SLACK 64 /* bytes that must be readable behind the text */

/* Can lines with this separator be plain at all? */
bool csv_plain_separator(char);

/*
 * The line at ${p}, of which ${have} bytes are there: the number of its fields,
 * where each of them ends, and *used bytes with the line end; or 0, if it is
 * not plain or does not end within these bytes.
 */
size_t csv_plain_split(const char *p, size_t have, char separator,
    uint32_t *end, size_t *used);

/* The same in a given way, for tests and measurements. */
enum csv_plain_way {
	CSV_PLAIN_BYTES, /* everywhere */
	CSV_PLAIN_SSE2,  /* 16 bytes */
	CSV_PLAIN_AVX2   /* 32 bytes */
};
bool csv_plain_has(enum csv_plain_way);
size_t csv_plain_split_by(enum csv_plain_way, const char *p, size_t have,
    char separator, uint32_t *end, size_t *used);

#endif /* BASE_CSV_PLAIN_H */
