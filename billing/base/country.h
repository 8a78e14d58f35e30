#ifndef BASE_COUNTRY_H
#define BASE_COUNTRY_H

#include <stdbool.h>

/* Is ${code} an officially assigned code of ISO 3166-1 alpha-2 ("DE"), or XK
 * (Kosovo) or XI (Northern Ireland), which invoices in Europe use as well? */
bool country_check(const char *code);

#endif /* BASE_COUNTRY_H */
