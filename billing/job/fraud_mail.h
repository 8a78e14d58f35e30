#ifndef JOB_FRAUD_MAIL_H
#define JOB_FRAUD_MAIL_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct book;
struct buf;
struct err;
struct fraud_record;
struct out;
struct outbox_entry;
struct outbox_store;

/*
 * The mail that tells of a limit against fraud that was reached.
 *
 * It is queued in the transaction that records the limit, one entry in the
 * outbox for each address, and built from the record, so that building it again
 * gives the same text.  It is from the operator and in English.
 */

/*
 * Queue it to every address of record->notify.  What is no address is told to
 * ${messages} and sets *look; the others are queued.  Returns their number.
 */
int fraud_mail_queue(struct outbox_store *, const struct fraud_record *,
    int64_t now_us, struct out *messages, bool *look, struct err *);

/* The message of an entry as bytes; sets its message_id and sender, in the
 * arena. */
int fraud_mail_build(struct buf *, struct book *, struct outbox_entry *,
    int64_t now_us, struct arena *, struct err *);

#endif /* JOB_FRAUD_MAIL_H */
