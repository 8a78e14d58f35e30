#ifndef RENDER_CII_H
#define RENDER_CII_H

#include "render/einvoice_xml.h"

/*
 * EN 16931 as UN/CEFACT Cross Industry Invoice D16B (CEN/TS 16931-3-3): the
 * syntax of Factur-X and ZUGFeRD.
 */
extern const struct einvoice_syntax cii_syntax;

#endif /* RENDER_CII_H */
