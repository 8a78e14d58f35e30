/*
 * Files: publishing, compressed input, its hash and its archive,
 * settings.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/compress.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/settings.h"

#include "../check.h"

static char dir[FILE_PATH_MAX];

static const char *
in_dir(const char *name)
{
	static char path[4][FILE_PATH_MAX];
	static int turn;
	struct err e = { .code = ERR_NONE };

	turn = (turn + 1) % 4;
	CHECK(file_path_join(path[turn], dir, name, &e) == 0, "%s", e.text);
	return path[turn];
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? 0 : st.st_mode & 0777;
}

static void
write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL && fwrite(data, 1, len, f) == len && fclose(f) == 0,
	    "%s", path);
}

static void
test_paths(void)
{
	struct err e = { .code = ERR_NONE };
	char path[FILE_PATH_MAX], longest[FILE_PATH_MAX + 1];

	CHECK(file_path_join(path, "a", "b", &e) == 0, "join");
	CHECK_STR(path, "a/b", "join");
	CHECK(file_path_join(path, "a//", "/b", &e) == 0, "join");
	CHECK_STR(path, "a/b", "slashes");
	CHECK(file_path_join(path, "/", "b", &e) == 0, "join");
	CHECK_STR(path, "/b", "root");
	memset(longest, 'a', sizeof(longest));
	longest[FILE_PATH_MAX - 3] = '\0';
	CHECK(file_path_join(path, longest, "b", &e) == 0, "at the limit");
	longest[FILE_PATH_MAX - 3] = 'a';
	longest[FILE_PATH_MAX - 2] = '\0';
	CHECK(file_path_join(path, longest, "b", &e) < 0, "past the limit");
	CHECK_I64(e.code, ERR_DATA, "past the limit");
}

static void
test_folders(void)
{
	struct err e = { .code = ERR_NONE };

	CHECK(file_mkdirs(in_dir("a/b/c"), &e) == 0, "%s", e.text);
	CHECK(file_mkdirs(in_dir("a/b/c"), &e) == 0, "again: %s", e.text);
	CHECK_I64(mode_of(in_dir("a/b")), 0700, "mode");
	write_file(in_dir("file"), "x", 1);
	CHECK(file_mkdirs(in_dir("file"), &e) < 0, "a file is no folder");
	err_clear(&e);
	CHECK(file_mkdirs(in_dir("file/x"), &e) < 0, "nor holds one");
	err_clear(&e);
	CHECK(file_sync_dir(in_dir("none"), &e) < 0, "no folder");
	CHECK_I64(e.code, ERR_NOINPUT, "no folder");
}

/* Not there, there, and what cannot be found out. */
static void
test_there(void)
{
	struct err e = { .code = ERR_NONE };
	char loop[256];

	(void)snprintf(loop, sizeof(loop), "%s", in_dir("loop"));
	CHECK(symlink(loop, loop) == 0, "no link");
	CHECK_I64(file_there(in_dir("nothing"), &e), 0, e.text);
	CHECK_I64(file_there(".", &e), 1, e.text);
	CHECK_I64(file_there("/dev/null/x", &e), 0, e.text);
	CHECK_I64(file_there(loop, &e), -1, "a loop of links");
	CHECK_I64(e.code, ERR_IO, e.text);
	CHECK(strstr(e.text, loop) != NULL, "%s", e.text);
	CHECK(file_exists(loop), "opening it tells");
	CHECK(!file_exists(in_dir("nothing")), "nothing");
	CHECK(unlink(loop) == 0, "no link");
}

static void
test_read(void)
{
	struct err e = { .code = ERR_NONE };
	struct buf b = { 0 };

	write_file(in_dir("ten"), "0123456789", 10);
	CHECK(file_read(in_dir("ten"), 10, &b, &e) == 0, "%s", e.text);
	CHECK_STR(buf_text(&b), "0123456789", "content");
	CHECK(file_read(in_dir("ten"), 9, &b, &e) < 0, "past the limit");
	CHECK_I64(e.code, ERR_DATA, "past the limit");
	err_clear(&e);
	CHECK(file_read(in_dir("none"), 9, &b, &e) < 0, "no file");
	CHECK_I64(e.code, ERR_NOINPUT, "no file");
	err_clear(&e);
	CHECK(file_read(dir, 9, &b, &e) < 0, "a folder");
	CHECK_I64(e.code, ERR_IO, "a folder");
	buf_free(&b);
}

