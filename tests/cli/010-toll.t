# The front and what all programs have in common.
t toll
t toll --version
t toll nosuchverb
t toll ../../bin/sh
t toll --nosuch help
t toll -B
t toll help nosuchverb
toll --help | sed -n '1,3p'
toll help | sed -n '1,3p'
t sh -c 'toll help >/dev/full'
t sh -c 'toll --version >&-'
