/* The words of a mail; mail_text.h says where they come from. */
#include "job/mail_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/file.h"
#include "base/markup.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "document/document.h"
#include "render/document_data.h"
#include "store/book.h"
#include "store/entity_store.h"
#include "template/expression.h"
#include "template/lang.h"

#define FILE_MAX      262144 /* bytes of a template */
#define FILE_NAME_MAX 100
#define SUBJECT_MARK  "Subject: "

struct mail_file {
	const char *name; /* as asked for */
	const char *text; /* NULL: there is none */
	struct mail_file *next;
};

struct mail_lang {
	const char *code; /* as asked for */
	struct lang *lang;
	struct mail_lang *next;
};

/* Where the words of one document come from. */
struct source {
	const char *subject; /* with its variables */
	const char *text;
	const char *html; /* NULL: none */
};

void
mail_text_free(struct mail_texts *m)
{
	for (struct mail_lang *l = m->langs; l != NULL; l = l->next)
		lang_free(l->lang);
	arena_free(&m->arena);
	*m = (struct mail_texts){ .book = NULL };
}

/* Letters, digits, "." "-" "_", not beginning with a dot. */
static bool
is_file_name(const char *name)
{
	static const char chars[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_";

	return name[0] != '\0' && name[0] != '.' &&
	    strlen(name) <= FILE_NAME_MAX && name[strspn(name, chars)] == '\0';
}

/* The file of the book, else the one shipped; path is "" if neither is. */
static int
find_file(struct mail_texts *m, const char *name, char path[FILE_PATH_MAX],
    struct err *e)
{
	char own[FILE_PATH_MAX], shipped[FILE_PATH_MAX];
	const char *const dirs[] = { own, shipped };
	int there;

	if (book_path(own, m->book, "templates", e) < 0 ||
	    file_path_join(shipped, m->data_dir, "templates/mail", e) < 0)
		return -1;
	there = file_find(path, dirs, sizeof(dirs) / sizeof(dirs[0]), name, e);
	if (there == 0)
		path[0] = '\0';
	return there < 0 ? -1 : 0;
}

/* Its text, or NULL in *text if there is no such file. */
static int
read_file(struct mail_texts *m, const char *name, const char **text,
    struct err *e)
{
	char path[FILE_PATH_MAX];
	struct buf b = { 0 };
	struct mail_file *f = m->files;

	while (f != NULL && strcmp(f->name, name) != 0)
		f = f->next;
	if (f != NULL) {
		*text = f->text;
		return 0;
	}
	if (!is_file_name(name))
		return err_set(e, ERR_DATA,
		    "mail template: \"%.100s\" is not a plain file name", name);
	if (find_file(m, name, path, e) < 0)
		return -1;
	f = ARENA_NEW(&m->arena, struct mail_file, 1);
	f->name = arena_strdup(&m->arena, name);
	if (path[0] != '\0') {
		if (file_read(path, FILE_MAX, &b, e) < 0) {
			buf_free(&b);
			return -1;
		}
		if (!utf8_check(buf_text(&b), b.len, NULL)) {
			buf_free(&b);
			return err_set(e, ERR_DATA, "%s: not UTF-8", path);
		}
		f->text = arena_strndup(&m->arena, buf_text(&b), b.len);
		buf_free(&b);
	}
	f->next = m->files;
	m->files = f;
	*text = f->text;
	return 0;
}

/* The language file; English for one that is not there. */
static int
find_lang(struct mail_texts *m, const char *code, const struct lang **lang,
    struct err *e)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX], name[FILE_NAME_MAX + 5];
	struct mail_lang *l = m->langs;
	int there;

	while (l != NULL && strcmp(l->code, code) != 0)
		l = l->next;
	if (l == NULL) {
		if (!is_file_name(code))
			code = "en";
		(void)snprintf(name, sizeof(name), "%s.ini", code);
		if (file_path_join(dir, m->data_dir, "templates/lang", e) < 0 ||
		    file_path_join(path, dir, name, e) < 0)
			return -1;
		there = file_there(path, e);
		if (there < 0)
			return -1;
		if (there == 0 && strcmp(code, "en") != 0)
			return find_lang(m, "en", lang, e);
		l = ARENA_NEW(&m->arena, struct mail_lang, 1);
		l->code = arena_strdup(&m->arena, code);
		if (lang_open(&l->lang, path, e) < 0)
			return -1;
		l->next = m->langs;
		m->langs = l;
	}
	*lang = l->lang;
	return 0;
}

/* One "{{...}}" of ${len} bytes. */
static int
add_value(struct buf *b, const char *text, size_t len, bool html,
    const struct template_data *data, const struct lang *lang, struct arena *a,
    struct err *e)
{
	const struct expression_place place = { .memory = a,
		.scopes = SCOPE_BIT(SCOPE_DOCUMENT) };
	const struct expression *x;
	struct buf value = { 0 };
	int rc = expression_parse(&x, text, len, &place, e);

	if (rc == 0)
		rc = expression_eval(x, data, lang, NULL, &value, e);
	if (rc == 0 && html)
		markup_add(b, buf_text(&value));
	else if (rc == 0)
		buf_str(b, buf_text(&value));
	buf_free(&value);
	return rc;
}

static int
expand(const char **out, const char *text, bool html,
    const struct template_data *data, const struct lang *lang, struct arena *a,
    struct err *e)
{
	struct buf b = { 0 };
	const char *open, *close;

