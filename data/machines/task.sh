#!/bin/sh
# One task of rating a month on many machines, for an engine that starts a task
# again by its exit status; toll-machines(7) has the statuses of toll-rate.
#
# Death by a signal, and what may be better the next time (73, 74, 75), end with
# 75, the status that "RequeueExit=75" in slurm.conf starts again; three times,
# then the task is given up.  Everything else ends as toll-rate ended: it would
# end so each time.
#
# usage: task.sh map|reduce DIRECTORY INDEX/COUNT
#        task.sh merge DIRECTORY BOOK
# INDEX may be the name of an environment variable that holds it.
set -u

case $1 in
map|reduce) toll-rate --tasks "$2" "--$1" "$3" ;;
merge) toll-rate -B "$3" --merge --tasks "$2" --clean ;;
*) echo "usage: task.sh map|reduce|merge DIRECTORY INDEX/COUNT|BOOK" >&2
	exit 64 ;;
esac
status=$?

case $status in
73|74|75) ;;
*) [ $status -gt 128 ] || exit $status ;;
esac
again=${SLURM_RESTART_COUNT:-0}
if [ "$again" -lt 3 ]; then
	echo "task.sh: status $status, to be started again" >&2
	exit 75
fi
echo "task.sh: status $status after $again more attempts, given up" >&2
[ $status -ne 75 ] || status=1
exit $status
