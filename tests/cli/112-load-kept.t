# What a load may not take away or change: resellers, kinds, what is terminated,
# what is referred to; and --replace within one owner.
toll-init -B book --demo >/dev/null
cat > customers.csv <<CSV
ref,contact,kind,activated,terminated,status
C1001,c1001,residential,2026-10-01,2026-11-01,terminated
CSV
t toll-load -B book customers.csv
printf 'ref,contact,kind\n' > customers.csv
t sh -c "toll-load -B book --replace --dry-run --reseller cheapcall customers.csv 2>&1 | tail -1"
toll-dump -B book customers | grep -v '^C2001' > customers.csv
t toll-load -B book --replace customers.csv
toll-dump -B book customers | grep -v '^C1001' > customers.csv
t toll-load -B book --replace customers.csv
toll-dump -B book contracts | sed 's/^P-RHEINLINK,peering/P-RHEINLINK,reseller/' > contracts.csv
t toll-load -B book contracts.csv
toll-dump -B book contacts | sed '/^c2001,/s/,cheapcall,/,bergruf,/' > contacts.csv
t toll-load -B book contacts.csv
# The gap in the profiles of a contract with a peer.
toll-dump -B book profile_schedule | grep -v '^P-RHEINLINK' > profile_schedule.csv
t toll-load -B book --replace profile_schedule.csv
echo 'P-RHEINLINK,carrier-rheinlink,,2026-10-02,2026-12-01,0' >> profile_schedule.csv
t toll-load -B book --replace profile_schedule.csv
