#ifndef JOB_ENTITY_TEXT_H
#define JOB_ENTITY_TEXT_H

#include <stddef.h>

struct err;

/*
 * Texts of master data that have a form of their own, brought into the one in
 * which they are stored.  ERR_DATA with a sentence if they have not that form.
 */
#define ENTITY_TEXT_MAX 4200 /* longest result, with NUL */

/* One IP address, v4 or v6, as inet_ntop(3) writes it. */
int entity_text_address(char out[ENTITY_TEXT_MAX], const char *text,
    struct err *);

/* ADDRESS/LENGTH; a bare address is a block of one.  No bit may be set behind
 * the length. */
int entity_text_cidr(char out[ENTITY_TEXT_MAX], const char *text, struct err *);

/* One e-mail address in ASCII that cannot smuggle anything into a header or an
 * SMTP command. */
int entity_text_email(const char *text, struct err *);

/* A number in normal form (tel/number.h), and a range that ends in '*'. */
int entity_text_number(char out[ENTITY_TEXT_MAX], const char *text, size_t len,
    struct err *);
int entity_text_range(char out[ENTITY_TEXT_MAX], const char *text, size_t len,
    struct err *);

/* "sha256:" and the hash of ${text}; a text that has that form already is
 * kept. */
int entity_text_secret(char out[ENTITY_TEXT_MAX], const char *text, size_t len,
    struct err *);

#endif /* JOB_ENTITY_TEXT_H */
