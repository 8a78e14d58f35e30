#include "job/job_dump.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/file.h"
#include "base/out.h"
#include "job/entity_csv.h"
#include "store/book.h"
#include "store/db.h"
#include "store/entity_list.h"
#include "store/entity_store.h"

static void
write_table(const struct entity_table *t, const struct entity_csv *c,
    struct out *out)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < t->entity->nfields; i++)
		out_csv_field(out, t->entity->fields[i].name, false);
	out_csv_end(out);
	for (size_t i = 0; i < t->count; i++) {
		const void *row = entity_table_row(t, i);

		for (size_t k = 0; k < t->entity->nfields; k++) {
			buf_reset(&b);
			entity_csv_format(c, &t->entity->fields[k], row, &b);
			out_csv_field(out, buf_text(&b), false);
		}
		out_csv_end(out);
	}
	buf_free(&b);
}

/* DIR/NAME.csv, put in place whole. */
static int
write_file(const struct entity_table *t, const struct entity_csv *c,
    const char *dir, struct err *e)
{
	struct file_aside file;
	struct out out;
	char name[80];
	int rc;

	(void)snprintf(name, sizeof(name), "%s.csv", t->entity->name);
	if (file_aside_open(&file, dir, name, e) < 0)
		return -1;
	out_init_fd(&out, file.fd, file.temp);
	write_table(t, c, &out);
	rc = out_flush(&out, e);
	out_free(&out);
	if (rc < 0) {
		file_aside_abort(&file);
		return -1;
	}
	return file_aside_commit(&file, e);
}

static int
dump_entity(struct book *book, const struct job_dump_options *opt, int i,
    struct out *out, struct err *e)
{
	struct arena arena = { 0 };
	const struct entity_csv c = { .zone = book->zone, .arena = &arena };
	struct entity_table t;
	int rc;

	rc = entity_store_read(book->db, entity_list[i], opt->load, &arena, &t,
	    e);
	if (rc == 0 && opt->dir == NULL)
		write_table(&t, &c, out);
	else if (rc == 0 && (t.count > 0 || opt->count > 0))
		rc = write_file(&t, &c, opt->dir, e);
	entity_table_free(&t);
	arena_free(&arena);
	return rc < 0 ? err_ctx(e, "%s", entity_list[i]->name) : 0;
}

static int
dump_all(struct book *book, const struct job_dump_options *opt, struct out *out,
    struct err *e)
{
	for (size_t k = 0; k < opt->count; k++)
		if (dump_entity(book, opt, entity_list_find(opt->entities[k]),
			out, e) < 0)
			return -1;
	for (int i = 0; i < ENTITY_COUNT && opt->count == 0; i++)
		if (dump_entity(book, opt, i, out, e) < 0)
			return -1;
	return 0;
}

static int
check_options(const struct job_dump_options *opt, struct err *e)
{
	for (size_t k = 0; k < opt->count; k++)
		if (entity_list_find(opt->entities[k]) < 0)
			return err_set(e, ERR_USAGE,
			    "there is no entity \"%s\"", opt->entities[k]);
	if (opt->dir == NULL && opt->count != 1)
		return err_set(e, ERR_USAGE,
		    "name one entity, or a folder with --output");
	return 0;
}

int
job_dump(const char *book_dir, const struct job_dump_options *opt,
    struct out *out, struct err *e)
{
	struct book book;
	int rc = -1;

	if (check_options(opt, e) < 0 ||
	    book_open(&book, book_dir, BOOK_READ, "toll-dump", e) < 0)
		return -1;
	if ((opt->dir == NULL || file_mkdirs(opt->dir, e) == 0) &&
	    db_begin_read(book.db, e) == 0 &&
	    entity_store_check_load(book.db, opt->load, e) == 0)
		rc = dump_all(&book, opt, out, e);
	db_rollback(book.db);
	book_close(&book);
	return rc;
}
