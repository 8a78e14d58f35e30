#include "render/image.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "base/err.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

static int
check_size(unsigned long width, unsigned long height, struct err *e)
{
	if (width == 0 || height == 0 || width > IMAGE_PIXEL_MAX ||
	    height > IMAGE_PIXEL_MAX / width)
		return err_set(e, ERR_DATA,
		    "picture of %lu x %lu pixels: at most %d pixels", width,
		    height, IMAGE_PIXEL_MAX);
	return 0;
}

/* Take the fourth channel out; leave it away if nothing is transparent. */
static void
split_alpha(struct image *im, const unsigned char *rgba)
{
	size_t n = (size_t)im->width * im->height;
	bool opaque = true;

	im->pixels = mem_calloc(n, 3);
	im->alpha = mem_calloc(n, 1);
	for (size_t i = 0; i < n; i++) {
		memcpy(im->pixels + 3 * i, rgba + 4 * i, 3);
		im->alpha[i] = rgba[4 * i + 3];
		opaque = opaque && im->alpha[i] == 0xff;
	}
	if (opaque) {
		free(im->alpha);
		im->alpha = NULL;
	}
}

static int
decode_png(struct image *im, const unsigned char *data, size_t len,
    struct err *e)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	unsigned char *rgba;

	if (!png_image_begin_read_from_memory(&png, data, len)) {
		(void)err_set(e, ERR_DATA, "PNG: %s", png.message);
		png_image_free(&png);
		return -1;
	}
	if (check_size(png.width, png.height, e) < 0) {
		png_image_free(&png);
		return -1;
	}
	png.format = PNG_FORMAT_RGBA;
	rgba = mem_calloc((size_t)png.width * png.height, 4);
	if (!png_image_finish_read(&png, NULL, rgba, 0, NULL)) {
		(void)err_set(e, ERR_DATA, "PNG: %s", png.message);
		png_image_free(&png);
		free(rgba);
		return -1;
	}
	*im = (struct image){ .width = png.width,
		.height = png.height,
		.channels = 3 };
	split_alpha(im, rgba);
	free(rgba);
	return 0;
}

/* libjpeg reports an error by calling back, and must not be returned to. */
struct jpeg_failure {
	struct jpeg_error_mgr manager;
	jmp_buf back;
	char text[JMSG_LENGTH_MAX];
};

static void
jpeg_fail(j_common_ptr info)
{
	struct jpeg_failure *f = (struct jpeg_failure *)(void *)info->err;

	info->err->format_message(info, f->text);
	longjmp(f->back, 1);
}

/* A damaged JPEG is a warning to libjpeg; to us it is an error. */
static void
jpeg_warn(j_common_ptr info, int level)
{
	if (level < 0)
		jpeg_fail(info);
}

static int
jpeg_rows(struct jpeg_decompress_struct *info, struct image *im, struct err *e)
{
	if (check_size(info->image_width, info->image_height, e) < 0)
		return -1;
	if (info->jpeg_color_space == JCS_CMYK ||
	    info->jpeg_color_space == JCS_YCCK)
		return err_set(e, ERR_DATA,
		    "JPEG: CMYK colours; save the picture as RGB");
	info->out_color_space = info->jpeg_color_space == JCS_GRAYSCALE ?
	    JCS_GRAYSCALE :
	    JCS_RGB;
	info->dct_method = JDCT_ISLOW; /* the same pixels on every machine */
	(void)jpeg_start_decompress(info);
	im->width = info->output_width;
	im->height = info->output_height;
	im->channels = (unsigned)info->output_components;
	im->pixels =
	    mem_calloc((size_t)im->width * im->height, im->channels);
	while (info->output_scanline < info->output_height) {
		JSAMPROW row = im->pixels +
		    (size_t)info->output_scanline * im->width * im->channels;

		(void)jpeg_read_scanlines(info, &row, 1);
	}
	(void)jpeg_finish_decompress(info);
	return 0;
}

static int
decode_jpeg(struct image *im, const unsigned char *data, size_t len,
    struct err *e)
{
	struct jpeg_decompress_struct info;
	struct jpeg_failure failure;
	/* Written between setjmp and longjmp, so it must not be in a register. */
	struct image *volatile got = mem_calloc(1, sizeof(*got));
	int rc;

	info.err = jpeg_std_error(&failure.manager);
	failure.manager.error_exit = jpeg_fail;
	failure.manager.emit_message = jpeg_warn;
	if (setjmp(failure.back) != 0) {
		jpeg_destroy_decompress(&info);
		image_free(got);
		free(got);
		return err_set(e, ERR_DATA, "JPEG: %s", failure.text);
	}
	jpeg_create_decompress(&info);
	jpeg_mem_src(&info, data, (unsigned long)len);
	(void)jpeg_read_header(&info, TRUE);
	rc = jpeg_rows(&info, got, e);
	jpeg_destroy_decompress(&info);
	if (rc < 0)
		image_free(got);
	else
		*im = *got;
	free(got);
	return rc;
}

int
image_decode(struct image *im, const unsigned char *data, size_t len,
    struct err *e)
{
	if (len >= 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0)
		return decode_png(im, data, len, e);
	if (len >= 3 && memcmp(data, "\xff\xd8\xff", 3) == 0)
		return decode_jpeg(im, data, len, e);
	return err_set(e, ERR_DATA, "neither a PNG nor a JPEG picture");
}

int
image_open(struct image *im, const char *path, struct err *e)
{
	struct buf file = { 0 };
	int rc;

	if (file_read(path, IMAGE_FILE_MAX, &file, e) < 0) {
		buf_free(&file);
		return -1;
	}
	rc = image_decode(im, (const unsigned char *)file.data, file.len, e);
	buf_free(&file);
	return rc < 0 ? err_ctx(e, "%s", path) : 0;
}

void
image_free(struct image *im)
{
	free(im->pixels);
	free(im->alpha);
	*im = (struct image){ 0 };
}
