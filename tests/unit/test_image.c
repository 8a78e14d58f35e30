/*
 * Pictures: every kind of PNG and JPEG comes out as the pixels that were put
 * in; damaged ones are an error and never a crash.
 */
#include <stdio.h>

#include <jpeglib.h>
#include <png.h>

#include "base/buf.h"
#include "base/err.h"
#include "render/image.h"

#include "../check.h"

#define SIDE 19 /* odd, so that passes of an interlaced PNG are uneven */

/* A pattern in which every pixel differs from its neighbours. */
static unsigned
sample(unsigned x, unsigned y, unsigned channel)
{
	return (x * 37 + y * 91 + channel * 53) % 256;
}

static void
take_bytes(png_structp png, png_bytep data, png_size_t len)
{
	buf_add(png_get_io_ptr(png), data, len);
}

static void
flush_bytes(png_structp png)
{
	(void)png;
}

static unsigned
channels_of(int type)
{
	return type == PNG_COLOR_TYPE_GRAY      ? 1
	    : type == PNG_COLOR_TYPE_GRAY_ALPHA ? 2
	    : type == PNG_COLOR_TYPE_RGB        ? 3
	    : type == PNG_COLOR_TYPE_PALETTE    ? 1
						: 4;
}

static void
write_png(struct buf *out, int type, int depth, bool interlaced)
{
	png_structp png =
	    png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	unsigned channels = channels_of(type);
	unsigned char pixels[SIDE][SIDE * 8];
	png_bytep rows[SIDE];
	png_color palette[256];

	png_set_write_fn(png, out, take_bytes, flush_bytes);
	png_set_IHDR(png, info, SIDE, SIDE, depth, type,
	    interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
	    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	for (int i = 0; i < 256; i++)
		palette[i] = (png_color){ (png_byte)i, (png_byte)(255 - i),
			(png_byte)(i / 2) };
	if (type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 256);
	for (unsigned y = 0; y < SIDE; y++) {
		rows[y] = pixels[y];
		for (unsigned x = 0; x < SIDE; x++)
			for (unsigned c = 0; c < channels; c++) {
				unsigned v = sample(x, y, c);

				if (depth == 16) {
					size_t at = 2 * (x * channels + c);

					pixels[y][at] = (unsigned char)v;
					pixels[y][at + 1] = (unsigned char)v;
				} else
					pixels[y][x * channels + c] =
					    (unsigned char)v;
			}
	}
	png_write_info(png, info);
	png_write_image(png, rows);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
}

static unsigned
want_pixel(int type, unsigned x, unsigned y, unsigned channel)
{
	unsigned v;

	switch (type) {
	case PNG_COLOR_TYPE_GRAY:
	case PNG_COLOR_TYPE_GRAY_ALPHA:
		return sample(x, y, 0);
	case PNG_COLOR_TYPE_PALETTE:
		v = sample(x, y, 0);
		return channel == 0 ? v : channel == 1 ? 255 - v : v / 2;
	default:
		return sample(x, y, channel);
	}
}

static void
test_png(int type, int depth, bool interlaced)
{
	struct buf file = { 0 };
	struct image im = { 0 };
	struct err e = { .code = ERR_NONE };
	bool alpha = type == PNG_COLOR_TYPE_GRAY_ALPHA ||
	    type == PNG_COLOR_TYPE_RGB_ALPHA;
	long wrong = 0;

	write_png(&file, type, depth, interlaced);
	if (!CHECK(image_decode(&im, (unsigned char *)file.data, file.len,
		       &e) == 0,
		"type %d depth %d: %s", type, depth, e.text))
		return;
	CHECK(im.width == SIDE && im.height == SIDE, "size");
	CHECK((im.alpha != NULL) == alpha, "alpha of type %d", type);
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned x = 0; x < SIDE; x++) {
			size_t at = y * SIDE + x;

			for (unsigned c = 0; c < 3; c++)
				wrong += im.pixels[3 * at + c] !=
				    want_pixel(type, x, y, c);
			if (alpha)
				wrong += im.alpha[at] !=
				    sample(x, y, channels_of(type) - 1);
		}
	CHECK(wrong == 0, "type %d depth %d interlaced %d: %ld wrong", type,
	    depth, interlaced, wrong);
	image_free(&im);
	buf_free(&file);
}

