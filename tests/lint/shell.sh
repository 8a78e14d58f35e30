#!/bin/sh
# The shell scripts are clean.
set -eu

find tests data .ci -name '*.sh' -o -path '.ci/run' -o -path 'data/*/run' |
    sort | xargs shellcheck -s sh -S warning
