#ifndef PARTY_ENDPOINT_H
#define PARTY_ENDPOINT_H

struct err;

/*
 * Electronic addresses for e-invoices (EN 16931, BT-34 and BT-49): a scheme of
 * the EAS list (Electronic Address Scheme: an ISO 6523 code as "0088", a Peppol
 * one as "9930", or "EM" for e-mail) and an identifier in it.
 */

/*
 * Is it one?  The scheme must be in the list (BR-CL-25).  An e-mail address has
 * an "@"; the numbers that Peppol looks into have the digits and the check
 * digit they should (PEPPOL-COMMON-R040 to R050): GLN 0088, and the numbers of
 * companies of Australia 0151, Belgium 0208, Denmark 0184, Norway 0192 and
 * Sweden 0007.  ERR_DATA: what is wrong, for the column that *column is set to.
 */
int endpoint_check(const char *scheme, const char *id, const char **column,
    struct err *);

#endif /* PARTY_ENDPOINT_H */
