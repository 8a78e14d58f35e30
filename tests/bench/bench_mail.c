/*
 * bench_mail PORT CONNECTIONS LIST: mails sent by libcurl and by nothing else.
 *
 * What sending costs at least, for comparing toll-mail with it: so many threads,
 * each with a connection to a server on the loopback that it keeps open, take
 * the messages of a list in order and hand them over.  Nothing is checked and
 * nothing is noted down; whoever kills it does not know what was sent.
 *
 * A line of the list is a sender, a recipient and the file of a message, with
 * single spaces between them.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#define LINE_LEN        4096
#define CONNECTIONS_MAX 64
#define UPLOAD_BUFFER   262144L /* as toll-mail has it */

struct mail {
	char *from, *to, *path;
};

static struct mail *mails;
static size_t count;
static atomic_size_t taken;
static char url[64];

static void
fail(const char *what, const char *why)
{
	(void)fprintf(stderr, "bench_mail: %s: %s\n", what, why);
	exit(1);
}

/* "<address>" */
static char *
in_brackets(const char *address)
{
	size_t len = strlen(address);
	char *text = malloc(len + 3);

	if (text == NULL)
		fail("memory", "no more");
	(void)snprintf(text, len + 3, "<%s>", address);
	return text;
}

static void
read_list(const char *path)
{
	char line[LINE_LEN], *rest, *from, *to, *file;
	FILE *f = fopen(path, "r");
	size_t cap = 0;

	if (f == NULL)
		fail(path, "cannot be opened");
	while (fgets(line, sizeof(line), f) != NULL) {
		from = strtok_r(line, " \n", &rest);
		to = strtok_r(NULL, " \n", &rest);
		file = strtok_r(NULL, "\n", &rest);
		if (from == NULL || to == NULL || file == NULL)
			fail(path, "sender, recipient, file");
		if (count == cap) {
			cap = cap * 2 + 64;
			mails = realloc(mails, cap * sizeof(*mails));
			if (mails == NULL)
				fail("memory", "no more");
		}
		mails[count++] = (struct mail){ in_brackets(from),
			in_brackets(to), strdup(file) };
	}
	(void)fclose(f);
}

static void
hand_over(CURL *curl, const struct mail *m)
{
	struct curl_slist *to = curl_slist_append(NULL, m->to);
	FILE *f = fopen(m->path, "rb");
	CURLcode rc;

	if (f == NULL)
		fail(m->path, "cannot be opened");
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, m->from);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	(void)curl_easy_setopt(curl, CURLOPT_READDATA, f);
	rc = curl_easy_perform(curl);
	if (rc != CURLE_OK)
		fail(m->path, curl_easy_strerror(rc));
	curl_slist_free_all(to);
	(void)fclose(f);
}

static void *
connection(void *arg)
{
	CURL *curl = curl_easy_init();
	size_t i;

	(void)arg;
	if (curl == NULL)
		fail("libcurl", "no handle");
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, UPLOAD_BUFFER);
	while ((i = atomic_fetch_add(&taken, 1)) < count)
		hand_over(curl, &mails[i]);
	curl_easy_cleanup(curl);
	return NULL;
}

int
main(int argc, char *argv[])
{
	pthread_t threads[CONNECTIONS_MAX];
	int n;

	if (argc != 4) {
		(void)fputs("usage: bench_mail PORT CONNECTIONS LIST\n",
		    stderr);
		return 64;
	}
	n = atoi(argv[2]);
	if (n < 1 || n > CONNECTIONS_MAX)
		fail("CONNECTIONS", "1 to 64");
	(void)snprintf(url, sizeof(url), "smtp://127.0.0.1:%d/bench.example",
	    atoi(argv[1]));
	read_list(argv[3]);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		fail("libcurl", "cannot be set up");
	for (int i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, connection, NULL) != 0)
			fail("thread", "cannot be started");
	for (int i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	curl_global_cleanup();
	return 0;
}
