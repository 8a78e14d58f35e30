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
	if (width == 0 || height == 0 || width > IMAGE_SIDE_MAX ||
	    height > IMAGE_SIDE_MAX || height > IMAGE_PIXEL_MAX / width)
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

/*
 * libpng reports an error by calling back, and must not be returned to.  (Its
 * simplified interface would spare us that, but 1.6.39 mixes up the rows of
 * interlaced pictures of 16 bits.)
 */
struct png_source {
	const unsigned char *data;
	size_t len, at;
	char text[200];
	unsigned char *rgba; /* what is freed after an error */
	png_bytep *rows;
	png_uint_32 width, height;
};

static void
png_fail(png_structp png, const char *text)
{
	struct png_source *s = png_get_error_ptr(png);

	(void)snprintf(s->text, sizeof(s->text), "%s", text);
	png_longjmp(png, 1);
}

static void
png_warn(png_structp png, const char *text)
{
	(void)png;
	(void)text;
}

static void
png_take(png_structp png, png_bytep out, size_t n)
{
	struct png_source *s = png_get_io_ptr(png);

	if (n > s->len - s->at)
		png_error(png, "ends too early");
	memcpy(out, s->data + s->at, n);
	s->at += n;
}

/* Whatever it is, it becomes 8 bits of red, green, blue and alpha. */
static void
png_rows(png_structp png, png_infop info, struct png_source *s)
{
	png_read_info(png, info);
	s->width = png_get_image_width(png, info);
	s->height = png_get_image_height(png, info);
	if (s->height > IMAGE_PIXEL_MAX / s->width)
		png_error(png, "too many pixels");
	png_set_expand(png);
	png_set_scale_16(png);
	png_set_gray_to_rgb(png);
	png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
	(void)png_set_interlace_handling(png);
	png_read_update_info(png, info);
	if (png_get_rowbytes(png, info) != (size_t)s->width * 4)
		png_error(png, "of a kind that is not known");
	s->rgba = mem_calloc((size_t)s->width * s->height, 4);
	s->rows = mem_calloc(s->height, sizeof(s->rows[0]));
	for (png_uint_32 y = 0; y < s->height; y++)
		s->rows[y] = s->rgba + (size_t)y * s->width * 4;
	png_read_image(png, s->rows);
	png_read_end(png, NULL);
}

/*
 * Every chunk must end within the file (PNG specification, 5.3): libpng takes
 * memory for as much as a chunk claims to have before it reads it.
 */
static bool
png_is_whole(const unsigned char *data, size_t len)
{
	size_t at = 8;

	while (len - at >= 12) {
		const unsigned char *p = data + at;
		size_t n = (size_t)p[0] << 24 | (size_t)p[1] << 16 |
		    (size_t)p[2] << 8 | p[3];

		if (n > len - at - 12)
			return false;
		if (memcmp(p + 4, "IEND", 4) == 0)
			return true;
		at += n + 12;
	}
	return false;
}

/*
 * What changes between setjmp and longjmp lives on the heap: a variable of the
 * function itself would have no certain value afterwards.
 */
static int
decode_png(struct image *im, const unsigned char *data, size_t len,
    struct err *e)
{
	struct png_source *s;
	png_structp png;
	png_infop info;
	int rc = 0;

	if (!png_is_whole(data, len))
		return err_set(e, ERR_DATA, "PNG: ends too early");
	s = mem_calloc(1, sizeof(*s));
	png = png_create_read_struct(PNG_LIBPNG_VER_STRING, s, png_fail,
	    png_warn);
	info = png != NULL ? png_create_info_struct(png) : NULL;
	if (info == NULL)
		mem_exhausted();
	s->data = data;
	s->len = len;
	png_set_read_fn(png, s, png_take);
	png_set_user_limits(png, IMAGE_SIDE_MAX, IMAGE_SIDE_MAX);
	png_set_chunk_malloc_max(png, IMAGE_FILE_MAX);
	if (setjmp(png_jmpbuf(png)) == 0)
		png_rows(png, info, s);
	png_destroy_read_struct(&png, &info, NULL);
	if (s->text[0] == '\0') {
		*im = (struct image){ .width = s->width,
			.height = s->height,
			.channels = 3 };
		split_alpha(im, s->rgba);
	} else {
		rc = err_set(e, ERR_DATA, "PNG: %s", s->text);
	}
	free(s->rows);
	free(s->rgba);
	free(s);
	return rc;
}

/* libjpeg reports an error in the same way. */
struct jpeg_source {
	struct jpeg_error_mgr manager; /* first: libjpeg points to it */
	jmp_buf back;
	char text[JMSG_LENGTH_MAX];
	struct jpeg_decompress_struct info;
	struct image image;
};

static void
jpeg_fail(j_common_ptr info)
{
	struct jpeg_source *s = (struct jpeg_source *)(void *)info->err;

	info->err->format_message(info, s->text);
	longjmp(s->back, 1);
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
	info->out_color_space =
	    info->jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
	info->dct_method = JDCT_ISLOW; /* the same pixels on every machine */
	(void)jpeg_start_decompress(info);
	im->width = info->output_width;
	im->height = info->output_height;
	im->channels = (unsigned)info->output_components;
	im->pixels = mem_calloc((size_t)im->width * im->height, im->channels);
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
	struct jpeg_source *const s = mem_calloc(1, sizeof(*s));
	int rc;

	s->info.err = jpeg_std_error(&s->manager);
	s->manager.error_exit = jpeg_fail;
	s->manager.emit_message = jpeg_warn;
	if (setjmp(s->back) == 0) {
		jpeg_create_decompress(&s->info);
		jpeg_mem_src(&s->info, data, (unsigned long)len);
		(void)jpeg_read_header(&s->info, TRUE);
		rc = jpeg_rows(&s->info, &s->image, e);
	} else {
		rc = err_set(e, ERR_DATA, "JPEG: %s", s->text);
	}
	jpeg_destroy_decompress(&s->info);
	if (rc < 0)
		image_free(&s->image);
	else
		*im = s->image;
	free(s);
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
