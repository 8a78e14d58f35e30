/* Delivery status notifications; bounce.h says what is read. */
#include "delivery/bounce.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/mem.h"
#include "delivery/lines.h"

#define HEADER_MAX   8192 /* bytes of a header with its continuations kept */
#define BOUNDARY_MAX 71   /* with NUL; RFC 2046 allows 70 */

enum part {
	PART_HEAD,     /* header of the notification itself */
	PART_OTHER,    /* a body or part that does not matter */
	PART_MIME,     /* header of a part */
	PART_STATUS,   /* message/delivery-status */
	PART_RETURNED, /* header of the returned message */
	PART_END       /* behind the last boundary */
};

struct bounce_reader {
	struct lines lines;
	int64_t skipped;
	bool inside; /* a message has begun */
	bool blank;  /* the line before was empty */

	/* the message under way */
	struct bounce b;
	char boundary[BOUNDARY_MAX];
	enum part part, next; /* next: what follows the header of a part */
	bool encoded;         /* ... if it were not base64 or the like */
	bool report;
	struct buf header;   /* one header, unfolded */
	struct bounce group; /* status fields of one recipient */
};

static const char *const action_words[] = { "", "expanded", "relayed",
	"delivered", "delayed", "failed" };

const char *
bounce_word(enum bounce_action action)
{
	assert(action <= BOUNCE_FAILED);
	return action_words[action];
}

struct bounce_reader *
bounce_open(struct input *in)
{
	struct bounce_reader *r = mem_calloc(1, sizeof(*r));

	r->lines.input = in;
	return r;
}

int64_t
bounce_skipped(const struct bounce_reader *r)
{
	return r->skipped;
}

void
bounce_close(struct bounce_reader *r)
{
	if (r == NULL)
		return;
	lines_free(&r->lines);
	buf_free(&r->header);
	free(r);
}

/* Without white space around it, cut, printable. */
static void
copy_text(char out[BOUNCE_TEXT_MAX], const char *from)
{
	size_t n = 0;

	from += strspn(from, " \t");
	for (; *from != '\0' && n < BOUNCE_TEXT_MAX - 1; from++)
		out[n++] = *from >= 0x20 && *from < 0x7f ? *from : ' ';
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

/* The value if the header has this name, else NULL. */
static const char *
value_of(const char *header, const char *name)
{
	size_t len = strlen(name);

	if (strncasecmp(header, name, len) != 0)
		return NULL;
	header += len;
	header += strspn(header, " \t");
	return *header == ':' ? header + 1 : NULL;
}

/* The boundary parameter of a Content-Type; "" if there is none. */
static void
read_boundary(struct bounce_reader *r, const char *value)
{
	const char *at = strcasestr(value, "boundary=");
	size_t len;

	r->boundary[0] = '\0';
	if (at == NULL)
		return;
	at += strlen("boundary=");
	if (*at == '"')
		len = strcspn(++at, "\"");
	else
		len = strcspn(at, "; \t");
	if (len == 0 || len >= BOUNDARY_MAX)
		return;
	memcpy(r->boundary, at, len);
	r->boundary[len] = '\0';
}

static void
take_head(struct bounce_reader *r, const char *header)
{
	const char *value;

	if ((value = value_of(header, "Message-ID")) != NULL) {
		copy_text(r->b.notice_id, value);
	} else if ((value = value_of(header, "Content-Type")) != NULL) {
		value += strspn(value, " \t");
		r->report = strncasecmp(value, "multipart/report", 16) == 0;
		read_boundary(r, value);
	}
}

static void
take_mime(struct bounce_reader *r, const char *header)
{
	static const struct {
		const char *type;
		enum part part;
	} types[] = {
		{ "message/delivery-status", PART_STATUS },
		{ "message/global-delivery-status", PART_STATUS },
		{ "message/rfc822", PART_RETURNED },
		{ "message/global", PART_RETURNED },
		{ "text/rfc822-headers", PART_RETURNED },
	};
	const char *value;

	if ((value = value_of(header, "Content-Type")) != NULL) {
		value += strspn(value, " \t");
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
			size_t len = strlen(types[i].type);

			if (strncasecmp(value, types[i].type, len) == 0 &&
			    strchr("; \t", value[len]) != NULL)
				r->next = types[i].part;
		}
	} else if ((value = value_of(header, "Content-Transfer-Encoding")) !=
	    NULL) {
		value += strspn(value, " \t");
		r->encoded = strncasecmp(value, "base64", 6) == 0 ||
		    strncasecmp(value, "quoted-printable", 16) == 0;
	}
}

