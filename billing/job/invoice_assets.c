#include "job/invoice_assets.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/settings.h"
#include "document/document.h"
#include "render/font_set.h"
#include "render/picture.h"
#include "store/asset_store.h"
#include "store/book.h"
#include "store/entity_store.h"
#include "template/lang.h"
#include "template/template.h"

#define COLOURS_MAX (1024 * 1024) /* bytes of a colour profile */
#define ASSETS_MAX  256 /* templates, and pairs of template and language */

struct pair {
	const char *template_name, *language;
	struct template *template; /* shared by pairs of one path */
	struct lang *lang;
};

struct invoice_assets {
	const struct book *book;
	const char *data_dir;
	const struct asset_kept *kept; /* what a closing kept; n 0: nothing */
	size_t n_kept;
	struct font_set fonts;
	struct picture_set pictures;
	struct buf colours;
	const char *colours_path;
	struct arena memory;
	struct entity_table rows; /* of templates.csv */
	pthread_mutex_t lock;     /* of what follows */
	struct template *templates[ASSETS_MAX];
	size_t n_templates;
	struct lang *langs[ASSETS_MAX];
	size_t n_langs;
	struct pair pairs[ASSETS_MAX];
	size_t n_pairs;
};

static int
copy_path(char to[FILE_PATH_MAX], const char *path, struct err *e)
{
	if (strlen(path) >= FILE_PATH_MAX)
		return err_set(e, ERR_DATA, "path too long: %.100s...", path);
	memcpy(to, path, strlen(path) + 1);
	return 0;
}

/* Where the closing kept it, or NULL. */
static const char *
kept_path(const struct invoice_assets *a, const char *kind, const char *name)
{
	for (size_t i = 0; i < a->n_kept; i++)
		if (strcmp(a->kept[i].kind, kind) == 0 &&
		    strcmp(a->kept[i].name, name) == 0)
			return a->kept[i].path;
	return NULL;
}

/* The fonts of the closing, in their order; 0: it kept none. */
static int
open_kept_fonts(struct invoice_assets *a, struct err *e)
{
	const char *paths[FONT_SET_MAX];
	char number[24];
	size_t n = 0;

	for (; n < FONT_SET_MAX; n++) {
		(void)snprintf(number, sizeof(number), "%zu", n);
		paths[n] = kept_path(a, "font", number);
		if (paths[n] == NULL)
			break;
	}
	if (n == 0)
		return 0;
	return font_set_open_files(&a->fonts, paths, n, e) < 0 ? -1 : 1;
}

/* The colour profile: kept, or beside the fonts in ${folder}. */
static int
open_colours(struct invoice_assets *a, const char *folder, struct err *e)
{
	const char *kept = kept_path(a, "colours", "sRGB.icc");
	char path[FILE_PATH_MAX];

	if ((kept != NULL ? copy_path(path, kept, e)
			  : file_path_join(path, folder, "sRGB.icc", e)) < 0)
		return -1;
	a->colours_path = arena_strdup(&a->memory, path);
	return file_read(path, COLOURS_MAX, &a->colours, e);
}

/* Fonts lie in DATA/fonts when installed, in DATA/build/fonts before. */
static int
open_fonts(struct invoice_assets *a, struct err *e)
{
	char folder[FILE_PATH_MAX];
	int there, kept = open_kept_fonts(a, e);

	if (kept < 0 || file_path_join(folder, a->data_dir, "fonts", e) < 0)
		return -1;
	there = file_there(folder, e);
	if (there < 0 ||
	    (there == 0 &&
		file_path_join(folder, a->data_dir, "build/fonts", e) < 0))
		return -1;
	if (kept == 0 &&
	    font_set_open(&a->fonts, folder,
		settings_text(a->book->settings, "invoice", "fallback_font"),
		e) < 0)
		return -1;
	return open_colours(a, folder, e);
}

int
invoice_assets_open(struct invoice_assets **out, const struct book *book,
    const char *data_dir, struct err *e)
{
	return invoice_assets_open_kept(out, book, data_dir, NULL, 0, e);
}

int
invoice_assets_open_kept(struct invoice_assets **out, const struct book *book,
    const char *data_dir, const struct asset_kept *kept, size_t n,
    struct err *e)
{
	struct invoice_assets *a = mem_calloc(1, sizeof(*a));

	a->book = book;
	a->kept = kept;
	a->n_kept = n;
	a->data_dir = arena_strdup(&a->memory, data_dir);
	(void)pthread_mutex_init(&a->lock, NULL);
	picture_set_init(&a->pictures);
	if (open_fonts(a, e) < 0 ||
	    entity_store_read(book->db, &entity_templates, ENTITY_LATEST,
		&a->memory, &a->rows, e) < 0) {
		invoice_assets_close(a);
		return -1;
	}
	*out = a;
	return 0;
}

