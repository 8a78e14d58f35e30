#ifndef JOB_MAIL_SEND_H
#define JOB_MAIL_SEND_H

struct err;
struct mail_config;
struct mail_pick;

/*
 * Send everything that mail_pick_next() gives.  The counts of the report are
 * kept; 0, or -1 when the server, the folder or the book cannot be used.
 */
int mail_send_server(struct mail_pick *, const struct mail_config *,
    struct err *);

/*
 * Into a Maildir.  A message is there under a name of its own, so that one
 * delivered before a kill is found again and not delivered twice.
 */
int mail_send_dir(struct mail_pick *, const char *dir, struct err *);

#endif /* JOB_MAIL_SEND_H */
