#include "job/whatif_file.h"

#include <stdlib.h>

#include "base/block_queue.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/problems.h"
#include "cdr/call.h"
#include "cdr/format.h"
#include "cdr/pack.h"
#include "cdr/reader.h"
#include "rating/sums.h"

/* Calls on their way from the parser to who prices them: some thousand, and
 * more than the largest one takes. */
#define BLOCK_BYTES ((size_t)1 << 20)

_Static_assert(BLOCK_BYTES > PACK_SIZE_MAX, "a block has room for each call");

struct feed {
	const struct whatif_file *file;
	struct reader *reader;
	struct block_queue *queue; /* NULL: there is no thread for it */
};

/* The next call: 1; 0; -1.  Broken records are passed over. */
static int
next_call(struct feed *f, struct call *call, struct err *e)
{
	struct reader *r = f->reader;
	int rc;

	while ((rc = reader_next(r, call, e)) == 2)
		if (f->file->problems != NULL)
			problems_add(f->file->problems, f->file->path,
			    reader_line(r), reader_column(r), "%s",
			    reader_reason(r));
	return rc;
}

/* A block of packed calls, in the thread that parses: full when the largest
 * call might not fit any more. */
static ptrdiff_t
make_block(void *arg, unsigned char *to, struct err *e)
{
	struct feed *f = arg;
	struct call call;
	size_t used = 0;
	int rc = 1;

	while (used + PACK_SIZE_MAX <= BLOCK_BYTES &&
	    (rc = next_call(f, &call, e)) > 0) {
		struct pack *p = (void *)(to + used);

		pack_unhashed(p, &call);
		used += pack_bytes(p);
	}
	return rc < 0 ? -1 : (ptrdiff_t)used;
}

static ptrdiff_t
take_block(void *arg, unsigned char **block, struct err *e)
{
	struct feed *f = arg;

	if (f->queue == NULL)
		return make_block(f, *block, e);
	return block_queue_take(f->queue, block, e);
}

static int
rate(struct feed *f, const struct sums_input *what, struct sums_result *out,
    struct err *e)
{
	const struct cdr_format *format = f->file->format;
	const struct sums_source source = { .take = take_block,
		.arg = f,
		.block = BLOCK_BYTES,
		.format = { .trust_cli = format->trust_cli,
		    .demand_group = format->demand_peer } };
	int rc;

	f->queue = block_queue_start(BLOCK_BYTES, make_block, f);
	rc = sums_blocks(&source, f->file->threads, what, out, e);
	block_queue_stop(f->queue);
	return rc;
}

int
whatif_file_rate(const struct whatif_file *file, const struct sums_input *what,
    struct sums_result *out, char sha256[HASH_HEX_MAX], struct err *e)
{
	const struct reader_options options = { .zone = file->zone,
		.now_us = file->now_us };
	struct feed f = { .file = file };
	struct input *in;
	int rc = -1;

	*out = (struct sums_result){ 0 };
	if (input_open(&in, file->path, e) < 0 ||
	    reader_open(&f.reader, in, file->format, &options, e) < 0)
		return -1;
	rc = rate(&f, what, out, e);
	if (rc == 0)
		rc = input_content_sha256(reader_input(f.reader), sha256, e);
	if (rc < 0)
		sums_result_free(out);
	reader_close(f.reader);
	return rc < 0 ? err_ctx(e, "%s", file->path) : 0;
}