static void
test_aside(void)
{
	struct err e = { .code = ERR_NONE };
	struct file_aside f, other;
	struct buf b = { 0 };

	write_file(in_dir("doc"), "old", 3);
	write_file(in_dir(".doc.aside"), "left over by a dead one", 23);
	CHECK(file_aside_open(&f, dir, "doc", &e) == 0, "%s", e.text);
	CHECK(file_write(f.fd, "new", 3, f.temp, &e) == 0, "%s", e.text);
	CHECK(file_read(in_dir("doc"), 99, &b, &e) == 0, "%s", e.text);
	CHECK_STR(buf_text(&b), "old", "before the commit");
	CHECK(file_aside_commit(&f, &e) == 0, "%s", e.text);
	buf_reset(&b);
	CHECK(file_read(in_dir("doc"), 99, &b, &e) == 0, "%s", e.text);
	CHECK_STR(buf_text(&b), "new", "after it");
	CHECK(!file_exists(in_dir(".doc.aside")), "nothing left");
	file_aside_abort(&f);
	CHECK(file_exists(in_dir("doc")), "abort after commit is harmless");

	CHECK(file_aside_open(&f, dir, "other", &e) == 0, "%s", e.text);
	CHECK_I64(mode_of(f.temp), 0600, "mode");
	file_aside_abort(&f);
	CHECK(!file_exists(in_dir("other")) &&
		!file_exists(in_dir(".other.aside")),
	    "aborted");
	CHECK(file_aside_open(&f, dir, "doc", &e) == 0, "%s", e.text);
	CHECK(file_aside_open(&other, dir, "doc", &e) < 0, "two of a name");
	CHECK_I64(e.code, ERR_BUSY, "two of a name");
	CHECK_I64(other.fd, -1, "two of a name");
	err_clear(&e);
	CHECK(file_write(f.fd, "whole", 5, f.temp, &e) == 0, "%s", e.text);
	CHECK(file_aside_commit(&f, &e) == 0, "%s", e.text);
	CHECK(file_aside_open(&other, dir, "doc", &e) == 0, "%s", e.text);
	file_aside_abort(&other);
	CHECK(file_exists(in_dir("doc")), "what was there stays");
	CHECK(file_aside_open(&f, in_dir("none"), "x", &e) < 0, "no folder");
	err_clear(&e);

	write_file(in_dir("temp"), "lib", 3);
	CHECK(file_publish(in_dir("temp"), in_dir("final"), &e) == 0, "%s",
	    e.text);
	CHECK(file_exists(in_dir("final")) && !file_exists(in_dir("temp")),
	    "published");
	CHECK(file_publish(in_dir("temp"), in_dir("final"), &e) < 0, "gone");
	CHECK(file_exists(in_dir("final")), "the old one stands");
	err_clear(&e);
	CHECK(file_remove(in_dir("final"), &e) == 0 &&
		file_remove(in_dir("final"), &e) == 0,
	    "removing twice: %s", e.text);
	buf_free(&b);
}

static int
tee_add(void *data, const void *p, size_t n, struct err *e)
{
	(void)e;
	buf_add(data, p, n);
	return 0;
}

static void
compress_to(const char *path, enum compress_kind kind, const struct buf *text)
{
	struct err e = { .code = ERR_NONE };
	struct compress *c;
	struct file_aside f;
	const char *name = strrchr(path, '/') + 1;

	CHECK(file_aside_open(&f, dir, name, &e) == 0, "%s", e.text);
	CHECK(compress_open(&c, f.fd, f.temp, kind, &e) == 0, "%s", e.text);
	CHECK(compress_write(c, text->data, text->len / 3, &e) == 0 &&
		compress_write(c, text->data + text->len / 3,
		    text->len - text->len / 3, &e) == 0,
	    "%s", e.text);
	CHECK(compress_close(c, &e) == 0, "%s", e.text);
	CHECK(file_aside_commit(&f, &e) == 0, "%s", e.text);
}

