#ifndef DELIVERY_MAILDIR_H
#define DELIVERY_MAILDIR_H

#include <stddef.h>

struct err;

/*
 * A Maildir in place of a mail server: DIR/tmp, DIR/new, DIR/cur.
 *
 * A message is written to tmp, synced, renamed to new, and the folder synced;
 * its name there is chosen by the caller from what the message is, not from
 * the clock.  So delivering the same message again, after a kill, ends with
 * one file: it is looked for in new and cur first.
 */
#define MAILDIR_NAME_MAX 120

/* Create the folders that are missing, 0700. */
int maildir_open(const char *dir, struct err *);

/*
 * Deliver ${bytes} as ${name} (letters, digits, "." "-" "_"; not beginning
 * with a dot).  1: written; 0: it was there already; -1: ERR_IO, or ERR_DATA
 * if ${name} is there with other bytes.
 */
int maildir_deliver(const char *dir, const char *name, const void *bytes,
    size_t len, struct err *);

#endif /* DELIVERY_MAILDIR_H */
