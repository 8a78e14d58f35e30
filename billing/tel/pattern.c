#include "tel/pattern.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

#define PATTERN_STACK_MIN 32768
#define PATTERN_STACK_MAX 1048576
#define PATTERN_DEPTH_MAX 1000
#define PATTERN_HEAP_KIB  4096
#define PATTERN_OUT_MAX   65536 /* bytes of a replaced text */

struct pattern {
	char *text;
	pcre2_code *code;
};

struct pattern_scratch {
	pcre2_match_data *match;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

static int
pattern_compile_with(struct pattern **out, const char *text, uint32_t options,
    struct err *e)
{
	unsigned char why[120];
	struct pattern *p;
	pcre2_code *code;
	PCRE2_SIZE at;
	int number;

	if (strlen(text) > PATTERN_TEXT_MAX)
		return err_set(e, ERR_DATA, "pattern longer than %d bytes",
		    PATTERN_TEXT_MAX);
	code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
	    PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | options, &number, &at, NULL);
	if (code == NULL) {
		(void)pcre2_get_error_message(number, why, sizeof(why));
		return err_set(e, ERR_DATA,
		    "pattern \"%.100s\": %s, at character %zu", text,
		    (const char *)why, at + 1);
	}
	/* Where there is no JIT the interpreter gives the same answers. */
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	p = mem_calloc(1, sizeof(*p));
	p->text = mem_strdup(text);
	p->code = code;
	*out = p;
	return 0;
}

int
pattern_compile(struct pattern **out, const char *text, struct err *e)
{
	return pattern_compile_with(out, text, 0, e);
}

int
pattern_compile_caseless(struct pattern **out, const char *text, struct err *e)
{
	return pattern_compile_with(out, text, PCRE2_CASELESS, e);
}

struct pattern_scratch *
pattern_scratch_new(void)
{
	struct pattern_scratch *s = mem_calloc(1, sizeof(*s));

	/* Ten pairs: the match and the groups of a replacement. */
	s->match = pcre2_match_data_create(10, NULL);
	s->context = pcre2_match_context_create(NULL);
	s->stack =
	    pcre2_jit_stack_create(PATTERN_STACK_MIN, PATTERN_STACK_MAX, NULL);
	if (s->match == NULL || s->context == NULL)
		mem_exhausted();
	(void)pcre2_set_match_limit(s->context, PATTERN_STEPS_MAX);
	(void)pcre2_set_depth_limit(s->context, PATTERN_DEPTH_MAX);
	(void)pcre2_set_heap_limit(s->context, PATTERN_HEAP_KIB);
	pcre2_jit_stack_assign(s->context, NULL, s->stack);
	return s;
}

void
pattern_scratch_free(struct pattern_scratch *s)
{
	if (s == NULL)
		return;
	pcre2_jit_stack_free(s->stack);
	pcre2_match_context_free(s->context);
	pcre2_match_data_free(s->match);
	free(s);
}

static int
pattern_fault(const struct pattern *p, int number, struct err *e)
{
	unsigned char why[120];

	(void)pcre2_get_error_message(number, why, sizeof(why));
	return err_set(e, ERR_DATA, "pattern \"%.100s\": %s", p->text,
	    (const char *)why);
}

int
pattern_match(const struct pattern *p, struct pattern_scratch *s,
    const char *text, size_t len, size_t *matched, struct err *e)
{
	const PCRE2_SIZE *pair;
	int rc = pcre2_match(p->code, (PCRE2_SPTR)text, len, 0, 0, s->match,
	    s->context);

	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc < 0)
		return pattern_fault(p, rc, e);
	pair = pcre2_get_ovector_pointer(s->match);
	/* \K in a lookahead can put the start behind the end. */
	if (matched != NULL)
		*matched = pair[1] > pair[0] ? pair[1] - pair[0] : 0;
	return 1;
}

int
pattern_replace(const struct pattern *p, struct pattern_scratch *s,
    const char *text, size_t len, const char *replacement, struct buf *into,
    struct err *e)
{
	PCRE2_SIZE size = 256 + 2 * len;
	int rc;

	buf_reset(into);
	for (int again = 0;; again++) {
		buf_reserve(into, size);
		rc = pcre2_substitute(p->code, (PCRE2_SPTR)text, len, 0,
		    PCRE2_SUBSTITUTE_OVERFLOW_LENGTH |
			PCRE2_SUBSTITUTE_UNSET_EMPTY,
		    s->match, s->context, (PCRE2_SPTR)replacement,
		    PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)into->data, &size);
		if (rc != PCRE2_ERROR_NOMEMORY || again > 0 ||
		    size > PATTERN_OUT_MAX)
			break;
	}
	if (rc < 0) {
		buf_reset(into);
		return pattern_fault(p, rc, e);
	}
	into->len = size;
	return rc > 0;
}

const char *
pattern_text(const struct pattern *p)
{
	return p->text;
}

void
pattern_free(struct pattern *p)
{
	if (p == NULL)
		return;
	pcre2_code_free(p->code);
	free(p->text);
	free(p);
}
