#ifndef STORE_BOOK_COPY_H
#define STORE_BOOK_COPY_H

struct book;
struct err;

/*
 * A book to try something out on: book.db as one reader sees it now, and the
 * settings, in the folder ${dir}, which exists.  Calls, charges and documents
 * stay where they are.  The original is only read.
 */
int book_copy(const struct book *, const char *dir, struct err *);

#endif /* STORE_BOOK_COPY_H */
