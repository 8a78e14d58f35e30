/*
 * Documents as PDF: pages break so that the sums carried forward add up, text
 * wraps and is never lost, data is never a template, what cannot be printed is
 * an error, and the bytes are the same on every thread.
 *
 * What stands on the pages is read back with pdftotext and qpdf.
 */
#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "document/document.h"
#include "render/font_set.h"
#include "render/pdf.h"
#include "render/sample_document.h"
#include "template/lang.h"
#include "template/template.h"

#include "../check.h"

static const char schema[] = "templates/template.rng";
static struct font_set fonts;
static struct lang *de;

/* The text of the pages, divided by form feeds. */
static void
read_text(const struct buf *pdf, const char *options, struct buf *text)
{
	static const char path[] = "build/fonts/test_pdf.pdf";
	char command[256];
	char piece[4096];
	FILE *f = fopen(path, "wb");
	size_t n;

	if (!CHECK(f != NULL && fwrite(pdf->data, 1, pdf->len, f) == pdf->len &&
		    fclose(f) == 0,
		"cannot write %s", path))
		return;
	(void)snprintf(command, sizeof(command), "pdftotext %s %s -", options,
	    path);
	f = popen(command, "r");
	if (!CHECK(f != NULL, "pdftotext"))
		return;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(text, piece, n);
	CHECK(pclose(f) == 0, "%s", command);
	(void)remove(path);
}

/* Lines whose amounts are a row of pseudo-random numbers. */
struct rows {
	int64_t n, at;
	const char *text;
};

static int
rewind_rows(void *context, struct err *e)
{
	struct rows *r = context;

	(void)e;
	r->at = 0;
	return 0;
}

static int64_t
row_amount(int64_t i)
{
	return (i * INT64_C(7919000017) % INT64_C(1000000007)) - 300000000;
}

static int
next_row(void *context, struct template_data *d, struct err *e)
{
	struct rows *r = context;

	(void)e;
	if (r->at == r->n)
		return 0;
	r->at++;
	data_int(d, VAR_LINE_POSITION, r->at);
	data_amount(d, VAR_LINE_PRICE, row_amount(r->at), "EUR");
	data_text(d, VAR_LINE_DESCRIPTION, r->text);
	return 1;
}

static int
render(const char *body, struct template_data *d, struct buf *out,
    struct err *e)
{
	struct template *t = NULL;
	struct pdf_job job = { .data = d,
		.lang = de,
		.fonts = &fonts,
		.document = "T-1",
		.created_us = PDF_NO_DATE };
	struct buf text = { 0 };
	int rc;

	buf_printf(&text,
	    "<template><page margin-left='20mm' margin-right='20mm'"
	    " margin-top='20mm' margin-bottom='20mm'"
	    " first-margin-top='60mm'/>%s</template>",
	    body);
	rc = template_open_text(&t, "t.xml", buf_text(&text), text.len, schema,
	    e);
	job.template = t;
	if (rc == 0)
		rc = pdf_render(&job, out, e);
	template_free(t);
	buf_free(&text);
	return rc;
}

static const char carry_body[] =
    "<frame top='285mm'><text>page {{page.number}} of {{page.count}}</text>"
    "</frame><body><table widths='30mm * 40mm' aligns='left left right'>"
    "<head><row><cell>head</cell></row></head>"
    "<carry><row><cell>carry</cell><cell/>"
    "<cell>{{table.carried|amount:8}}</cell></row></carry>"
    "<carried><row><cell>carried</cell><cell/>"
    "<cell>{{table.carried|amount:8}}</cell></row></carried>"
    "<for each='lines'><row sum='line.price'><cell>row "
    "{{line.position|number}}</cell><cell>{{line.description}}</cell>"
    "<cell>{{line.price|amount:8}}</cell></row></for>"
    "<row><cell>total</cell><cell/><cell>{{table.carried|amount:8}}</cell>"
    "</row></table></body>";

/* "1.234,50000000" at the end of a line, in 10^-8. */
static int64_t
amount_of(const char *line, size_t len)
{
	const char *at = line + len;
	int64_t v = 0;
	bool minus;

	while (at > line && at[-1] != ' ')
		at--;
	minus = *at == '-';
	for (; at < line + len; at++)
		if (*at >= '0' && *at <= '9')
			v = v * 10 + (*at - '0');
	return minus ? -v : v;
}

