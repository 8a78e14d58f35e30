#ifndef DOCUMENT_WORDING_H
#define DOCUMENT_WORDING_H

/*
 * Words that a document carries as part of its content, in the languages that
 * documents have: what the law wants said about a tax category, and the names
 * of lines that no master data names.  They are frozen with the document; the
 * labels around them belong to the layout (templates/lang).
 *
 * A language is its code, "de" or "de-AT"; one that is not here gets English.
 */
enum wording {
	WORDING_CORRECTION, /* why toll-correct cancels, where nobody says */
	WORDING_MINIMUM,    /* the line that raises an invoice to the minimum */
	WORDING_TAX_E,      /* exempt: EN 16931, BT-120, by category */
	WORDING_TAX_AE,     /* reverse charge */
	WORDING_TAX_K,      /* intra-Community supply */
	WORDING_TAX_G,      /* export */
	WORDING_TAX_O,      /* outside the scope of tax */
	WORDING_COUNT
};

const char *wording(enum wording, const char *language);

/* How many languages there are, and their codes, for tests. */
const char *const *wording_languages(void); /* ends with NULL */

#endif /* DOCUMENT_WORDING_H */
