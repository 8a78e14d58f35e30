#!/bin/sh
# Every header compiles alone, and is guarded by its own name.
set -eu

cc=${CC:-gcc}
bad=0
flags=$(for p in glib-2.0 libxml-2.0; do pkg-config --cflags $p; done)
for header in billing/*/*.h cmd/*.h; do
	guard=${header#billing/}
	guard=$(echo "$guard" | tr 'a-z/.' 'A-Z__')
	if ! grep -q "^#ifndef $guard\$" "$header"; then
		echo "$header: the guard is not $guard" >&2
		bad=1
	fi
	# Twice, so that the guard is tried.
	# shellcheck disable=SC2086  # words
	printf '#include "%s"\n#include "%s"\nint main(void);\n' \
	    "$header" "$header" |
	    $cc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Ibilling \
		-Icmd -I. $flags -x c -fsyntax-only - || {
		echo "$header: does not compile alone" >&2
		bad=1
	}
done
exit $bad