static void
test_carry(int64_t n, const char *description)
{
	struct template_data d = { 0 };
	struct rows rows = { .n = n, .text = description };
	struct buf pdf = { 0 }, text = { 0 };
	struct err e = { .code = ERR_NONE };
	int64_t sum = 0, seen = 0, pages = 0, heads = 0, carries = 0;
	int64_t carried = 0, totals = 0;

	d.collection[COLLECTION_LINES] =
	    (struct data_collection){ rewind_rows, next_row, &rows };
	if (!CHECK(render(carry_body, &d, &pdf, &e) == 0, "%s", e.text))
		return;
	read_text(&pdf, "-layout", &text);
	for (const char *p = buf_text(&text); *p != '\0';) {
		size_t len = strcspn(p, "\n");
		const char *line = p;

		p += len + (p[len] == '\n');
		if (*line == '\f') {
			line++;
			len--;
		}
		if (strncmp(line, "head", 4) == 0) {
			heads++;
		} else if (strncmp(line, "row ", 4) == 0) {
			CHECK_I64(amount_of(line, len), row_amount(++seen),
			    "a row");
			sum += row_amount(seen);
		} else if (strncmp(line, "carried", 7) == 0) {
			CHECK_I64(amount_of(line, len), sum, "carried");
			carried++;
		} else if (strncmp(line, "carry", 5) == 0) {
			CHECK_I64(amount_of(line, len), sum, "carry");
			carries++;
		} else if (strncmp(line, "total", 5) == 0) {
			CHECK_I64(amount_of(line, len), sum, "total");
			totals++;
		} else if (strncmp(line, "page ", 5) == 0) {
			CHECK_I64(atoll(line + 5), ++pages, "page number");
		}
	}
	CHECK_I64(seen, n, "rows on paper");
	CHECK_I64(heads, pages, "a head on every page");
	CHECK_I64(carries, pages - 1, "carry on every page but the last");
	CHECK_I64(carried, pages - 1, "carried on every page but the first");
	CHECK_I64(totals, 1, "totals");
	CHECK(n < 100 || pages > 1, "more than one page");
	buf_free(&pdf);
	buf_free(&text);
}

/* However narrow the column, every character is there, in order. */
static void
test_wrap(void)
{
	static const char long_text[] =
	    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter"
	    "beamtengesellschaft and ordinary words-with-hyphens of any length";
	struct template_data d = { 0 };

	data_text(&d, VAR_INVOICE_NOTE, long_text);
	for (int width = 3; width <= 165; width += width < 20 ? 1 : 25) {
		struct buf pdf = { 0 }, text = { 0 }, got = { 0 }, want = { 0 };
		struct err e = { .code = ERR_NONE };
		char body[256];

		(void)snprintf(body, sizeof(body),
		    "<body><columns widths='%dmm *'><cell>{{invoice.note}}"
		    "</cell><cell/></columns></body>",
		    width);
		if (render(body, &d, &pdf, &e) < 0) {
			/* refused rather than cut off */
			CHECK(width < 6 && strstr(e.text, "higher than a page"),
			    "%d: %s", width, e.text);
			buf_free(&pdf);
			continue;
		}
		read_text(&pdf, "-raw", &text);
		for (const char *p = buf_text(&text); *p != '\0'; p++)
			if (*p != ' ' && *p != '\n' && *p != '\f')
				buf_char(&got, *p);
		for (const char *p = long_text; *p != '\0'; p++)
			if (*p != ' ')
				buf_char(&want, *p);
		CHECK_STR(buf_text(&got), buf_text(&want), "wrapped text");
		buf_free(&pdf);
		buf_free(&text);
		buf_free(&got);
		buf_free(&want);
	}
}

