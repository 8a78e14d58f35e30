/*
 * Dump and load are inverse: random master data over every entity, loaded,
 * dumped, loaded into a book of another zone, dumped there, loaded back.
 *
 * Method: the property alone; tests/cli has the cases by hand.  The rows that
 * struct master has are counted against those that were made.
 */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/out.h"
#include "job/job_dump.h"
#include "job/job_init.h"
#include "job/job_load.h"
#include "rating/master.h"
#include "store/book.h"
#include "store/entity_store.h"

#include "../check.h"
#include "random_master.h"

/* In memory where there is such a folder: the syncs are not the point. */
static char scratch[64] = "/dev/shm/test_load.XXXXXX";
static struct err err;
static struct buf said;
static struct out quiet;

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void
clean(const char *dir)
{
	(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *
path_of(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", scratch, name);
}

/* Columns in another order than the description's, those without a value in
 * any row left away. */
static void
write_entity(struct random_master *m, int i, const char *dir)
{
	const struct entity *ent = entity_list[i];
	struct buf b = { 0 };
	struct out out;
	struct file_aside file;
	char name[80];

	out_init_buf(&out, &b);
	for (unsigned row = 0; row <= m->count[i]; row++) {
		for (size_t k = ent->nfields; k-- > 0;) {
			const struct field *f = &ent->fields[k];
			bool given = (f->flags & FIELD_REQUIRED) != 0;

			for (unsigned r = 0; r < m->count[i]; r++)
				given |= m->rows[i][r].text[k][0] != '\0';
			if (given)
				out_csv_field(&out,
				    row == 0 ? f->name
					     : m->rows[i][row - 1].text[k],
				    false);
		}
		out_csv_end(&out);
	}
	out_free(&out);
	(void)snprintf(name, sizeof(name), "%s.csv", ent->name);
	CHECK(file_aside_open(&file, dir, name, &err) == 0 &&
		file_write(file.fd, b.data, b.len, name, &err) == 0 &&
		file_aside_commit(&file, &err) == 0,
	    "%s: %s", name, err.text);
	buf_free(&b);
}

static void
make_book(const char *dir, const char *zone)
{
	const struct job_init_options opt = { .timezone = zone };

	CHECK(job_init(dir, &opt, &quiet, &quiet, &err) == 0, "init: %s",
	    err.text);
}

static void
load(const char *book, const char *dir)
{
	const struct job_load_options opt = { .files = &dir,
		.count = 1,
		.program = "test",
		.version = "0" };
	int rc;

	buf_reset(&said);
	rc = job_load(book, &opt, &quiet, &quiet, &err);
	CHECK(rc == 0, "load: %s\n%s", err.text, buf_text(&said));
	err_clear(&err);
}

static void
dump(const char *book, const char *dir)
{
	const struct job_dump_options opt = { .dir = dir, .load = -1 };

	CHECK(job_dump(book, &opt, &quiet, &err) == 0, "dump: %s", err.text);
}

/* Both folders have the same files with the same bytes. */
static void
compare(struct arena *a, const char *one, const char *two, uint64_t seed)
{
	for (int i = 0; i < ENTITY_COUNT; i++) {
		struct buf x = { 0 }, y = { 0 };
		const char *name = entity_list[i]->name;

		(void)file_read(arena_printf(a, "%s/%s.csv", one, name),
		    1 << 20, &x, &err);
		err_clear(&err);
		(void)file_read(arena_printf(a, "%s/%s.csv", two, name),
		    1 << 20, &y, &err);
		err_clear(&err);
		CHECK(x.len > 0 && strcmp(buf_text(&x), buf_text(&y)) == 0,
		    "seed %d, %s:\n%s\n%s", (int)seed, name, buf_text(&x),
		    buf_text(&y));
		buf_free(&x);
		buf_free(&y);
	}
}

static void
check_master(const char *dir, const struct random_master *m, uint64_t seed)
{
	struct arena a = { 0 };
	struct master master;
	struct book book;

	if (!CHECK(book_open(&book, dir, BOOK_READ, "test", &err) == 0, "%s",
		err.text))
		return;
	CHECK(entity_store_master(&book, ENTITY_LATEST, &a, &master, &err) == 0,
	    "master: %s", err.text);
	CHECK_I64(master.load, 1, "the load");
	CHECK_I64(master.n_fees, m->count[entity_list_find("fees")], "fees");
	CHECK_I64(master.n_subscribers,
	    m->count[entity_list_find("subscribers")], "subscribers");
	CHECK_I64(master.n_time_sets, m->count[entity_list_find("time_sets")],
	    "time sets");
	CHECK(master.n_contacts > 0 && master.contacts[0].email != NULL,
	    "seed %d: contacts", (int)seed);
	CHECK(entity_store_master(&book, 0, &a, &master, &err) == 0 &&
		master.n_contacts == 0 && master.contacts == NULL,
	    "before the first load there is nothing");
	CHECK(entity_store_master(&book, 2, &a, &master, &err) < 0 &&
		err.code == ERR_NOINPUT,
	    "there is no second load");
	err_clear(&err);
	book_close(&book);
	arena_free(&a);
}

static void
test_inverse(uint64_t seed)
{
	static struct random_master m;
	struct arena a = { 0 };
	const char *in = path_of(&a, "in"), *one = path_of(&a, "one");
	const char *two = path_of(&a, "two"), *three = path_of(&a, "three");
	const char *berlin = path_of(&a, "berlin");
	const char *nepal = path_of(&a, "nepal");

	make_master(&m, seed);
	CHECK(file_mkdirs(in, &err) == 0, "%s", err.text);
	for (int i = 0; i < ENTITY_COUNT; i++)
		write_entity(&m, i, in);
	make_book(berlin, "Europe/Berlin");
	make_book(nepal, "Asia/Kathmandu");
	load(berlin, in);
	dump(berlin, one);
	load(nepal, one);
	dump(nepal, two);
	load(berlin, two);
	CHECK(strstr(buf_text(&said), "nothing to change") != NULL,
	    "seed %d: a dump of another zone changes something:\n%s", (int)seed,
	    buf_text(&said));
	dump(berlin, three);
	compare(&a, one, three, seed);
	check_master(berlin, &m, seed);
	clean(scratch);
	(void)mkdir(scratch, 0700);
	arena_free(&m.arena);
	arena_free(&a);
}

int
main(void)
{
	if (mkdtemp(scratch) == NULL) {
		(void)snprintf(scratch, sizeof(scratch),
		    "/tmp/test_load.XXXXXX");
		if (mkdtemp(scratch) == NULL)
			return 1;
	}
	out_init_buf(&quiet, &said);
	for (uint64_t seed = 1; seed <= 20; seed++)
		test_inverse(seed);
	clean(scratch);
	out_free(&quiet);
	buf_free(&said);
	return check_done();
}
