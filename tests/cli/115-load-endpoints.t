# Electronic addresses of contacts: the scheme must be in the list, and the number
# one of its kind; told with file, line and column.
toll-init -B book > /dev/null
cat > contacts.csv <<'END'
ref,email,endpoint_scheme,endpoint
good,a@b.example,9930,DE999999901
gln,a@b.example,0088,4006381333931
mail,a@b.example,EM,invoices@b.example
none,a@b.example,,
END
t toll-load -B book contacts.csv
cat > contacts.csv <<'END'
ref,email,endpoint_scheme,endpoint
a,a@b.example,9999,DE999999901
b,a@b.example,0088,4006381333932
c,a@b.example,EM,nobody
d,a@b.example,0208,BE0203201340
e,a@b.example,9930,
f,a@b.example,,DE999999901
END
t toll-load -B book contacts.csv
toll-dump -B book contacts | cut -d , -f 1
