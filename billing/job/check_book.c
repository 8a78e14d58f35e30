/*
 * Checks of book.db by itself: its schema, its sums, its master data.
 */
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "base/problems.h"
#include "job/check.h"
#include "job/load_check.h"
#include "job/load_state.h"
#include "store/book.h"
#include "store/check_store.h"
#include "store/entity_store.h"
#include "store/state_hash.h"

/* ${word} of it: a finding is just said, a note says that it is one. */
__attribute__((format(printf, 4, 0))) static void
tell(struct check *c, const char *word, const char *before, const char *fmt,
    va_list ap)
{
	struct buf text = { 0 };

	buf_vprintf(&text, fmt, ap);
	if (c->json) {
		out_json_open(c->out, NULL, '{');
		out_json_text(c->out, "check", c->name);
		out_json_text(c->out, word, buf_text(&text));
		out_json_close(c->out, '}');
	} else {
		out_printf(c->out, "%s: %s%s\n", c->name, before,
		    buf_text(&text));
	}
	buf_free(&text);
}

void
check_found(struct check *c, const char *fmt, ...)
{
	va_list ap;

	c->found++;
	va_start(ap, fmt);
	tell(c, "found", "", fmt, ap);
	va_end(ap);
}

void
check_note(struct check *c, const char *fmt, ...)
{
	va_list ap;

	c->notes++;
	if (c->quiet)
		return;
	va_start(ap, fmt);
	tell(c, "note", "note: ", fmt, ap);
	va_end(ap);
}

static void
found(void *arg, const char *text)
{
	check_found(arg, "%s", text);
}

int
check_book_schema(struct check *c, struct err *e)
{
	return check_store_schema(c->book->db, found, c, e) < 0
	    ? -1
	    : check_store_guards(c->book->db, found, c, e);
}

/* Each query reports under a name of its own. */
int
check_book_queries(struct check *c, struct err *e)
{
	for (const struct check_query *q = check_store_book; q->name != NULL;
	     q++) {
		c->name = q->name;
		if (check_store_run(c->book->db, q, found, c, e) < 0)
			return -1;
	}
	return 0;
}

/* Each line is a finding. */
static void
found_lines(struct check *c, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		check_found(c, "%.*s", (int)len, text);
		text += len + (text[len] != '\0');
	}
}

/* The rules that a load keeps, on what is stored. */
int
check_book_master(struct check *c, struct err *e)
{
	struct load_input *const none[ENTITY_COUNT] = { NULL };
	struct load_state state = { 0 };
	struct problems problems = { 0 };
	struct buf text = { 0 };
	struct out out;
	int rc = 0;

	for (int i = 0; i < ENTITY_COUNT && rc == 0; i++) {
		state.shared[i] = true;
		rc = entity_store_read(c->book->db, entity_list[i],
		    ENTITY_LATEST, &c->arena, &state.before[i], e);
		state.after[i] = state.before[i];
	}
	if (rc == 0)
		rc = load_check(&state, none, -1, c->book->db, NULL, &c->arena,
		    &problems, e);
	if (rc == 0 && problems_count(&problems) > 0) {
		out_init_buf(&out, &text);
		problems_print(&problems, &out);
		found_lines(c, buf_text(&text));
		out_free(&out);
	}
	buf_free(&text);
	problems_free(&problems);
	load_state_free(&state);
	return rc;
}

int
check_book_state(struct check *c, struct err *e)
{
	return state_hash_check(c->book->db, found, c, e);
}
