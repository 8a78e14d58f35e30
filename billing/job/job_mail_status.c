/* The outbox as a table, CSV or JSON; job_mail_admin.h has the contract. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "job/job_mail_admin.h"
#include "store/book.h"
#include "store/outbox_store.h"
#include "time/instant.h"

/* A line of the list, all of it text. */
struct status_line {
	const struct outbox_entry *o;
	char changed[INSTANT_TEXT_MAX];
	char next_try[INSTANT_TEXT_MAX];
	const char *bounce; /* "failed 5.1.1 ..." or "" */
};

static void
print_table(struct out *out, const struct status_line *l)
{
	const struct outbox_entry *o = l->o;

	out_printf(out, "%6" PRId64 " %-8s %-20s %s r%" PRId64 " %s", o->id,
	    outbox_store_word(o->state), o->number, o->recipient, o->revision,
	    l->changed);
	if (l->next_try[0] != '\0')
		out_printf(out, " next %s", l->next_try);
	if (o->reply[0] != '\0')
		out_printf(out, " %s", o->reply);
	if (o->note[0] != '\0')
		out_printf(out, " (%s)", o->note);
	if (l->bounce[0] != '\0')
		out_printf(out, " [came back: %s]", l->bounce);
	out_char(out, '\n');
}

static void
print_csv(struct out *out, const struct status_line *l)
{
	const struct outbox_entry *o = l->o;

	out_csv_int(out, o->id);
	out_csv_field(out, outbox_store_word(o->state), true);
	out_csv_field(out, o->number, true);
	out_csv_int(out, o->revision);
	out_csv_field(out, o->recipient, true);
	out_csv_field(out, o->message_id, true);
	out_csv_int(out, o->attempts);
	out_csv_field(out, l->changed, true);
	out_csv_field(out, l->next_try, true);
	out_csv_field(out, o->queue_id, true);
	out_csv_field(out, o->reply, true);
	out_csv_field(out, o->note, true);
	out_csv_field(out, l->bounce, true);
	out_csv_end(out);
}

static void
print_json(struct out *out, const struct status_line *l)
{
	const struct outbox_entry *o = l->o;

	out_json_open(out, NULL, '{');
	out_json_int(out, "id", o->id);
	out_json_text(out, "state", outbox_store_word(o->state));
	out_json_text(out, "document", o->number);
	out_json_int(out, "revision", o->revision);
	out_json_text(out, "recipient", o->recipient);
	out_json_text(out, "message_id", o->message_id);
	out_json_int(out, "attempts", o->attempts);
	out_json_text(out, "changed", l->changed);
	out_json_text(out, "next_try", l->next_try);
	out_json_text(out, "queue_id", o->queue_id);
	out_json_text(out, "reply", o->reply);
	out_json_text(out, "note", o->note);
	out_json_text(out, "bounce", l->bounce);
	out_json_close(out, '}');
}

static void
print_head(struct out *out, enum job_mail_format format)
{
	if (format == JOB_MAIL_CSV)
		out_str(out,
		    "id,state,document,revision,recipient,message_id,attempts,"
		    "changed,next_try,queue_id,reply,note,bounce\n");
	else if (format == JOB_MAIL_JSON)
		out_json_open(out, NULL, '[');
}

static void
format_second(char out[INSTANT_TEXT_MAX], int64_t us)
{
	(void)instant_format(out, us / CIVIL_US * CIVIL_US);
}

static int
print_entry(struct outbox_store *s, const struct outbox_entry *o,
    enum job_mail_format format, struct arena *a, struct out *out, bool *look,
    struct err *e)
{
	struct status_line l = { .o = o, .bounce = "" };
	struct outbox_bounce b;
	int more = outbox_store_last_bounce(s, o->id, a, &b, e);

	if (more < 0)
		return -1;
	if (more > 0) {
		l.bounce = arena_printf(a, "%s %s %s", b.action, b.status,
		    b.diagnostic);
		*look = *look || strcmp(b.action, "failed") == 0;
	}
	*look =
	    *look || o->state == OUTBOX_UNKNOWN || o->state == OUTBOX_FAILED;
	format_second(l.changed, o->changed_us);
	if (o->state == OUTBOX_DEFERRED)
		format_second(l.next_try, o->next_try_us);
	if (format == JOB_MAIL_TABLE)
		print_table(out, &l);
	else if (format == JOB_MAIL_CSV)
		print_csv(out, &l);
	else
		print_json(out, &l);
	return 0;
}

static int
print_all(struct outbox_store *s, enum job_mail_format format,
    const char *state, struct out *out, struct err *e)
{
	struct arena arena = { 0 };
	int64_t after = 0;
	bool look = false;
	int more;

	print_head(out, format);
	for (;;) {
		struct outbox_entry o;

		arena_reset(&arena);
		more = outbox_store_next(s, after, &arena, &o, e);
		if (more <= 0)
			break;
		after = o.id;
		if (state != NULL &&
		    strcmp(state, outbox_store_word(o.state)) != 0)
			continue;
		if (print_entry(s, &o, format, &arena, out, &look, e) < 0) {
			more = -1;
			break;
		}
	}
	arena_free(&arena);
	if (format == JOB_MAIL_JSON)
		out_json_close(out, ']');
	return more < 0 ? -1 : look;
}

int
job_mail_status(const char *book_dir, enum job_mail_format format,
    const char *state, struct out *out, struct err *e)
{
	struct book book = { 0 };
	struct outbox_store *s;
	int rc = -1;

	if (state != NULL && outbox_store_state(state) == OUTBOX_STATES)
		return err_set(e, ERR_USAGE,
		    "state \"%s\": one of queued, sending, dot, sent, unknown,"
		    " deferred, failed",
		    state);
	if (book_open(&book, book_dir, BOOK_READ, "toll-mail", e) < 0)
		return -1;
	if (outbox_store_open(&s, book.db, e) == 0) {
		rc = print_all(s, format, state, out, e);
		outbox_store_close(s);
	}
	book_close(&book);
	return rc;
}
