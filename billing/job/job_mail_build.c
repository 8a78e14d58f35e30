/* Build the messages of queued documents; job_mail_build.h says when. */
#include "job/job_mail_build.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/settings.h"
#include "delivery/message.h"
#include "document/document.h"
#include "job/fraud_mail.h"
#include "job/invoice_assets.h"
#include "job/invoice_check.h"
#include "job/mail_config.h"
#include "job/mail_text.h"
#include "store/book.h"
#include "store/document_store.h"
#include "store/outbox_store.h"

#define ATTACHMENT_MAX (64 * 1024 * 1024) /* bytes of one file */
#define FILES_MAX      2

/* The work on one entry; all memory is given back with it. */
struct draft {
	struct arena arena;
	struct outbox_entry entry;
	struct document document;
	struct buf contents[FILES_MAX];
	struct message_file files[FILES_MAX];
	size_t nfiles;
	struct buf bytes;
};

struct builder {
	struct book *book;
	struct outbox_store *store;
	struct mail_texts texts;
	char dir[FILE_PATH_MAX]; /* outbox/ */
	int64_t now_us;
	const char *data_dir;
	bool checks;                   /* [mail] check */
	struct invoice_assets *assets; /* opened for the first document */
	struct invoice_check *check;
};

static void
draft_reset(struct draft *d)
{
	for (size_t i = 0; i < FILES_MAX; i++)
		buf_reset(&d->contents[i]);
	buf_reset(&d->bytes);
	arena_reset(&d->arena);
	d->nfiles = 0;
}

static void
draft_free(struct draft *d)
{
	for (size_t i = 0; i < FILES_MAX; i++)
		buf_free(&d->contents[i]);
	buf_free(&d->bytes);
	arena_free(&d->arena);
}

/*
 * Attach the document's file of that kind, if there is one: 1, 0, -1.  It must
 * still be what was made.
 */
static int
attach(struct builder *b, struct draft *d, const char *kind, const char *type,
    struct err *e)
{
	struct buf *content = &d->contents[d->nfiles];
	const char *path, *sha256;
	char whole[FILE_PATH_MAX], hex[HASH_HEX_MAX];

	if (document_store_file(b->book->db, d->entry.document, kind, &d->arena,
		&path, &sha256, e) < 0)
		return -1;
	if (path == NULL)
		return 0;
	if (book_path(whole, b->book, path, e) < 0 ||
	    file_read(whole, ATTACHMENT_MAX, content, e) < 0)
		return -1;
	hash_sha256_hex(content->data, content->len, hex);
	if (strcmp(hex, sha256) != 0)
		return err_set(e, ERR_DATA, "%s is not the file that was made",
		    whole);
	d->files[d->nfiles++] = (struct message_file){
		.name = arena_printf(&d->arena, "%s.%s", d->entry.number, kind),
		.type = type,
		.bytes = content->data,
		.len = content->len,
	};
	return 1;
}

/* The message of the document as bytes, and what names it. */
static int
compose(struct builder *b, struct draft *d, struct err *e)
{
	const struct document_party *from = &d->document.party[DOCUMENT_ISSUER];
	struct mail_sender sender;
	struct mail_text text;
	char id[MESSAGE_ID_MAX], hash[HASH_HEX_MAX];
	struct message m;

	if (mail_config_sender(b->book, d->document.issuer, from->email,
		&d->arena, &sender, e) < 0 ||
	    mail_text_expand(&b->texts, &d->document, d->entry.language,
		&d->arena, &text, e) < 0)
		return -1;
	hash_sha256_hex(d->contents[0].data, d->contents[0].len, hash);
	message_id(id, d->entry.number, d->entry.revision, d->entry.recipient,
	    hash, sender.from);
	m = (struct message){ .message_id = id,
		.date_us = b->now_us,
		.from_name = from->company,
		.from = sender.from,
		.reply_to = sender.reply_to,
		.to_name = d->entry.name,
		.to = d->entry.recipient,
		.subject = text.subject,
		.language = text.language,
		.text = text.text,
		.html = text.html,
		.files = d->files,
		.nfiles = d->nfiles };
	if (message_build(&d->bytes, &m, e) < 0)
		return -1;
	d->entry.message_id = arena_strdup(&d->arena, id);
	d->entry.sender = sender.envelope;
	return 0;
}

