#!/usr/bin/env python3
"""Run the cases on the engines that are installed: a line a case, then the sum.

usage: all.py WORK short|slurm|parallel|whole|kill
"""
import os
import signal
import sys
import time
import traceback

import cluster
import kill_machines
import month
import parallel
import slurm


class Verdicts:
    """ok or FAILED, a line each."""

    def __init__(self):
        self.passed = self.failed = 0

    def case(self, name, test):
        """test() says what is wrong, '' or None if nothing is."""
        began = time.monotonic()
        try:
            wrong = test()
        except Exception:       # it failed, the others go on
            wrong = traceback.format_exc()
        took = time.monotonic() - began
        if wrong:
            self.failed += 1
            print('FAILED  %s (%.1f s): %s' % (name, took, wrong))
        else:
            self.passed += 1
            print('ok      %s (%.1f s)' % (name, took))
        sys.stdout.flush()


def on_slurm(verdicts, made, what):
    missing = cluster.missing()
    if missing:
        print('skipped: Slurm: not installed: ' + ' '.join(missing))
        return
    machines = cluster.Cluster(made.work + '/cluster')
    try:
        try:
            machines.start()
        except TimeoutError as e:
            print('%s: Slurm does not run here: %s\n%s' % (
                'skipped' if what == 'short' else 'FAILED', e,
                machines.last_words()))
            verdicts.failed += what != 'short'
            return
        if what in ('short', 'slurm', 'whole'):
            slurm.Slurm(made, machines).run(verdicts, what == 'short')
        if what in ('kill', 'whole'):
            kill_machines.run(verdicts, made, machines,
                              int(os.environ.get('KILLS', 5)),
                              int(os.environ.get('SEED', 1)))
    finally:
        machines.stop()


def main():
    work, what = os.path.abspath(sys.argv[1]), sys.argv[2]
    # so that what is in "finally" is done
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    verdicts = Verdicts()
    made = month.Month(work)
    made.judge_by()
    if what != 'parallel':
        on_slurm(verdicts, made, what)
    if what in ('short', 'parallel', 'whole'):
        if parallel.missing():
            print('skipped: GNU parallel is not installed')
        else:
            parallel.Parallel(made).run(verdicts, what == 'short')
    print('machines: %d passed, %d failed' % (verdicts.passed,
                                              verdicts.failed))
    return verdicts.failed > 0


if __name__ == '__main__':
    sys.exit(main())
