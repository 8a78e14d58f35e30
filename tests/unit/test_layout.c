/*
 * Places on the page: the address field of DIN 5008 to the thousandth of a
 * point, charts with their bars, labels and shares.  What was drawn is seen
 * through struct pdf_watch and, for areas, in the operators of the page.
 */
#include "base/buf.h"
#include "base/err.h"
#include "render/font_set.h"
#include "render/pdf.h"
#include "template/data.h"
#include "template/lang.h"
#include "template/template.h"

#include "../check.h"

#define SEEN_MAX 64

static const char schema[] = "templates/template.rng";
static struct font_set fonts;
static struct lang *de;

struct seen {
	struct {
		int32_t x, y;
		char text[64];
	} all[SEEN_MAX];
	int n;
};

static void
see(void *context, int64_t page, int32_t x, int32_t y, int font, int32_t size,
    const char *text)
{
	struct seen *s = context;

	(void)page;
	(void)font;
	(void)size;
	if (s->n == SEEN_MAX)
		return;
	s->all[s->n].x = x;
	s->all[s->n].y = y;
	(void)snprintf(s->all[s->n++].text, sizeof(s->all[0].text), "%s", text);
}

static int
render(const char *body, struct template_data *d, struct seen *s,
    struct buf *pdf, struct err *e)
{
	const struct pdf_watch watch = { see, s };
	struct template *t = NULL;
	struct buf text = { 0 };
	int rc = -1;

	buf_printf(&text,
	    "<template><page margin-left='20mm' margin-right='20mm'"
	    " margin-top='20mm' margin-bottom='20mm'/>"
	    "<style name='s' size='8pt' leading='10pt'/>%s</template>",
	    body);
	if (template_open_text(&t, "t.xml", buf_text(&text), text.len, schema,
		e) == 0) {
		struct pdf_job job = { .template = t,
			.data = d,
			.lang = de,
			.fonts = &fonts,
			.document = "T",
			.created_us = PDF_NO_DATE,
			.watch = &watch };

		rc = pdf_render(&job, pdf, e);
	}
	template_free(t);
	buf_free(&text);
	return rc;
}

/* --- the address field ----------------------------------------------------- */

/* Thousandths of a point, rounded to the nearest, of tenths of a millimetre. */
static int32_t
mm10(int32_t tenths)
{
	return (int32_t)(((int64_t)tenths * 720000 + 1270) / 2540);
}

