#ifndef RENDER_EINVOICE_CODES_H
#define RENDER_EINVOICE_CODES_H

#include <stdbool.h>

/*
 * Code lists of EN 16931 that are not the lists of this program: what may stand
 * in an e-invoice of the codes that master data know.  Electronic address schemes
 * are checked where they are loaded (party/endpoint.h); units, payment means, tax
 * categories and the VATEX codes of exemption are ours to choose, and are in the
 * lists.
 */

/* BR-CL-03, BR-CL-04: a currency of the list. */
bool einvoice_code_currency(const char *code);

/* BR-CL-14: Kosovo, XK for everybody else, is 1A there. */
const char *einvoice_code_country(const char *country);

/* BR-CO-09: does a VAT identifier begin with the code of a country?  Greece is EL
 * as well as GR, Northern Ireland XI. */
bool einvoice_code_vat_prefix(const char *id);

#endif /* RENDER_EINVOICE_CODES_H */
