/* A table filled from the rows of a statement: the loop that reports share. */
#include "base/err.h"
#include "report/report.h"
#include "store/report_store.h"

int
report_rows(const struct report_request *r, const struct table *table,
    struct stmt *rows, report_row_fn *row, struct err *e)
{
	int more;

	if (table_begin(r->writer, table, e) < 0) {
		stmt_free(rows);
		return -1;
	}
	while ((more = stmt_step(rows, e)) > 0)
		if (row(r, rows, e) < 0) {
			more = -1;
			break;
		}
	stmt_free(rows);
	return more < 0 ? -1 : table_end(r->writer, e);
}