static void
test_window(void)
{
	static const struct {
		const char *form, *zone;
		int32_t top, height; /* DIN 5008, tenths of a millimetre */
		int lines_most;      /* of 12.8 pt */
	} rows[] = {
		{ "din5008-a", "note", 270, 177, 3 },
		{ "din5008-a", "address", 447, 273, 6 },
		{ "din5008-b", "note", 450, 177, 3 },
		{ "din5008-b", "address", 627, 273, 6 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool note = strcmp(rows[i].zone, "note") == 0;

		for (int lines = 1; lines <= rows[i].lines_most + 1; lines++) {
			struct template_data d = { 0 };
			struct seen s = { .n = 0 };
			struct buf pdf = { 0 }, body = { 0 };
			struct err e = { .code = ERR_NONE };
			int32_t from = mm10(rows[i].top);
			int rc;

			buf_printf(&body,
			    "<style name='a' size='10pt' leading='12.8pt'/>"
			    "<frame top='1mm' page='first'>"
			    "<window form='%s' zone='%s'>",
			    rows[i].form, rows[i].zone);
			for (int n = 0; n < lines; n++)
				buf_str(&body, "<text style='a'>x</text>");
			buf_str(&body, "</window></frame><body/>");
			rc = render(buf_text(&body), &d, &s, &pdf, &e);
			if (lines > rows[i].lines_most) {
				CHECK(rc < 0 && e.code == ERR_DATA &&
					strstr(e.text, "t.xml:1") != NULL &&
					strstr(e.text,
					    "more than the address window") !=
					    NULL,
				    "%s", e.text);
			} else if (CHECK(rc == 0 && s.n == lines, "%s",
				       e.text)) {
				if (note)
					from += mm10(rows[i].height) -
					    12800 * lines;
				for (int n = 0; n < lines; n++) {
					CHECK_I64(s.all[n].x, mm10(250),
					    "25 mm from the left");
					CHECK(s.all[n].y -
							(from + 12800 * n +
							    9600) <=
						    1 &&
						s.all[n].y -
							(from + 12800 * n +
							    9600) >=
						    -1,
					    "%s %s line %d at %d", rows[i].form,
					    rows[i].zone, n, s.all[n].y);
				}
			}
			buf_free(&pdf);
			buf_free(&body);
		}
	}
}

/* --- charts ---------------------------------------------------------------- */

struct rows {
	const char *labels[12];
	int64_t minor[12];
	int n, at;
};

static int
rewind_rows(void *context, struct err *e)
{
	(void)e;
	((struct rows *)context)->at = 0;
	return 0;
}

static int
next_row(void *context, struct template_data *d, struct err *e)
{
	struct rows *r = context;

	(void)e;
	if (r->at == r->n)
		return 0;
	data_text(d, VAR_LINE_ZONE, r->labels[r->at]);
	data_money(d, VAR_LINE_AMOUNT, r->minor[r->at++], "EUR");
	return 1;
}

/* The texts, one after the other, divided by "|". */
static void
chart(const char *element, struct rows *rows, struct seen *s, struct buf *said,
    struct buf *areas)
{
	struct template_data d = { 0 };
	struct buf pdf = { 0 }, body = { 0 };
	struct err e = { .code = ERR_NONE };

	d.collection[COLLECTION_LINES] =
	    (struct data_collection){ rewind_rows, next_row, rows };
	buf_printf(&body, "<body>%s</body>", element);
	*s = (struct seen){ .n = 0 };
	buf_reset(said);
	if (render(buf_text(&body), &d, s, &pdf, &e) < 0) {
		buf_str(said, e.text);
	} else {
		for (int i = 0; i < s->n; i++)
			buf_printf(said, "%s|", s->all[i].text);
		if (areas != NULL) {
			FILE *f = fopen("build/fonts/test_layout.pdf", "wb");
			char piece[4096];
			size_t n;

			if (CHECK(f != NULL &&
				    fwrite(pdf.data, 1, pdf.len, f) ==
					pdf.len &&
				    fclose(f) == 0,
				"cannot write"))
				f = popen("qpdf --qdf build/fonts/"
					  "test_layout.pdf - |"
					  " grep -a ' re f$'",
				    "r");
			if (CHECK(f != NULL, "qpdf")) {
				while (
				    (n = fread(piece, 1, sizeof(piece), f)) > 0)
					buf_add(areas, piece, n);
				(void)pclose(f);
			}
			(void)remove("build/fonts/test_layout.pdf");
		}
	}
	buf_free(&pdf);
	buf_free(&body);
}

static void
test_shares(void)
{
	static const char shares[] =
	    "<chart type='shares' each='lines' value='line.amount' style='s'"
	    " label='{{line.zone}}' other='other' most='3'"
	    " where=\"line.zone != 'no'\"/>";
	static struct {
		struct rows rows;
		const char *said;
	} cases[] = {
		{ { { "a", "b" }, { 300, 100 }, 2, 0 }, "75 %|a|25 %|b|" },
		/* the largest first, the same label once */
		{ { { "a", "b", "a" }, { 100, 300, 100 }, 3, 0 },
		    "60 %|b|40 %|a|" },
		/* thirds add up to 100 */
		{ { { "a", "b", "c" }, { 1, 1, 1 }, 3, 0 },
		    "33,4 %|a|33,3 %|b|33,3 %|c|" },
		/* one more than most keeps its name, two more do not */
		{ { { "a", "b", "c", "d" }, { 4, 3, 2, 1 }, 4, 0 },
		    "40 %|a|30 %|b|20 %|c|10 %|d|" },
		{ { { "a", "b", "c", "d", "e" }, { 4, 3, 2, 1, 10 }, 5, 0 },
		    "50 %|e|20 %|a|15 %|b|15 %|other|" },
		/* what is not above 0, or not wanted, has no share */
		{ { { "a", "b", "c", "no" }, { 100, 0, -50, 900 }, 4, 0 },
		    "100 %|a|" },
		{ { { "a" }, { 0 }, 1, 0 }, "" },
		{ { { NULL }, { 0 }, 0, 0 }, "" },
	};
	struct seen s;
	struct buf said = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		chart(shares, &cases[i].rows, &s, &said, NULL);
		CHECK_STR(buf_text(&said), cases[i].said, "shares");
	}
	buf_free(&said);
}