	while ((open = strstr(text, "{{")) != NULL) {
		close = strstr(open, "}}");
		if (close == NULL) {
			buf_free(&b);
			return err_set(e, ERR_DATA, "\"%.30s\" is not closed",
			    open);
		}
		buf_add(&b, text, (size_t)(open - text));
		if (add_value(&b, open, (size_t)(close + 2 - open), html, data,
			lang, a, e) < 0) {
			buf_free(&b);
			return -1;
		}
		text = close + 2;
	}
	buf_str(&b, text);
	*out = arena_strndup(a, buf_text(&b), b.len);
	buf_free(&b);
	return 0;
}

/* The subject off the first line of a shipped template. */
static int
split_subject(struct source *s, const char *name, struct arena *a,
    struct err *e)
{
	const char *end;

	if (strncmp(s->text, SUBJECT_MARK, sizeof(SUBJECT_MARK) - 1) != 0 ||
	    (end = strstr(s->text, "\n\n")) == NULL ||
	    memchr(s->text, '\n', (size_t)(end - s->text)) != NULL)
		return err_set(e, ERR_DATA,
		    "mail template %s: begins with \"Subject: ...\" and an empty"
		    " line",
		    name);
	s->subject = arena_strndup(a, s->text + sizeof(SUBJECT_MARK) - 1,
	    (size_t)(end - s->text) - (sizeof(SUBJECT_MARK) - 1));
	s->text = end + 2;
	return 0;
}

static int
shipped(struct mail_texts *m, const struct document *d, const char *language,
    struct arena *a, struct source *s, struct err *e)
{
	const char *base = "document", *name;

	if (d->kind == DOCUMENT_INVOICE &&
	    d->category == TEMPLATE_CATEGORY_RESELLER)
		base = "reseller";
	else if (d->kind == DOCUMENT_INVOICE &&
	    (d->category == TEMPLATE_CATEGORY_CUSTOMER ||
		d->category == TEMPLATE_CATEGORY_DID))
		base = "customer";
	name = arena_printf(a, "%s.%s.txt", base, language);
	if (read_file(m, name, &s->text, e) < 0)
		return -1;
	if (s->text == NULL && strcmp(language, "en") != 0)
		return shipped(m, d, "en", a, s, e);
	if (s->text == NULL)
		return err_set(e, ERR_NOINPUT,
		    "%s/templates/mail/%s: there is no such file", m->data_dir,
		    name);
	if (split_subject(s, name, a, e) < 0)
		return -1;
	name = arena_printf(a, "%s.%s.html", base, language);
	return read_file(m, name, &s->html, e);
}

/* The row of mail_templates.csv of that name. */
static int
find_row(struct mail_texts *m, const char *name, struct arena *a,
    struct mail_template_row *row, struct err *e)
{
	struct entity_table t;
	const struct mail_template_row *rows;
	int found = 0;

	if (entity_store_read(m->book->db, &entity_mail_templates,
		ENTITY_LATEST, a, &t, e) < 0)
		return -1;
	rows = t.rows;
	for (size_t i = 0; i < t.count && !found; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*row = rows[i];
			found = 1;
		}
	entity_table_free(&t);
	return found;
}

static int
chosen(struct mail_texts *m, const struct document *d, const char **language,
    struct arena *a, struct source *s, struct err *e)
{
	struct mail_template_row row = { .name = "" };
	int found = find_row(m, d->mail_template, a, &row, e);

	if (found < 0)
		return -1;
	if (found == 0)
		return err_set(e, ERR_NOINPUT, "no mail template \"%s\"",
		    d->mail_template);
	s->subject = row.subject;
	if (row.language != NULL && row.language[0] != '\0')
		*language = row.language;
	if (read_file(m, row.text_file, &s->text, e) < 0)
		return err_ctx(e, "mail template %s", row.name);
	if (s->text == NULL)
		return err_set(e, ERR_NOINPUT,
		    "mail template %s: no file %s in templates/ of the book",
		    row.name, row.text_file);
	if (row.html_file == NULL || row.html_file[0] == '\0')
		return 0;
	if (read_file(m, row.html_file, &s->html, e) < 0)
		return err_ctx(e, "mail template %s", row.name);
	if (s->html == NULL)
		return err_set(e, ERR_NOINPUT,
		    "mail template %s: no file %s in templates/ of the book",
		    row.name, row.html_file);
	return 0;
}

int
mail_text_expand(struct mail_texts *m, const struct document *d,
    const char *language, struct arena *a, struct mail_text *out, struct err *e)
{
	struct document_data data = { 0 };
	struct source s = { .subject = "" };
	const struct lang *lang;
	int rc = -1;

	if (language == NULL || language[0] == '\0')
		language =
		    settings_text(m->book->settings, "operator", "language");
	*out = (struct mail_text){ .html = "" };
	if (document_data_fill(&data, d, NULL, NULL, e) < 0)
		goto out;
	if ((d->mail_template[0] != '\0'
		    ? chosen(m, d, &language, a, &s, e)
		    : shipped(m, d, language, a, &s, e)) < 0 ||
	    find_lang(m, language, &lang, e) < 0)
		goto out;
	if (expand(&out->subject, s.subject, false, &data.values, lang, a, e) <
		0 ||
	    expand(&out->text, s.text, false, &data.values, lang, a, e) < 0 ||
	    (s.html != NULL &&
		expand(&out->html, s.html, true, &data.values, lang, a, e) <
		    0)) {
		(void)err_ctx(e, "mail template");
		goto out;
	}
	out->language = arena_strdup(a, lang->code);
	rc = 0;
out:
	document_data_free(&data);
	return rc;
}
