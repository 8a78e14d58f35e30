#ifndef RENDER_XLSX_TEMP_H
#define RENDER_XLSX_TEMP_H

struct err;

/*
 * The temporary files of libxlsxwriter, whose errors are seen.
 *
 * The library writes every part of a workbook into a temporary file, and from
 * there into the workbook.  Whether the first worked it never asks: on a full
 * disk it makes a workbook of what arrived, and says that all is well.  It gets
 * its temporary files by lxw_tmpfile(), a function that it exports; the one
 * here takes its place, and keeps what went wrong.
 *
 * The files lie in the folder of the workbook, which must have room for it
 * anyway, and have no name.  One workbook at a time in each thread.
 */

/* A workbook begins that becomes the file ${path}. */
void xlsx_temp_begin(const char *path);

/* -1 and ERR_IO if one of its files could not be made, written or read so far. */
int xlsx_temp_error(struct err *);

/*
 * The workbook is closed: as xlsx_temp_error(); and ERR_INTERNAL if the library
 * was linked so that it never asked for a file of ours, as nobody knows then
 * what became of its own.
 */
int xlsx_temp_end(struct err *);

#endif /* RENDER_XLSX_TEMP_H */
