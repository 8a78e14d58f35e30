# toll-check works every document out again and finds its charges.
. "$here/../fixtures/close/book.sh"
book_of_charges book
grep '^A1' "$here/../fixtures/close/calls-2026-10.txt" > october
rated book 2026-10 1 october
toll-close -B book --until 2026-11-01 >/dev/null
checks() {
	toll-check -B book 2>&1 | grep '^documents:\|^billed:' || :
	echo "[checked]"
}
checks
echo "# rated again, unchanged, with the document in it"
sqlite3 book/book.db 'SELECT id, number FROM document WHERE contract = "A1"'
id=$(sqlite3 book/book.db 'SELECT id FROM document WHERE contract = "A1"')
sed "s/\$/ $id/" october > again
rated book 2026-10 2 again
checks
echo "# a charge lost, a price changed, in the charges file"
sed 1d again > less
rated book 2026-10 3 less
checks
sed '1s/0\.0125/0.0126/' again > more
rated book 2026-10 4 more
checks
rated book 2026-10 5 again
checks
echo "# behind the back of the triggers"
sqlite3 book/book.db "
	DROP TRIGGER document_line_no_update;
	UPDATE document_line SET net_minor = net_minor + 1
		WHERE document = $id AND position = 1"
checks
