#ifndef RENDER_PAPER_CHECK_H
#define RENDER_PAPER_CHECK_H

struct document;
struct err;
struct lang;
struct template;

/*
 * Does a document on paper have what it must?  ${text} is all of its pages
 * (render/pdfa_read.h).
 *
 * Wanted are the number, the names of issuer and recipient, each line's name
 * and amount in the order of the lines, each tax, net, total and what is to be
 * paid: as the language writes them.  Lines are looked for only where the
 * template prints their amounts, and money only on documents that bill: a
 * margin statement has sums of its own.
 *
 * ERR_DATA names the first that is not there.
 */
int paper_check(const struct document *, const struct template *,
    const struct lang *, const char *text, struct err *);

#endif /* RENDER_PAPER_CHECK_H */
