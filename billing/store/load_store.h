#ifndef STORE_LOAD_STORE_H
#define STORE_LOAD_STORE_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct err;

/*
 * The loads of master data: numbers from 1 without gap, and their files.
 */
struct load {
	int64_t number;
	int64_t time_us;
	const char *program; /* "toll-load 0.1.0" */
	int64_t added, changed, removed;
};

struct load_file {
	const char *entity;
	const char *file;
	const char *sha256; /* hexadecimal */
	int64_t rows;
};

/* The number of the last load; 0: none yet. */
int load_store_last(struct db *, int64_t *number, struct err *);

/* Book a load, before its rows; load->number is the last one + 1. */
int load_store_insert(struct db *, const struct load *, struct err *);

/* Book its files, behind its rows: triggers look at the whole then. */
int load_store_insert_files(struct db *, int64_t load,
    const struct load_file *files, size_t count, struct err *);

/* The file from which ${load} took that entity, in the arena; "" if it took
 * none. */
int load_store_file(struct db *, int64_t load, const char *entity,
    struct arena *, const char **file, struct err *);

#endif /* STORE_LOAD_STORE_H */
