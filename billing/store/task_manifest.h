#ifndef STORE_TASK_MANIFEST_H
#define STORE_TASK_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/hash.h"

struct arena;
struct err;

/*
 * What the tasks of a rating work on, in words (toll-tasks(5)): DIR/manifest, a
 * text as in base/sealed.h.  Its hash names the snapshot; every file of a task
 * has it.
 *
 *	tollbook-tasks 1
 *	program 1.0		the version of all programs
 *	layout ...		how this machine lays records out
 *	period 2026-10
 *	maps N
 *	shards S
 *	load N			of master data
 *	run N SHA256		the current run of the period and its charges;
 *				"run 0 -": it was never rated
 *	calls N
 *	overlap 0|1		do call files overlap in time?
 *	zones SHA256		what the time zone data say
 *	files N
 *	file SIZE SHA256 NAME	below DIR/snapshot, in order of names
 *	sha256 SHA256
 */
#define TASK_MANIFEST_FOLDER "snapshot"

struct task_manifest_file {
	const char *name; /* calls/2026-10/1.db */
	int64_t size;
	char sha256[HASH_HEX_MAX];
};

struct task_manifest {
	const char *program, *layout, *period;
	int64_t maps, shards, load, run, calls;
	char run_sha256[HASH_HEX_MAX]; /* "-": there is no run */
	bool overlap;
	char zones[HASH_HEX_MAX];
	struct task_manifest_file *files;
	size_t nfiles, files_cap;
	char sha256[HASH_HEX_MAX]; /* the last line */
};

/* How this program lays out the records of files of tasks. */
const char *task_manifest_layout(void);

/* The name is borrowed; the manifest's files are freed with free(3). */
void task_manifest_add(struct task_manifest *, const char *name, int64_t size,
    const char *sha256);

/* NULL if there is none of that name. */
const struct task_manifest_file *task_manifest_find(
    const struct task_manifest *, const char *name);

/* Sorts the files and sets m->sha256. */
void task_manifest_format(struct task_manifest *, struct buf *);

/* ${text} is changed; texts and files into the arena.  ERR_DATA. */
int task_manifest_parse(char *text, size_t len, const char *name,
    struct arena *, struct task_manifest *, struct err *);

/* DIR/manifest.  ERR_NOINPUT if there is none. */
int task_manifest_read(const char *dir, struct arena *, struct task_manifest *,
    struct err *);

/* ERR_DATA, naming what differs first, unless ${now} is as ${was}. */
int task_manifest_compare(const struct task_manifest *was,
    const struct task_manifest *now, struct err *);

#endif /* STORE_TASK_MANIFEST_H */
