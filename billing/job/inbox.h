#ifndef JOB_INBOX_H
#define JOB_INBOX_H

#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * The inbox of a book: files that wait to be imported.
 *
 * Files in the inbox itself are in the format of the settings ([import]
 * format), those in its folder NAME in the format NAME.  They are imported in
 * order of their names, each folder after the files before it, and then moved
 * to the folder done.  A file that cannot be read as a whole stays.  Names
 * that begin with a dot are left alone: that is how a file is copied in.
 */
struct inbox_options {
	const char *book;
	const char *program; /* for the lock */
	const char *formats_dir;
	int64_t now_us;
};

/*
 * 0; 1 when records were rejected or in conflict; -1, with ERR_REFUSED when
 * they are more than thresholds.rejected_percent of all records.
 */
int inbox_import(const struct inbox_options *, struct out *, struct progress *,
    struct err *);

#endif /* JOB_INBOX_H */
