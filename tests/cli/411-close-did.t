# Incoming calls on a document of their own, by subscriber, where the customer
# names a template for it; on the invoice where it does not.
. "$here/../fixtures/close/book.sh"
book_of_charges blank
cat > calls <<'END'
A1 0 1 ann Inbound - 2026-10-15T12:00:00 60 0.50 0
A1 0 0 ann Germany fixed 2026-10-16T12:00:00 60 0.10 0
A1 0 1 tom Inbound - 2026-10-17T12:00:00 120 0.25 0
A1 0 1 ann Inbound - 2026-10-18T12:00:00 60 0.30 0
A1 0 1 ann Toll-free - 2026-10-19T12:00:00 60 1.015 0
A1 0 1 - Inbound - 2026-10-20T12:00:00 60 0.01 0
U1 0 1 un Inbound - 2026-10-20T12:00:00 60 0.77 0
END
rated blank 2026-10 1 calls
mkdir did
cat > did/templates.csv <<'END'
name,category,direction,file
did,did,in,documents/did.xml
END
cat > did/customers.csv <<'END'
ref,contact,kind,status,activated,vat_category,did_template,itemised,send_invoice
A1,ann,residential,active,2026-10-15 13:45:01,S,did,full,yes
END
toll-load -B blank -q did > /dev/null
show() {
	sqlite3 book/book.db "
		SELECT d.number, d.kind, d.category, d.template, l.kind,
			l.direction, l.subscriber, l.zone, l.calls, l.amount_e8,
			l.net_minor, l.quantity_e6
		FROM document_line AS l JOIN document AS d ON d.id = l.document
		ORDER BY d.id, l.position;
		SELECT number, category, net_minor, tax_minor, total_minor
		FROM document ORDER BY id;
		SELECT document, contract, part, calls, price_e8
		FROM document_usage ORDER BY document, part;
		SELECT document, ref, calls, amount_e8 FROM document_subscriber
		ORDER BY document, ref"
}
book() {
	rm -rf book
	cp -R blank book
	for line in "$@"; do
		sed "s/^#${line%%=*}=.*/$line/" book/book.conf > conf
		mv conf book/book.conf
	done
}
book
t toll-close -B book --until 2026-11-01 -c A1 -c U1
show
t toll-close -B book --until 2026-11-01 -c A1 -c U1
toll-check -B book | grep "^document\|^credit\|^revis\|^billed" || echo "documents hold"

echo "# both are drawn, the second time the same"
t toll-invoice -B book
pdftotext -layout book/documents/2026/*INV2026-000018*.pdf - | sed -n '/Nummer/p; /Anschluss/p; /Inbound/p; /Gesamt/p'

echo "# both count towards a minimum, and towards what waits"
book minimum_amount=50
toll-close -B book --until 2026-11-01 -q -c A1
show | grep -v '|usage|'
book carry_forward_below=45
t toll-close -B book --until 2026-11-01 -c A1
export TOLL_NOW=2026-12-01T06:00:00Z
t toll-close -B book --until 2026-12-01 -c A1
show | grep 'customer\|did'
