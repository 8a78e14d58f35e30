#include "base/textmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

#define SEED  UINT64_C(0x746f6c6c626f6f6b)
#define FIRST 64 /* slots of a new map; a power of two */

static uint32_t
hash_of(const char *key, size_t len)
{
	return (uint32_t)(hash64(key, len, SEED) >> 32);
}

/* Are the first ${len} < TEXTMAP_HEAD bytes the same?  memcmp(3) without a call,
 * by two loads that overlap. */
static inline bool
is_head(const char *a, const char *b, size_t len)
{
	uint64_t x[2], y[2];

	if (len >= 8) {
		memcpy(&x[0], a, 8);
		memcpy(&y[0], b, 8);
		memcpy(&x[1], a + len - 8, 8);
		memcpy(&y[1], b + len - 8, 8);
		return x[0] == y[0] && x[1] == y[1];
	}
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static inline bool
is_key(const struct textmap_slot *s, const char *key, size_t len)
{
	if (len < TEXTMAP_HEAD)
		return s->head[len] == '\0' && is_head(s->head, key, len);
	return strncmp(s->key, key, len) == 0 && s->key[len] == '\0';
}

/* The slot of the key, or the free one where it would go. */
static struct textmap_slot *
slot_of(const struct textmap *m, const char *key, size_t len, uint32_t hash)
{
	for (size_t i = hash & m->mask;; i = (i + 1) & m->mask) {
		struct textmap_slot *s = &m->slots[i];

		if (s->key == NULL || (s->hash == hash && is_key(s, key, len)))
			return s;
	}
}

static void
grow(struct textmap *m)
{
	struct textmap old = *m;
	size_t n = old.slots == NULL ? FIRST : (old.mask + 1) * 2;

	m->slots = mem_alloc_large(n * sizeof(*m->slots));
	memset(m->slots, 0, n * sizeof(*m->slots));
	m->mask = n - 1;
	for (size_t i = 0; old.slots != NULL && i <= old.mask; i++) {
		const struct textmap_slot *s = &old.slots[i];

		if (s->key != NULL)
			*slot_of(m, s->key, strlen(s->key), s->hash) = *s;
	}
	free(old.slots);
}

uint32_t
textmap_put(struct textmap *m, const char *key, uint32_t value)
{
	size_t len = strlen(key);
	uint32_t hash = hash_of(key, len);
	struct textmap_slot *s;

	if (m->slots == NULL || m->count * 2 > m->mask)
		grow(m);
	s = slot_of(m, key, len, hash);
	if (s->key == NULL) {
		*s = (struct textmap_slot){ .key = key,
			.hash = hash,
			.value = value };
		memcpy(s->head, key, len < TEXTMAP_HEAD ? len : TEXTMAP_HEAD);
		m->count++;
	}
	return s->value;
}

uint32_t
textmap_find(const struct textmap *m, const char *key, size_t len)
{
	const struct textmap_key k = { key, len, hash_of(key, len) };

	return textmap_find_key(m, &k);
}

struct textmap_key
textmap_fetch(const struct textmap *m, const char *key, size_t len)
{
	const struct textmap_key k = { key, len, hash_of(key, len) };

	if (m->slots != NULL)
		__builtin_prefetch(&m->slots[k.hash & m->mask]);
	return k;
}

uint32_t
textmap_find_key(const struct textmap *m, const struct textmap_key *k)
{
	const struct textmap_slot *s;

	if (m->slots == NULL)
		return TEXTMAP_NONE;
	s = slot_of(m, k->text, k->len, k->hash);
	return s->key == NULL ? TEXTMAP_NONE : s->value;
}

void
textmap_free(struct textmap *m)
{
	free(m->slots);
	*m = (struct textmap){ 0 };
}
