/* Pictures: no crash; what decodes has as many pixels as it says. */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "render/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image im = { 0 };
	struct err e = { .code = ERR_NONE };
	unsigned sum = 0;

	if (image_decode(&im, data, size, &e) == 0) {
		size_t n = (size_t)im.width * im.height;

		for (size_t i = 0; i < n; i++)
			sum += im.pixels[i * im.channels] +
			    (im.alpha != NULL ? im.alpha[i] : 0u);
	}
	image_free(&im);
	return sum == ~0u ? -1 : 0; /* the sum is there to be read */
}
