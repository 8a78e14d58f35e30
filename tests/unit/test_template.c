/*
 * Templates: the shipped ones, and what is refused when one is loaded, with
 * file and line.  Every variable and filter stands in the manual.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "template/attribute.h"
#include "template/filter.h"
#include "template/lang.h"
#include "template/template.h"
#include "template/variables.h"

#include "../check.h"

static const char schema[] = "templates/template.rng";

static const char *const languages[] = { "en", "de", "es", "fr", "it", "nl",
	"pl", "pt" };

#define LANGUAGES (sizeof(languages) / sizeof(languages[0]))

static struct lang *
open_language(const char *code)
{
	struct err e = { .code = ERR_NONE };
	struct lang *lang = NULL;
	char path[128];

	(void)snprintf(path, sizeof(path), "templates/lang/%s.ini", code);
	CHECK(lang_open(&lang, path, &e) == 0, "%s", e.text);
	return lang;
}

/* Every shipped template goes with every shipped language. */
static void
test_shipped(void)
{
	static const char *const names[] = { "customer", "customer-itemised",
		"reseller", "peer", "did", "credit-note", "margin" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (size_t l = 0; l < LANGUAGES; l++) {
			struct err e = { .code = ERR_NONE };
			struct template *t = NULL;
			struct lang *lang = open_language(languages[l]);
			char path[128];

			(void)snprintf(path, sizeof(path),
			    "templates/documents/%s.xml", names[i]);
			CHECK(template_open(&t, path, schema, &e) == 0, "%s",
			    e.text);
			if (t != NULL && lang != NULL)
				CHECK(lang_check(lang, t->labels, t->name,
					  &e) == 0,
				    "%s", e.text);
			lang_free(lang);
			template_free(t);
		}
}

/*
 * Every language has every key of English and no other, but for currencies,
 * which go by their code where they have no sign; each knows itself, and a
 * label uses the same variables in all of them.
 */
static void
test_languages(void)
{
	struct lang *en = open_language("en");

	for (size_t l = 1; l < LANGUAGES && en != NULL; l++) {
		struct lang *lang = open_language(languages[l]);

		if (lang == NULL)
			break;
		CHECK_STR(lang->code, languages[l], "code");
		for (size_t i = 0; i < en->count; i++) {
			const char *key = en->labels[i].key;
			const struct lang_label *label = lang_find(lang, key);

			if (strncmp(key, "currency.", 9) == 0)
				continue;
			if (!CHECK(label != NULL && label->plain[0] != '\0',
				"%s: %s is missing", languages[l], key))
				continue;
			CHECK_I64(expression_scopes(label->text),
			    expression_scopes(en->labels[i].text),
			    "variables of a label");
			for (const char *p = en->labels[i].plain;
			     (p = strstr(p, "{{")) != NULL; p += 2) {
				char name[64];

				(void)snprintf(name, sizeof(name), "%.*s",
				    (int)strcspn(p, "|}"), p);
				CHECK(strstr(label->plain, name) != NULL,
				    "%s: %s: without %s", languages[l], key,
				    name);
			}
		}
		for (size_t i = 0; i < lang->count; i++)
			CHECK(strncmp(lang->labels[i].key, "currency.", 9) ==
				    0 ||
				lang_find(en, lang->labels[i].key) != NULL,
			    "%s: %s is not in English", languages[l],
			    lang->labels[i].key);
		lang_free(lang);
	}
	lang_free(en);
}

/* Each kind of mail is there as text and as HTML in every language. */
static void
test_mails(void)
{
	static const char *const kinds[] = { "customer", "reseller",
		"document" };
	static const char *const forms[] = { "txt", "html" };

	for (size_t i = 0; i < LANGUAGES * 6; i++) {
		struct buf text = { 0 };
		struct err e = { .code = ERR_NONE };
		const char *form = forms[i % 2];
		char path[128];

		(void)snprintf(path, sizeof(path), "templates/mail/%s.%s.%s",
		    kinds[i / 2 % 3], languages[i / 6], form);
		if (!CHECK(file_read(path, 1 << 20, &text, &e) == 0, "%s",
			e.text))
			continue;
		CHECK(strstr(buf_text(&text), "{{invoice.number}}") != NULL &&
			strstr(buf_text(&text), "{{invoice.from}}") != NULL &&
			(form[0] == 'h' ||
			    strncmp(buf_text(&text), "Subject: ", 9) == 0),
		    "%s", path);
		buf_free(&text);
	}
}

#define PAGE      "<page margin-left='20mm' margin-right='20mm'/>"
#define DOC(body) "<template>" PAGE "<body>\n" body "\n</body></template>"

static void
test_refused(void)
{
	static const struct {
		const char *text, *says; /* NULL: it is right */
	} rows[] = {
		{ DOC(""), NULL },
		{ DOC("<text>a {{invoice.number}} <br/> b</text>"), NULL },
		{ "", "t.xml" },
		{ "<template>", "t.xml:1" },
		{ "<a/>", "t.xml:1" },
		{ "<!DOCTYPE template [<!ENTITY a 'b'>]>" DOC(""),
		    "no document type" },
		{ DOC("<text>&a;</text>"), "t.xml:2" },
		{ DOC("<picture/>"), "t.xml:2" },
		{ DOC("<text colour='red'/>"), "t.xml:2" },
		{ DOC("<space height='3em'/>"), "t.xml:2" },
		{ DOC("<text>{{invoice.nothing}}</text>"),
		    "t.xml:2: no such variable: \"invoice.nothing\"" },
		{ DOC("<text>{{invoice.total|nothing}}</text>"),
		    "t.xml:2: no such filter: \"nothing\"" },
		{ DOC("<text>{{line.amount}}</text>"),
		    "t.xml:2: variable line.amount is not visible here" },
		{ DOC("<text>{{page.count}}</text>"), "not visible" },
		{ DOC("<text if='nothing'/>"),
		    "t.xml:2: if: no such variable" },
		{ DOC("<text style='nothing'/>"), "t.xml:2: style: no such" },
		{ DOC("<for each='nothing'/>"), "t.xml:2: no such collection" },
		{ DOC("<for each='calls'/>"), "cannot be looped over" },
		{ DOC("<for each='lines'><for each='lines'/></for>"),
		    "cannot be looped over" },
		{ DOC("<for each='subscribers'><for each='calls'>"
		      "<text>{{call.price}}</text></for></for>"),
		    NULL },
		{ DOC("<columns widths='* *'><cell/><cell/><cell/></columns>"),
		    "3 cells" },
		{ DOC("<table widths='* *'><row><cell span='3'/></row></table>"),
		    "3 cells" },
		{ DOC("<table widths='* *'><row><cell><table widths='*'/>"
		      "</cell></row></table>"),
		    "a table inside a table" },
		{ DOC("<image src='/etc/passwd'/>"), "not below the folder" },
		{ DOC("<image src='../x.png'/>"), "not below the folder" },
		{ DOC("<image from='invoice.number'/>"), "does not hold" },
		{ DOC("<image src='a.png' from='brand.logo'/>"), "t.xml:2" },
		{ DOC("<bar value='invoice.number' of='invoice.net'/>"),
		    "does not hold" },
		{ DOC("<chart type='bars' each='history' value='history.total'"
		      " label='{{history.from}}' text='{{history.total}}'/>"),
		    NULL },
		{ DOC("<chart type='pie' each='lines' value='line.amount'"
		      " label='x'/>"),
		    "t.xml:2" },
		{ DOC("<chart type='bars' each='lines' value='line.zone'"
		      " label='x'/>"),
		    "t.xml:2: value: variable line.zone does not hold" },
		{ DOC("<chart type='bars' each='lines' value='line.amount'"
		      " label='{{tax.rate}}'/>"),
		    "t.xml:2: label: variable tax.rate is not visible here" },
		{ DOC("<chart type='shares' each='lines' value='line.amount'"
		      " label='x'/>"),
		    "t.xml:2: shares need a label for all other" },
		{ DOC("<chart type='shares' each='lines' value='line.amount'"
		      " label='x' other='y' most='9'/>"),
		    "t.xml:2" },
		{ DOC("<for each='subscribers'><chart type='bars' each='calls'"
		      " value='call.price' label='x'/></for>"),
		    "t.xml:2: a chart of single calls" },
		{ DOC("<window form='din5008-a' zone='note'/>"), NULL },
		{ DOC("<window form='din5008-c' zone='note'/>"), "t.xml:2" },
		{ DOC("<window form='din5008-a'/>"), "t.xml:2" },
		{ "<template><page margin-left='200mm'/><body/></template>",
		    "less than 30mm" },
		{ "<template><style name='a'/><style name='a'/>" PAGE
		  "<body/></template>",
		    "a second style" },
		{ "<template><style name='a' like='b'/>" PAGE
		  "<body/></template>",
		    "no such style" },
		{ "<template><style name='a' size='1pt'/>" PAGE
		  "<body/></template>",
		    "3pt to 144pt" },
		{ "<template title='{{nothing}}'>" PAGE "<body/></template>",
		    "no such variable" },
		{ "<template>" PAGE "<frame top='1mm'><text>{{page.count}}"
		  "</text></frame><body/></template>",
		    NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct template *t = NULL;
		int rc = template_open_text(&t, "t.xml", rows[i].text,
		    strlen(rows[i].text), schema, &e);

		if (rows[i].says == NULL)
			CHECK(rc == 0, "%s: %s", rows[i].text, e.text);
		else
			CHECK(rc < 0 && e.code == ERR_DATA &&
				strstr(e.text, rows[i].says) != NULL,
			    "%s: %s", rows[i].text, e.text);
		template_free(t);
	}
}

/* Nested at the limit is right, one deeper is refused. */
static void
test_depth(void)
{
	for (int depth = LAYOUT_DEPTH_MAX - 1; depth <= LAYOUT_DEPTH_MAX + 1;
	     depth++) {
		struct buf text = { 0 };
		struct err e = { .code = ERR_NONE };
		struct template *t = NULL;
		int rc;

		buf_str(&text, "<template>" PAGE "<body>");
		for (int i = 0; i < depth; i++)
			buf_str(&text, "<block>");
		for (int i = 0; i < depth; i++)
			buf_str(&text, "</block>");
		buf_str(&text, "</body></template>");
		rc = template_open_text(&t, "t.xml", buf_text(&text), text.len,
		    schema, &e);
		CHECK((rc == 0) == (depth <= LAYOUT_DEPTH_MAX), "depth %d: %s",
		    depth, e.text);
		template_free(t);
		buf_free(&text);
	}
}

static void
test_attributes(void)
{
	static const struct {
		const char *text;
		int64_t want; /* -1: refused */
	} lengths[] = { { "0", 0 }, { "1pt", 1000 }, { "10mm", 28346 },
		{ "25.4mm", 72000 }, { "0.5pt", 500 }, { "0.001pt", 1 },
		{ "297mm", 841890 }, { "5000pt", 5000000 }, { "5001pt", -1 },
		{ "-1mm", -1 }, { "1", -1 }, { "mm", -1 }, { "1cm", -1 },
		{ "1.0001mm", -1 }, { "", -1 } };
	static const struct {
		const char *text;
		int n; /* -1: refused */
	} widths[] = { { "*", 1 }, { "20mm * 2*", 3 }, { " 1pt  1pt ", 2 },
		{ "", -1 }, { "0", -1 }, { "0*", -1 }, { "x", -1 },
		{ "* * * * * * * * * * * * * * * * * * * * * * * *", 24 },
		{ "* * * * * * * * * * * * * * * * * * * * * * * * *", -1 } };
	static const struct {
		const char *text;
		bool ok;
	} colors[] = { { "#000000", true }, { "#fFaA09", true },
		{ "#00000", false }, { "#0000000", false },
		{ "#00000g", false }, { "red", false }, { "brand", true },
		{ "brand:1", true }, { "brand:100", true },
		{ "brand:0", false }, { "brand:101", false },
		{ "brandy", false }, { "brand:", false } };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct err e = { .code = ERR_NONE };
		int32_t v = -1;

		(void)attribute_length(lengths[i].text, &v, &e);
		CHECK_I64(v, lengths[i].want, lengths[i].text);
	}
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct columns c = { 0 };
		int rc = attribute_widths(widths[i].text, &c, &e);

		CHECK_I64(rc < 0 ? -1 : c.n, widths[i].n, widths[i].text);
	}
	for (size_t i = 0; i < sizeof(colors) / sizeof(colors[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct color c;

		CHECK((attribute_color(colors[i].text, &c, &e) == 0) ==
			colors[i].ok,
		    "%s", colors[i].text);
	}
}

/* The manual names every variable, filter and collection. */
static void
test_manual(void)
{
	struct buf manual = { 0 };
	struct err e = { .code = ERR_NONE };
	char entry[128];

	if (!CHECK(file_read("data/toll-template.5", 1 << 20, &manual, &e) == 0,
		"%s", e.text))
		return;
	for (size_t i = 0; i < VAR_COUNT; i++) {
		const char *name = variables_info((enum variable)i)->name;

		(void)snprintf(entry, sizeof(entry), ".It Va %s\n", name);
		CHECK(strstr(buf_text(&manual), entry) != NULL,
		    "%s is not in toll-template(5)", name);
	}
	for (size_t i = 0; filter_name(i) != NULL; i++) {
		(void)snprintf(entry, sizeof(entry), ".It Cm %s",
		    filter_name(i));
		CHECK(strstr(buf_text(&manual), entry) != NULL,
		    "filter %s is not in toll-template(5)", filter_name(i));
	}
	for (size_t i = 0; i < COLLECTION_COUNT; i++) {
		const char *name =
		    variables_collection((enum collection)i)->name;

		(void)snprintf(entry, sizeof(entry), ".It Cm %s\n", name);
		CHECK(strstr(buf_text(&manual), entry) != NULL,
		    "collection %s is not in toll-template(5)", name);
	}
	buf_free(&manual);
}

/* Does a line of the manual that names attributes have this one? */
static bool
has_attribute(const char *manual, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = manual; *p != '\0'; p += strcspn(p, "\n") + 1) {
		const char *end = p + strcspn(p, "\n");

		if (strncmp(p, ".It Cm ", 7) != 0 && strncmp(p, ".Cm ", 4) != 0)
			continue;
		for (const char *w = p; w < end; w += strcspn(w, " \n") + 1)
			if (strncmp(w, name, len) == 0 &&
			    strchr(" \n", w[len]) != NULL)
				return true;
	}
	return false;
}

/* Every element and attribute of the schema stands in the manual. */
static void
test_manual_schema(void)
{
	static const char *const kinds[] = { "<element name=\"",
		"<attribute name=\"" };
	struct buf manual = { 0 }, rng = { 0 };
	struct err e = { .code = ERR_NONE };
	int found = 0;

	if (!CHECK(file_read("data/toll-template.5", 1 << 20, &manual, &e) ==
			0 &&
		    file_read(schema, 1 << 20, &rng, &e) == 0,
		"%s", e.text))
		return;
	for (int kind = 0; kind < 2; kind++)
		for (const char *p = buf_text(&rng);
		     (p = strstr(p, kinds[kind])) != NULL; found++) {
			char name[64], entry[80];

			p += strlen(kinds[kind]);
			(void)snprintf(name, sizeof(name), "%.*s",
			    (int)strcspn(p, "\""), p);
			(void)snprintf(entry, sizeof(entry), "Aq Cm %s\n",
			    name);
			CHECK(kind == 0
				? strstr(buf_text(&manual), entry) != NULL
				: has_attribute(buf_text(&manual), name),
			    "%s is not in toll-template(5)", name);
		}
	CHECK(found > 100, "only %d elements and attributes", found);
	buf_free(&manual);
	buf_free(&rng);
}

int
main(void)
{
	test_shipped();
	test_languages();
	test_mails();
	test_refused();
	test_depth();
	test_attributes();
	test_manual();
	test_manual_schema();
	return check_done();
}
