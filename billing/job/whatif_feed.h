#ifndef JOB_WHATIF_FEED_H
#define JOB_WHATIF_FEED_H

struct problems;
struct reader;
struct sums_source;

/*
 * The calls of a file on their way to those who price them.
 *
 * Nearly every line of a call export can be read by itself: a thread reads the
 * file and hands on blocks of such lines, which are parsed by whoever prices
 * their calls.  So nothing is done twice or copied between the two, and parsing
 * is on as many cores as pricing.  What has to be read in order (records with
 * quotes, a last line without its end, formats of their own) that thread parses
 * itself, and hands on as calls (cdr/pack.h).  Who parsed cannot be told from the
 * result.
 */
struct whatif_feed;

/* The calls of ${reader}, for at most ${threads} cursors; broken records are
 * told to ${problems}, in order of lines, when all is over.  Both are borrowed;
 * NULL: broken records are passed over. */
struct whatif_feed *whatif_feed_start(struct reader *, int threads,
    struct problems *);

/* From where sums_blocks() takes them. */
void whatif_feed_source(struct whatif_feed *, struct sums_source *);

/* When all cursors are closed. */
void whatif_feed_stop(struct whatif_feed *);

#endif /* JOB_WHATIF_FEED_H */
