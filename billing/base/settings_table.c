/*
 * Every setting of book.conf: kind, default, bounds, help.  The default of a
 * text is "" where there is none.
 */
#include "base/settings.h"

#define TEXT(group, key, value, help)                             \
	{                                                         \
		group, key, SETTING_TEXT, value, 0, 0, NULL, help \
	}
#define INT(group, key, value, min, max, help)                       \
	{                                                            \
		group, key, SETTING_INT, value, min, max, NULL, help \
	}
#define BOOL(group, key, value, help)                             \
	{                                                         \
		group, key, SETTING_BOOL, value, 0, 0, NULL, help \
	}
#define CHOICE(group, key, value, choices, help)                       \
	{                                                              \
		group, key, SETTING_CHOICE, value, 0, 0, choices, help \
	}
#define DECIMAL(group, key, value, scale, help)                          \
	{                                                                \
		group, key, SETTING_DECIMAL, value, 0, scale, NULL, help \
	}

/* clang-format off */
const struct setting settings_table[] = {
TEXT("operator", "contact", "", "ref of the contact that is the operator"),
TEXT("operator", "timezone", "Europe/Berlin", "zone of periods and of zone-less times"),
TEXT("operator", "currency", "EUR", "ISO 4217 code of the operator's currency"),
TEXT("operator", "country", "DE", "ISO 3166-1 code of the operator's country"),
TEXT("operator", "language", "en", "language where nobody chose one (en, de)"),

TEXT("billing", "minimum_amount", "0", "a document below it is raised to it; by currency and issuer"),
TEXT("billing", "carry_forward_below", "0", "a balance below it waits for the next document; by currency and issuer"),
CHOICE("billing", "zero_invoice", "issue", "issue skip", "what becomes of a document whose total is 0"),
CHOICE("billing", "lines", "zone", "zone zone_detail", "usage lines of a document: by zone, or also by its detail"),
INT("billing", "payment_terms_days", "14", 0, 365, "days until a document is due"),

INT("rating", "threads", "0", 0, 64, "threads; 0: one for each core"),
INT("rating", "memory_mib", "512", 1, 65536, "memory of an import or a rating before calls go to disk"),

TEXT("import", "inbox", "inbox", "folder of files to import, below the book"),
BOOL("import", "archive", "yes", "keep the original files, compressed"),
TEXT("import", "format", "tollbook", "format of the files in the inbox"),

TEXT("mail", "host", "127.0.0.1", "name of the SMTP server"),
INT("mail", "port", "587", 1, 65535, "port of the SMTP server"),
CHOICE("mail", "tls", "starttls", "starttls tls none", "none is for the loopback only"),
TEXT("mail", "user", "", "user name for SMTP AUTH; empty: none"),
TEXT("mail", "password_file", "", "file with the password, mode 0600"),
TEXT("mail", "from", "", "sender; empty: the issuer's e-mail address"),
TEXT("mail", "reply_to", "", "where answers to the operator go; empty: to the sender"),
TEXT("mail", "reseller_from", "", "senders of resellers: NAME=ADDRESS NAME=ADDRESS"),
TEXT("mail", "reseller_reply_to", "", "where answers to them go, in the same way; empty: to the reseller"),
INT("mail", "connections", "2", 1, 32, "connections at a time"),
INT("mail", "per_minute", "0", 0, 1000000, "mails per minute; 0: as fast as the server takes them"),
INT("mail", "retry_minutes", "15", 1, 1440, "wait after the first temporary failure"),
INT("mail", "give_up_days", "3", 1, 30, "days after which a mail has failed"),
INT("mail", "timeout_s", "600", 5, 3600, "seconds to wait for an answer of the server"),
TEXT("mail", "ca_file", "", "certificates to trust; empty: the system's"),
TEXT("mail", "hello", "", "name to greet the server with; empty: the sender's domain"),
BOOL("mail", "check", "yes", "compare a document's files with the book before its mail is built"),

DECIMAL("thresholds", "rejected_percent", "1", 2, "rejected records in all records"),
DECIMAL("thresholds", "total_percent", "50", 2, "net of a kind of documents off the mean of three periods; 0: any"),
DECIMAL("thresholds", "contract_percent", "0", 2, "net of a contract off the mean of three periods; 0: any"),
DECIMAL("thresholds", "zero_price_percent", "20", 2, "sold calls without a price in all sold calls; 0: any"),
DECIMAL("thresholds", "below_cost_percent", "20", 2, "calls sold below cost in all that have a cost; 0: any"),

BOOL("invoice", "pdf", "yes", "draw the documents that are issued"),
CHOICE("invoice", "einvoice", "hybrid", "hybrid pdf", "an e-invoice inside the PDF, or none"),
CHOICE("invoice", "einvoice_amounts", "two_decimals", "two_decimals currency", "currencies of three decimals: two, so that every document can be an e-invoice, or all"),
CHOICE("invoice", "xml", "profile", "profile ubl cii none", "XML file beside the PDF: where XRechnung or Peppol ask for it, always, never"),
TEXT("invoice", "template", "", "template where nobody chose one; empty: by kind"),
TEXT("invoice", "fallback_font", "", "TrueType files, separated by spaces, for characters that the fonts lack"),
TEXT("invoice", "logo", "", "PNG or JPEG file on the operator's documents, below the book"),
TEXT("invoice", "color", "#1a4f8b", "main colour of the operator's documents"),
INT("invoice", "threads", "0", 0, 64, "threads; 0: one for each core"),
};
/* clang-format on */

const size_t settings_table_count =
    sizeof(settings_table) / sizeof(settings_table[0]);