/* 297 mm less margins of 60 and 20: 217 mm on the first page. */
static void
test_room(void)
{
	static const struct {
		const char *body;
		const char *pages; /* text of page 1, then of page 2 */
	} rows[] = {
		{ "<space height='200mm'/><text room='16mm'>a</text>", "a|" },
		{ "<space height='200mm'/><text room='18mm'>a</text>", "|a" },
		{ "<space height='200mm'/><block keep='yes'><space "
		  "height='16mm'/></block><text>a</text>",
		    "|a" },
		{ "<text>a</text><new-page/><text before='90mm'>b</text>",
		    "a|b" },
		{ "<text>a</text><new-page if='invoice.paid'/><text>b</text>",
		    "ab|" },
		{ "<space height='205mm'/><text>a<br/>a<br/>a</text>",
		    "|aaa" }, /* three lines stay together */
		{ "<space height='205mm'/><text>a<br/>a<br/>a<br/>a</text>",
		    "aa|aa" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct template_data d = { 0 };
		struct buf pdf = { 0 }, text = { 0 }, got = { 0 };
		struct err e = { .code = ERR_NONE };
		char body[512];
		bool first = true;

		(void)snprintf(body, sizeof(body), "<body>%s</body>",
		    rows[i].body);
		CHECK(render(body, &d, &pdf, &e) == 0, "%s", e.text);
		read_text(&pdf, "-raw", &text);
		for (const char *p = buf_text(&text); *p != '\0'; p++) {
			if (*p == '\f' && first) {
				buf_char(&got, '|');
				first = false;
			} else if (*p >= 'a')
				buf_char(&got, *p);
		}
		CHECK_STR(buf_text(&got), rows[i].pages, rows[i].body);
		buf_free(&pdf);
		buf_free(&text);
		buf_free(&got);
	}
}

/* The rectangles that are filled, as "x y width height re f". */
static void
read_drawing(const struct buf *pdf, struct buf *drawing)
{
	static const char path[] = "build/fonts/test_pdf.pdf";
	char piece[4096];
	FILE *f = fopen(path, "wb");
	size_t n;

	if (!CHECK(f != NULL && fwrite(pdf->data, 1, pdf->len, f) == pdf->len &&
		    fclose(f) == 0,
		"cannot write %s", path))
		return;
	f = popen("qpdf --qdf build/fonts/test_pdf.pdf - | grep -a ' re f$'",
	    "r");
	if (!CHECK(f != NULL, "qpdf"))
		return;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(drawing, piece, n);
	(void)pclose(f);
	(void)remove(path);
}

/* A page is 170 mm wide between its margins: 481.890 pt. */
static void
test_bar(void)
{
	static const struct {
		int64_t part, whole;
		const char *width; /* "": nothing is drawn */
	} rows[] = { { 25, 100, " 120.472 10 re f" },
		{ 100, 100, " 481.89 10 re f" },
		{ 300, 100, " 481.89 10 re f" }, { 0, 100, "" },
		{ -5, 100, "" }, { 5, 0, "" }, { 5, -100, "" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct template_data d = { 0 };
		struct buf pdf = { 0 }, drawing = { 0 };
		struct err e = { .code = ERR_NONE };

		data_money(&d, VAR_INVOICE_NET, rows[i].part, "EUR");
		data_amount(&d, VAR_INVOICE_USAGE, rows[i].whole * 1000000,
		    "EUR");
		CHECK(render("<body><bar value='invoice.net' of='invoice.usage'"
			     " height='10pt'/></body>",
			  &d, &pdf, &e) == 0,
		    "%s", e.text);
		read_drawing(&pdf, &drawing);
		CHECK((rows[i].width[0] == '\0') == (drawing.len == 0) &&
			strstr(buf_text(&drawing), rows[i].width) != NULL,
		    "row %zu: %s", i, buf_text(&drawing));
		buf_free(&pdf);
		buf_free(&drawing);
	}
}

static void
test_injection(void)
{
	static const char evil[] = "{{invoice.total}} <br/> &amp; %s (x) \\n";
	struct template_data d = { 0 };
	struct buf pdf = { 0 }, text = { 0 };
	struct err e = { .code = ERR_NONE };

	data_text(&d, VAR_CUSTOMER_COMPANY, evil);
	CHECK(render("<body><text>{{customer.company}}</text></body>", &d, &pdf,
		  &e) == 0,
	    "%s", e.text);
	read_text(&pdf, "-raw", &text);
	CHECK(strncmp(buf_text(&text), evil, strlen(evil)) == 0, "%s",
	    buf_text(&text));
	buf_free(&pdf);
	buf_free(&text);
}

static void
test_refused(void)
{
	static const struct {
		const char *body, *company, *says;
	} rows[] = {
		{ "<body><text>{{customer.company}}</text></body>", "中",
		    "document T-1: customer.company: no font has the character"
		    " 中 (U+4E2D)" },
		{ "<body><text>{{customer.company}}</text></body>", "a\tb",
		    "U+0009" },
		{ "<body><text>{{customer.company}}</text></body>", "a\xc3",
		    "document T-1: customer.company: not text in UTF-8" },
		{ "<body><text>中</text></body>", "",
		    "document T-1: t.xml:1: no font" },
		{ "<body><table widths='20mm *'><row><cell>"
		  "<space height='250mm'/></cell></row></table></body>",
		    "", "t.xml:1: a row is higher than a page" },
		{ "<body><columns widths='100mm 100mm'><cell/><cell/>"
		  "</columns></body>",
		    "", "wider than the place" },
		{ "<frame top='280mm'><space height='20mm'/></frame><body/>",
		    "", "runs over the lower edge" },
		{ "<body><at left='1mm' top='280mm' width='9mm'><text>a b c d e"
		  " f g h i j k l m n o p q r s t u v w x y z a b c d e f g h"
		  " </text></at></body>",
		    "", "runs over the lower edge" },
		{ "<body><image src='no-such.png'/></body>", "",
		    "no-such.png" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct template_data d = { 0 };
		struct buf pdf = { 0 };
		struct err e = { .code = ERR_NONE };

		data_text(&d, VAR_CUSTOMER_COMPANY, rows[i].company);
		CHECK(render(rows[i].body, &d, &pdf, &e) < 0 &&
			strstr(e.text, rows[i].says) != NULL,
		    "row %zu: %s", i, e.text);
		CHECK_I64(pdf.len, 0, "nothing is written");
		buf_free(&pdf);
	}
}

struct thread {
	const struct template *t;
	struct buf pdf;
	struct err e;
	int rc;
};

static void *
render_sample(void *context)
{
	struct thread *th = context;
	struct sample_calls made = { .per_subscriber = 150 };
	struct document_calls calls = sample_document_calls(&made);
	struct arena a = { 0 };
	struct document *d = sample_document(&a, DOCUMENT_INVOICE,
	    TEMPLATE_CATEGORY_CUSTOMER, "de");
	struct document_data *data = calloc(1, sizeof(*data));
	struct pdf_job job = { .template = th->t,
		.data = &data->values,
		.lang = de,
		.fonts = &fonts,
		.document = d->number,
		.created_us = d->created_us };

	th->rc = document_data_fill(data, d, "templates/brand/isarvox.png",
	    &calls, &th->e);
	if (th->rc == 0)
		th->rc = document_data_check(data, &fonts, &th->e);
	if (th->rc == 0)
		th->rc = pdf_render(&job, &th->pdf, &th->e);
	document_data_free(data);
	free(data);
	arena_free(&a);
	return NULL;
}

#define THREADS 4

static void
test_threads(void)
{
	struct thread th[THREADS] = { 0 };
	pthread_t id[THREADS];
	struct template *t;
	struct err e = { .code = ERR_NONE };

	if (!CHECK(template_open(&t,
		       "templates/documents/customer-itemised.xml", schema,
		       &e) == 0,
		"%s", e.text))
		return;
	for (size_t i = 0; i < THREADS; i++) {
		th[i].t = t;
		CHECK(pthread_create(&id[i], NULL, render_sample, &th[i]) == 0,
		    "thread");
	}
	for (size_t i = 0; i < THREADS; i++) {
		(void)pthread_join(id[i], NULL);
		CHECK(th[i].rc == 0, "%s", th[i].e.text);
		CHECK(th[i].pdf.len > 1000 && th[i].pdf.len == th[0].pdf.len &&
			memcmp(th[i].pdf.data, th[0].pdf.data, th[0].pdf.len) ==
			    0,
		    "thread %zu draws other bytes", i);
	}
	for (size_t i = 0; i < THREADS; i++)
		buf_free(&th[i].pdf);
	template_free(t);
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };

	if (!CHECK(font_set_open(&fonts, "build/fonts", NULL, &e) == 0 &&
		    lang_open(&de, "templates/lang/de.ini", &e) == 0,
		"%s", e.text))
		return check_done();
	test_carry(0, "");
	test_carry(1, "one");
	test_carry(60, "short");
	test_carry(61, "short");
	test_carry(700, "short");
	test_carry(300,
	    "a long description that goes over more than one line"
	    " of the column and so makes rows of different height");
	test_wrap();
	test_room();
	test_bar();
	test_injection();
	test_refused();
	test_threads();
	lang_free(de);
	font_set_close(&fonts);
	return check_done();
}
