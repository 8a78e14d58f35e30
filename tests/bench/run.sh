#!/bin/sh
# make bench: the main job on a generated operator; N=calls (1000000).
set -eu
exec python3 "$(dirname "$0")/run.py" "$1" "${N:-1000000}"
