#ifndef STORE_OUTBOX_STORE_H
#define STORE_OUTBOX_STORE_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct err;

/*
 * The outbox in book.db: which document goes to whom, and how far it got; also
 * the mail about a limit against fraud that was reached.
 *
 * The states and the ways between them are those of data/schema/
 * 0002-outbox.sql and 0012-fraud.sql, which refuse every other.  Each change of
 * state is one committed transaction (WAL, synchronous=FULL) unless the caller
 * has one open, and the database keeps the journal of all of them.
 *
 * Instants in microseconds UTC.  Texts given back lie in the caller's arena;
 * NULL and "" are the same.
 */
enum outbox_state {
	OUTBOX_QUEUED,
	OUTBOX_SENDING,
	OUTBOX_DOT,
	OUTBOX_SENT,
	OUTBOX_UNKNOWN,
	OUTBOX_DEFERRED,
	OUTBOX_FAILED,
	OUTBOX_STATES
};

struct outbox_entry {
	int64_t id;
	int64_t document;       /* 0: about no document ... */
	int64_t fraud;          /* ... but about that limit reached */
	int64_t revision;       /* from 1 */
	const char *recipient;  /* an address (delivery/address.h) */
	const char *name;       /* of the recipient */
	const char *language;   /* "" the default */
	const char *template;   /* mail template; "" the category's default */
	const char *message_id; /* "" while there is no message */
	const char *sender;     /* envelope sender */
	const char *file;       /* in outbox/ of the book */
	int64_t size;
	const char *sha256;
	enum outbox_state state;
	int64_t attempts;
	int64_t queued_us, first_try_us, next_try_us, changed_us; /* 0: none */
	const char *reply, *queue_id, *note;
	const char *number; /* of the document; else "fraud-7" */
	int64_t closing;    /* that issued it; 0 none */
};

struct outbox_store;

int outbox_store_open(struct outbox_store **, struct db *, struct err *);
void outbox_store_close(struct outbox_store *); /* NULL is allowed */

/* "queued", "sending", ... and back; OUTBOX_STATES if it is none. */
const char *outbox_store_word(enum outbox_state);
enum outbox_state outbox_store_state(const char *word);

/*
 * Queue document or fraud, revision (0: 1), recipient, name, language and
 * template of ${entry}.  1: queued; 0: was there already; -1.
 */
int outbox_store_queue(struct outbox_store *, const struct outbox_entry *entry,
    int64_t now_us, struct err *);

/*
 * The next entry after ${after} (0: the first) that is queued without a
 * message.  1, 0, -1.
 */
int outbox_store_unbuilt(struct outbox_store *, int64_t after, struct arena *,
    struct outbox_entry *, struct err *);

/* Name the message of an entry: message_id, sender, file, size, sha256.
 * 1: named; 0: it had one already; -1. */
int outbox_store_built(struct outbox_store *, const struct outbox_entry *,
    int64_t now_us, struct err *);

/*
 * The next entry after ${after} that may be sent: OUTBOX_QUEUED with a message,
 * or OUTBOX_DEFERRED until ${now_us} or earlier.  1, 0, -1.
 */
int outbox_store_due(struct outbox_store *, enum outbox_state which,
    int64_t after, int64_t now_us, struct arena *, struct outbox_entry *,
    struct err *);

/* What goes with a change of state; NULL keeps what the row has. */
struct outbox_change {
	const char *reply, *queue_id, *note;
	int64_t next_try_us; /* for OUTBOX_DEFERRED */
};

/* From the state ${from} to ${to}.  ERR_REFUSED if it is not in ${from}. */
int outbox_store_move(struct outbox_store *, int64_t id, enum outbox_state from,
    enum outbox_state to, const struct outbox_change *, int64_t now_us,
    struct err *);

/*
 * After the death of a sender, with none alive: what was being sent is queued
 * again, what stood at the dot is unknown.  *requeued and *unknown count them.
 */
int outbox_store_recover(struct outbox_store *, int64_t now_us,
    int64_t *requeued, int64_t *unknown, struct err *);

int outbox_store_find(struct outbox_store *, int64_t id, struct arena *,
    struct outbox_entry *, struct err *);
int outbox_store_find_message(struct outbox_store *, const char *message_id,
    struct arena *, struct outbox_entry *, struct err *);

/* All entries in order of id: the next one after ${after}.  1, 0, -1. */
int outbox_store_next(struct outbox_store *, int64_t after, struct arena *,
    struct outbox_entry *, struct err *);

/*
 * How many times at most the message of an entry can have reached the server
 * in part: the attempts without those that never had a session.
 */
int outbox_store_tries(struct outbox_store *, int64_t id, int64_t *tries,
    struct err *);

/* A reply that begins with this says that there was no session. */
#define OUTBOX_NO_SESSION "no session: "

/* How many entries are in each state. */
int outbox_store_count(struct outbox_store *, int64_t counts[OUTBOX_STATES],
    struct err *);

struct outbox_bounce {
	const char *notice_id; /* Message-ID of the notification */
	const char *action;    /* failed, delayed, delivered, ... (RFC 3464) */
	const char *status;    /* 5.1.1 */
	const char *diagnostic;
};

/* Note a notification.  1: noted; 0: known already; -1. */
int outbox_store_bounce(struct outbox_store *, int64_t id,
    const struct outbox_bounce *, int64_t now_us, struct err *);

/* The last notification of an entry.  1, 0, -1. */
int outbox_store_last_bounce(struct outbox_store *, int64_t id, struct arena *,
    struct outbox_bounce *, struct err *);

/*
 * For who checks the book, in the arena, in order: entries whose journal does
 * not lead to the state they are in; documents that are to be sent and have no
 * entry.
 */
int outbox_store_astray(struct outbox_store *, struct arena *, int64_t **ids,
    size_t *n, struct err *);
int outbox_store_forgotten(struct outbox_store *, struct arena *,
    int64_t **documents, size_t *n, struct err *);

#endif /* STORE_OUTBOX_STORE_H */
