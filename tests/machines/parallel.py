"""data/machines/parallel.sh: GNU parallel on this machine, and on four hosts
behind a stand-in for ssh.  As in slurm.py, what goes wrong is done to a task
that stands before one of its calls to the system.
"""
import os
import random
import shutil
import signal

import month
from cluster import wait_for

# Hosts share this machine; one that is down answers as ssh does.
SSH = """\
#!/bin/sh
while [ $# -gt 0 ]; do
	case $1 in
	-*) shift ;;
	*) break ;;
	esac
done
SLURMD_NODENAME=$1
export SLURMD_NODENAME
shift
[ "$1" != -- ] || shift
[ ! -e "$CASE/down.$SLURMD_NODENAME" ] || exit 255
exec sh -c "$*"
"""


def missing():
    return shutil.which('parallel') is None


class Parallel:
    def __init__(self, made):
        self.made = made
        self.random = random.Random(int(os.environ.get('SEED', 1)))

    def run(self, verdicts, short):
        cases = [('a task and then parallel are killed', self.killed)]
        if not short:
            cases += [('nothing happens', self.nothing),
                      ('a host is lost', self.host_lost),
                      ('a file is lost after its task', self.file_lost)]
        only = os.environ.get('CASES', '')
        for name, test in [c for c in cases if only in c[0]]:
            verdicts.case('GNU parallel: ' + name,
                          lambda: self.one(name, test))

    def one(self, name, test):
        case = month.Case(self.made, 'parallel ' + name)
        home = case.folder + '/home'    # it keeps notes there
        os.mkdir(home)
        case.env |= {'HOME': home, 'PARALLEL_HOME': home}
        try:
            wrong = test(case)
            return wrong and '%s\n%s\n%s' % (wrong, case.said(), case.logs())
        except Exception:
            print(case.said() + case.logs())
            raise
        finally:
            case.close()

    def start(self, case, *more):
        case.start('parallel.sh', more=('-j', '4') + more)

    def rated(self, case):
        got = case.end()
        wrong = 'ended with %d' % got if got != self.made.rated else \
            case.right()
        if not wrong and os.path.exists(case.tasks + '.log'):
            wrong = 'the log is left over'
        return wrong

    def nothing(self, case):
        self.start(case)
        return self.rated(case)

    def killed(self, case):
        """A task, which is begun again; parallel itself, which leaves orphans
        that go on while the next one does what is not done."""
        case.stop_at('map-2.1', self.random.randint(1, 5))
        case.stop_at('reduce-3.1', self.random.randint(1, 5))
        self.start(case)
        _, pid = wait_for('map', lambda: case.stopped('map-2.1'))
        os.kill(pid, signal.SIGKILL)
        _, orphan = wait_for('reduce', lambda: case.stopped('reduce-3.1'))
        wait_for('the others', lambda: case.who('reduce-6.1'))
        os.killpg(case.process.pid, signal.SIGSTOP)
        # parallel and the script; the tasks have groups of their own
        os.killpg(case.process.pid, signal.SIGKILL)
        case.end()
        case.go_on(orphan)
        self.start(case)
        wrong = self.rated(case)
        if not wrong and (len(case.tries('map-2')) != 2 or
                          len(case.tries('map-5')) != 1 or
                          len(case.tries('reduce-3')) != 2):
            wrong = 'map 2, map 5, reduce 3 begun %d, %d, %d times' % tuple(
                len(case.tries(t)) for t in ('map-2', 'map-5', 'reduce-3'))
        return wrong

    def host_lost(self, case):
        ssh = case.folder + '/bin/ssh'
        with open(ssh, 'w') as f:
            f.write(SSH)
        os.chmod(ssh, 0o755)
        for task in ('map-1', 'reduce-1'):
            case.stop_at(task + '.1', 3)
        self.start(case, '--ssh', ssh, '--sshlogin', '1/a,1/b,1/c,1/d')
        for task in ('map-1', 'reduce-1'):
            host, pid = wait_for(task, lambda: case.stopped(task + '.1'))
            down = '%s/down.%s' % (case.folder, host)
            with open(down, 'w'):
                pass
            os.kill(pid, signal.SIGKILL)
            second = wait_for('again', lambda: case.who(task + '.2'))
            if second[0] == host:
                return task + ' again on the host that is down'
            os.unlink(down)
        return self.rated(case)

    def file_lost(self, case):
        """By the log it was done; it is named, and done the next time."""
        case.stop_at('merge.1', 1)
        self.start(case)
        _, pid = wait_for('merge', lambda: case.stopped('merge.1'))
        lost = '%s/reduce/%03d' % (case.tasks, self.random.randrange(
            month.SHARDS))
        os.unlink(lost)
        case.go_on(pid)
        case.end()
        if case.unchanged():
            return case.unchanged()
        if 'tasks/reduce/' not in case.said():
            return lost + ' is not named'
        self.start(case)
        return self.rated(case)