static void
write_jpeg(struct buf *out, J_COLOR_SPACE space, int channels)
{
	struct jpeg_compress_struct info;
	struct jpeg_error_mgr errors;
	unsigned char row[SIDE * 4], *data = NULL;
	unsigned long len = 0;

	info.err = jpeg_std_error(&errors);
	jpeg_create_compress(&info);
	jpeg_mem_dest(&info, &data, &len);
	info.image_width = SIDE;
	info.image_height = SIDE;
	info.input_components = channels;
	info.in_color_space = space;
	jpeg_set_defaults(&info);
	jpeg_set_quality(&info, 100, TRUE);
	jpeg_start_compress(&info, TRUE);
	memset(row, 0x60, sizeof(row));
	while (info.next_scanline < info.image_height) {
		JSAMPROW rows = row;

		(void)jpeg_write_scanlines(&info, &rows, 1);
	}
	jpeg_finish_compress(&info);
	jpeg_destroy_compress(&info);
	buf_add(out, data, len);
	free(data);
}

static void
test_jpeg(J_COLOR_SPACE space, int channels, bool allowed)
{
	struct buf file = { 0 };
	struct image im = { 0 };
	struct err e = { .code = ERR_NONE };
	int rc;

	write_jpeg(&file, space, channels);
	rc = image_decode(&im, (unsigned char *)file.data, file.len, &e);
	CHECK((rc == 0) == allowed, "JPEG of %d channels: %s", channels,
	    e.text);
	if (rc == 0) {
		CHECK_I64(im.channels, channels, "channels");
		CHECK(abs(im.pixels[SIDE * 5] - 0x60) <= 1, "pixel %d",
		    im.pixels[SIDE * 5]);
	}
	image_free(&im);
	buf_free(&file);
}

/* One byte to four changed, or the end cut off: right or refused, no more. */
static void
test_damage(const struct buf *file, const char *what)
{
	uint64_t r = 88172645463325252u;
	long refused = 0;

	for (int round = 0; round < 3000; round++) {
		struct buf bad = { 0 };
		struct image im = { 0 };
		struct err e = { .code = ERR_NONE };

		buf_add(&bad, file->data, file->len);
		for (int i = 0; i <= round % 4; i++) {
			r ^= r << 13;
			r ^= r >> 7;
			r ^= r << 17;
			bad.data[r % bad.len] = (char)(r >> 32);
		}
		if (round % 5 == 0)
			bad.len = (size_t)(r >> 40) % bad.len;
		if (image_decode(&im, (unsigned char *)bad.data, bad.len, &e) <
		    0) {
			refused++;
			CHECK(e.code == ERR_DATA && im.pixels == NULL, "%s: %s",
			    what, e.text);
		}
		image_free(&im);
		buf_free(&bad);
	}
	CHECK(refused > 1000, "%s: only %ld of 3000 refused", what, refused);
}

static void
test_limits(void)
{
	static const unsigned char nothing[] = "GIF89a";
	struct buf file = { 0 };
	struct image im = { 0 };
	struct err e = { .code = ERR_NONE };

	CHECK(image_decode(&im, nothing, sizeof(nothing), &e) < 0, "a GIF");
	err_clear(&e);
	CHECK(image_decode(&im, nothing, 0, &e) < 0, "nothing");
	err_clear(&e);
	/* A width of 2^24: the header says so before any pixel is read. */
	write_png(&file, PNG_COLOR_TYPE_RGB, 8, false);
	file.data[16] = 1;
	CHECK(image_decode(&im, (unsigned char *)file.data, file.len, &e) < 0,
	    "too wide");
	err_clear(&e);
	CHECK(image_open(&im, "no/such/file.png", &e) < 0 &&
		e.code == ERR_NOINPUT,
	    "%s", e.text);
	buf_free(&file);
}

int
main(void)
{
	static const int types[] = { PNG_COLOR_TYPE_GRAY,
		PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
		PNG_COLOR_TYPE_RGB_ALPHA };
	struct buf file = { 0 };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for (int way = 0; way < 4; way++)
			test_png(types[i], way & 1 ? 16 : 8, way & 2);
	test_png(PNG_COLOR_TYPE_PALETTE, 8, false);
	test_png(PNG_COLOR_TYPE_PALETTE, 8, true);
	test_jpeg(JCS_GRAYSCALE, 1, true);
	test_jpeg(JCS_RGB, 3, true);
	test_jpeg(JCS_CMYK, 4, false);
	write_png(&file, PNG_COLOR_TYPE_RGB_ALPHA, 8, true);
	test_damage(&file, "PNG");
	buf_reset(&file);
	write_jpeg(&file, JCS_RGB, 3);
	test_damage(&file, "JPEG");
	buf_free(&file);
	test_limits();
	return check_done();
}
