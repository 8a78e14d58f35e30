# What is broken in a book is named, with what to do; what can be made again is.
# No program crashes over it or says something wrong.
S=$here/../../data/sample
toll-init -B whole -z Europe/Berlin --demo > /dev/null
"$tools/gen_calls" "$S" | head -600 > calls.csv
toll-import -B whole -q calls.csv > /dev/null
toll-rate -B whole -q
calls=$(echo whole/calls/2026-10/*.db)
calls=${calls#whole/}
sqlite3 whole/charges/2026-10.1.db .dump > charges.sql

broken() { # HOW: book is the whole one, and that is done to it
	echo "# $1"
	rm -rf book
	cp -R whole book
	eval "$1"
}

# Charges nobody billed are made anew.
for how in 'truncate -s 40000 book/charges/2026-10.1.db' \
    'rm book/charges/2026-10.1.db' ': > book/charges/2026-10.1.db'; do
	broken "$how"
	t toll-unrated -B book
	t toll-close -B book --until 2026-11-01
	t toll-check -B book 2>&1 | sort -u
	t toll-rate -B book
	t toll-check -B book
	sqlite3 book/charges/2026-10.1.db .dump | cmp - charges.sql
done

# Calls are not.
for how in "truncate -s 20000 book/$calls" "rm book/$calls" ": > book/$calls"; do
	broken "$how"
	t toll-rate -B book
	t toll-explain -B book 1:2
	t toll-report -B book charges -q -o charges.csv
	[ ! -e charges.csv ] || echo 'half a report'
	t toll-check -B book
done

# A log of writes that its writer did not clear away is read by all.
broken 'true'
python3 - <<-'PY'
	import shutil, sqlite3
	db = sqlite3.connect("book/book.db")
	db.execute("PRAGMA wal_autocheckpoint = 0")
	db.execute("UPDATE contacts SET phone = '+49 89 1' WHERE ref = 'c1001'")
	db.commit()
	shutil.copytree("book", "left")
PY
rm left/book.db-shm
ls left/book.db-wal
toll-dump -B left contacts | grep -c '+49 89 1'
t toll-check -B left

# Billed: from a backup.
toll-close -B whole -q --until 2026-11-01
toll-invoice -B whole -q
broken 'truncate -s 40000 book/charges/2026-10.1.db'
sed -n '1p; 2s/^[^,]*/late-1/p' calls.csv > late.csv
t toll-import -B book -q late.csv
t toll-rate -B book
t toll-correct -B book INV2026-000001
t toll-invoice -B book --check INV2026-000001
broken 'truncate -s 200 book/archive/000001.zst'
t toll-check -B book
broken 'rm book/documents/2026/INV2026-000001-*.pdf'
t toll-check -B book
t toll-invoice -B book INV2026-000001
t toll-check -B book

# The book itself.
for how in 'rm book/book.db' 'rm book/book.conf' ': > book/book.db' \
    'echo rubbish > book/book.db' 'truncate -s 100000 book/book.db' \
    'sqlite3 book/book.db "PRAGMA user_version = 9999"'; do
	broken "$how"
	for program in toll-check toll-rate "toll-invoice INV2026-000001" \
	    "toll-mail --status" "toll-report journal"; do
		# shellcheck disable=SC2086  # words
		t $program -B book 2>&1 | sed 's/program ([0-9]*)/program (N)/'
	done
done

# Who may not write in the folder cannot read either, and is told so.
nobody() {
	setpriv --reuid=65534 --clear-groups "$@"
}
if [ "$(id -u)" -eq 0 ] && nobody "$(command -v toll-check)" --version \
    > /dev/null 2>&1; then
	broken 'chmod -R a+rX,a-w book'
	chmod a+x . ..
	for program in toll-check toll-rate; do
		nobody "$(command -v $program)" -B book || echo "[status $?]"
	done > said 2>&1
	cat said
else
	sed -n '/^toll-check: book.book.db: attempt/,$p' "$here/741-broken-book.out" |
	    sed '/^# /,$d'
fi

# The clock was set back.
broken 'true'
for now in 2026-11-01T06:00:00Z 2025-11-02T06:00:00Z; do
	t toll-close -B book -q --until 2026-12-01 --now $now
	t toll-credit -B book --reason wrong INV2026-000001 --now $now
done
t toll-close -B book -q --until 2026-12-01 --date 2026-11-01 \
	--now 2026-12-01T06:00:00Z
sqlite3 book/book.db "SELECT DISTINCT date FROM document ORDER BY id"
