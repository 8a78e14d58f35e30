#include "base/intmap.h"

#include <stdlib.h>

#include "base/mem.h"

#define SLOTS 64 /* at first */

static size_t
slot(const struct intmap *m, int64_t key)
{
	uint64_t h = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(h ^ h >> 32) & m->mask;

	while (m->slots[at] != 0 && m->keys[m->slots[at] - 1] != key)
		at = (at + 1) & m->mask;
	return at;
}

size_t
intmap_find(const struct intmap *m, int64_t key)
{
	return m->n == 0 ? INTMAP_NONE : (size_t)m->slots[slot(m, key)] - 1;
}

static void
grow(struct intmap *m)
{
	size_t size = m->slots == NULL ? SLOTS : (m->mask + 1) * 2;

	free(m->slots);
	m->slots = mem_calloc(size, sizeof(m->slots[0]));
	m->mask = size - 1;
	for (size_t i = 0; i < m->n; i++)
		m->slots[slot(m, m->keys[i])] = (uint32_t)(i + 1);
}

size_t
intmap_add(struct intmap *m, int64_t key)
{
	if (m->n >= UINT32_MAX)
		mem_exhausted();
	if (m->slots == NULL || m->n * 2 > m->mask)
		grow(m);
	m->keys = mem_grow(m->keys, m->n, &m->cap, sizeof(m->keys[0]));
	m->keys[m->n] = key;
	m->slots[slot(m, key)] = (uint32_t)(m->n + 1);
	return m->n++;
}

void
intmap_free(struct intmap *m)
{
	free(m->keys);
	free(m->slots);
	*m = (struct intmap){ .keys = NULL };
}
