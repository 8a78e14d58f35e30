"""Any one of the nodes dies at any time of the rating of a month, again and
again: each time the book is what one process writes, with nothing left over, and
nobody has to do anything.

The tasks are made slow: they pause before each call to the system that changes
something, so that nodes die inside of them and not only between.  Either the node
is declared down at once, as the controller does after SlurmdTimeout, and comes back
after that; or it comes back before anybody missed it, and says then that its jobs
are gone.
"""
import random
import time

import month
from cluster import wait_for

# Microseconds before a call, so that a task takes some seconds; the merge makes
# more of them.
SLOW = """\
case $task in
part) ;;
*)
	STOP_PAUSE_US=100000 LD_PRELOAD=%s
	[ $task != merge ] || STOP_PAUSE_US=20000
	export STOP_PAUSE_US LD_PRELOAD
	;;
esac
"""
# The controller takes a job that a node does not know to be on its way there for
# so long (BatchStartTimeout and MessageTimeout): a node that was faster than that
# would not be asked again for twenty thirds of SlurmdTimeout.
REBOOT_S = 21


def one(case, machines, rng, kill, took):
    """One rating; returns what is wrong, and how many tasks were begun again."""
    case.plan('all', SLOW % case.month.stop)
    node = rng.choice(machines.nodes)
    # the merge on a node, which may be that one; or on the host of the book
    options = ['-m', node] if not kill or rng.randrange(4) else []
    case.start('slurm.sh', *options,
               env={'SLURM_CONF': machines.env['SLURM_CONF']})
    wait_for('the first task', lambda: case.who('map-0.1'))
    began = time.monotonic()
    if kill:
        declare = rng.randrange(3)
        time.sleep(rng.random() * took)
        machines.power_off(node)
        if declare:
            machines.declare_down(node)
        time.sleep(rng.random() if declare else REBOOT_S)
        machines.boot(node)
    status = case.end(300)
    machines.drained(300)
    took = time.monotonic() - began
    wrong = case.right()
    if not wrong and not options and status != case.month.rated:
        wrong = 'ended with %d' % status
    usual = 2 + month.MAPS + month.SHARDS
    return wrong, case.all_tries() - usual, took


def run(verdicts, made, machines, rounds, seed):
    rng = random.Random(seed)
    took, times, again, hit = 20, [], 0, 0
    for i in range(-1, rounds):
        def test():
            nonlocal took, again, hit
            case = month.Case(made, 'kill')
            try:
                wrong, more, seconds = one(case, machines, rng, i >= 0, took)
                if wrong:
                    return '%s\n%s\n%s' % (wrong, case.said(), case.logs())
                if i < 0:
                    took = seconds
                else:
                    times.append(seconds)
                    again += more
                    hit += more > 0
                return ''
            finally:
                case.close()
                machines.heal()
        verdicts.case('kill: no node' if i < 0 else
                      'kill: node at a random time, round %d' % (i + 1), test)
    if times:
        print('kill: %d rounds right, %d of them lost tasks (%d attempts more);'
              ' %.0f s undisturbed, %.0f to %.0f s with a node killed' % (
                  len(times), hit, again, took, min(times), max(times)))
