/*
 * A file of waivers is refused with its line, or every waiver in it has a kind
 * and a name.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "job/close_gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct close_plan plan = { 0 };
	struct close_gate gate = { 0 };
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (close_gate_parse(&gate, &plan, "waive", text, &e) < 0) {
		assert(e.code == ERR_DATA);
		assert(strncmp(e.text, "waive:", 6) == 0);
	} else {
		for (size_t i = 0; i < gate.n_waivers; i++) {
			const struct close_waiver *w = &gate.waivers[i];

			assert(strcmp(w->what, "unrated") == 0 ||
			    strcmp(w->what, "rejects") == 0 ||
			    strcmp(w->what, "threshold") == 0);
			assert(w->name[0] != '\0');
			assert(strpbrk(w->name, " \t\r\n") == NULL);
		}
	}
	close_gate_free(&gate);
	close_plan_free(&plan);
	free(text);
	return 0;
}
