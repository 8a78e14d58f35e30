# Build, check and install Tollbook.  GNU make 4 or newer.
#
#	make			release build; programs in build/release/bin
#	make demo		install what is missing, build, fill build/demo/book
#	make check		install what is missing, run every suite, add up
#	make asan | ubsan	unit and CLI tests under a sanitizer (own tree)
#	make faults		the whole sweep of system calls (long)
#	make machines		rating on Slurm and GNU parallel, every case (long)
#	make fuzz		each fuzzer for FUZZ_SECONDS (30)
#	make bench | growth | soak | cover | install | dist | distcheck | format | clean
#	make bless		accept the present output of the CLI tests
#
# One Makefile, no recursion into folders.  Dropping a file in the right folder
# adds it: billing/*/*.c goes into one static library; cmd/toll*.c is a program
# (linked with cmd/cli*.c) with its page cmd/toll*.1 beside it;
# tests/unit/test_*.c a unit test; tests/fuzz/fuzz_*.c a libFuzzer target;
# tests/bench/bench_*.c a benchmark; tests/tools/*.c and data/sample/*.c a tool
# in build/release/tools; tests/faults/preload_*.c a library to preload there.

VERSION  = 0.1.0
PREFIX   = /usr/local
BINDIR   = $(PREFIX)/bin
MANDIR   = $(PREFIX)/share/man
DATADIR  = $(PREFIX)/share/tollbook

ifeq ($(origin CC),default)
CC       = gcc
endif
B        = build/release
CSTD     = -std=c17 -D_GNU_SOURCE
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	   -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	   -Wcast-qual -Wpointer-arith -Wwrite-strings -Wundef -Wvla \
	   -Wformat=2 -Wswitch-enum -Wnull-dereference -Wdouble-promotion
WERROR   = -Werror
CFLAGS   = -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDFLAGS  = -pie -Wl,-z,relro,-z,now

PKGS     = sqlite3 libcurl xlsxwriter libqpdf libxml-2.0 libpcre2-8 glib-2.0 \
	   libcrypto libzstd zlib libpng libjpeg
PKG_INC := $(patsubst -I%,-isystem %,$(filter-out -I/usr/include/x86%, \
	   $(filter -I%,$(shell for p in $(PKGS); do \
	   pkg-config --cflags $$p 2>/dev/null; done))))
LDLIBS   = -Wl,--as-needed -lcsv -lhpdf -lcurl -lxlsxwriter -lqpdf -lxml2 \
	   -lpcre2-8 -lglib-2.0 -lsqlite3 -lcrypto -lzstd -lz -lpng -ljpeg \
	   -lpthread -lm
ALL_CFLAGS = $(CSTD) $(WARN) $(WERROR) -Ibilling -Icmd $(PKG_INC) \
	   -DVERSION='"$(VERSION)"' -MMD -MP $(CFLAGS)