void
invoice_assets_close(struct invoice_assets *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->n_templates; i++)
		template_free(a->templates[i]);
	for (size_t i = 0; i < a->n_langs; i++)
		lang_free(a->langs[i]);
	font_set_close(&a->fonts);
	picture_set_free(&a->pictures);
	buf_free(&a->colours);
	entity_table_free(&a->rows);
	arena_free(&a->memory);
	(void)pthread_mutex_destroy(&a->lock);
	free(a);
}

/* A relative name without "..": it cannot lead out of a folder. */
static bool
stays_inside(const char *name)
{
	if (name[0] == '/' || name[0] == '\0')
		return false;
	for (const char *p = name; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0'))
			return false;
	}
	return true;
}

/* BOOK/templates/NAME, else BOOK/NAME, else DATA/templates/NAME. */
static int
find_file(const struct invoice_assets *a, const char *name,
    char path[FILE_PATH_MAX], struct err *e)
{
	char own[FILE_PATH_MAX], shipped[FILE_PATH_MAX];
	const char *const dirs[] = { own, a->book->dir, shipped };
	int there;

	if (!stays_inside(name))
		return err_set(e, ERR_DATA,
		    "\"%.200s\": not a name below the folder templates", name);
	if (book_path(own, a->book, "templates", e) < 0 ||
	    file_path_join(shipped, a->data_dir, "templates", e) < 0)
		return -1;
	there = file_find(path, dirs, sizeof(dirs) / sizeof(dirs[0]), name, e);
	if (there != 0)
		return there < 0 ? -1 : 0;
	return err_set(e, ERR_NOINPUT,
	    "%s: neither in the book's folder templates nor among those that"
	    " come with Tollbook",
	    name);
}

/* The file that templates.csv names; else the shipped one of that name. */
static const char *
template_file(struct invoice_assets *a, const char *name)
{
	const struct template_row *rows = a->rows.rows;

	for (size_t i = 0; i < a->rows.count; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].file;
	return arena_printf(&a->memory, "documents/%s.xml", name);
}

/* Where a template of that name lies, kept or today. */
static int
template_path(struct invoice_assets *a, const char *name,
    char path[FILE_PATH_MAX], struct err *e)
{
	const char *kept = kept_path(a, "template", name);

	if (kept != NULL)
		return copy_path(path, kept, e);
	return find_file(a, template_file(a, name), path, e);
}

static int
schema_path(const struct invoice_assets *a, char path[FILE_PATH_MAX],
    struct err *e)
{
	const char *kept = kept_path(a, "schema", "template.rng");

	if (kept != NULL)
		return copy_path(path, kept, e);
	return file_path_join(path, a->data_dir, "templates/template.rng", e);
}

/* The language of a document; "" is the operator's. */
static int
language_path(struct invoice_assets *a, const char *code,
    char path[FILE_PATH_MAX], struct err *e)
{
	const char *kept = kept_path(a, "language", code);

	if (kept != NULL)
		return copy_path(path, kept, e);
	if (code[0] == '\0')
		code = settings_text(a->book->settings, "operator", "language");
	if (find_file(a, arena_printf(&a->memory, "lang/%s.ini", code), path,
		e) < 0)
		return err_ctx(e, "language %s", code);
	return 0;
}

static int
load_template(struct invoice_assets *a, const char *path, struct template **out,
    struct err *e)
{
	char schema[FILE_PATH_MAX];

	for (size_t i = 0; i < a->n_templates; i++)
		if (strcmp(a->templates[i]->name, path) == 0) {
			*out = a->templates[i];
			return 0;
		}
	if (a->n_templates == ASSETS_MAX)
		return err_set(e, ERR_REFUSED, "more than %d templates",
		    ASSETS_MAX);
	if (schema_path(a, schema, e) < 0 ||
	    template_open(out, path, schema, e) < 0)
		return -1;
	a->templates[a->n_templates++] = *out;
	return 0;
}

static int
load_lang(struct invoice_assets *a, const char *code, struct lang **out,
    struct err *e)
{
	char path[FILE_PATH_MAX];

	if (language_path(a, code, path, e) < 0)
		return -1;
	for (size_t i = 0; i < a->n_langs; i++)
		if (strcmp(a->langs[i]->name, path) == 0) {
			*out = a->langs[i];
			return 0;
		}
	if (a->n_langs == ASSETS_MAX)
		return err_set(e, ERR_REFUSED, "more than %d languages",
		    ASSETS_MAX);
	if (lang_open(out, path, e) < 0)
		return -1;
	a->langs[a->n_langs++] = *out;
	return 0;
}

