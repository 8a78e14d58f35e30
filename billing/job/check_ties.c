/*
 * The check of margin statements: each names the documents that bill its calls,
 * with what these come to there.
 *
 * Where all documents are of the statement's own interval, what they say settles
 * it.  Else (a customer billed by the week, calls in other currencies, a document
 * that is not there) the calls of the statement are paired again, as they were
 * then, and what each is billed on is compared with what the statement says.
 * With tax in its prices: how much of it is tax is checked by itself.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "document/document.h"
#include "job/check.h"
#include "money/money.h"
#include "rating/charge.h"
#include "store/book.h"
#include "store/document_store.h"
#include "store/report_billed.h"
#include "store/tie_store.h"
#include "time/interval.h"

/* What the statement's calls of one contract come to on one document. */
struct leg_sum {
	int64_t tier, price_e8;
	const char *contract, *number; /* "" on none */
	bool named, told; /* by a tie; that its contract's differ */
};

struct ties {
	struct check *c;
	const struct tie_statement *of;
	struct report_reader *reader;
	struct leg_sum *sums; /* in order of tier, contract, number */
	size_t n, cap;
	struct document stated;
};

/* --- what the calls are billed on ------------------------------------------ */

/* The file of a run, or of the current one; ERR_NOINPUT: it is gone. */
static int
attach(struct ties *t, const struct tie_run *r, struct err *e)
{
	char path[FILE_PATH_MAX], sub[FILE_PATH_MAX];

	(void)snprintf(sub, sizeof(sub), "charges/%s.%" PRId64 ".db", r->period,
	    r->run);
	if (book_path(path, t->c->book, sub, e) < 0)
		return -1;
	return report_reader_run(t->reader, r->period,
	    file_exists(path) ? r->run : r->current, e);
}

static int
pair(struct ties *t, const struct tie_run *r, struct err *e)
{
	const struct tie_statement *s = t->of;
	struct report_margin_part part = { .period = r->period,
		.run = r->run,
		.from_us = s->from_us,
		.open_us = s->revision > 1 ? INT64_MIN : r->open_us,
		.until_us = s->until_us,
		.documents = true };
	const struct zone *zone = t->c->book->zone;
	bool has = true;
	int period, rc = 0;

	if (interval_period_parse(r->period, &period, e) < 0)
		return -1;
	if (interval_period_from(zone, period) >= s->until_us)
		return 0;
	if (interval_period_until(zone, period) <= s->from_us) {
		rc = s->revision > 1
		    ? report_billed_has(t->reader, r->period, s->from_us, e)
		    : s->first;
		has = rc > 0;
	}
	if (rc < 0 || !has)
		return rc;
	if (s->revision == 1 && !s->first && part.open_us < s->from_us)
		part.open_us = s->from_us;
	if (attach(t, r, e) < 0)
		return -1;
	return s->revision > 1 ? report_reader_pair_billed(t->reader, &part, e)
			       : report_reader_pair_open(t->reader, &part, e);
}

static int
gather(struct ties *t, struct err *e)
{
	const struct tie_statement *s = t->of;
	struct tie_run *runs;
	size_t n;
	int rc = tie_runs(t->c->book->db, s, &t->c->arena, &runs, &n, e);

	if (rc == 0)
		rc = report_reader_upto(t->reader,
		    s->closing - (s->revision == 1), s->closing, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = pair(t, &runs[i], e);
	free(runs);
	return rc;
}

static int
read_sums(struct ties *t, struct err *e)
{
	struct stmt s = { 0 };
	int more = report_billed_ties(t->reader, t->of->currency,
	    t->of->contract, &s, e);

	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		struct leg_sum *sum;

		t->sums = mem_grow(t->sums, t->n, &t->cap, sizeof(t->sums[0]));
		sum = &t->sums[t->n++];
		*sum = (struct leg_sum){
			.contract =
			    arena_strdup(&t->c->arena, stmt_text(&s, 0)),
			.tier = stmt_int(&s, 1),
			.number = arena_strdup(&t->c->arena, stmt_text(&s, 2)),
			.price_e8 = stmt_int(&s, 3),
		};
		more = money_add(&sum->price_e8, stmt_int(&s, 4), e);
	}
	stmt_free(&s);
	return more;
}

/* --- what the statement says of it ------------------------------------------- */

/* The length of ${number} where it stands alone at ${at}, else 0. */
static size_t
stands(const char *at, const char *number)
{
	size_t len = strlen(number);

	return len > 0 && strncmp(at, number, len) == 0 &&
		(at[len] == '\0' || strncmp(at + len, ", ", 2) == 0)
	    ? len
	    : 0;
}

static bool
names(const struct document_tie *tie, const char *number)
{
	const char *at = tie->number;

	if (number[0] == '\0' || at[0] == '\0')
		return strcmp(at, number) == 0;
	for (; at != NULL; at = strstr(at, ", "), at = at ? at + 2 : NULL)
		if (stands(at, number) > 0)
			return true;
	return false;
}

/* The sums of one contract: [*from, return). */
static size_t
sums_of(const struct ties *t, int64_t tier, const char *contract, size_t *from)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct leg_sum *s = &t->sums[mid];

		if (s->tier < tier ||
		    (s->tier == tier && strcmp(s->contract, contract) < 0))
			low = mid + 1;
		else
			high = mid;
	}
	*from = low;
	while (low < t->n && t->sums[low].tier == tier &&
	    strcmp(t->sums[low].contract, contract) == 0)
		low++;
	return low;
}

