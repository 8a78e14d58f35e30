#ifndef CDR_CALL_H
#define CDR_CALL_H

#include <stdint.h>

#include "base/words.h"

/*
 * One imported call record: a fact that is never changed after import.
 *
 * Text is UTF-8, never NULL ("" is empty) and borrowed from whoever filled the
 * struct in.  Numbers are in normal form (tel/number.h) with their leading +.
 * Words are enum call_type and enum call_status of base/words.h.
 */
struct call {
	/* where the record came from: import batch and line of its file */
	int64_t batch;
	int64_t line;

	int64_t start_us;    /* answer; of an unanswered call: when dialled */
	int64_t setup_us;    /* when dialled, or CALL_NO_SETUP */
	int64_t duration_ms; /* answer to end */
	int64_t type;        /* enum call_type */
	int64_t status;      /* enum call_status; only ok is charged */

	/*
	 * The identity: the format's identity columns joined by 0x1f, in the
	 * format's order.  Calls that start at one instant are ordered by its
	 * bytes.
	 */
	const char *identity;
	int64_t identity_len;

	const char *call_id;
	const char *source_number; /* CLI as shown */
	const char *source_domain;
	const char *source_account; /* subscriber ref or user@domain */
	const char *source_ip;
	const char *source_user; /* the user where the CLI is anonymous */
	const char *source_peer; /* ingress peering server or group */
	const char *destination_number;
	const char *destination_domain;
	const char *destination_account;
	const char *destination_peer; /* egress peering server or group */
	const char *disposition;      /* call, cfu, cfb, cft, cfna, ... */
};

#define CALL_NO_SETUP INT64_MIN

/* A call of which nothing is known: all texts are empty. */
static inline struct call
call_blank(void)
{
	return (struct call){ .setup_us = CALL_NO_SETUP,
		.identity = "",
		.call_id = "",
		.source_number = "",
		.source_domain = "",
		.source_account = "",
		.source_ip = "",
		.source_user = "",
		.source_peer = "",
		.destination_number = "",
		.destination_domain = "",
		.destination_account = "",
		.destination_peer = "",
		.disposition = "" };
}

#endif /* CDR_CALL_H */