static void
test_bars(void)
{
	static const char bars[] =
	    "<chart type='bars' each='lines' value='line.amount' style='s'"
	    " label='{{line.zone}}' text='{{line.amount|amount}}'"
	    " height='61.5pt'/>";
	struct rows rows = { { "a", "b", "c" }, { 100, 200, 50 }, 3, 0 };
	struct rows one = { { "a" }, { 100 }, 1, 0 };
	struct rows wide = { { "a", "b", "c", "d", "e", "f", "g", "h", "i" },
		{ 1, 99999999999999, 3, 4, 5, 6, 7, 8, 9 }, 9, 0 };
	struct rows minus = { { "a", "b" }, { -100, 0 }, 2, 0 };
	struct rows label = { { "a", "an unreasonably long name of a bar" },
		{ 1, 2 }, 2, 0 };
	struct seen s;
	struct buf said = { 0 }, areas = { 0 };

	/* 61.5 pt less two lines of 10 and 1.5 between: 40 pt are the most */
	chart(bars, &rows, &s, &said, &areas);
	CHECK_STR(buf_text(&said), "1,00|a|2,00|b|0,50|c|", "bars");
	CHECK(strstr(buf_text(&areas), " 31.181 20 re f") != NULL &&
		strstr(buf_text(&areas), " 31.181 40 re f") != NULL &&
		strstr(buf_text(&areas), " 31.181 10 re f") != NULL,
	    "%s", buf_text(&areas));
	CHECK(s.all[1].y == s.all[3].y && s.all[1].y == s.all[5].y &&
		s.all[0].y - s.all[2].y == 20000,
	    "texts stand on their bars, labels in one line");

	buf_reset(&areas);
	chart(bars, &one, &s, &said, &areas);
	CHECK(said.len == 0 && areas.len == 0, "one bar is no chart");
	chart(bars, &wide, &s, &said, NULL);
	CHECK_STR(buf_text(&said), "a|b|c|d|e|f|g|h|0,09|i|",
	    "only the last where not all fit");
	buf_reset(&areas);
	chart(bars, &minus, &s, &said, &areas);
	CHECK_STR(buf_text(&said), "-1,00|a|0,00|b|", "nothing above zero");
	CHECK(strstr(buf_text(&areas), " 31.181 ") == NULL, "%s",
	    buf_text(&areas));
	chart(bars, &label, &s, &said, NULL);
	CHECK(strstr(buf_text(&said), "t.xml:1: a label is wider") != NULL,
	    "%s", buf_text(&said));
	buf_free(&said);
	buf_free(&areas);
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };

	if (CHECK(font_set_open(&fonts, "build/fonts", NULL, &e) == 0 &&
		    lang_open(&de, "templates/lang/de.ini", &e) == 0,
		"%s", e.text)) {
		test_window();
		test_shares();
		test_bars();
	}
	lang_free(de);
	font_set_close(&fonts);
	return check_done();
}
