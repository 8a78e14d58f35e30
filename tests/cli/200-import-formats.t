# One file of each kind of switch, as it writes them.
. "$here/lib/calls.sh"
for kind in tollbook:tollbook.csv tollbook:tollbook-semicolon-crlf.csv \
    tollbook:tollbook-quoted.csv asterisk:asterisk-16.csv \
    asterisk:asterisk-17.csv asterisk:asterisk-18.csv asterisk:asterisk-21.csv \
    asterisk:asterisk-dst.csv \
    freeswitch:freeswitch.csv sipwise:sipwise.cdr \
    sipwise:sipwise-reseller.cdr kamailio:kamailio.csv \
    kamailio:kamailio-acc.csv yeti:yeti.csv; do
	cp "$fixtures/${kind#*:}" .
	rm -rf book
	toll-init -B book >/dev/null
	t toll-import -B book --format "${kind%%:*}" "${kind#*:}"
	calls book
done
