#ifndef RENDER_UBL_H
#define RENDER_UBL_H

#include "render/einvoice_xml.h"

/*
 * EN 16931 as OASIS UBL 2.1 (CEN/TS 16931-3-2), Invoice or CreditNote: the
 * syntax of Peppol BIS Billing.
 */
extern const struct einvoice_syntax ubl_syntax;

#endif /* RENDER_UBL_H */
