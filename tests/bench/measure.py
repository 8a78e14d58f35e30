"""Runs a command and says what it took: seconds by the clock, seconds of CPU,
peak memory; and the table of all stages."""
import os
import subprocess
import sys
import time

HEAD = ('stage', 'seconds', 'cpu s', 'rows/s', 'rows/s/core', 'MB/s', 'MiB')
FORM = '%-34s %8s %8s %11s %11s %7s %7s'


class Stage:
    def __init__(self, name, wall, cpu, mib, rows, size):
        self.name, self.wall, self.cpu, self.mib = name, wall, cpu, mib
        self.rows, self.size = rows, size

    def show(self):
        def rate(what, seconds, scale=1):
            return '{:,.0f}'.format(what / max(seconds, 0.01) / scale) \
                if what else ''
        print((FORM % (self.name, '%.2f' % self.wall, '%.2f' % self.cpu,
                       rate(self.rows, self.wall), rate(self.rows, self.cpu),
                       rate(self.size, self.wall, 1e6),
                       '%.0f' % self.mib)).rstrip(), flush=True)


def show_ratios(ratios):
    """What, ours to the other's by the clock, and by CPU."""
    print('\n%-46s %9s %9s' % ('ratio, less is faster', 'by clock', 'by CPU'))
    for what, wall, cpu in ratios:
        print('%-46s %9.3f %9.3f' % (what, wall, cpu), flush=True)


class Measure:
    """Commands run with a fixed environment; output of a failure is shown."""

    def __init__(self, now):
        self.env = dict(os.environ, LC_ALL='C', TZ='UTC', TOLL_NOW=now)
        self.env.pop('TOLL_BOOK', None)

    @staticmethod
    def head():
        print(FORM % HEAD, flush=True)

    def run(self, command, name=None, rows=None, size=None, ok=(0,), cwd=None,
            stdin=None):
        """The output, and the stage; it is shown if it has a name."""
        began = time.monotonic()
        with open(stdin or os.devnull, 'rb') as given:
            child = subprocess.Popen(command, env=self.env, stdin=given,
                                     stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, cwd=cwd)
        text = child.stdout.read().decode(errors='replace')
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        stage = Stage(name, time.monotonic() - began,
                      used.ru_utime + used.ru_stime, used.ru_maxrss / 1024,
                      rows, size)
        if child.returncode not in ok:
            sys.exit('%s: status %d\n%s' % (' '.join(command),
                                            child.returncode, text[-2000:]))
        if name:
            stage.show()
        return text, stage
