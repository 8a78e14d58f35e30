/* The [mail] settings of a book; mail_config.h says what is promised. */
#include "job/mail_config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/settings.h"
#include "delivery/address.h"
#include "store/book.h"

#define CONNECT_TIMEOUT_S 120
#define MINUTE_US         INT64_C(60000000)
#define DAY_US            (1440 * MINUTE_US)

/* A file that only its owner, us or root, can read. */
static int
check_file(int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_CONFIG,
		    "[mail] password_file %s: not a regular file", path);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(e, ERR_CONFIG,
		    "[mail] password_file %s: belongs to somebody else", path);
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_CONFIG,
		    "[mail] password_file %s: mode %03o lets others read it;"
		    " chmod 600",
		    path, (unsigned)(st.st_mode & 0777));
	return 0;
}

/* The first line of the file. */
static int
read_password(int fd, const char *path, char *password, struct err *e)
{
	size_t used = 0;
	ssize_t n;

	do {
		n = read(fd, password + used, MAIL_PASSWORD_MAX - used);
		if (n < 0 && errno != EINTR)
			return err_set(e, ERR_IO, "%s: %s", path,
			    strerror(errno));
		used += n > 0 ? (size_t)n : 0;
	} while (n != 0 && used < MAIL_PASSWORD_MAX);
	if (used == MAIL_PASSWORD_MAX || memchr(password, '\0', used) != NULL)
		return err_set(e, ERR_CONFIG,
		    "[mail] password_file %s: no password of less than %d bytes",
		    path, MAIL_PASSWORD_MAX);
	password[used] = '\0';
	password[strcspn(password, "\r\n")] = '\0';
	if (password[0] == '\0')
		return err_set(e, ERR_CONFIG, "[mail] password_file %s: empty",
		    path);
	return 0;
}

static int
open_password(struct mail_config *c, const struct book *book, const char *name,
    struct err *e)
{
	char path[FILE_PATH_MAX];
	int fd, rc;

	if (name[0] == '/') {
		if (strlen(name) >= sizeof(path))
			return err_set(e, ERR_CONFIG,
			    "[mail] password_file: too long");
		memcpy(path, name, strlen(name) + 1);
	} else if (book_path(path, book, name, e) < 0) {
		return -1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_set(e, ERR_CONFIG, "[mail] password_file %s: %s",
		    path, strerror(errno));
	c->password = mem_calloc(1, MAIL_PASSWORD_MAX);
	rc = check_file(fd, path, e);
	if (rc == 0)
		rc = read_password(fd, path, c->password, e);
	(void)close(fd);
	return rc;
}

static enum smtp_tls
tls_of(const char *word)
{
	if (strcmp(word, "tls") == 0)
		return SMTP_TLS;
	return strcmp(word, "none") == 0 ? SMTP_PLAIN : SMTP_STARTTLS;
}

/* NULL for what is empty. */
static const char *
text_or_null(const struct settings *set, const char *key)
{
	const char *text = settings_text(set, "mail", key);

	return text[0] == '\0' ? NULL : text;
}

/* The name we greet with: as set, else the domain of the sender. */
static const char *
hello(const struct settings *set)
{
	const char *name = text_or_null(set, "hello");
	const char *from = settings_text(set, "mail", "from");
	struct err e = { .code = ERR_NONE };

	if (name != NULL)
		return name;
	return address_check(from, &e) == 0 ? address_domain(from)
					    : "localhost";
}

int
mail_config_open(struct mail_config *c, const struct book *book, struct err *e)
{
	const struct settings *set = book->settings;
	const char *file = text_or_null(set, "password_file");

	*c = (struct mail_config){
		.smtp = {
			.host = settings_text(set, "mail", "host"),
			.port = (int)settings_int(set, "mail", "port"),
			.tls = tls_of(settings_text(set, "mail", "tls")),
			.ca_file = text_or_null(set, "ca_file"),
			.user = text_or_null(set, "user"),
			.helo = hello(set),
			.connect_timeout_s = CONNECT_TIMEOUT_S,
			.answer_timeout_s =
			    (int)settings_int(set, "mail", "timeout_s"),
		},
		.limits = {
			.connections =
			    (int)settings_int(set, "mail", "connections"),
			.per_minute =
			    (int)settings_int(set, "mail", "per_minute"),
		},
		.retry_us =
		    settings_int(set, "mail", "retry_minutes") * MINUTE_US,
		.give_up_us = settings_int(set, "mail", "give_up_days") * DAY_US,
	};
	if (c->smtp.connect_timeout_s > c->smtp.answer_timeout_s)
		c->smtp.connect_timeout_s = c->smtp.answer_timeout_s;
	if ((c->smtp.user == NULL) != (file == NULL))
		return err_set(e, ERR_CONFIG,
		    "%s: [mail] user and password_file go together",
		    settings_name(set));
	if (file != NULL && open_password(c, book, file, e) < 0) {
		mail_config_close(c);
		return -1;
	}
	c->smtp.password = c->password;
	return 0;
}

void
mail_config_close(struct mail_config *c)
{
	if (c->password != NULL)
		explicit_bzero(c->password, MAIL_PASSWORD_MAX);
	free(c->password);
	c->password = NULL;
	c->smtp.password = NULL;
}

/* The address of ${name} in "NAME=ADDRESS NAME=ADDRESS ..."; NULL if none. */
static const char *
address_of(const char *list, const char *name, struct arena *a)
{
	size_t len = strlen(name);

	while (*(list += strspn(list, " ,;")) != '\0') {
		size_t n = strcspn(list, " ,;");

		if (len > 0 && n > len + 1 && strncmp(list, name, len) == 0 &&
		    list[len] == '=')
			return arena_strndup(a, list + len + 1, n - len - 1);
		list += n;
	}
	return NULL;
}

int
mail_config_sender(const struct book *book, const char *issuer,
    const char *issuer_email, struct arena *a, struct mail_sender *s,
    struct err *e)
{
	const struct settings *set = book->settings;
	const char *own = settings_text(set, "mail", "from");
	const char *from =
	    address_of(settings_text(set, "mail", "reseller_from"), issuer, a);
	const char *reply = address_of(
	    settings_text(set, "mail", "reseller_reply_to"), issuer, a);

	if (from == NULL)
		from = own[0] != '\0' ? own : issuer_email;
	if (reply == NULL)
		reply = issuer[0] != '\0'
		    ? issuer_email
		    : settings_text(set, "mail", "reply_to");
	s->from = arena_strdup(a, from);
	s->reply_to = strcmp(reply, from) == 0 ? "" : arena_strdup(a, reply);
	s->envelope = own[0] != '\0' ? arena_strdup(a, own) : s->from;
	if (address_check(s->from, e) < 0 || address_check(s->envelope, e) < 0)
		return err_ctx(e, "sender");
	if (s->reply_to[0] != '\0' && address_check(s->reply_to, e) < 0)
		return err_ctx(e, "reply_to");
	return 0;
}
