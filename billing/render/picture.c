#include "render/picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/compress.h"
#include "base/err.h"
#include "base/mem.h"
#include "render/image.h"

void
picture_set_init(struct picture_set *s)
{
	s->first = NULL;
	(void)pthread_mutex_init(&s->lock, NULL);
}

void
picture_set_free(struct picture_set *s)
{
	while (s->first != NULL) {
		struct picture *p = s->first;

		s->first = p->next;
		buf_free(&p->pixels);
		buf_free(&p->alpha);
		free(p->path);
		free(p);
	}
	(void)pthread_mutex_destroy(&s->lock);
}

static int
load(struct picture **out, const char *path, struct err *e)
{
	struct image im = { 0 };
	struct picture *p;
	size_t n;

	if (image_open(&im, path, e) < 0)
		return -1;
	n = (size_t)im.width * im.height;
	p = mem_calloc(1, sizeof(*p));
	p->path = mem_strdup(path);
	p->width = im.width;
	p->height = im.height;
	p->channels = im.channels;
	compress_memory(im.pixels, n * im.channels, &p->pixels);
	if (im.alpha != NULL)
		compress_memory(im.alpha, n, &p->alpha);
	image_free(&im);
	*out = p;
	return 0;
}

int
picture_set_find(struct picture_set *s, const char *path,
    const struct picture **out, struct err *e)
{
	struct picture *p;
	int rc = 0;

	(void)pthread_mutex_lock(&s->lock);
	for (p = s->first; p != NULL && strcmp(p->path, path) != 0; p = p->next)
		;
	if (p == NULL && (rc = load(&p, path, e)) == 0) {
		p->next = s->first;
		s->first = p;
	}
	(void)pthread_mutex_unlock(&s->lock);
	*out = p;
	return rc;
}