/* Write the file, then name it. */
static int
store(struct builder *b, struct draft *d, struct err *e)
{
	struct file_aside f;
	char name[40], hex[HASH_HEX_MAX];

	(void)snprintf(name, sizeof(name), "%08" PRId64 ".eml", d->entry.id);
	if (file_aside_open(&f, b->dir, name, e) < 0)
		return -1;
	if (file_write(f.fd, d->bytes.data, d->bytes.len, f.temp, e) < 0) {
		file_aside_abort(&f);
		return -1;
	}
	if (file_aside_commit(&f, e) < 0)
		return -1;
	hash_sha256_hex(d->bytes.data, d->bytes.len, hex);
	d->entry.file = arena_strdup(&d->arena, name);
	d->entry.size = (int64_t)d->bytes.len;
	d->entry.sha256 = arena_strdup(&d->arena, hex);
	return outbox_store_built(b->store, &d->entry, b->now_us, e);
}

/* Paper, e-invoice and book must agree before anybody gets to see them. */
static int
check_document(struct builder *b, int64_t id, struct err *e)
{
	if (!b->checks)
		return 0;
	if (b->check == NULL) {
		if (invoice_assets_open(&b->assets, b->book, b->data_dir, e) <
		    0)
			return -1;
		invoice_check_open(&b->check, b->book, b->assets);
	}
	return invoice_check(b->check, id, e) < 0 ? -1 : 0;
}

/* 1: built; 0: no PDF yet; -1. */
static int
build_one(struct builder *b, struct draft *d, struct err *e)
{
	int rc;

	if (d->entry.fraud != 0) {
		if (fraud_mail_build(&d->bytes, b->book, &d->entry, b->now_us,
			&d->arena, e) < 0 ||
		    store(b, d, e) < 0)
			return -1;
		return 1;
	}
	rc = document_store_read(b->book->db, d->entry.document, &d->arena,
	    &d->document, e);
	if (rc == 0)
		rc = attach(b, d, "pdf", "application/pdf", e);
	if (rc <= 0)
		return rc;
	if (check_document(b, d->entry.document, e) < 0 ||
	    attach(b, d, "xml", "application/xml", e) < 0 ||
	    compose(b, d, e) < 0 || store(b, d, e) < 0)
		return -1;
	return 1;
}

/* An error of one message is told, and the others are built. */
static int
build_all(struct builder *b, struct job_mail_built *built, struct out *messages,
    struct err *e)
{
	struct draft d = { .nfiles = 0 };
	int64_t after = 0;
	int more;

	while ((more = outbox_store_unbuilt(b->store, after, &d.arena, &d.entry,
		    e)) > 0) {
		struct err fault = { .code = ERR_NONE };
		int rc = build_one(b, &d, &fault);

		after = d.entry.id;
		built->built += rc > 0;
		built->without_pdf += rc == 0;
		if (rc < 0 && fault.code == ERR_IO) {
			*e = fault;
			more = -1;
			break;
		}
		if (rc < 0) {
			built->failed++;
			out_printf(messages,
			    "%s to %s (%" PRId64 "): no message: %s\n",
			    d.entry.number, d.entry.recipient, d.entry.id,
			    fault.text);
		}
		draft_reset(&d);
	}
	draft_free(&d);
	return more;
}

int
job_mail_build(struct book *book, const char *data_dir, int64_t now_us,
    struct job_mail_built *built, struct out *messages, struct err *e)
{
	struct builder b = { .book = book,
		.texts = { .book = book, .data_dir = data_dir },
		.data_dir = data_dir,
		.checks = settings_bool(book->settings, "mail", "check"),
		.now_us = now_us };
	int rc;

	*built = (struct job_mail_built){ 0 };
	if (book_path(b.dir, book, "outbox", e) < 0 ||
	    file_mkdirs(b.dir, e) < 0 ||
	    outbox_store_open(&b.store, book->db, e) < 0)
		return -1;
	rc = build_all(&b, built, messages, e);
	outbox_store_close(b.store);
	invoice_check_close(b.check);
	invoice_assets_close(b.assets);
	mail_text_free(&b.texts);
	return rc;
}
