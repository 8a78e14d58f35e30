# toll-dump: the opening cases; dump and load are inverse over the sample.
t toll-dump --help
t toll-dump --version
t toll-dump
t toll-dump -B none fees
t toll-dump -B book --no-such-option
toll-init -B book --demo >/dev/null
t toll-dump -B book
t toll-dump -B book nothing
t toll-dump -B book contacts customers
t toll-dump -B book --load 9 contacts
t toll-dump -B book --load 0 contacts
t toll-dump -B book vouchers
t toll-dump -B book bands
toll-dump -B book -o one
toll-init -B copy --timezone America/New_York >/dev/null
toll-load -B copy one >/dev/null
TZ=Asia/Tokyo toll-dump -B copy -o two
# the other book writes times with the offset of its own zone
t toll-load -B book two
sed -i 's/Europe.Berlin/America\/New_York/' book/book.conf
sed -i 's/^#timezone=/timezone=/' book/book.conf
toll-dump -B book -o three
t diff -r two three
