#!/bin/sh
# make bench: the main job on a generated operator; N=calls (1000000),
# SHORT=1: the main stages only.
set -eu
exec python3 "$(dirname "$0")/run.py" "$1" "${N:-1000000}"
