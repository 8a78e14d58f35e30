/*
 * bench_pdf [CALLS]: how fast documents are drawn, and in how much memory.
 *
 * An itemised invoice of two pages is drawn again and again, by us and by a
 * program that does nothing but give libharu the same strings at the same
 * places in the same embedded fonts: CPU time of each, the ratio, and documents
 * a second and core on as many threads as there are cores.  Then one invoice of
 * a tenth of CALLS (1000000) and one of CALLS calls: what the memory of the
 * process grows by is pages that libharu keeps, so the growth must be the same for each page.
 *
 * Run from the root of the tree.  Fails if the ratio is above 1.3, if a core
 * draws fewer than 140 a second, or if a page of either bill needs more memory
 * than libharu's objects take.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <hpdf.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/document.h"
#include "render/font_set.h"
#include "render/pdf.h"
#include "render/sample_document.h"
#include "template/lang.h"
#include "template/template.h"

#define ROUNDS      200
#define LINES       4  /* of the invoice */
#define CALLS       32 /* of its one subscriber: the second page is full */
#define RATIO_MAX   1.3
#define SPEED_MIN   140.0
#define PAGE_KB_MAX 24.0 /* what libharu keeps of a page is 18 */
#define THREADS_MAX 64

static struct template *template;
static struct lang *lang;
static struct font_set fonts;

