/* Any mailbox and any log are read to their end, with texts in their limits. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/input.h"
#include "delivery/bounce.h"
#include "delivery/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *text)
{
	assert(strlen(text) < BOUNCE_TEXT_MAX);
	for (; *text != '\0'; text++)
		assert(*text >= 0x20 && *text < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evidence v[2] = { { .message_id = "<a@b>" },
		{ .message_id = "<c@d>" } };
	struct err e = { .code = ERR_NONE };
	struct bounce_reader *r;
	struct input *in;
	struct bounce b;

	assert(input_open_mem(&in, "mbox", data, size, &e) == 0);
	r = bounce_open(in);
	while (bounce_next(r, &b, &e) > 0) {
		assert(b.action > BOUNCE_NONE && b.action <= BOUNCE_FAILED);
		assert(b.notice_id[0] != '\0' && b.message_id[0] != '\0');
		check_text(b.notice_id);
		check_text(b.message_id);
		check_text(b.status);
		check_text(b.diagnostic);
	}
	assert(e.code == ERR_NONE);
	bounce_close(r);
	input_close(in);

	assert(input_open_mem(&in, "log", data, size, &e) == 0);
	assert(evidence_read(in, v, 2, &e) == 0);
	for (size_t i = 0; i < 2; i++) {
		assert(v[i].accepted >= 0 && v[i].lost >= 0);
		assert((v[i].accepted > 0) == (v[i].queue_id[0] != '\0'));
	}
	input_close(in);
	return 0;
}
