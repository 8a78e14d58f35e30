# The official rules over e-invoices of every kind and those of a book, where there
# is a checkout of them; tests/einvoice/rules.sh says what EINV_RULES names.
[ -n "${EINV_RULES:-}" ] || {
	echo "skipped: EINV_RULES names no checkout of the rules"
	exit 0
}
. "$here/../fixtures/close/book.sh"
book_of_charges book
rated book 2026-10 1 "$here/../fixtures/close/calls-2026-10.txt"
toll-close -B book --until 2026-11-01 > /dev/null
toll-invoice -B book > /dev/null 2>&1
sh "$here/../einvoice/rules.sh" "$(dirname "$tools")" \
    book/documents/2026/*.pdf > said || echo "rules are broken"
grep -v ': [0-9]* e-invoices$' said || :
