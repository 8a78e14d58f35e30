#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;

/*
 * What lies in a folder: names in order of their bytes, without "." and "..",
 * in the arena.  A folder that is not there is empty.
 */
struct folder_entry {
	const char *name;
	bool folder;
};

int folder_read(const char *path, struct arena *, struct folder_entry **entries,
    size_t *n, struct err *);

/* Remove a folder and all that is in it; absent is fine.  Links are removed, what
 * they lead to stays. */
int folder_remove(const char *path, struct err *);

#endif /* BASE_FOLDER_H */