static double
cpu_ms(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
open_all(struct err *e)
{
	if (font_set_open(&fonts, "build/fonts", NULL, e) < 0 ||
	    template_open(&template,
		"templates/documents/customer-itemised.xml",
		"templates/template.rng", e) < 0 ||
	    lang_open(&lang, "templates/lang/de.ini", e) < 0)
		return -1;
	return lang_check(lang, template->labels, template->name, e);
}

/* The sample, with one subscriber that has ${calls} calls. */
static int
draw(int64_t calls, const struct pdf_watch *watch, struct buf *out,
    struct err *e)
{
	struct document_data *data = mem_calloc(1, sizeof(*data));
	struct sample_calls made = { .per_subscriber = calls };
	const struct document_calls source = sample_document_calls(&made);
	struct arena a = { 0 };
	struct document *d = sample_document(&a, DOCUMENT_INVOICE,
	    TEMPLATE_CATEGORY_CUSTOMER, "de");
	struct pdf_job job = { .template = template,
		.data = &data->values,
		.lang = lang,
		.fonts = &fonts,
		.document = d->number,
		.created_us = d->created_us,
		.watch = watch };
	int rc;

	d->n_lines = LINES;
	d->n_subscribers = 1;
	d->n_history = 0;
	d->n_allowances = 0;
	rc = document_data_fill(data, d, "", &source, e);
	if (rc == 0)
		rc = pdf_render(&job, out, e);
	document_data_free(data);
	free(data);
	arena_free(&a);
	return rc;
}

/* --- the same with libharu alone ------------------------------------------ */

struct piece {
	int64_t page;
	int32_t x, y, size;
	int font;
	char *text;
};

struct pieces {
	struct piece *all;
	size_t n, cap;
	int64_t pages;
};

static void
keep(void *context, int64_t page, int32_t x, int32_t y, int font, int32_t size,
    const char *text)
{
	struct pieces *p = context;

	p->all = mem_grow(p->all, p->n, &p->cap, sizeof(p->all[0]));
	p->all[p->n++] =
	    (struct piece){ page, x, y, size, font, mem_strdup(text) };
	if (page > p->pages)
		p->pages = page;
}

static void
fault(HPDF_STATUS status, HPDF_STATUS detail, void *context)
{
	(void)context;
	(void)fprintf(stderr, "bench_pdf: libharu: 0x%04lX %lu\n",
	    (unsigned long)status, (unsigned long)detail);
	exit(ERR_INTERNAL);
}

static void
bare(const struct pieces *p, struct buf *out)
{
	HPDF_Doc doc = HPDF_New(fault, NULL);
	HPDF_Font font[FONT_SET_MAX] = { NULL };
	HPDF_Page page[8];

	(void)HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
	(void)HPDF_UseUTFEncodings(doc);
	for (int64_t i = 0; i < p->pages; i++) {
		page[i] = HPDF_AddPage(doc);
		(void)HPDF_Page_SetWidth(page[i], 595.276f);
		(void)HPDF_Page_SetHeight(page[i], 841.89f);
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct piece *s = &p->all[i];
		HPDF_Page on = page[s->page - 1];

		if (font[s->font] == NULL)
			font[s->font] = HPDF_GetFont(doc,
			    HPDF_LoadTTFontFromFile(doc,
				font_path(fonts.fonts[s->font]), HPDF_TRUE),
			    "UTF-8");
		(void)HPDF_Page_BeginText(on);
		(void)HPDF_Page_SetFontAndSize(on, font[s->font],
		    (HPDF_REAL)s->size / 1000.0f);
		(void)HPDF_Page_TextOut(on, (HPDF_REAL)s->x / 1000.0f,
		    841.89f - (HPDF_REAL)s->y / 1000.0f, s->text);
		(void)HPDF_Page_EndText(on);
	}
	(void)HPDF_SaveToStream(doc);
	for (;;) {
		HPDF_UINT32 n = 65536;
		HPDF_STATUS rc;

		buf_reserve(out, n);
		rc = HPDF_ReadFromStream(doc, (HPDF_BYTE *)out->data + out->len,
		    &n);
		out->len += n;
		if (n == 0 || rc == HPDF_STREAM_EOF)
			break;
	}
	HPDF_Free(doc);
}

/* --- what is measured ------------------------------------------------------ */

static int
compare(double *ratio, struct err *e)
{
	struct pieces p = { 0 };
	const struct pdf_watch watch = { keep, &p };
	struct buf ours = { 0 }, theirs = { 0 };
	double at[3];

	if (draw(CALLS, &watch, &ours, e) < 0)
		return -1;
	at[0] = cpu_ms(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < ROUNDS; i++) {
		buf_reset(&ours);
		if (draw(CALLS, NULL, &ours, e) < 0)
			return -1;
	}
	at[1] = cpu_ms(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < ROUNDS; i++) {
		buf_reset(&theirs);
		bare(&p, &theirs);
	}
	at[2] = cpu_ms(CLOCK_PROCESS_CPUTIME_ID);
	*ratio = (at[1] - at[0]) / (at[2] - at[1]);
	(void)printf("  itemised invoice of %" PRId64 " pages, %zu texts:"
		     " %.2f ms CPU and %zu KB; libharu alone %.2f ms and %zu"
		     " KB; ratio %.2f\n",
	    p.pages, p.n, (at[1] - at[0]) / ROUNDS, ours.len / 1000,
	    (at[2] - at[1]) / ROUNDS, theirs.len / 1000, *ratio);
	for (size_t i = 0; i < p.n; i++)
		free(p.all[i].text);
	free(p.all);
	buf_free(&ours);
	buf_free(&theirs);
	return 0;
}

static void *
draw_many(void *context)
{
	struct buf out = { 0 };
	struct err *e = context;

	for (int i = 0; i < ROUNDS; i++) {
		buf_reset(&out);
		if (draw(CALLS, NULL, &out, e) < 0)
			break;
	}
	buf_free(&out);
	return NULL;
}

static int
all_cores(double *speed, struct err *e)
{
	struct err errs[THREADS_MAX] = { { .code = ERR_NONE } };
	pthread_t thread[THREADS_MAX];
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	double wall, cpu;

	n = n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : n;
	wall = cpu_ms(CLOCK_MONOTONIC);
	cpu = cpu_ms(CLOCK_PROCESS_CPUTIME_ID);
	for (long i = 0; i < n; i++)
		if (pthread_create(&thread[i], NULL, draw_many, &errs[i]) != 0)
			return err_set(e, ERR_BUSY, "no thread");
	for (long i = 0; i < n; i++)
		(void)pthread_join(thread[i], NULL);
	wall = cpu_ms(CLOCK_MONOTONIC) - wall;
	cpu = cpu_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	for (long i = 0; i < n; i++)
		if (errs[i].code != ERR_NONE) {
			*e = errs[i];
			return -1;
		}
	*speed = (double)(n * ROUNDS) / cpu * 1e3;
	(void)printf("  on %ld threads: %.0f documents a second and core of"
		     " CPU, %.0f a second by the clock\n",
	    n, *speed, (double)(n * ROUNDS) / wall * 1e3);
	return 0;
}

static int
long_bill(int64_t calls, double *kb_a_page, struct err *e)
{
	struct rusage before, after;
	struct buf out = { 0 };
	int64_t pages = 0;
	double ms = cpu_ms(CLOCK_PROCESS_CPUTIME_ID);
	int rc;

	(void)getrusage(RUSAGE_SELF, &before);
	rc = draw(calls, NULL, &out, e);
	if (rc == 0) {
		(void)getrusage(RUSAGE_SELF, &after);
		for (const char *p = out.data;
		     p != NULL && pages < INT64_MAX;) {
			p = memmem(p, (size_t)(out.data + out.len - p),
			    "/Type /Page\012", 12);
			if (p != NULL) {
				p++;
				pages++;
			}
		}
		*kb_a_page = (double)(after.ru_maxrss - before.ru_maxrss) /
		    (double)pages;
		(void)printf("  one invoice of %" PRId64 " calls: %" PRId64
			     " pages, %.1f s CPU, %zu MB; memory grew by %ld"
			     " MB, %.1f KB a page\n",
		    calls, pages, (cpu_ms(CLOCK_PROCESS_CPUTIME_ID) - ms) / 1e3,
		    out.len / 1000000,
		    (after.ru_maxrss - before.ru_maxrss) / 1024, *kb_a_page);
	}
	buf_free(&out);
	return rc;
}

int
main(int argc, char **argv)
{
	int64_t calls = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
	struct err e = { .code = ERR_NONE };
	double ratio, speed, short_kb, long_kb;

	if (calls < 1000) {
		(void)fprintf(stderr,
		    "usage: bench_pdf [CALLS], 1000 or more\n");
		return ERR_USAGE;
	}
	if (open_all(&e) < 0 || compare(&ratio, &e) < 0 ||
	    all_cores(&speed, &e) < 0 ||
	    long_bill(calls / 10, &short_kb, &e) < 0 ||
	    long_bill(calls, &long_kb, &e) < 0) {
		(void)fprintf(stderr, "bench_pdf: %s\n", e.text);
		return (int)e.code;
	}
	font_set_close(&fonts);
	lang_free(lang);
	template_free(template);
	if (ratio <= RATIO_MAX && speed >= SPEED_MIN &&
	    short_kb <= PAGE_KB_MAX && long_kb <= PAGE_KB_MAX)
		return 0;
	(void)fprintf(stderr,
	    "bench_pdf: wanted a ratio of %.1f, %.0f"
	    " documents a second and core, and no more memory"
	    " a page for more pages\n",
	    RATIO_MAX, SPEED_MIN);
	return 1;
}