/* Read ${path} whole, in odd pieces; its hash and its raw bytes on the way. */
static int
read_whole(const char *path, struct buf *into, struct buf *raw,
    char hex[HASH_HEX_MAX], struct err *e)
{
	struct input *in;
	char piece[777];
	ptrdiff_t n;

	if (input_open(&in, path, e) < 0)
		return -1;
	input_tee(in, tee_add, raw);
	while ((n = input_read(in, piece, sizeof(piece), e)) > 0)
		buf_add(into, piece, (size_t)n);
	if (n == 0) {
		CHECK_I64(input_read(in, piece, 1, e), 0, "the end again");
		n = input_sha256(in, hex, e);
		CHECK_I64(input_raw_bytes(in), input_size(in), "raw bytes");
	}
	input_close(in);
	return (int)n;
}

static void
test_input(void)
{
	static const char *const names[] = { "t.txt", "t.gz", "t.zst" };
	struct err e = { .code = ERR_NONE };
	struct buf text = { 0 };

	for (int i = 0; i < 100000; i++)
		buf_printf(&text, "%d,%d\n", i, i * 7919 % 1000);
	for (int kind = COMPRESS_NONE; kind <= COMPRESS_ZSTD; kind++) {
		const char *path = in_dir(names[kind]);
		struct buf got = { 0 }, raw = { 0 }, file = { 0 };
		char hex[HASH_HEX_MAX] = "", want[HASH_HEX_MAX];

		compress_to(path, (enum compress_kind)kind, &text);
		CHECK(read_whole(path, &got, &raw, hex, &e) == 0, "%s", e.text);
		CHECK(got.len == text.len &&
			memcmp(got.data, text.data, got.len) == 0,
		    "%s: content", names[kind]);
		CHECK(file_read(path, SIZE_MAX / 2, &file, &e) == 0, "%s",
		    e.text);
		CHECK(raw.len == file.len &&
			memcmp(raw.data, file.data, raw.len) == 0,
		    "%s: raw bytes", names[kind]);
		hash_sha256_hex(file.data, file.len, want);
		CHECK_STR(hex, want, "hash");
		CHECK((kind == COMPRESS_NONE) == (file.len == text.len),
		    "compressed");

		/* Cut anywhere: plain text ends there, the others complain. */
		for (size_t cut = 1; cut < 40; cut += 3) {
			size_t len = file.len * cut / 40;

			write_file(in_dir("cut"), file.data, len);
			buf_reset(&got);
			buf_reset(&raw);
			CHECK_I64(
			    read_whole(in_dir("cut"), &got, &raw, hex, &e),
			    kind == COMPRESS_NONE ? 0 : -1, names[kind]);
			CHECK(kind == COMPRESS_NONE || e.code == ERR_DATA,
			    "code");
			err_clear(&e);
		}
		buf_free(&got);
		buf_free(&raw);
		buf_free(&file);
	}
	buf_free(&text);
}

/* Two gzip members one behind the other are one text; so with zstd. */
static void
test_members(void)
{
	struct err e = { .code = ERR_NONE };
	char hex[HASH_HEX_MAX];

	for (int kind = COMPRESS_GZIP; kind <= COMPRESS_ZSTD; kind++) {
		struct buf part = { 0 }, both = { 0 }, raw = { 0 }, got = { 0 };

		buf_str(&part, "one line\n");
		compress_to(in_dir("part"), (enum compress_kind)kind, &part);
		CHECK(file_read(in_dir("part"), 9999, &both, &e) == 0 &&
			file_read(in_dir("part"), 9999, &both, &e) == 0,
		    "%s", e.text);
		write_file(in_dir("both"), both.data, both.len);
		CHECK(read_whole(in_dir("both"), &got, &raw, hex, &e) == 0,
		    "%s", e.text);
		CHECK_STR(buf_text(&got), "one line\none line\n", "members");
		buf_free(&part);
		buf_free(&both);
		buf_free(&raw);
		buf_free(&got);
	}
}

/* A frame that says 2443 bytes and ends without any: libzstd takes it if it is
 * asked for a few bytes at a time. */
static void
test_short_frame(void)
{
	static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x40,
		0x1f, 0x8b, 8, 1, 0, 0 };
	struct err e = { .code = ERR_NONE };
	struct input *in;
	char bytes[3];

	write_file(in_dir("short"), frame, sizeof(frame));
	if (!CHECK(input_open(&in, in_dir("short"), &e) == 0, "%s", e.text))
		return;
	CHECK(input_read(in, bytes, sizeof(bytes), &e) < 0 &&
		e.code == ERR_DATA && strstr(e.text, "not valid zstd") != NULL,
	    "%s", e.text);
	input_close(in);
}

