#include "store/page_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

int
page_tree_damaged(const struct page_tree *t, const char *what, struct err *e)
{
	return err_set(e, ERR_DATA, "%s: damaged: %s", t->path, what);
}

int
page_tree_push(struct page_tree *t, uint32_t number, struct err *e)
{
	struct page_level *l;
	size_t head;

	if (t->depth == PAGE_TREE_DEPTH || number == 0)
		return err_set(e, ERR_DATA, "%s: damaged: the tree of %s",
		    t->path, t->kind->name);
	l = &t->level[t->depth];
	if (l->page == NULL)
		l->page = mem_calloc(1, t->page_size + PAGE_SLACK);
	if (page_read(t->fd, t->path, number, l->page, t->page_size, e) < 0)
		return -1;
	l->leaf = l->page[0] == t->kind->leaf;
	if (!l->leaf && l->page[0] != t->kind->interior)
		return page_tree_damaged(t, "the kind of a page", e);
	l->cells = page_get16(l->page + 3);
	l->at = 0;
	l->down = l->leaf;
	head = l->leaf ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
	if (head + 2 * (size_t)l->cells > t->page_size ||
	    (l->cells == 0 && t->depth > 0))
		return page_tree_damaged(t, "the cells of a page", e);
	t->depth++;
	return 0;
}

int
page_tree_open(struct page_tree *t, const struct page_tree_kind *kind,
    const char *path, uint32_t root, uint32_t page_size, struct err *e)
{
	*t = (struct page_tree){ .kind = kind, .page_size = page_size };
	t->path = mem_strdup(path);
	t->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (t->fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
		    "%s: %s", path, strerror(errno));
	return page_tree_push(t, root, e);
}

void
page_tree_close(struct page_tree *t)
{
	for (int i = 0; i < PAGE_TREE_DEPTH; i++)
		free(t->level[i].page);
	if (t->fd >= 0)
		(void)close(t->fd);
	free(t->path);
}
