#include "cli_options.h"

#include <assert.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "cli.h"
#include "time/instant.h"

#define CLI_OPTIONS_MAX 64
#define CLI_FIRST       256 /* getopt value of the first option */
#define CLI_NO          512 /* the same for its --no- form */
#define CLI_HELP_COLUMN 30

/* The options that all programs have come behind those of the table. */
struct cli_set {
	struct cli_option items[CLI_OPTIONS_MAX];
	size_t count;
};

static void
cli_set_add(struct cli_set *set, struct cli_option o)
{
	assert(set->count < CLI_OPTIONS_MAX);
	set->items[set->count++] = o;
}

static void
cli_set_init(struct cli_set *set, const struct cli_program *program,
    struct cli *cli, struct cli_given *given)
{
	set->count = 0;
	for (const struct cli_option *o = program->options;
	     o != NULL && o->name != NULL; o++)
		cli_set_add(set, *o);
	if (program->book)
		cli_set_add(set,
		    (struct cli_option){ 'B', "book", CLI_TEXT, &cli->book,
			"DIR", 0, 0, "the book (TOLL_BOOK)" });
	if (program->json)
		cli_set_add(set,
		    (struct cli_option){ 0, "json", CLI_FLAG, &cli->json, NULL,
			0, 0, "write JSON" });
	cli_set_add(set,
	    (struct cli_option){ 0, "now", CLI_TEXT, &given->now, "TIME", 0, 0,
		"take TIME for the present (TOLL_NOW)" });
	cli_set_add(set,
	    (struct cli_option){ 'q', "quiet", CLI_FLAG, &cli->quiet, NULL, 0,
		0, "print errors only" });
	cli_set_add(set,
	    (struct cli_option){ 'v', "verbose", CLI_FLAG, &cli->verbose, NULL,
		0, 0, "say more" });
	cli_set_add(set,
	    (struct cli_option){ 'h', "help", CLI_FLAG, &given->help, NULL, 0,
		0, "print this and exit" });
	cli_set_add(set,
	    (struct cli_option){ 0, "version", CLI_FLAG, &given->version, NULL,
		0, 0, "print the version and exit" });
}

static void
cli_store(const struct cli *cli, const struct cli_option *o, const char *text)
{
	struct err err = { .code = ERR_NONE };
	struct cli_list *list;
	int rc = 0;

	switch (o->kind) {
	case CLI_FLAG:
		*(bool *)o->value = true;
		break;
	case CLI_TEXT:
		*(const char **)o->value = text;
		break;
	case CLI_LIST:
		list = o->value;
		list->items = mem_realloc_array(list->items, list->count + 1,
		    sizeof(*list->items));
		list->items[list->count++] = text;
		break;
	case CLI_INT:
		rc = decimal_int(text, strlen(text), o->min, o->max, o->value,
		    &err);
		break;
	case CLI_TIME:
		rc = instant_parse(text, strlen(text), o->value, &err);
		break;
	}
	if (rc < 0)
		cli_usage(cli, "--%s: %s", o->name, err.text);
}

/* What getopt_long(3) wants to see of the set. */
static void
cli_getopt_tables(const struct cli_set *set, struct option *longs,
    char *letters, char (*no)[80])
{
	size_t n = 0;

	*letters++ = ':';
	for (size_t i = 0; i < set->count; i++) {
		const struct cli_option *o = &set->items[i];
		bool flag = o->kind == CLI_FLAG;

		longs[n++] = (struct option){ o->name,
			flag ? no_argument : required_argument, NULL,
			CLI_FIRST + (int)i };
		if (flag) {
			(void)snprintf(no[i], sizeof(no[i]), "no-%.70s",
			    o->name);
			longs[n++] = (struct option){ no[i], no_argument, NULL,
				CLI_NO + (int)i };
		}
		if (o->letter != 0) {
			*letters++ = o->letter;
			if (!flag)
				*letters++ = ':';
		}
	}
	longs[n] = (struct option){ NULL, 0, NULL, 0 };
	*letters = '\0';
}

void
cli_options_parse(struct cli *cli, int argc, char *argv[],
    struct cli_given *given)
{
	struct option longs[2 * CLI_OPTIONS_MAX + 1];
	char letters[2 * CLI_OPTIONS_MAX + 2];
	char no[CLI_OPTIONS_MAX][80];
	struct cli_set set;
	int c;

	cli_set_init(&set, cli->program, cli, given);
	cli_getopt_tables(&set, longs, letters, no);
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const char *word = argv[optind > 0 ? optind - 1 : 0];

		if (c == ':')
			cli_usage(cli, "%s wants a value", word);
		if (c == '?' && optopt > 0 && optopt < CLI_FIRST)
			cli_usage(cli, "there is no option -%c", optopt);
		if (c == '?')
			cli_usage(cli, "%s: no such option, or not clear",
			    word);
		if (c >= CLI_NO) {
			*(bool *)set.items[c - CLI_NO].value = false;
		} else if (c >= CLI_FIRST) {
			cli_store(cli, &set.items[c - CLI_FIRST], optarg);
		} else {
			for (size_t i = 0; i < set.count; i++)
				if (set.items[i].letter == c)
					cli_store(cli, &set.items[i], optarg);
		}
	}
	cli->operands = argv + optind;
	cli->operand_count = (size_t)(argc - optind);
}

void
cli_options_help(const struct cli_program *program, struct out *to)
{
	struct cli_given given;
	struct cli_set set;
	struct cli cli;

	cli_set_init(&set, program, &cli, &given);
	out_printf(to, "usage: %s [options]%s%s\n%s: %s\n\n", program->name,
	    program->operands != NULL && program->operands[0] ? " " : "",
	    program->operands != NULL ? program->operands : "", program->name,
	    program->summary);
	for (size_t i = 0; i < set.count; i++) {
		const struct cli_option *o = &set.items[i];
		char left[120];
		int n;

		n = snprintf(left, sizeof(left), "  %c%c%s--%s%s%s",
		    o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
		    o->letter ? ", " : "  ", o->name, o->arg ? "=" : "",
		    o->arg ? o->arg : "");
		out_str(to, left);
		if (n >= CLI_HELP_COLUMN - 1) {
			out_char(to, '\n');
			n = 0;
		}
		out_printf(to, "%*s%s\n", CLI_HELP_COLUMN - n, "", o->help);
	}
	out_printf(to, "\nThe manual: man %s\n", program->name);
}
