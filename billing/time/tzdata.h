#ifndef TIME_TZDATA_H
#define TIME_TZDATA_H

struct err;
struct hash_sha256;
struct zone;

/*
 * Which time zone data there are: the version of the system's tzdata, and what
 * they say of a zone.
 */
#define TZDATA_VERSION_MAX 32 /* with NUL */

/* "2025b"; "" if the system does not tell.  ERR_IO if it cannot be read. */
int tzdata_version(char out[TZDATA_VERSION_MAX], struct err *);

/* The zone's name and every change of its offset into the hash. */
void tzdata_add(const struct zone *, struct hash_sha256 *);

#endif /* TIME_TZDATA_H */
