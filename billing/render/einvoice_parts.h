#ifndef RENDER_EINVOICE_PARTS_H
#define RENDER_EINVOICE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "render/einvoice.h"

struct arena;
struct document;
struct document_party;
struct err;

/*
 * The parts of an e-invoice; only for billing/render/einvoice*.c.
 */

/* Company, else the person. */
const char *einvoice_party_name(const struct document_party *, struct arena *);
/* First and last name; "" if there is neither. */
const char *einvoice_party_person(const struct document_party *,
    struct arena *);

/* ${outside}: a document of category O, which names no VAT identifier. */
void einvoice_party_seller(struct einvoice_group *, const struct document *,
    bool outside, struct arena *);
void einvoice_party_buyer(struct einvoice_group *, const struct document *,
    bool outside, struct arena *);
void einvoice_party_deliver(struct einvoice_group *);
void einvoice_party_payment(struct einvoice_group *, const struct document *,
    struct arena *);

/* YYYY-MM-DD. */
const char *einvoice_date(int64_t day, struct arena *);

/* An amount of the document with at most two decimals, with the sign of its
 * e-invoice; NULL if it cannot be written so. */
const char *einvoice_amount(const struct document *, int64_t minor,
    struct arena *);

/* The lines; ERR_REFUSED as einvoice_build(). */
int einvoice_lines(struct einvoice *, const struct document *, struct arena *,
    struct err *);

/* The rules of profile and tax category; ERR_DATA. */
int einvoice_rules(const struct einvoice *, struct err *);

#endif /* RENDER_EINVOICE_PARTS_H */
