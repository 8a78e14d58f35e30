#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * What went wrong: a code for the shell and a sentence for the operator.
 *
 * A function that can fail takes a struct err * as its last fixed argument and
 * returns 0 on success, or -1 with the error filled in.  Whoever detects the
 * fault calls err_set(); each level above that knows more (which file, which
 * customer) calls err_ctx(), so that the finished message reads from the
 * outside in:
 *
 *	calls-2026-10.csv: line 1042: duration "61x": not a number
 *
 * Nothing here allocates: an error can always be reported.  err_set() asserts
 * that no fault is pending, so that a later one cannot mask the first; who
 * goes on after a fault clears it with err_clear().
 */

#define ERR_TEXT_MAX 1024

/* The exit status of a program; toll(1), EXIT STATUS. */
enum err_code {
	ERR_NONE = 0,
	ERR_USAGE = 64,    /* the command line is wrong */
	ERR_DATA = 65,     /* the input is malformed; nothing changed */
	ERR_NOINPUT = 66,  /* a file, row or key that must exist does not */
	ERR_INTERNAL = 70, /* we broke a promise; please report */
	ERR_IO = 74,       /* reading or writing failed, disk full included */
	ERR_BUSY = 75,     /* lock held or no memory; try again */
	ERR_REFUSED = 77,  /* a rule of the book forbids it */
	ERR_CONFIG = 78    /* the settings are incomplete */
};

struct err {
	enum err_code code;
	char text[ERR_TEXT_MAX];
};

/* No fault.  The text, a kilobyte, is not written: for where that would be done
 * for every call. */
static inline void
err_init(struct err *e)
{
	e->code = ERR_NONE;
	e->text[0] = '\0';
}

void err_set_text(struct err *, enum err_code, const char *, ...)
    __attribute__((format(printf, 3, 4)));
void err_add_context(struct err *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* Forget a fault that was dealt with. */
void err_clear(struct err *);

/*
 * Both are -1, so that "return err_set(...)" is the idiom; being macros they
 * let the compiler and the static analyser see that they are.
 */
#define err_set(...) (err_set_text(__VA_ARGS__), -1)
#define err_ctx(...) (err_add_context(__VA_ARGS__), -1)

#endif /* BASE_ERR_H */
