#ifndef BASE_TEXTMAP_H
#define BASE_TEXTMAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * A hash table from texts to numbers: filled first, then read by any number of
 * threads.  Keys are borrowed and must live as long as the map.  A zeroed
 * struct is an empty map.  The order of filling does not show: whoever needs
 * an order sorts.
 */
#define TEXTMAP_NONE UINT32_MAX

#define TEXTMAP_HEAD 16

struct textmap_slot {
	const char *key; /* NULL: free */
	uint32_t hash;
	uint32_t value;
	/* The key itself, if it is shorter: most are, and to look at it where it
	 * lies would be one wait for memory more. */
	char head[TEXTMAP_HEAD];
};

struct textmap {
	struct textmap_slot *slots;
	size_t count, mask; /* slots are mask + 1; 0: none yet */
};

/* Put ${key} in with ${value}; a key that is there keeps its value.  Returns
 * the value that the key has now. */
uint32_t textmap_put(struct textmap *, const char *key, uint32_t value);

/* The value of the key, or TEXTMAP_NONE. */
uint32_t textmap_find(const struct textmap *, const char *key, size_t len);

/*
 * The same in two steps, so that what the second looks at is brought from memory
 * while something else is done.  The text lives until then.
 */
struct textmap_key {
	const char *text;
	size_t len;
	uint32_t hash;
};
struct textmap_key textmap_fetch(const struct textmap *, const char *key,
    size_t len);
uint32_t textmap_find_key(const struct textmap *, const struct textmap_key *);

void textmap_free(struct textmap *);

#endif /* BASE_TEXTMAP_H */
