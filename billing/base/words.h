#ifndef BASE_WORDS_H
#define BASE_WORDS_H

/*
 * Words that more than one layer reads and writes: the enum is the value of a
 * FIELD_WORD member, the array its text in CSV, SQL and messages.
 */

enum contract_status {
	CONTRACT_STATUS_PENDING,
	CONTRACT_STATUS_ACTIVE,
	CONTRACT_STATUS_LOCKED,
	CONTRACT_STATUS_TERMINATED
};
extern const char *const contract_status_words[];

enum vat_category {
	VAT_CATEGORY_S,
	VAT_CATEGORY_Z,
	VAT_CATEGORY_E,
	VAT_CATEGORY_AE,
	VAT_CATEGORY_K,
	VAT_CATEGORY_G,
	VAT_CATEGORY_O
};
extern const char *const vat_category_words[];

enum direction {
	DIRECTION_OUT,
	DIRECTION_IN
};
extern const char *const direction_words[];

enum call_type {
	CALL_TYPE_CALL,
	CALL_TYPE_SMS
};
extern const char *const call_type_words[];

enum call_status {
	CALL_STATUS_OK,
	CALL_STATUS_BUSY,
	CALL_STATUS_NOANSWER,
	CALL_STATUS_CANCEL,
	CALL_STATUS_OFFLINE,
	CALL_STATUS_TIMEOUT,
	CALL_STATUS_FAILED,
	CALL_STATUS_OTHER
};
extern const char *const call_status_words[];

enum tier {
	TIER_RETAIL,
	TIER_WHOLESALE,
	TIER_CARRIER
};
extern const char *const tier_words[];

/* Index of ${text} in ${words}, or -1. */
int word_find(const char *const *words, const char *text);

#endif /* BASE_WORDS_H */
