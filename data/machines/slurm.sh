#!/bin/sh
# Rate a month on the nodes of a Slurm cluster; toll-machines(7) tells what it
# takes.  Run it on the host that has the book, again if anything went wrong:
# what is done is not done twice.
#
#	-n MAPS		parts into which the calls are cut (8)
#	-s SHARDS	shards of contracts (8)
#	-m NODE		the last step is a job as well, on NODE, which has to be
#			the host of the book; else it is done here, and the
#			script ends when the month is rated
#
# DIRECTORY lies on a file system that all nodes share; the log of each task
# goes into DIRECTORY.log.  Options that follow are handed to sbatch.
#
# usage: slurm.sh [-n MAPS] [-s SHARDS] [-m NODE] BOOK YYYY-MM DIRECTORY
#        [SBATCH-OPTION ...]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
maps=8 shards=8 node=
while getopts n:s:m: option; do
	case $option in
	n) maps=$OPTARG ;;
	s) shards=$OPTARG ;;
	m) node=$OPTARG ;;
	*) exit 64 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 3 ] || {
	echo "usage: slurm.sh [-n MAPS] [-s SHARDS] [-m NODE] BOOK YYYY-MM" \
	    "DIRECTORY [SBATCH-OPTION ...]" >&2
	exit 64
}
book=$1 period=$2 tasks=$3
shift 3

toll-rate -B "$book" -p "$period" --part --tasks "$tasks" --maps "$maps" \
    --shards "$shards"
mkdir -p "$tasks.log"

# A log is added to: else that of the first attempt would be lost.
submit() { # NAME OPTION...
	name=$1
	shift
	sbatch --parsable --requeue --open-mode=append -J "toll-$name-$period" \
	    -o "$tasks.log/$name-%a" "$@"
}

# What follows asks for itself whether all is there, so it comes after any end
# of what it waits for: after an end that is good, it would wait for ever once
# a task failed, even if that was started again and went well.
map=$(submit map "--array=0-$((maps - 1))" "$@" "$here/task.sh" map "$tasks" \
    "SLURM_ARRAY_TASK_ID/$maps")
map=${map%%;*}
reduce() { # OPTION...
	submit reduce "--array=0-$((shards - 1))" "--dependency=afterany:$map" \
	    "$@" "$here/task.sh" reduce "$tasks" "SLURM_ARRAY_TASK_ID/$shards"
}

reduce=$(reduce "$@")
reduce=${reduce%%;*}

if [ -n "$node" ]; then
	submit merge "--dependency=afterany:$reduce" -w "$node" \
	    -o "$tasks.log/merge" "$@" "$here/task.sh" merge "$tasks" "$book"
	exit
fi
# An answer that does not come is none; sbatch --wait asks every half minute only.
until left=$(squeue -h --me -o %F) && ! echo "$left" | grep -qx "$reduce"; do
	sleep 2
done
# The merge says what is missing better than the status of a job does.
toll-rate -B "$book" --merge --tasks "$tasks" --clean
