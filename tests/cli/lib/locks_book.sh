# shellcheck disable=SC2034,SC2154 # used by and from the case
# A book with a handful of customers of the operator (o-*) and of reseller acme
# (a-*), each with one subscriber of its name; zone Europe/Berlin, EUR.  Outgoing
# calls cost 0.10 a minute, acme pays 0.20, by the second.
#
#	locks_book DIR			without limits and packages
#	locks_calls DIR BATCH <<END	"SUBSCRIBER START SECONDS" a line; rated

locks_book() {
	mkdir master
	cat > master/contacts.csv <<-END
	ref,reseller,email,company
	op,,billing@operator.example,Operator
	acme,,office@acme.example,Acme
	cust,,c@customers.example,
	acust,acme,a@customers.example,
	END
	echo 'ref,kind,contact
rs-acme,reseller,acme' > master/contracts.csv
	echo 'name,contract
acme,rs-acme' > master/resellers.csv
	echo 'domain,reseller
op.example,
acme.example,acme' > master/domains.csv
	cat > master/profiles.csv <<-END
	handle,currency
	std,EUR
	wholesale,EUR
	END
	cat > master/fees.csv <<-END
	profile,direction,match,destination,zone,init_interval,init_rate,follow_interval,follow_rate
	std,out,prefix,49,Germany,1,0.1,1,0.1
	wholesale,out,prefix,49,Germany,1,0.2,1,0.2
	END
	cat > master/customers.csv <<-END
	ref,contact,kind,activated
	o-anna,cust,residential,2026-01-01
	o-ben,cust,residential,2026-01-01
	a-carl,acust,residential,2026-01-01
	a-dora,acust,residential,2026-01-01
	END
	cat > master/subscribers.csv <<-END
	customer,username,domain,number
	o-anna,anna,op.example,+4930111
	o-ben,ben,op.example,+4930222
	a-carl,carl,acme.example,+4930333
	a-dora,dora,acme.example,+4930444
	END
	cat > master/profile_schedule.csv <<-END
	contract,profile,valid_from
	o-anna,std,2026-01-01
	o-ben,std,2026-01-01
	a-carl,std,2026-01-01
	a-dora,std,2026-01-01
	rs-acme,wholesale,2026-01-01
	END
	toll-init -B "$1" --timezone Europe/Berlin --currency EUR >/dev/null
	sed -i '/^\[operator\]/a contact=op' "$1/book.conf"
	toll-load -B "$1" --now 2026-01-01T00:00:00Z master >/dev/null
}

locks_calls() {
	{
		echo 'call_id,status,start,duration,source_account,destination_number'
		n=0
		while read -r who start seconds; do
			n=$((n + 1))
			case $who in
			carl | dora) who=$who@acme.example ;;
			*) who=$who@op.example ;;
			esac
			echo "$2-$n,ok,$start,$seconds,$who,+4940999"
		done
	} > "$2.csv"
	toll-import -B "$1" "$2.csv" >/dev/null
	toll-rate -B "$1" >/dev/null
}
