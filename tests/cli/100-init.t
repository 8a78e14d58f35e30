# toll-init: the opening cases, a book, one that is there, the sample.
t toll-init --help
t toll-init --version
t toll-init
t toll-init -B book operand
t toll-init -B book --no-such-option
t toll-init -B book --timezone Mars/Olympus
t toll-init -B book --currency EURO
t toll-init -B book --country Germany
t toll-init -B book --upgrade --demo
t toll-init -B none --upgrade
t toll-init -B book --timezone Europe/Vienna --country AT
t ls -A book
t grep -v '^#' book/book.conf
t toll-init -B book
# the number grows with every step of the schema
t sh -c "toll-init -B book --upgrade | sed 's/[0-9]*$/N/'"
t stat -c '%a %n' book book/book.db book/book.conf book/calls
# An empty folder may become a book; a leftover of a killed run is no hindrance.
mkdir -p empty .empty.aside/calls
t toll-init -B empty
t ls -A
# A folder above the book is made.
t toll-init -B a/b/book
t toll-check -B a/b/book
