#include "base/sealed.h"

#include <string.h>

#include "base/decimal.h"
#include "base/err.h"

#define LAST     "sha256 "
#define LAST_LEN (sizeof(LAST) - 1 + HASH_HEX_MAX) /* with its newline */

void
sealed_add(struct buf *b, char sha256[HASH_HEX_MAX])
{
	hash_sha256_hex(buf_text(b), b->len, sha256);
	buf_printf(b, LAST "%s\n", sha256);
}

int
sealed_open(struct sealed *s, char *text, size_t len, const char *name,
    struct err *e)
{
	const char *last;

	*s = (struct sealed){ .at = text, .name = name };
	if (len < LAST_LEN || memchr(text, '\0', len) != NULL)
		return err_set(e, ERR_DATA, "%s: is damaged", name);
	last = text + len - LAST_LEN;
	s->end = text + len - LAST_LEN;
	hash_sha256_hex(text, len - LAST_LEN, s->sha256);
	if (memcmp(last, LAST, sizeof(LAST) - 1) != 0 ||
	    memcmp(last + sizeof(LAST) - 1, s->sha256, HASH_HEX_MAX - 1) != 0 ||
	    last[LAST_LEN - 1] != '\n' ||
	    (s->end > s->at && s->end[-1] != '\n'))
		return err_set(e, ERR_DATA,
		    "%s: is damaged: its hash is not that of what it says",
		    name);
	return 0;
}

int
sealed_wrong(const struct sealed *s, const char *what, struct err *e)
{
	return err_set(e, ERR_DATA, "%s:%zu: %s", s->name, s->line, what);
}

int
sealed_text(struct sealed *s, const char *key, char **value, struct err *e)
{
	size_t len = strlen(key);
	char *line = s->at, *end;

	s->line++;
	if ((size_t)(s->end - line) <= len || memcmp(line, key, len) != 0 ||
	    line[len] != ' ')
		return err_set(e, ERR_DATA, "%s:%zu: not a line \"%s ...\"",
		    s->name, s->line, key);
	end = memchr(line, '\n', (size_t)(s->end - line));
	*end = '\0'; /* the text ends with one */
	s->at = end + 1;
	*value = line + len + 1;
	return 0;
}

int
sealed_word(struct sealed *s, char **value, const char **word, struct err *e)
{
	char *end = *value + strcspn(*value, " ");

	if (end == *value || (*end == ' ' && end[1] == '\0'))
		return sealed_wrong(s, "a word is missing", e);
	*word = *value;
	*value = end + (*end == ' ');
	*end = '\0';
	return 0;
}

int
sealed_word_int(struct sealed *s, char **value, int64_t min, int64_t max,
    int64_t *number, struct err *e)
{
	const char *word;

	if (sealed_word(s, value, &word, e) < 0)
		return -1;
	if (*word == '+' || *word == '-' || (word[0] == '0' && word[1] != '\0'))
		return sealed_wrong(s, "not a number", e);
	if (decimal_int(word, strlen(word), min, max, number, e) < 0)
		return err_ctx(e, "%s:%zu", s->name, s->line);
	return 0;
}

int
sealed_word_wide(struct sealed *s, char **value, i128 *number, struct err *e)
{
	char again[I128_TEXT_MAX];
	const char *word;
	i128 v = 0;
	bool too_large = false;

	if (sealed_word(s, value, &word, e) < 0)
		return -1;
	for (const char *p = word + (*word == '-'); *p != '\0'; p++) {
		int digit = *p - '0';

		if (digit < 0 || digit > 9)
			return sealed_wrong(s, "not a number", e);
		too_large |= i128_mul(v, 10, &v) ||
		    (*word == '-' ? i128_sub(v, digit, &v)
				  : i128_add(v, digit, &v));
	}
	/* "-0", "007" and what does not fit are not what was written */
	if (!too_large)
		(void)i128_format(again, v, 0);
	if (too_large || strcmp(again, word) != 0)
		return sealed_wrong(s, "not a number", e);
	*number = v;
	return 0;
}

int
sealed_word_hash(struct sealed *s, char **value, char sha256[HASH_HEX_MAX],
    struct err *e)
{
	const char *word;

	if (sealed_word(s, value, &word, e) < 0)
		return -1;
	if (strlen(word) != HASH_HEX_MAX - 1 ||
	    strspn(word, "0123456789abcdef") != HASH_HEX_MAX - 1)
		return sealed_wrong(s, "not a SHA-256", e);
	memcpy(sha256, word, HASH_HEX_MAX);
	return 0;
}

/* Nothing may be behind the only word of a line. */
static int
only(struct sealed *s, const char *rest, struct err *e)
{
	return *rest == '\0' ? 0
			     : sealed_wrong(s, "something behind the value", e);
}

int
sealed_int(struct sealed *s, const char *key, int64_t min, int64_t max,
    int64_t *value, struct err *e)
{
	char *text;

	if (sealed_text(s, key, &text, e) < 0 ||
	    sealed_word_int(s, &text, min, max, value, e) < 0)
		return -1;
	return only(s, text, e);
}

int
sealed_hash(struct sealed *s, const char *key, char sha256[HASH_HEX_MAX],
    struct err *e)
{
	char *text;

	if (sealed_text(s, key, &text, e) < 0 ||
	    sealed_word_hash(s, &text, sha256, e) < 0)
		return -1;
	return only(s, text, e);
}

int
sealed_end(struct sealed *s, struct err *e)
{
	s->line++;
	return s->at == s->end ? 0 : sealed_wrong(s, "one line too many", e);
}
