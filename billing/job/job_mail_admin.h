#ifndef JOB_JOB_MAIL_ADMIN_H
#define JOB_JOB_MAIL_ADMIN_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * What a person does with the outbox: look at it, decide about messages whose
 * fate nobody knows, let one be sent again, and read what came back.
 * toll-mail(1) has the words.  All of it is kept in the outbox's journal.
 */
enum job_mail_format { JOB_MAIL_TABLE, JOB_MAIL_CSV, JOB_MAIL_JSON };

/*
 * One line an entry, in order of id.  ${state} alone ("unknown"), or all if
 * NULL.  1 if there is one that is unknown, failed or came back; else 0.
 */
int job_mail_status(const char *book_dir, enum job_mail_format,
    const char *state, struct out *, struct err *);

/*
 * Entry ${id} is unknown: take it for sent, or queue it to be sent again, for
 * ${reason}.  ERR_REFUSED if it is not unknown.
 */
int job_mail_resolve(const char *book_dir, int64_t id, bool sent,
    const char *reason, int64_t now_us, struct out *, struct err *);

/*
 * Decide about all unknown entries by the log of a Postfix server: one that was
 * put into its queue is sent; one whose every attempt the log shows to have
 * ended before the dot is queued again; the rest stays unknown: 1, else 0.
 */
int job_mail_evidence(const char *book_dir, const char *log, int64_t now_us,
    struct out *, struct err *);

/*
 * Queue document ${number} (of ${issuer}; NULL: whoever) once more, as the next
 * revision with a Message-ID of its own, to ${to} or, if that is NULL, to whom
 * it went last.
 */
int job_mail_resend(const char *book_dir, const char *number,
    const char *issuer, const char *to, int64_t now_us, struct out *,
    struct err *);

/*
 * Read delivery status notifications from ${path} (an mbox, or one message).
 * Reading the same ones again changes nothing.  1 if one says that a message
 * was not delivered; else 0.
 */
int job_mail_bounces(const char *book_dir, const char *path, int64_t now_us,
    struct out *, struct err *);

#endif /* JOB_JOB_MAIL_ADMIN_H */
