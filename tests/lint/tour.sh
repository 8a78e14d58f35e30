#!/bin/sh
# The tour in README.md is what the programs print: run the demo, then every
# command of the tour whose output is shown, and compare.
#
# usage: tour.sh BUILD-DIRECTORY
set -eu

build=$1
make --no-print-directory -s "$build/tools/gen_calls"
sh tests/demo.sh "$build" > "$build/demo.out" 2>&1 || {
	cat "$build/demo.out"
	exit 1
}
PATH=$PWD/$build/bin:$PATH TOLL_BOOK=build/demo/book python3 - <<'END'
import os
import subprocess
import sys

lines = open("README.md", encoding="utf-8").read().split("\n")
shown = differing = 0
at = 0
while at < len(lines):
    command = lines[at][6:]
    if not lines[at].startswith(("    $ toll ", "    $ echo ")):
        at += 1
        continue
    at += 1
    want = []
    while at < len(lines) and not lines[at].startswith("    $") and (
            lines[at].startswith("    ") or lines[at] == ""):
        want.append(lines[at][4:].rstrip())
        at += 1
    while want and want[-1] == "":
        want.pop()
    out = subprocess.run(command, shell=True, text=True, encoding="utf-8",
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = out.stdout.replace(os.getcwd() + "/", "")
    got = [line.rstrip() for line in text.split("\n")][:len(want)]
    shown += 1
    if got != want:
        differing += 1
        print("README.md: $ " + command)
        for a, b in zip(want, got + [""] * len(want)):
            if a != b:
                print("  README: " + a + "\n  now:    " + b)
if shown < 5:
    print("README.md: only %d commands of the tour were found" % shown)
sys.exit(differing > 0 or shown < 5)
END
