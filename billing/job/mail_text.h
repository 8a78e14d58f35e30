#ifndef JOB_MAIL_TEXT_H
#define JOB_MAIL_TEXT_H

#include "base/arena.h"

struct book;
struct document;
struct err;

/*
 * Subject, text and HTML of the mail that brings a document, from its mail
 * template: text with the {{variables|filters}} of toll-template(5).
 *
 * The template is the document's own (mail_templates.csv; its files lie in
 * templates/ of the book, else among those shipped), or the default of its
 * category in its language: templates/mail/CATEGORY.LANGUAGE.txt, whose first
 * line is "Subject: ..." and the second empty, and .html beside it.  A language
 * for which there is none is English.
 *
 * Values are put in as they are, in HTML with & < > " ' escaped, and are never
 * read as a template.  What is unknown in a template is an error (ERR_DATA).
 *
 * Files and languages are read once: keep one struct for many mails.
 */
struct mail_texts {
	struct book *book;
	const char *data_dir;    /* in it lies templates/ */
	struct arena arena;      /* of what is kept */
	struct mail_file *files; /* read so far */
	struct mail_lang *langs;
};

struct mail_text {
	const char *subject, *text, *html; /* html: "" if there is none */
	const char *language;
};

/* The texts of ${document} in ${language} ("": the operator's), in ${arena}. */
int mail_text_expand(struct mail_texts *, const struct document *,
    const char *language, struct arena *, struct mail_text *, struct err *);

void mail_text_free(struct mail_texts *); /* harmless on a zeroed one */

#endif /* JOB_MAIL_TEXT_H */
