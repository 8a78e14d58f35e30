#include "job/whatif_file.h"

#include <stddef.h>

#include "base/err.h"
#include "base/input.h"
#include "cdr/format.h"
#include "cdr/reader.h"
#include "job/whatif_feed.h"
#include "rating/sums.h"

static int
rate(const struct whatif_file *file, struct reader *reader,
    const struct sums_input *what, struct sums_result *out, struct err *e)
{
	const struct cdr_format *format = file->format;
	struct sums_source source = {
		.format = { .trust_cli = format->trust_cli,
		    .demand_group = format->demand_peer }
	};
	struct whatif_feed *feed =
	    whatif_feed_start(reader, file->threads, file->problems);
	int rc;

	whatif_feed_source(feed, &source);
	rc = sums_blocks(&source, file->threads, what, out, e);
	whatif_feed_stop(feed);
	return rc;
}

int
whatif_file_rate(const struct whatif_file *file, const struct sums_input *what,
    struct sums_result *out, char *sha256, struct err *e)
{
	const struct reader_options options = { .zone = file->zone,
		.now_us = file->now_us };
	struct reader *reader;
	struct input *in;
	int rc = -1;

	*out = (struct sums_result){ 0 };
	if (input_open(&in, file->path, e) < 0)
		return -1;
	if (sha256 == NULL)
		input_unhashed(in);
	if (reader_open(&reader, in, file->format, &options, e) < 0)
		return -1;
	rc = rate(file, reader, what, out, e);
	if (rc == 0 && sha256 != NULL)
		rc = input_content_sha256(in, sha256, e);
	if (rc < 0)
		sums_result_free(out);
	reader_close(reader);
	return rc < 0 ? err_ctx(e, "%s", file->path) : 0;
}
