"""data/machines/slurm.sh on a cluster: what goes wrong on machines is done to it,
and the result must be what one process writes, byte for byte.

Where a task is hit is not left to chance: it stops before one of its calls to
the system that change something (tests/faults/preload_stop.c), and what happens
happens then.  Which call that is changes with SEED.
"""
import glob
import os
import random
import signal

import month
from cluster import wait_for


class Slurm:
    def __init__(self, made, machines):
        self.made, self.machines = made, machines
        self.random = random.Random(int(os.environ.get('SEED', 1)))
        self.counts = {}
        self.env = {'SLURM_CONF': machines.env['SLURM_CONF']}

    def run(self, verdicts, short):
        cases = [('nothing happens', self.nothing),
                 ('a node is killed', self.node_killed)]
        if not short:
            cases += [
                ('a program is killed, of each kind', self.program_killed),
                ('a program is killed each time', self.killed_each_time),
                ('the node that merges is killed', self.merge_killed),
                ('two runs of one task at once', self.two_runs),
                ('a run that ends after all is merged', self.late_run),
                ('the controller is killed', self.controller_killed),
                ('a file of a map is altered', self.altered('map')),
                ('a file of a reduce is altered', self.altered('reduce')),
                ('a file of a map is missing', self.lost('map')),
                ('a file of a reduce is missing', self.lost('reduce'))]
        only = os.environ.get('CASES', '')
        for name, test in [cases[0]] + [c for c in cases[1:] if only in c[0]]:
            verdicts.case('Slurm: ' + name, lambda: self.one(name, test))

    def one(self, name, test):
        case = month.Case(self.made, name)
        try:
            wrong = test(case)
            return wrong and '%s\n%s\n%s' % (wrong, case.said(), case.logs())
        except Exception:
            print(case.said() + case.logs())
            raise
        finally:
            case.close()
            self.machines.heal()

    # --- what the cases have in common --------------------------------------

    def start(self, case, *options):
        case.start('slurm.sh', *options, env=self.env)

    def rated(self, case, status=None):
        """It ends, and the book is right."""
        got = case.end()
        want = self.made.rated if status is None else status
        return 'ended with %d' % got if got != want else case.right()

    def hit(self, case, attempt):
        """Have an attempt stop somewhere before its end."""
        case.stop_at(attempt, self.random.randint(
            1, self.counts[attempt.rpartition('.')[0]][0]))

    def standing(self, case, attempt):
        return wait_for(attempt + ' stands', lambda: case.stopped(attempt))

    def nothing(self, case):
        case.plan('all', 'LD_PRELOAD=%s STOP_COUNT=$CASE/tries/$task.$n/count\n'
                  'export LD_PRELOAD STOP_COUNT' % self.made.stop)
        self.start(case)
        wrong = self.rated(case)
        if wrong:
            return wrong
        for path in glob.glob(case.folder + '/tries/*/count'):
            task = os.path.basename(os.path.dirname(path)).rpartition('.')[0]
            with open(path) as f:
                self.counts[task] = [int(n) for n in f.read().split()[1:]]
        tries = 2 + month.MAPS + month.SHARDS
        return '%d attempts, not %d' % (case.all_tries(), tries) \
            if case.all_tries() != tries else ''

    # --- machines and programs die ------------------------------------------

    def node_killed(self, case):
        """With everything on it, in a map and then another in a reduce."""
        for task in ('map-3', 'reduce-5'):
            self.hit(case, task + '.1')
        self.start(case)
        for task in ('map-3', 'reduce-5'):
            node, _ = self.standing(case, task + '.1')
            self.machines.power_off(node)
            self.machines.declare_down(node)
            second = wait_for('the second attempt',
                              lambda: case.who(task + '.2'))
            self.machines.boot(node)
            if second[0] == node or second[2] != 1:
                return '%s again on %s, restart %d' % (task, second[0],
                                                       second[2])
        return self.rated(case)

    def program_killed(self, case):
        tasks = 'map-0', 'map-7', 'reduce-0', 'reduce-7', 'merge'
        for task in tasks:
            self.hit(case, task + '.1')
        self.start(case, '-m', 'n2')
        for task in tasks:
            os.kill(self.standing(case, task + '.1')[1], signal.SIGKILL)
        self.machines.drained()
        case.end()
        once = [t for t in tasks if len(case.tries(t)) != 2]
        return 'not begun twice: %s' % once if once else case.right()

    def killed_each_time(self, case):
        """Three times again and no more; what is missing is named, and the
        next run makes up for it."""
        for attempt in range(1, 5):
            case.plan('map-4.%d' % attempt, 'kill -9 $$')
        self.start(case)
        case.end()
        if len(case.tries('map-4')) != 4:
            return '%d attempts' % len(case.tries('map-4'))
        if case.unchanged():
            return case.unchanged()
        if 'tasks/map/004' not in case.said():
            return 'what is missing is not named'
        self.start(case)
        return self.rated(case)

    def merge_killed(self, case):
        self.hit(case, 'merge.1')
        self.start(case, '-m', 'n1')
        node, _ = self.standing(case, 'merge.1')
        self.machines.power_off(node)
        self.machines.declare_down(node)
        self.machines.boot(node)        # the host of the book comes back
        self.machines.drained()
        case.end()
        return case.right()

    def controller_killed(self, case):
        for task in ('map-2', 'reduce-2'):
            self.hit(case, task + '.1')
        self.start(case)
        for task in ('map-2', 'reduce-2'):
            # whoever has something to tell it tries again every 15 seconds
            _, pid = wait_for(task, lambda: case.stopped(task + '.1'), 150)
            wait_for('the others', lambda: [j[1] for j in self.machines.jobs()
                                            if j[1] != 'PENDING'] == [
                                                'RUNNING'])
            self.machines.saved()
            self.machines.power_off('slurmctld')
            case.go_on(pid)             # it ends while nobody asks
            wait_for('its end', lambda: month.state_of(pid) is None)
            self.machines.controller()
        return self.rated(case)

    # --- two runs of one task -----------------------------------------------

    def before_it_is_there(self, case, task):
        """Both runs of it stop shortly before its file gets its name."""
        for attempt in (1, 2):
            case.stop_at('%s.%d' % (task, attempt), max(
                1, self.counts[task][1] - self.random.randint(0, 3)))

    def zombie(self, case, task):
        """A node does not answer any more, but what runs on it goes on; the
        task is begun on another one."""
        node, first = self.standing(case, task + '.1')
        self.machines.slurmd(node, signal.SIGSTOP)
        self.machines.declare_down(node)
        return node, first, self.standing(case, task + '.2')[1]

    def answers(self, node):
        self.machines.slurmd(node, signal.SIGCONT)
        self.machines.back(node)

    def two_runs(self, case):
        tasks = 'map-1', 'reduce-6'
        for task in tasks:
            self.before_it_is_there(case, task)
        self.start(case)
        for task in tasks:
            node, *runs = self.zombie(case, task)
            for pid in self.random.sample(runs, 2):
                case.go_on(pid)
            for pid in runs:
                wait_for('its end', lambda: month.state_of(pid) is None)
            self.answers(node)
        return self.rated(case)

    def late_run(self, case):
        self.before_it_is_there(case, 'reduce-6')
        self.start(case)
        node, first, second = self.zombie(case, 'reduce-6')
        case.go_on(second)
        wrong = self.rated(case)
        case.go_on(first)
        wait_for('its end', lambda: month.state_of(first) is None)
        self.answers(node)
        return wrong or case.right()

    # --- files that are not what they were ----------------------------------

    def refused(self, case, path):
        """The file was named and nothing changed; the next run does again what
        has to be."""
        case.end()
        # by the merge, or by the reduce that read it
        if os.path.relpath(path, case.folder) not in case.said() + case.logs():
            return '%s is not named' % path
        if case.unchanged():
            return case.unchanged()
        self.start(case)
        return self.rated(case)

    def altered(self, kind):
        """One bit of it."""
        def change(path):
            at = self.random.randrange(os.path.getsize(path))
            with open(path, 'r+b') as f:
                f.seek(at)
                byte = f.read(1)[0]
                f.seek(at)
                f.write(bytes([byte ^ 1 << self.random.randrange(8)]))
        return lambda case: self.before_use(case, kind, change)

    def lost(self, kind):
        return lambda case: self.before_use(case, kind, os.unlink)

    def before_use(self, case, kind, do):
        """What is done to a file, before anybody reads it."""
        reader = {'map': 'reduce-0.1', 'reduce': 'merge.1'}[kind]
        case.stop_at(reader, 1)
        self.start(case)
        _, pid = self.standing(case, reader)
        path = self.random.choice(sorted(glob.glob(
            '%s/%s/[0-9]*' % (case.tasks, kind))))
        do(path)
        case.go_on(pid)
        return self.refused(case, path)
