#include "document/document.h"

#include <stddef.h>

const char *const document_role_words[] = { "issuer", "recipient", NULL };
const char *const document_line_kind_words[] = { "usage", "fee", "item", "late",
	NULL };
const char *const document_part_words[] = { "all", "earned", "owed", "out",
	"in", NULL };
const char *const document_change_what_words[] = { "charges", "line", "total",
	"field", NULL };
