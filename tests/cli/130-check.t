# toll-check: the opening cases, a sound book, and faults that it must find.
t toll-check --help
t toll-check --version
t toll-check
t toll-check -B none
t toll-check -B book --no-such-option
t toll-check -B book operand
toll-init -B book --demo >/dev/null
t toll-check -B book
t toll-check -B book --verbose
t sh -c 'toll-check -B book --config | head -8'
damage() {
	cp -R book damaged
	sqlite3 damaged/book.db "PRAGMA foreign_keys = OFF; $1"
	t sh -c "toll-check -B damaged 2>&1 | sed 's/program ([0-9]*)/program (N)/'"
	rm -rf damaged
}
# references, rules, refs and gaps in numbers
damage "DELETE FROM contacts WHERE ref = 'c1001'"
damage "UPDATE subscribers SET number = '+498999998101' WHERE ref = 'C1002-1'"
damage "DELETE FROM contract_refs WHERE ref = 'C1001'"
cp -R book damaged
sqlite3 damaged/book.db "PRAGMA foreign_keys = OFF; DELETE FROM contacts WHERE ref = 'c1001'"
t toll-check -B damaged --json
t toll-check -B damaged --quiet
rm -rf damaged
damage "DROP TRIGGER loads_gapless; INSERT INTO loads VALUES (3, 0, '', 0, 0, 0)"
damage "ALTER TABLE items ADD COLUMN colour TEXT"
damage "PRAGMA writable_schema = ON;
	UPDATE sqlite_schema SET tbl_name = 'nEtworks' WHERE name = 'networks_update'"
damage "PRAGMA application_id = 1"
damage "PRAGMA user_version = 9999"
damage "PRAGMA user_version = 1"
echo 'colour=red' >> book/book.conf
t toll-check -B book