static int
find_locked(struct invoice_assets *a, const char *name, const char *language,
    const struct pair **out, struct err *e)
{
	char path[FILE_PATH_MAX];
	struct pair *p;

	for (size_t i = 0; i < a->n_pairs; i++)
		if (strcmp(a->pairs[i].template_name, name) == 0 &&
		    strcmp(a->pairs[i].language, language) == 0) {
			*out = &a->pairs[i];
			return 0;
		}
	if (a->n_pairs == ASSETS_MAX)
		return err_set(e, ERR_REFUSED,
		    "more than %d templates and languages", ASSETS_MAX);
	p = &a->pairs[a->n_pairs];
	if (template_path(a, name, path, e) < 0)
		return err_ctx(e, "template %s", name);
	if (load_template(a, path, &p->template, e) < 0 ||
	    load_lang(a, language, &p->lang, e) < 0 ||
	    lang_check(p->lang, p->template->labels, p->template->name, e) < 0)
		return -1;
	p->template_name = arena_strdup(&a->memory, name);
	p->language = arena_strdup(&a->memory, language);
	a->n_pairs++;
	*out = p;
	return 0;
}

int
invoice_assets_find(struct invoice_assets *a, const char *name,
    const char *language, const struct template **template,
    const struct lang **lang, struct err *e)
{
	const struct pair *p = NULL;
	int rc;

	(void)pthread_mutex_lock(&a->lock);
	rc = find_locked(a, name, language, &p, e);
	if (rc == 0) {
		*template = p->template;
		*lang = p->lang;
	}
	(void)pthread_mutex_unlock(&a->lock);
	return rc;
}

int
invoice_assets_find_file(struct invoice_assets *a, const char *path,
    const char *language, const struct template **template,
    const struct lang **lang, struct err *e)
{
	struct template *t = NULL;
	struct lang *l = NULL;
	int rc = -1;

	(void)pthread_mutex_lock(&a->lock);
	if (load_template(a, path, &t, e) == 0 &&
	    load_lang(a, language, &l, e) == 0)
		rc = lang_check(l, t->labels, t->name, e);
	(void)pthread_mutex_unlock(&a->lock);
	*template = t;
	*lang = l;
	return rc;
}

const struct font_set *
invoice_assets_fonts(const struct invoice_assets *a)
{
	return &a->fonts;
}

const struct buf *
invoice_assets_colours(const struct invoice_assets *a)
{
	return &a->colours;
}

bool
invoice_assets_hybrid(const struct invoice_assets *a)
{
	return strcmp(settings_text(a->book->settings, "invoice", "einvoice"),
		   "hybrid") == 0;
}

const char *
invoice_assets_xml(const struct invoice_assets *a)
{
	return settings_text(a->book->settings, "invoice", "xml");
}

struct picture_set *
invoice_assets_pictures(struct invoice_assets *a)
{
	return &a->pictures;
}

int
invoice_assets_logo(const struct invoice_assets *a, const char *name,
    char path[FILE_PATH_MAX], struct err *e)
{
	const char *kept = kept_path(a, "logo", name);

	path[0] = '\0';
	if (name[0] == '\0')
		return 0;
	if (kept != NULL)
		return copy_path(path, kept, e);
	if (find_file(a, name, path, e) < 0)
		return err_ctx(e, "logo");
	return 0;
}

int
invoice_assets_each(struct invoice_assets *a, const struct document *d,
    invoice_assets_fn *each, void *ctx, struct err *e)
{
	const char *logo_name = d->party[DOCUMENT_ISSUER].logo;
	char template[FILE_PATH_MAX], language[FILE_PATH_MAX];
	char schema[FILE_PATH_MAX], logo[FILE_PATH_MAX], number[24];

	(void)pthread_mutex_lock(&a->lock);
	if (template_path(a, d->template, template, e) < 0 ||
	    language_path(a, d->language, language, e) < 0 ||
	    schema_path(a, schema, e) < 0 ||
	    invoice_assets_logo(a, logo_name, logo, e) < 0) {
		(void)pthread_mutex_unlock(&a->lock);
		return -1;
	}
	(void)pthread_mutex_unlock(&a->lock);
	if (each(ctx, "template", d->template, template, e) < 0 ||
	    each(ctx, "language", d->language, language, e) < 0 ||
	    each(ctx, "schema", "template.rng", schema, e) < 0 ||
	    each(ctx, "colours", "sRGB.icc", a->colours_path, e) < 0 ||
	    (logo[0] != '\0' && each(ctx, "logo", logo_name, logo, e) < 0))
		return -1;
	for (size_t i = 0; i < a->fonts.count; i++) {
		(void)snprintf(number, sizeof(number), "%zu", i);
		if (each(ctx, "font", number, font_path(a->fonts.fonts[i]), e) <
		    0)
			return -1;
	}
	return 0;
}
