# The seal: what a closing wrote and was made of, in a chain of manifests that
# toll-check works out again.  One thing changed anywhere is named.
# shellcheck disable=SC1091
. "$here/lib/closed_book.sh"
closed_book book
t toll-check -B book
toll-check -B book --manifest 2 | sed 's/[0-9a-f]\{64\}/HASH/;s/^tzdata .*/tzdata VERSION/' | grep -v '^document\|^file'
[ "$(toll-check -B book --manifest 1 | sha256sum | cut -c 1-64)" = \
  "$(toll-check -B book --manifest 2 | sed -n 's/^previous //p')" ] && echo "in a chain"
[ "$(toll-check -B book --manifest 0 | sha256sum | cut -c 1-64)" = \
  "$(sqlite3 book/book.db 'SELECT sha256 FROM manifest WHERE closing = 2')" ] && echo "the last one"
t toll-check -B book --manifest 3
toll-init -B empty > /dev/null
t toll-check -B empty --manifest 0

echo "# what nobody may do"
for table in manifest manifest_item manifest_since closing_asset; do
	sqlite3 book/book.db "DELETE FROM $table" 2>&1 || :
done

echo "# what somebody does who knows how, and what it looks like"

tampered() {
	cp book/book.db before.db
	sqlite3 book/book.db "$1"
	toll-check -B book 2>&1 |
	    sed 's/[0-9a-f]\{16\}/HASH/g'
	mv before.db book/book.db
}
tampered "DROP TRIGGER document_line_no_update;
	UPDATE document_line SET description = 'calls' WHERE document = 3 AND position = 1"

tampered "DROP TRIGGER manifest_no_update; UPDATE manifest SET program = 'another'
	WHERE closing = 1"

echo "# rows of some tables, a file of each folder, bytes of book.db; make faults"
echo "# takes all of them"
python3 "$here/lib/tamper.py" book 1 1 rows 12
python3 "$here/lib/tamper.py" book 1 2 files
python3 "$here/lib/tamper.py" book 1 3 bytes
