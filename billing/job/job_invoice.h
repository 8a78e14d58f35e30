#ifndef JOB_JOB_INVOICE_H
#define JOB_JOB_INVOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * Draw the documents of the book as PDF: BOOK/documents/YYYY/NUMBER-ID.pdf.
 *
 * Only the stored document, the charges that it bills and the templates are
 * read, so the same document gives the same file at any later time.  A file is
 * written aside and renamed, then its path and hash are recorded in the book.
 * Killed between the two, the next run draws the same bytes again.
 *
 * Then the queued mails of documents that have their PDF now are built
 * (job/job_mail_build.h).
 *
 * Documents that have their file are left alone.  Named by number, such a
 * document is drawn again and must give the recorded hash: the file is put
 * back if it is gone.
 */
struct job_invoice_options {
	const char *program;  /* for the lock */
	const char *data_dir; /* where templates and fonts are */
	int64_t closing;      /* only documents of it; 0: any; -1: the last */
	const char *issuer;   /* NULL: any */
	const char *const *numbers; /* only these; none: all without a file */
	size_t count;
	int64_t threads; /* 0: as book.conf says */
	bool verbose;    /* name every file */
	int64_t now_us;  /* date of the mails */
};

/*
 * What was made goes to ${out}, what could not be drawn to ${messages}.
 *   0  all drawn;  1  some could not be drawn or their mail not be built, the
 *   rest is;  -1
 */
int job_invoice(const char *book, const struct job_invoice_options *,
    struct out *out, struct out *messages, struct progress *, struct err *);

/*
 * Read the files of documents again and compare them with the book
 * (job/invoice_check.h): those that ${numbers} name, or those of a closing or
 * issuer, or all.  What differs is told to ${messages}.
 *   0  all agree;  1  some differ;  -1
 */
int job_invoice_check(const char *book, const struct job_invoice_options *,
    struct out *out, struct out *messages, struct progress *, struct err *);

/*
 * The e-invoices of documents: to ${out}, or into a file or folder.  Without
 * numbers, of all invoices and credit notes of a closing or issuer; those that
 * can have none are told to ${messages}, and the result is 1.
 */
struct job_invoice_xml {
	const char *program;
	const char *syntax; /* "cii" or "ubl" */
	const char *const *numbers;
	size_t count;
	const char *issuer; /* NULL: any */
	int64_t closing;    /* 0: any; -1: the last */
	const char *file;   /* or folder; NULL: ${out} */
};

int job_invoice_xml(const char *book, const struct job_invoice_xml *,
    struct out *out, struct out *messages, struct err *);

/*
 * Draw invented data with a template, for who designs one: the name of a
 * template of the book or a shipped one, or the path of a file.
 */
struct job_invoice_preview {
	const char *program;
	const char *data_dir;
	const char *template_name;
	const char *language; /* NULL: the operator's */
	const char *file;     /* written whole; NULL: ${out} */
};

int job_invoice_preview(const char *book, const struct job_invoice_preview *,
    struct out *out, struct err *);

#endif /* JOB_JOB_INVOICE_H */
