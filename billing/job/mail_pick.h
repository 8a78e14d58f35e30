#ifndef JOB_MAIL_PICK_H
#define JOB_MAIL_PICK_H

#include "base/arena.h"
#include "base/buf.h"
#include "job/job_mail.h"
#include "store/outbox_store.h"

struct book;
struct err;
struct out;

/*
 * Which message is sent next, and what becomes of it in the outbox: the part of
 * sending that is the same for a server and for a Maildir.
 */
struct mail_pick {
	struct book *book;
	struct outbox_store *store;
	const struct job_mail_options *options;
	struct job_mail_report *report;
	struct out *messages;
	int64_t retry_us, give_up_us;

	int64_t picked;          /* so far, for the limit */
	enum outbox_state phase; /* queued entries first, then deferred ones */
	int64_t after;           /* id of the last one looked at in it */
};

/* A message that is under way. */
struct mail_piece {
	struct arena arena;
	struct outbox_entry entry; /* as it was picked, texts in the arena */
	struct buf bytes;
	bool at_dot; /* its final dot may be out */
};

/*
 * The next message that is due; its bytes are those that were built.  Deferred
 * ones that are too old are given up on the way, damaged ones are told and left.
 * 1: *piece is the caller's, to be moved on and for mail_pick_free(); 0: nothing
 * is left; -1.
 */
int mail_pick_next(struct mail_pick *, struct mail_piece **piece, struct err *);

/* The same for a dry run: the entry only, nothing is changed. */
int mail_pick_look(struct mail_pick *, struct arena *, struct outbox_entry *,
    struct err *);

/* That a piece goes over to another state. */
struct mail_move {
	struct mail_piece *piece;
	enum outbox_state to;
	struct outbox_change change;
	int rc; /* 0: committed; -1 with the error, which is the caller's */
	struct err *err;
};

/*
 * Commit them, all in one transaction; if that cannot be done each in its own, so
 * that the fault of one is not that of the others.  Waits while somebody else
 * holds the book: what is known must not be lost.
 */
void mail_pick_move_all(struct mail_pick *, struct mail_move *, size_t n);

/* The same for one; in the caller's transaction, if he has one open. */
int mail_pick_move(struct mail_pick *, struct mail_piece *,
    enum outbox_state to, const struct outbox_change *, struct err *);

/* One line about a piece that did not go well. */
void mail_pick_tell(struct mail_pick *, const struct outbox_entry *,
    const char *what, const char *why);

void mail_pick_free(struct mail_piece *); /* NULL is allowed */

#endif /* JOB_MAIL_PICK_H */
