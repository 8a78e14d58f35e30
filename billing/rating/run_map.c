#include "rating/run_map.h"

#include "base/progress.h"
#include "rating/ahead.h"
#include "rating/run.h"

int
run_map_range(const struct run_input *in, struct mapper *m, size_t segment,
    int64_t from, int64_t until, struct err *e)
{
	const struct run_segment *s = &in->segments[segment];
	struct ahead ahead = { .directory = in->directory,
		.reader = &in->reader };
	const struct ahead_call *k;
	int64_t n = 0;
	int status;

	if (in->reader.open(in->reader.arg, segment, from, until, &ahead.cursor,
		e) < 0)
		return -1;
	while ((status = ahead_next(&ahead, &k, e)) > 0) {
		if (k->looked_up)
			resolver_expect(&m->resolver, k->call.source_account,
			    k->subscriber);
		status = mapper_add(m, &s->format, (uint32_t)segment, k->seq,
		    &k->call, e);
		if (status < 0)
			break;
		n++;
	}
	in->reader.close(ahead.cursor);
	progress_add(in->progress, n);
	return status;
}

bool
run_map_overlap(const struct run_input *in)
{
	const struct run_segment *s = in->segments;

	for (size_t i = 0; i < in->nsegments; i++)
		for (size_t k = 0; k < i; k++)
			if (s[i].first_us <= s[k].last_us &&
			    s[k].first_us <= s[i].last_us)
				return true;
	return false;
}
