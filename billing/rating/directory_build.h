#ifndef RATING_DIRECTORY_BUILD_H
#define RATING_DIRECTORY_BUILD_H

struct directory;
struct err;
struct master;

/*
 * The steps of directory_build(), in this order: contracts and subscribers,
 * their numbers, their trusted sources.
 */
int directory_build_parties(struct directory *, const struct master *,
    struct err *);
int directory_build_numbers(struct directory *, const struct master *,
    struct err *);
int directory_build_sources(struct directory *, const struct master *,
    struct err *);

#endif /* RATING_DIRECTORY_BUILD_H */
