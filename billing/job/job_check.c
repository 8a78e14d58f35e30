#include "job/job_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/file.h"
#include "base/out.h"
#include "base/settings.h"
#include "job/check.h"
#include "store/book.h"
#include "store/check_store.h"
#include "store/db.h"

/* Every check, in the order in which they run. */
static const struct check_row rows[] = {
	{ "schema",
	    "the tables are those of the descriptions, and all triggers there",
	    check_book_schema },
	{ "book", "what book.db says of itself holds", check_book_queries },
	{ "master", "the rules of master data hold", check_book_master },
	{ "files", "the files that book.db names are whole", check_files },
	{ "documents", "a document works out again as it was issued",
	    check_documents },
	{ "billed", "the charges of documents are those of the charges files",
	    check_documents_billed },
	{ "ties", "margin statements name the documents that bill their calls",
	    check_ties },
	{ "conservation", "each call and charge is billed once, free or open",
	    check_conserve },
	{ "outbox", "documents to be sent are queued, their mails as built",
	    check_outbox },
	{ "state", "what changes after a closing was changed by programs only",
	    check_book_state },
	{ "seal", "all that closings sealed is what it was, and in one chain",
	    check_seal },
	{ "deep", "rated again, every period comes out as it is stored",
	    check_deep },
};

static void
tell(struct out *out, const char *name, const char *what)
{
	out_printf(out, "%-18s %s\n", name, what);
}

/* The check and the queries it consists of. */
static void
tell_check(struct out *out, const struct check_row *row)
{
	const struct check_query *parts[2] = { NULL, NULL };

	tell(out, row->name, row->what);
	if (strcmp(row->name, "book") == 0)
		parts[0] = check_store_book;
	if (strcmp(row->name, "files") == 0) {
		parts[0] = check_store_calls;
		parts[1] = check_store_charges;
	}
	for (int i = 0; i < 2 && parts[i] != NULL; i++)
		for (const struct check_query *q = parts[i]; q->name != NULL;
		     q++)
			tell(out, q->name, q->what);
}

/*
 * What is missing or too damaged to be read is a finding; the other checks go
 * on.  *unread is the first that could not be read at all.
 */
static int
run_check(struct check *c, const struct check_row *row, struct err *unread,
    struct err *e)
{
	int rc = row->run(c, e);

	if (rc < 0 &&
	    (e->code == ERR_DATA || e->code == ERR_NOINPUT ||
		e->code == ERR_IO)) {
		check_found(c, "%s", e->text);
		if (e->code == ERR_IO && unread->code == ERR_NONE)
			*unread = *e;
		err_clear(e);
		rc = 0;
	}
	arena_reset(&c->arena);
	return rc;
}

/* The end of it: 0, 1 something was found, -1 it could not all be looked at. */
static int
conclude(const struct check *c, const struct err *unread, struct out *out,
    struct err *e)
{
	if (!c->quiet && !c->json && c->found > 0)
		out_printf(out, "%" PRId64 " found\n", c->found);
	else if (!c->quiet && !c->json && c->notes > 0)
		out_printf(out, "all checks passed, %" PRId64 " to note\n",
		    c->notes);
	else if (!c->quiet && !c->json)
		out_str(out, "all checks passed\n");
	if (unread->code == ERR_NONE)
		return c->found > 0;
	*e = *unread;
	return -1;
}

int
job_check(const char *book_dir, const struct job_check_options *opt,
    struct out *out, struct err *e)
{
	struct check c = { .out = out,
		.json = opt->json,
		.quiet = opt->quiet,
		.temp_dir = opt->deep,
		.verbose = opt->verbose && !opt->json };
	struct err unread = { .code = ERR_NONE };
	struct book book;
	int rc = 0;

	if (book_open(&book, book_dir, BOOK_READ, "toll-check", e) < 0)
		return -1;
	c.book = &book;
	if (check_strays_list(&c, e) < 0 || db_begin_read(book.db, e) < 0)
		rc = -1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && rc == 0; i++) {
		if (rows[i].run == check_deep && opt->deep == NULL)
			continue;
		if (opt->verbose && !opt->json)
			tell_check(out, &rows[i]);
		c.name = rows[i].name;
		rc = run_check(&c, &rows[i], &unread, e);
	}
	db_rollback(book.db);
	book_close(&book);
	arena_free(&c.arena);
	check_strays_free(&c);
	return rc < 0 ? -1 : conclude(&c, &unread, out, e);
}

/* The value that holds, as it would be written. */
static void
add_value(const struct settings *s, const struct setting *row, struct buf *b)
{
	char text[DECIMAL_TEXT_MAX];

	switch (row->kind) {
	case SETTING_TEXT:
	case SETTING_CHOICE:
		buf_str(b, settings_text(s, row->group, row->key));
		break;
	case SETTING_INT:
		buf_printf(b, "%" PRId64,
		    settings_int(s, row->group, row->key));
		break;
	case SETTING_BOOL:
		buf_str(b,
		    settings_bool(s, row->group, row->key) ? "yes" : "no");
		break;
	case SETTING_DECIMAL:
		(void)decimal_format(text, sizeof(text),
		    settings_decimal(s, row->group, row->key), (int)row->max,
		    0);
		buf_str(b, text);
		break;
	}
}

static void
explain(const struct settings *s, const struct setting *row, struct out *out)
{
	struct buf value = { 0 };

	add_value(s, row, &value);
	out_printf(out, "%s = %s\n", row->key, buf_text(&value));
	out_printf(out, "\t%s", row->help);
	if (row->kind == SETTING_INT)
		out_printf(out, "; %" PRId64 " to %" PRId64, row->min,
		    row->max);
	if (row->kind == SETTING_CHOICE)
		out_printf(out, "; one of: %s", row->choices);
	out_str(out, "\n\t");
	if (!settings_given(s, row->group, row->key))
		out_str(out, "not set, this is the default\n");
	else
		out_printf(out, "set in book.conf, the default is %s\n",
		    row->value[0] != '\0' ? row->value : "empty");
	buf_free(&value);
}

int
job_check_config(const char *book_dir, struct out *out, struct err *e)
{
	char path[FILE_PATH_MAX];
	struct settings *s;
	const char *group = "";

	if (file_path_join(path, book_dir, "book.conf", e) < 0 ||
	    settings_open(&s, path, e) < 0)
		return -1;
	for (size_t i = 0; i < settings_table_count; i++) {
		const struct setting *row = &settings_table[i];

		if (strcmp(group, row->group) != 0)
			out_printf(out, "%s[%s]\n", i > 0 ? "\n" : "",
			    row->group);
		group = row->group;
		explain(s, row, out);
	}
	settings_close(s);
	return 0;
}
