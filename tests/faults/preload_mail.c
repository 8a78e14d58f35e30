/*
 * Kills toll-mail at a chosen step of handing a mail to a server over TLS, as
 * a power cut would: LD_PRELOAD, MAIL_KILL=
 *
 *	start		connected, before TLS
 *	auth		logged in, before MAIL
 *	body		the message is out, its final dot is not
 *	before-dot	at the final dot, before it leaves
 *	after-dot	the dot is out, its answer is not read
 *	answer		the answer was read, nothing was done with it
 *	committed	done, before QUIT or the next message
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int SSL_connect(void *);
int SSL_write(void *, const void *, int);
int SSL_read(void *, void *, int);

static bool dot_out, answered;

static bool
at(const char *step)
{
	const char *chosen = getenv("MAIL_KILL");

	return chosen != NULL && strcmp(chosen, step) == 0;
}

static void
die(void)
{
	(void)kill(getpid(), SIGKILL);
	(void)pause();
}

/* dlsym() gives an object pointer where a function is meant. */
static void
find(const char *name, void *function)
{
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(function, &found, sizeof(found));
}

int
SSL_connect(void *ssl)
{
	static int (*real)(void *);

	if (at("start"))
		die();
	if (real == NULL)
		find("SSL_connect", &real);
	return real(ssl);
}

int
SSL_write(void *ssl, const void *bytes, int len)
{
	static int (*real)(void *, const void *, int);
	const char *text = bytes;
	bool dot = (len == 3 && memcmp(text, ".\r\n", 3) == 0) ||
	    (len == 5 && memcmp(text, "\r\n.\r\n", 5) == 0);
	int rc;

	if (real == NULL)
		find("SSL_write", &real);
	if (len >= 4 && memcmp(text, "MAIL", 4) == 0 && at("auth"))
		die();
	if (answered && at("committed"))
		die();
	if (dot && at("before-dot"))
		die();
	rc = real(ssl, bytes, len);
	if (len > 5 && memcmp(text, "Date:", 5) == 0 && at("body"))
		die();
	if (dot && rc > 0) {
		dot_out = true;
		if (at("after-dot"))
			die();
	}
	return rc;
}

int
SSL_read(void *ssl, void *bytes, int len)
{
	static int (*real)(void *, void *, int);
	int rc;

	if (real == NULL)
		find("SSL_read", &real);
	rc = real(ssl, bytes, len);
	if (rc > 3 && dot_out && memcmp(bytes, "250", 3) == 0) {
		answered = true;
		if (at("answer"))
			die();
	}
	return rc;
}
