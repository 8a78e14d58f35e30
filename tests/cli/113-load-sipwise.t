# A price list of a Sipwise platform: cents per second, two bands in a line.
toll-init -B book >/dev/null
printf 'handle,currency,rate_per\nretail,EUR,\nfast,EUR,second\n' > profiles.csv
toll-load -B book profiles.csv >/dev/null
cat > list.csv <<CSV
,^49,out,Germany,Fixed,0.03,60,0.03,1,0.02,0,0.02,1,1,,,,,,,
., 43 ,out,Austria,Fixed,0.0333333333333333333,60,0.05,60,,,,,0,prefix,,,,,,
,4312,in,"Austria, Vienna",,-0.5,30,-0.5,30,0.1,30,0.1,30,0,exact_destination,2,90,3,91,1,5
CSV
t toll-load -B book -f sipwise-fees -p none list.csv
t toll-load -B book -f sipwise-fees -p retail list.csv
cat > list.csv <<CSV
,^49,out,Germany,Fixed,0.03,60,0.03,1,0.02,0,0.02,1,1,,,,,,,
., 43 ,out,Austria,Fixed,0.03333333333333,60,0.05,60,,,,,0,prefix,,,,,,
,4312,in,"Austria, Vienna",,-0.5,30,-0.5,30,0.1,30,0.1,30,0,exact_destination,2,90,3,91,1,5
CSV
t toll-load -B book -f sipwise-fees -p retail list.csv
t toll-dump -B book fees
t toll-load -B book -f sipwise-fees -p fast list.csv
t toll-dump -B book fees
cat > list.csv <<CSV
,^49,out,Germany,Fixed,0.03,60,0.03,1,0.02,0,0.02,1,1,,,,,,,
,^49,out,Germany,Mobile,0.3,60,0.3,1,0.2,0,0.2,1,1,,,,,,,
,,up,,Fixed,x,y,0.05,60,,,,,2,glob,,,,,,
,^(4,out,Z,Fixed,1,1,1,1,1,1,1,1,0
too,short
CSV
t toll-load -B book -f sipwise-fees -p retail list.csv
