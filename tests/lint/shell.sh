#!/bin/sh
# The shell scripts are clean.  (SC2154, SC2034: parts that are sourced use what the
# script that sources them has set, and set what it uses.)
set -eu

find tests data .ci -name '*.sh' -o -path '.ci/run' -o -path 'data/*/run' |
    sort | xargs shellcheck -s sh -S warning -e SC2154,SC2034