LIB_SRC  := $(sort $(wildcard billing/*/*.c))
PROGS    := $(patsubst cmd/%.c,%,$(sort $(wildcard cmd/toll.c cmd/toll-*.c)))
UNITS    := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZERS  := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
BENCHES  := $(patsubst tests/bench/%.c,%,$(sort $(wildcard tests/bench/bench_*.c)))
TOOLS    := $(notdir $(basename $(wildcard data/sample/*.c tests/tools/*.c)))
PRELOADS := $(patsubst tests/faults/%.c,%,$(wildcard tests/faults/preload_*.c))
EMBEDDED := $(sort $(wildcard data/schema/*.sql) $(wildcard data/currencies.tsv))
MAN1     := $(sort $(wildcard cmd/*.1))
MAN5     := $(sort $(wildcard data/*.5))
MAN7     := $(sort $(wildcard data/*.7))
LIB      := $(B)/libbilling.a
LIB_OBJ  := $(LIB_SRC:%.c=$(B)/%.o) $(B)/embedded.o

# What every call goes through, and nothing else.  gcc optimises these files of
# the release as one and joins them to one plain object, so that linking costs
# what it did: a tenth of the instructions of toll rate (tests/bench/README.md).
# Other builds and compilers take the objects as they are.
HOT_SRC  := $(patsubst %,billing/%.c,\
	   $(addprefix base/,arena buf cidr err hash64 mem textmap wide) \
	   $(addprefix money/,money round) time/civil \
	   $(addprefix tel/,number pattern prefix_tree prefix_tree_build) \
	   $(addprefix tariff/,band_table compile deck schedule select version) \
	   peering/route \
	   $(addprefix rating/,ahead balance balance_event balance_first \
	   balance_interval balance_part balance_set band_split \
	   billed directory map map_call order rate reduce reduce_charge \
	   reduce_price reduce_shard resolve run run_map run_output runs shard sums \
	   sums_crew sums_now tally) \
	   $(addprefix store/,call_range charge_encode charge_fees charge_write \
	   entity_scan page_tree table_file table_scan))
HOT_OBJ  := $(HOT_SRC:%.c=$(B)/%.o)
ifeq ($(B),build/release)
ifneq (,$(findstring Free Software,$(shell $(CC) --version 2>/dev/null)))
LTO      = -flto -ffat-lto-objects
LIB_OBJ := $(filter-out $(HOT_OBJ),$(LIB_OBJ)) $(B)/hot.o
endif
endif
TEST_BIN := $(UNITS:%=$(B)/test/%) $(TOOLS:%=$(B)/tools/%) \
	    $(PRELOADS:%=$(B)/tools/%.so)

# One short line for each command; the commands themselves with V=1.
ifdef V
SAY      = @:
else
SAY      = @printf '%-4s %s\n'
Q        = @
endif

# The fonts of documents, cut to Latin, Greek and Cyrillic without hints: a
# fifth of the size, and documents three times as small.  Their reserved names
# forbid passing the result on, so it is made here and not kept in the tree.
FONT_SRC = /usr/share/fonts/truetype/liberation2
FONTS   := $(foreach s,Regular Bold Italic BoldItalic,\
	   build/fonts/LiberationSans-$(s).ttf)
COLOURS  = build/fonts/sRGB.icc
FONT_CUT = U+0020-007E,U+00A0-024F,U+0259,U+02C6-02DD,U+0300-0328,U+0370-052F,\
	   U+1E00-1FFF,U+2000-209F,U+20A0-20BF,U+2100-2126,U+2190-2193,\
	   U+2212,U+2215,U+2248,U+2260,U+2264,U+2265,U+25CA
EMPTY   :=

.PHONY: all fonts test-bin demo check check-unit check-cli check-golden check-lint \
	check-run asan ubsan faults machines fuzz fuzz-bin bench growth soak cover install \
	dist distcheck bless format clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(LIB) $(PROGS:%=$(B)/bin/%) $(FONTS) $(COLOURS)

test-bin: all $(TEST_BIN)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(ALL_CFLAGS) $(UNIT_FLAGS) -c -o $@ $<

$(HOT_OBJ): UNIT_FLAGS = $(LTO)
$(B)/hot.o: $(HOT_OBJ)
	$(SAY) JOIN $@
	$(Q)$(CC) $(WERROR) $(CFLAGS) -flto -flto-partition=one -r \
	    -flinker-output=nolto-rel -o $@ $^

# Where programs look for data/ and templates/ once they are installed.
$(B)/cmd/cli.o: cmd/cli.c Makefile
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(ALL_CFLAGS) -DDATADIR='"$(DATADIR)"' -c -o $@ $<

$(B)/embedded.o: $(B)/embedded.c
	$(SAY) CC $@
	$(Q)$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<

# The list is compared too, so that a removed file is noticed.
$(B)/embedded.c: $(EMBEDDED) data/embed.awk $(B)/embedded.list
	$(SAY) GEN $@
	$(Q)awk -f data/embed.awk $(EMBEDDED) </dev/null > $@

$(B)/embedded.list: FORCE
	@mkdir -p $(@D)
	@echo '$(EMBEDDED)' | cmp -s - $@ || echo '$(EMBEDDED)' > $@
FORCE:

$(LIB): $(LIB_OBJ)
	$(SAY) AR $@
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

fonts: $(FONTS) $(COLOURS)

# What the colours of a PDF/A mean; it is copied into each document.
build/fonts/%.icc: /usr/share/color/icc/%.icc
	@mkdir -p $(@D)
	@cp $< $@.new && chmod 644 $@.new && mv $@.new $@

build/fonts/%.ttf: $(FONT_SRC)/%.ttf
	@mkdir -p $(@D)
	$(SAY) FONT $@
	$(Q)pyftsubset $< --unicodes='$(subst $(EMPTY) $(EMPTY),,$(FONT_CUT))' \
	    --no-hinting --layout-features='' --no-glyph-names \
	    --notdef-outline --name-IDs=1,2,4,6 --name-legacy --drop-tables+=FFTM \
	    --output-file=$@.new
	@mv $@.new $@

LINK = $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

CLI_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard cmd/cli*.c))
$(B)/bin/%: $(B)/cmd/%.o $(CLI_OBJ) $(LIB)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(LINK)

# What several unit tests share.
UNIT_OBJ := $(patsubst %.c,$(B)/%.o,$(filter-out tests/unit/test_%,\
	    $(wildcard tests/unit/*.c)))
$(B)/test/%: $(B)/tests/unit/%.o $(UNIT_OBJ) $(LIB)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(LINK)

$(B)/bench/%: $(B)/tests/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(LINK)

$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(LINK)

$(B)/tools/%.so: tests/faults/%.c
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(CSTD) $(WARN) $(WERROR) -O2 -g -fPIC -shared -o $@ $< -ldl

$(B)/tools/%: $(B)/data/sample/%.o $(LIB)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(LINK)

$(B)/tools/%: $(B)/tests/tools/%.o $(LIB)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(LINK)

# --- demo and checks ------------------------------------------------------

# Packages may be missing while this file is read, hence the second make.
demo:
	@sh tests/setup.sh build
	@$(MAKE) --no-print-directory all $(TOOLS:%=$(B)/tools/%)
	@sh tests/demo.sh $(B)

check:
	@sh tests/setup.sh check
	@sh tests/setup.sh machines || echo 'Slurm or GNU parallel is left out'
	@$(MAKE) --no-print-directory check-run

check-run: test-bin
	@CC='$(CC)' sh tests/suites.sh $(B) unit cli golden lint faults machines

check-unit: $(UNITS:%=$(B)/test/%)
	@sh tests/suites.sh $(B) unit

check-cli: all $(TOOLS:%=$(B)/tools/%)
	@sh tests/suites.sh $(B) cli

check-golden: all $(TOOLS:%=$(B)/tools/%)
	@sh tests/suites.sh $(B) golden

check-lint: all
	@CC='$(CC)' sh tests/suites.sh $(B) lint

bless: all $(TOOLS:%=$(B)/tools/%)
	@BLESS=1 sh tests/cli/run.sh $(B)/bin

faults: test-bin
	@sh tests/faults/run.sh $(B) whole

machines: test-bin
	@sh tests/setup.sh machines
	@sh tests/machines/run.sh $(B) whole

# Other levels of optimising warn of other things; the release is what counts.
SAN   = -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
ASAN  = $(SAN) -fsanitize=address
UBSAN = $(SAN) -fsanitize=undefined,integer \
	-fno-sanitize=unsigned-integer-overflow,unsigned-shift-base
# The runtime is linked in, so that tests may still preload a library.
asan:
	@$(MAKE) --no-print-directory B=build/asan CC=gcc WERROR= \
	    CFLAGS='$(ASAN)' LDFLAGS=-static-libasan \
	    test-bin
	@sh tests/suites.sh build/asan unit cli
ubsan:
	@$(MAKE) --no-print-directory B=build/ubsan CC=clang WERROR= \
	    CFLAGS='$(UBSAN)' LDFLAGS= test-bin
	@sh tests/suites.sh build/ubsan unit cli

cover:
	@$(MAKE) --no-print-directory B=build/cover WERROR= CFLAGS='-O0 -g --coverage' \
	    LDFLAGS= test-bin
	@sh tests/suites.sh build/cover unit cli
	@cd build/cover && find billing -name '*.gcda' | sort | \
	    xargs gcov -n 2>/dev/null | \
	    awk -F"'" '/^File .billing/ { f = $$2; next } \
		f && /^Lines/ { sub(/.*:/, ""); print f "\t" $$0; f = "" }'

FUZZ  = -O1 -g -fno-sanitize-recover=undefined -fsanitize=address,undefined
fuzz-bin: $(FUZZERS:%=$(B)/fuzz/%)
fuzz:
	@$(MAKE) --no-print-directory B=build/fuzz CC=clang WERROR= \
	    CFLAGS='$(FUZZ) -fsanitize=fuzzer-no-link' \
	    LDFLAGS='-fsanitize=fuzzer' fuzz-bin
	@sh tests/fuzz/run.sh build/fuzz/fuzz $(FUZZERS)

bench: all $(BENCHES:%=$(B)/bench/%) $(TOOLS:%=$(B)/tools/%)
	@sh tests/bench/run.sh $(B)

growth: all $(TOOLS:%=$(B)/tools/%)
	@python3 tests/bench/growth.py $(B)

soak: test-bin
	@sh tests/bench/soak.sh $(B)
	@sh tests/machines/run.sh $(B) kill

# --- delivery -------------------------------------------------------------

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7 \
	    $(DESTDIR)$(DATADIR)/data
	install -m 755 $(PROGS:%=$(B)/bin/%) $(DESTDIR)$(BINDIR)
	install -m 644 $(MAN1) $(DESTDIR)$(MANDIR)/man1
	for f in $(MAN5); do \
		install -m 644 $$f $(DESTDIR)$(MANDIR)/man5 || exit 1; done
	install -m 644 $(MAN7) $(DESTDIR)$(MANDIR)/man7
	for d in data/formats data/machines data/sample data/schema \
	    templates; do \
		test ! -d $$d || cp -R --parents $$d $(DESTDIR)$(DATADIR) || \
		    exit 1; done
	install -d $(DESTDIR)$(DATADIR)/fonts
	install -m 644 $(FONTS) $(COLOURS) $(DESTDIR)$(DATADIR)/fonts

DIST = tollbook-$(VERSION)
dist:					# same commit, same bytes
	@mkdir -p build
	git archive --format=tar --prefix=$(DIST)/ HEAD | gzip -n -9 \
	    > build/$(DIST).tar.gz

distcheck: dist
	rm -rf build/distcheck && mkdir -p build/distcheck
	tar -xzf build/$(DIST).tar.gz -C build/distcheck
	$(MAKE) -C build/distcheck/$(DIST) check
	$(MAKE) -C build/distcheck/$(DIST) DESTDIR=$(CURDIR)/build/distcheck/stage \
	    install
	rm -rf build/distcheck

format:
	clang-format -i $(wildcard cmd/*.[ch] billing/*/*.[ch] tests/*.h \
	    tests/*/*.[ch] data/*/*.c)

clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
