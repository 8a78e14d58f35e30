#!/bin/sh
# Rate a month with GNU parallel, on this machine or over ssh; toll-machines(7)
# tells what it takes.  Run it on the host that has the book, again if anything
# went wrong: it goes on where it was.
#
#	-n MAPS		parts into which the calls are cut (8)
#	-s SHARDS	shards of contracts (8)
#
# DIRECTORY lies on a file system that all hosts share; what parallel did is
# noted in DIRECTORY.log.  Options that follow are handed to parallel, such as
# "--sshlogin a,b,c".  A task that failed is started again three times.
#
# usage: parallel.sh [-n MAPS] [-s SHARDS] BOOK YYYY-MM DIRECTORY
#        [PARALLEL-OPTION ...]
set -eu

maps=8 shards=8
while getopts n:s: option; do
	case $option in
	n) maps=$OPTARG ;;
	s) shards=$OPTARG ;;
	*) exit 64 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 3 ] || {
	echo "usage: parallel.sh [-n MAPS] [-s SHARDS] BOOK YYYY-MM DIRECTORY" \
	    "[PARALLEL-OPTION ...]" >&2
	exit 64
}
book=$1 period=$2 tasks=$3
shift 3

[ -d "$tasks" ] || rm -rf "$tasks.log"
toll-rate -B "$book" -p "$period" --part --tasks "$tasks" --maps "$maps" \
    --shards "$shards"
mkdir -p "$tasks.log"

all() { # map|reduce COUNT OPTION...
	name=$1 count=$2
	shift 2
	seq 0 $((count - 1)) | parallel --joblog "$tasks.log/$name" \
	    --resume-failed --retries 4 "$@" \
	    toll-rate --tasks "$tasks" "--$name" "{}/$count"
}
# The merge says what is missing better than a number of failures does.
{ all map "$maps" "$@" && all reduce "$shards" "$@"; } || :
status=0
toll-rate -B "$book" --merge --tasks "$tasks" --clean || status=$?
case $status in
0|1) rm -r "$tasks.log" ;;	# 1: calls have no price
# What was done by the log need not be there: the next time all is looked at.
*) rm -f "$tasks.log/map" "$tasks.log/reduce" ;;
esac
exit $status