/* Is every number that the tie names one of a document that may bill its calls? */
static int
check_names(struct ties *t, const struct document_tie *tie, struct err *e)
{
	const struct tie_statement *of = t->of;
	const char *at = tie->number;
	struct tie_document *all;
	size_t n, from, until, len = 1;
	int rc = tie_documents(t->c->book->db, tie->contract, NULL, of->from_us,
	    of->until_us, of->closing, &t->c->arena, &all, &n, e);

	until = sums_of(t, tie->tier, tie->contract, &from);
	while (rc == 0 && len > 0 && at[0] != '\0') {
		len = 0;
		for (size_t i = 0; i < n; i++)
			if (stands(at, all[i].number) > len)
				len = strlen(all[i].number);
		for (size_t i = from; i < until; i++)
			if (stands(at, t->sums[i].number) > len)
				len = strlen(t->sums[i].number);
		if (len > 0)
			at += len + (at[len] == '\0' ? 0 : 2);
	}
	if (rc == 0 && len == 0)
		check_found(t->c,
		    "margin statement %s names %s of %s, which is no document "
		    "that bills its calls",
		    of->number, at, tie->contract);
	free(all);
	return rc;
}

static void
differs(struct ties *t, int64_t tier, const char *contract, const char *number,
    int64_t says_e8, int64_t is_e8)
{
	check_found(t->c,
	    "margin statement %s: %s of %s%s%s: it says %" PRId64
	    " x 10^-8 with tax, its calls there come to %" PRId64,
	    t->of->number, tier_words[tier], contract,
	    number[0] == '\0' ? "" : " on ", number, says_e8, is_e8);
}

/* Each tie, if its calls can be told from those of the contract's other ones. */
static int
check_tie(struct ties *t, const struct document_tie *tie, struct err *e)
{
	int64_t says_e8 = tie->amount_e8, is_e8 = 0;
	size_t from, until = sums_of(t, tie->tier, tie->contract, &from);
	bool apart = true;

	if (money_add(&says_e8, tie->tax_e8, e) < 0)
		return -1;
	for (size_t i = from; i < until; i++) {
		struct leg_sum *s = &t->sums[i];

		if (names(tie, s->number)) {
			s->named = true;
			if (money_add(&is_e8, s->price_e8, e) < 0)
				return -1;
		} else if (s->number[0] == '\0') {
			apart = false; /* not billed then: of which tie? */
		}
	}
	if (from == until)
		check_found(t->c,
		    "margin statement %s names %s of %s, but has no calls of it",
		    t->of->number,
		    tie->number[0] == '\0' ? "no document" : tie->number,
		    tie->contract);
	else if (apart && says_e8 != is_e8)
		differs(t, tie->tier, tie->contract, tie->number, says_e8,
		    is_e8);
	for (size_t i = from; i < until; i++)
		t->sums[i].told |= apart && says_e8 != is_e8;
	return check_names(t, tie, e);
}

/* What all ties of a contract say, against all its calls: sums [from, until). */
static int
check_contract(struct ties *t, size_t from, size_t until, struct err *e)
{
	const struct leg_sum *of = &t->sums[from];
	int64_t says_e8 = 0, is_e8 = 0;

	for (size_t i = from; i < until; i++) {
		const struct leg_sum *s = &t->sums[i];

		if (s->number[0] != '\0' && !s->named)
			check_found(t->c,
			    "margin statement %s does not name %s of %s, "
			    "which bills %" PRId64 " x 10^-8 of its calls",
			    t->of->number, s->number, s->contract, s->price_e8);
		if (money_add(&is_e8, s->price_e8, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < t->stated.n_ties; i++) {
		const struct document_tie *tie = &t->stated.ties[i];

		if (tie->tier == of->tier &&
		    strcmp(tie->contract, of->contract) == 0 &&
		    (money_add(&says_e8, tie->amount_e8, e) < 0 ||
			money_add(&says_e8, tie->tax_e8, e) < 0))
			return -1;
	}
	if (!of->told && says_e8 != is_e8)
		differs(t, of->tier, of->contract, "", says_e8, is_e8);
	return 0;
}

static int
compare(struct ties *t, struct err *e)
{
	size_t from, until = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < t->stated.n_ties; i++)
		rc = check_tie(t, &t->stated.ties[i], e);
	while (rc == 0 && until < t->n) {
		until = sums_of(t, t->sums[until].tier, t->sums[until].contract,
		    &from);
		rc = check_contract(t, from, until, e);
	}
	return rc;
}

static int
check_statement(struct check *c, const struct tie_statement *of, struct err *e)
{
	struct ties t = { .c = c, .of = of };
	int rc = -1;

	if (of->reseller[0] == '\0') {
		check_found(c,
		    "margin statement %s is of %s, which no reseller has",
		    of->number, of->contract);
		return 0;
	}
	if (report_reader_open(&t.reader, c->book, of->reseller, e) == 0 &&
	    gather(&t, e) == 0 && read_sums(&t, e) == 0 &&
	    document_store_read(c->book->db, of->id, &c->arena, &t.stated, e) ==
		0)
		rc = compare(&t, e);
	report_reader_close(t.reader);
	free(t.sums);
	return rc;
}

/* One that cannot be compared is a finding; the others are looked at. */
int
check_ties(struct check *c, struct err *e)
{
	struct tie_statement *all;
	size_t n;
	int rc = tie_unproven(c->book->db, &c->arena, &all, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = check_statement(c, &all[i], e);
		if (rc < 0 && (e->code == ERR_DATA || e->code == ERR_NOINPUT)) {
			check_found(c, "margin statement %s: %s", all[i].number,
			    e->text);
			err_clear(e);
			rc = 0;
		}
	}
	free(all);
	return rc;
}
