#ifndef JOB_JOB_MAIL_BUILD_H
#define JOB_JOB_MAIL_BUILD_H

#include <stdint.h>

struct book;
struct err;
struct out;

/*
 * Build the messages of queued documents, each once: when the PDF of the
 * document exists and there is no message yet.
 *
 * The text is that of the document's mail template in the recipient's
 * language; the document's PDF, and its XML if there is one, are attached.
 * PDF, XML and book are compared before (job/invoice_check.h), unless [mail]
 * check says no: a document that differs gets no message.
 * A mail about a limit against fraud waits for nothing (job/fraud_mail.h).
 *
 * The message is written to outbox/ in the book, synced, and then named in the
 * outbox; killed in between it is simply built again.
 *
 * The book is open for writing.
 */
struct job_mail_built {
	int64_t built;
	int64_t without_pdf; /* wait for toll-invoice */
	int64_t failed;      /* could not be built; told to ${messages} */
};

int job_mail_build(struct book *, const char *data_dir, int64_t now_us,
    struct job_mail_built *, struct out *messages, struct err *);

#endif /* JOB_JOB_MAIL_BUILD_H */