static void
test_input_faults(void)
{
	struct err e = { .code = ERR_NONE };
	struct input *in;

	CHECK(input_open(&in, in_dir("none"), &e) < 0, "no file");
	CHECK_I64(e.code, ERR_NOINPUT, "no file");
	err_clear(&e);
	CHECK(input_open(&in, dir, &e) < 0, "a folder");
	CHECK_I64(e.code, ERR_NOINPUT, "a folder");
}

static void
bad_setting(const char *text, const char *want)
{
	struct err e = { .code = ERR_NONE };
	struct settings *s;

	CHECK(settings_open_text(&s, "book.conf", text, &e) < 0, "%s", text);
	CHECK_I64(e.code, ERR_CONFIG, text);
	CHECK_STR(e.text, want, text);
}

static void
test_settings(void)
{
	struct err e = { .code = ERR_NONE };
	struct settings *s;

	CHECK(settings_open_text(&s, "defaults", NULL, &e) == 0, "%s", e.text);
	CHECK_STR(settings_text(s, "operator", "timezone"), "Europe/Berlin",
	    "default");
	CHECK_I64(settings_int(s, "mail", "port"), 587, "default");
	CHECK(settings_bool(s, "import", "archive"), "default");
	CHECK(!settings_given(s, "mail", "port"), "not given");
	settings_close(s);
}

static void
test_settings_file(void)
{
	static const char text[] =
	    "# a comment\n[operator]\ncontact=acme\ntimezone = Asia/Tokyo\n"
	    "[mail]\nport=25\n[import]\narchive=no\n"
	    "[billing]\nzero_invoice=skip\n[thresholds]\nrejected_percent=1.50\n";
	struct err e = { .code = ERR_NONE };
	struct settings *s;

	write_file(in_dir("book.conf"), text, strlen(text));
	CHECK(settings_open(&s, in_dir("book.conf"), &e) == 0, "%s", e.text);
	CHECK_STR(settings_text(s, "operator", "contact"), "acme", "contact");
	CHECK_STR(settings_text(s, "operator", "timezone"), "Asia/Tokyo",
	    "zone");
	CHECK_STR(settings_text(s, "billing", "zero_invoice"), "skip",
	    "choice");
	CHECK_I64(settings_decimal(s, "thresholds", "rejected_percent"), 150,
	    "decimal");
	CHECK_I64(settings_int(s, "mail", "port"), 25, "port");
	CHECK(!settings_bool(s, "import", "archive"), "archive");
	CHECK(settings_given(s, "mail", "port"), "given");
	settings_close(s);
	CHECK(settings_open(&s, in_dir("none"), &e) < 0, "no file");
	CHECK_I64(e.code, ERR_NOINPUT, "no file");
}

static void
test_bad_settings(void)
{
	bad_setting("[mail]\nporto=25\n",
	    "book.conf: [mail] porto: there is no such setting");
	bad_setting("[post]\nport=25\n",
	    "book.conf: [post] port: there is no such setting");
	bad_setting("[mail]\nport=70000\n",
	    "book.conf: [mail] port: \"70000\": not in 1..65535");
	bad_setting("[import]\narchive=true\n",
	    "book.conf: [import] archive: \"true\": neither yes nor no");
	bad_setting("[mail]\ntls=maybe\n",
	    "book.conf: [mail] tls: \"maybe\": not one of: starttls tls none");
	bad_setting("[thresholds]\nrejected_percent=1.505\n",
	    "book.conf: [thresholds] rejected_percent: \"1.505\": more than 2 "
	    "digits after the point");
	for (size_t i = 0; i < settings_table_count; i++)
		CHECK(settings_table[i].help[0] != '\0', "%s has no help",
		    settings_table[i].key);
}

int
main(void)
{
	static const char template[] = "/tmp/test_file.XXXXXX";
	char command[sizeof(dir) + 20];

	memcpy(dir, template, sizeof(template));
	if (mkdtemp(dir) == NULL)
		return 1;
	test_paths();
	test_folders();
	test_there();
	test_read();
	test_aside();
	test_input();
	test_members();
	test_short_frame();
	test_input_faults();
	test_settings();
	test_settings_file();
	test_bad_settings();
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	CHECK(system(command) == 0, "clean up");
	return check_done();
}
