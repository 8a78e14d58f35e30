#ifndef JOB_MAIL_CONFIG_H
#define JOB_MAIL_CONFIG_H

#include "delivery/outbox.h"

struct book;
struct err;

/*
 * The [mail] settings of a book, checked and ready for use (toll-mail(1)).
 *
 * The password comes from a file that nobody but its owner may read; it lives
 * in this struct alone and is wiped by mail_config_close().
 */
#define MAIL_PASSWORD_MAX 1024 /* bytes, with NUL */

struct mail_config {
	struct smtp_settings smtp;
	struct outbox_limits limits;
	int64_t retry_us;   /* wait after the first temporary failure */
	int64_t give_up_us; /* after the first attempt */
	char *password;     /* MAIL_PASSWORD_MAX bytes; NULL: none */
};

/* ERR_CONFIG names the setting at fault. */
int mail_config_open(struct mail_config *, const struct book *, struct err *);
void mail_config_close(struct mail_config *); /* harmless on a zeroed one */

/*
 * Who a mail of ${issuer} (a reseller, "" the operator) comes from.
 *
 *	from		[mail] reseller_from, else [mail] from, else the
 *			issuer's address
 *	reply_to	[mail] reseller_reply_to; else for a reseller its own
 *			address, for the operator [mail] reply_to; "" if that
 *			is the sender
 *	envelope	[mail] from, else the sender: bounces go there
 *
 * Results are in the arena; the addresses are checked.
 */
struct mail_sender {
	const char *from, *reply_to, *envelope;
};

struct arena;

int mail_config_sender(const struct book *, const char *issuer,
    const char *issuer_email, struct arena *, struct mail_sender *,
    struct err *);

#endif /* JOB_MAIL_CONFIG_H */
