/* What a Postfix log says about messages; evidence.h has the lines read. */
#include "delivery/evidence.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "delivery/lines.h"

#define QUEUE_ID_MAX 32
#define PID_MAX      16

/* A transaction that carried one of our messages. */
struct transaction {
	char queue_id[QUEUE_ID_MAX];
	size_t message; /* index of the evidence */
	bool active;    /* counted as accepted */
	bool lost;      /* counted as lost */
};

/* A transaction that ended before the dot; whose it was may be told later. */
struct ended {
	char queue_id[QUEUE_ID_MAX];
};

/* The transaction that a server process is at. */
struct process {
	char pid[PID_MAX];
	char queue_id[QUEUE_ID_MAX];
};

struct log {
	struct evidence *evidence;
	size_t n;
	struct transaction *transactions;
	size_t ntransactions, captransactions;
	struct process *processes;
	size_t nprocesses, capprocesses;
	struct ended *ended;
	size_t nended, capended;
};

/* Copy what stands before ${stop}; false if it is not there or too long. */
static bool
copy_until(char *out, size_t size, const char *from, const char *stop)
{
	const char *end = strstr(from, stop);
	size_t len;

	if (end == NULL)
		return false;
	len = (size_t)(end - from);
	if (len == 0 || len >= size || memchr(from, ' ', len) != NULL)
		return false;
	memcpy(out, from, len);
	out[len] = '\0';
	return true;
}

/* "... postfix/SERVICE[PID]: rest": the rest, and the pid; else NULL. */
static const char *
said_by(const char *line, const char *service, char pid[PID_MAX])
{
	const char *at = strstr(line, service), *rest;

	if (at == NULL || at == line || at[-1] != '/' ||
	    at[strlen(service)] != '[')
		return NULL;
	at += strlen(service) + 1;
	if (!copy_until(pid, PID_MAX, at, "]: "))
		return NULL;
	rest = strstr(at, "]: ");
	return rest + 3;
}

static struct process *
find_process(struct log *l, const char *pid, bool add)
{
	for (size_t i = 0; i < l->nprocesses; i++)
		if (strcmp(l->processes[i].pid, pid) == 0)
			return &l->processes[i];
	if (!add)
		return NULL;
	l->processes = mem_grow(l->processes, l->nprocesses, &l->capprocesses,
	    sizeof(l->processes[0]));
	memcpy(l->processes[l->nprocesses].pid, pid, strlen(pid) + 1);
	return &l->processes[l->nprocesses++];
}

/* The latest of that queue id: Postfix may use one again. */
static struct transaction *
find_transaction(struct log *l, const char *queue_id)
{
	for (size_t i = l->ntransactions; i > 0; i--)
		if (strcmp(l->transactions[i - 1].queue_id, queue_id) == 0)
			return &l->transactions[i - 1];
	return NULL;
}

static void
count_lost(struct log *l, struct transaction *t)
{
	if (t->active || t->lost)
		return;
	t->lost = true;
	l->evidence[t->message].lost++;
}

/* Was it ended?  It is forgotten then. */
static bool
take_ended(struct log *l, const char *queue_id)
{
	for (size_t i = 0; i < l->nended; i++)
		if (strcmp(l->ended[i].queue_id, queue_id) == 0) {
			l->ended[i] = l->ended[--l->nended];
			return true;
		}
	return false;
}

static void
add_ended(struct log *l, const char *queue_id)
{
	l->ended =
	    mem_grow(l->ended, l->nended, &l->capended, sizeof(l->ended[0]));
	memcpy(l->ended[l->nended++].queue_id, queue_id, QUEUE_ID_MAX);
}

static void
read_smtpd(struct log *l, const char *pid, const char *rest)
{
	char queue_id[QUEUE_ID_MAX];
	const struct process *p;
	struct transaction *t;

	if (copy_until(queue_id, sizeof(queue_id), rest, ": client=")) {
		(void)take_ended(l, queue_id);
		memcpy(find_process(l, pid, true)->queue_id, queue_id,
		    sizeof(queue_id));
		return;
	}
	if (strncmp(rest, "lost connection after DATA", 26) != 0 &&
	    strncmp(rest, "timeout after DATA", 18) != 0)
		return;
	p = find_process(l, pid, false);
	if (p == NULL)
		return;
	t = find_transaction(l, p->queue_id);
	if (t != NULL)
		count_lost(l, t);
	else
		add_ended(l, p->queue_id);
}

static void
read_cleanup(struct log *l, const char *rest)
{
	static const char mark[] = ": message-id=";
	char queue_id[QUEUE_ID_MAX];
	const char *id;

	if (!copy_until(queue_id, sizeof(queue_id), rest, mark))
		return;
	id = strstr(rest, mark) + sizeof(mark) - 1;
	for (size_t i = 0; i < l->n; i++) {
		struct transaction *t;

		if (strcmp(l->evidence[i].message_id, id) != 0)
			continue;
		l->transactions = mem_grow(l->transactions, l->ntransactions,
		    &l->captransactions, sizeof(l->transactions[0]));
		t = &l->transactions[l->ntransactions++];
		*t = (struct transaction){ .message = i };
		memcpy(t->queue_id, queue_id, sizeof(queue_id));
		if (take_ended(l, queue_id))
			count_lost(l, t);
		return;
	}
}

static void
read_qmgr(struct log *l, const char *rest)
{
	char queue_id[QUEUE_ID_MAX];
	struct transaction *t;
	struct evidence *v;

	if (!copy_until(queue_id, sizeof(queue_id), rest, ": from=<") ||
	    strstr(rest, "(queue active)") == NULL)
		return;
	t = find_transaction(l, queue_id);
	if (t == NULL || t->active || t->lost)
		return;
	t->active = true;
	v = &l->evidence[t->message];
	if (v->accepted++ == 0)
		memcpy(v->queue_id, queue_id, sizeof(v->queue_id));
}

static void
read_line(struct log *l, const char *line)
{
	char pid[PID_MAX];
	const char *rest;

	if ((rest = said_by(line, "smtpd", pid)) != NULL)
		read_smtpd(l, pid, rest);
	else if ((rest = said_by(line, "cleanup", pid)) != NULL)
		read_cleanup(l, rest);
	else if ((rest = said_by(line, "qmgr", pid)) != NULL)
		read_qmgr(l, rest);
}

int
evidence_read(struct input *in, struct evidence *v, size_t n, struct err *e)
{
	struct lines *lines = mem_calloc(1, sizeof(*lines));
	struct log log = { .evidence = v, .n = n };
	const char *line;
	int more;

	lines->input = in;
	while ((more = lines_next(lines, &line, e)) > 0)
		read_line(&log, line);
	free(log.transactions);
	free(log.processes);
	free(log.ended);
	lines_free(lines);
	free(lines);
	return more;
}
