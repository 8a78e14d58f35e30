#ifndef JOB_JOB_WHATIF_H
#define JOB_JOB_WHATIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * toll-whatif: what the calls of a period, or of a file, would cost with other
 * master data.  The book is only read: the changes are loaded, by toll-load's
 * own job, into a copy of book.db in a folder of its own, which is gone before
 * the first call is rated.
 */
struct job_whatif_options {
	const char *book;
	const char *program, *version;
	const char *period; /* YYYY-MM; or */
	const char *calls;  /* a file of calls in the format tollbook */
	const char *const
	    *loads; /* files or folders, as toll-load takes them */
	size_t nloads;
	bool replace;            /* as of toll-load */
	bool sums;               /* no comparison */
	bool all;                /* also rows that do not change */
	const char *format;      /* text, csv, json */
	bool raw;                /* CSV without the guard against formulas */
	int64_t threads;         /* 0: as the settings say */
	const char *formats_dir; /* DATA/data/formats */
	const char *temp_dir;    /* for the copy */
	int64_t now_us;
};

/* 0; 1: calls are unrated, or records of the file broken; -1.  ERR_DATA: what
 * is wrong with the files to load is listed on ${messages}. */
int job_whatif(const struct job_whatif_options *, struct out *out,
    struct out *messages, struct progress *, struct err *);

#endif /* JOB_JOB_WHATIF_H */
