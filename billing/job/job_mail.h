#ifndef JOB_JOB_MAIL_H
#define JOB_JOB_MAIL_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * Sending what the outbox of a book holds: toll-mail(1).
 *
 * First what a killed sender left behind is put right: what was under way is
 * queued again, what stood at the final dot is unknown.  Then messages are
 * built for the documents that have their PDF (job/job_mail_build.h), and
 * everything that is due is sent.  There is one sender at a time (the lock in
 * outbox/, ERR_BUSY); other writers of the book are kept out only until the
 * messages are built.
 */
struct job_mail_options {
	int64_t limit;        /* send at most so many; 0: all */
	int64_t closing;      /* only documents of this closing; 0: all */
	bool dry_run;         /* say what would be sent, change nothing */
	const char *to_dir;   /* a Maildir in place of the server; NULL: none */
	const char *data_dir; /* in it lies templates/ */
	int64_t now_us;
	struct progress *progress; /* may be NULL */
};

struct job_mail_report {
	int64_t requeued, unknown_before; /* put right at the start */
	int64_t built, without_pdf,
	    unbuilt; /* messages made, waiting, failed */
	int64_t sent, deferred, failed, unknown; /* in this run */
	int64_t damaged;    /* messages that are not what was built */
	int64_t waiting;    /* deferred, not due yet */
	int64_t unresolved; /* unknown, of any run */
};

/*
 * The table of what would be sent goes to ${out}, whatever did not go well to
 * ${messages}, a line each.  0: all that was due is sent; 1: something needs a
 * look; -1: ERR_BUSY the server cannot be reached, or somebody else is
 * sending; ERR_CONFIG it refuses our password or we its certificate.  What was
 * not sent then is queued as before.
 */
int job_mail(const char *book_dir, const struct job_mail_options *,
    struct job_mail_report *, struct out *out, struct out *messages,
    struct err *);

#endif /* JOB_JOB_MAIL_H */