static void
take_status(struct bounce_reader *r, const char *header)
{
	const char *value;

	if ((value = value_of(header, "Action")) != NULL) {
		value += strspn(value, " \t");
		for (enum bounce_action a = BOUNCE_EXPANDED; a <= BOUNCE_FAILED;
		     a++)
			if (strncasecmp(value, action_words[a],
				strlen(action_words[a])) == 0)
				r->group.action = a;
	} else if ((value = value_of(header, "Status")) != NULL) {
		copy_text(r->group.status, value);
	} else if ((value = value_of(header, "Diagnostic-Code")) != NULL) {
		copy_text(r->group.diagnostic, value);
	}
}

/* The group of a recipient is complete: keep it if it is the worst. */
static void
end_group(struct bounce_reader *r)
{
	if (r->group.action > r->b.action) {
		r->b.action = r->group.action;
		memcpy(r->b.status, r->group.status, BOUNCE_TEXT_MAX);
		memcpy(r->b.diagnostic, r->group.diagnostic, BOUNCE_TEXT_MAX);
	}
	memset(&r->group, 0, sizeof(r->group));
}

/* A header is complete. */
static void
end_header(struct bounce_reader *r)
{
	const char *header = buf_text(&r->header), *value;

	if (r->header.len == 0)
		return;
	switch (r->part) {
	case PART_HEAD:
		take_head(r, header);
		break;
	case PART_MIME:
		take_mime(r, header);
		break;
	case PART_STATUS:
		take_status(r, header);
		break;
	case PART_RETURNED:
		value = value_of(header, "Message-ID");
		if (value != NULL && r->b.message_id[0] == '\0')
			copy_text(r->b.message_id, value);
		break;
	case PART_OTHER:
	case PART_END:
		break;
	}
	buf_reset(&r->header);
}

/* An empty line ends a header, or a group of the status. */
static void
take_blank(struct bounce_reader *r)
{
	end_header(r);
	switch (r->part) {
	case PART_MIME:
		r->part = r->encoded ? PART_OTHER : r->next;
		break;
	case PART_STATUS:
		end_group(r);
		break;
	case PART_HEAD:
	case PART_RETURNED:
		r->part = PART_OTHER;
		break;
	case PART_OTHER:
	case PART_END:
		break;
	}
}

static void
take_line(struct bounce_reader *r, const char *line)
{
	size_t len = strlen(r->boundary);

	if (r->part != PART_HEAD && len > 0 && line[0] == '-' &&
	    line[1] == '-' && strncmp(line + 2, r->boundary, len) == 0) {
		end_header(r);
		end_group(r);
		r->part = strncmp(line + 2 + len, "--", 2) == 0 ? PART_END
								: PART_MIME;
		r->next = PART_OTHER;
		r->encoded = false;
		return;
	}
	if (line[0] == '\0') {
		take_blank(r);
		return;
	}
	if (r->part == PART_OTHER || r->part == PART_END)
		return;
	if (line[0] != ' ' && line[0] != '\t')
		end_header(r);
	if (r->header.len + strlen(line) <= HEADER_MAX)
		buf_str(&r->header, line);
}

/* The message is complete: is it one of those we look for? */
static bool
end_message(struct bounce_reader *r, struct bounce *b)
{
	end_header(r);
	end_group(r);
	r->inside = false;
	if (!r->report || r->b.action == BOUNCE_NONE ||
	    r->b.message_id[0] == '\0') {
		r->skipped++;
		return false;
	}
	/* Without an id it is known by what it says. */
	if (r->b.notice_id[0] == '\0')
		(void)snprintf(r->b.notice_id, BOUNCE_TEXT_MAX, "%s %.300s",
		    action_words[r->b.action], r->b.message_id);
	*b = r->b;
	return true;
}

static void
begin_message(struct bounce_reader *r)
{
	memset(&r->b, 0, sizeof(r->b));
	memset(&r->group, 0, sizeof(r->group));
	r->boundary[0] = '\0';
	r->part = PART_HEAD;
	r->report = r->encoded = false;
	r->inside = true;
	buf_reset(&r->header);
}

int
bounce_next(struct bounce_reader *r, struct bounce *b, struct err *e)
{
	const char *line;
	int more;

	while ((more = lines_next(&r->lines, &line, e)) > 0) {
		bool from =
		    strncmp(line, "From ", 5) == 0 && (r->blank || !r->inside);
		bool found = from && r->inside && end_message(r, b);

		r->blank = line[0] == '\0';
		if (from) {
			begin_message(r);
		} else if (r->inside) {
			take_line(r, line);
		} else if (!r->blank) {
			begin_message(r);
			take_line(r, line);
		}
		if (found)
			return 1;
	}
	if (more == 0 && r->inside && end_message(r, b))
		return 1;
	return more;
}
