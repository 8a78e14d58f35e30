#!/usr/bin/env python3
"""Three times the calls: how much longer do import, rating and sums take?

usage: growth.py BUILD [N ...]

For each number of calls (default 1, 10 and 30 million) a book is made, filled,
rated and summed up TURNS times (default 3); the fastest of each stage counts.
Then what each took for a call is compared with the smallest, and with the number
before.  BENCH_DIR: where to put the data, some 700 bytes a call.

CACHE=full: fill the cache of the system before each stage (ballast.py).
"""
import os
import shutil
import sys
import tempfile

import ballast
import measure
import ours

NOW = '2026-11-02T06:00:00Z'
SIZES = (1000000, 10000000, 30000000)
STAGES = ('import', 'rate', 'sums')


class Growth:
    def __init__(self, build, work):
        self.build, self.work = build, work
        self.turns = int(os.environ.get('TURNS', 3))
        self.measure = measure.Measure(NOW)
        self.ballast = None
        if os.environ.get('CACHE') == 'full':
            self.ballast = ballast.Ballast(work)

    def generate(self, calls):
        data = os.path.join(self.work, 'data')
        shutil.rmtree(data, ignore_errors=True)
        os.makedirs(os.path.join(data, 'book'))
        self.measure.run([os.path.join(self.build, 'tools', 'gen_bench'), '-n',
                          str(calls), data])
        return data

    def stage(self, job, name, verb, *args, rows, wanted):
        if self.ballast:
            self.ballast.fill(wanted)
        _, stage = job.run('%s, %d calls' % (name, rows), verb, *args,
                           rows=rows, ok=(0, 1))
        return stage

    def turn(self, data, calls):
        shutil.rmtree(os.path.join(self.work, 'book'), ignore_errors=True)
        job = ours.Ours(self.measure, self.build, self.work, data)
        job.prepare(None)
        file = os.path.join(data, 'calls.csv')
        took = [self.stage(job, 'import', 'import', '--no-archive', file,
                           rows=calls, wanted=[file])]
        took.append(self.stage(job, 'rate', 'rate', rows=calls,
                               wanted=job.files('calls')))
        took.append(self.stage(job, 'sums', 'whatif', '--period', ours.PERIOD,
                               '--sums', rows=calls,
                               wanted=job.files('calls')))
        return took

    def size(self, calls):
        """The fastest of each stage."""
        data = self.generate(calls)
        best = None
        for _ in range(self.turns):
            took = self.turn(data, calls)
            best = took if best is None else [
                min(pair, key=lambda s: s.wall) for pair in zip(best, took)]
        return best

    def show(self, sizes, best):
        print('\n%-34s %8s %8s %7s' % ('time : calls, 1 is linear', 'to first',
                                       'to last', 'MiB'))
        for k in range(1, len(sizes)):
            for i, name in enumerate(STAGES + ('all',)):
                def seconds(at):
                    took = best[at] if name == 'all' else [best[at][i]]
                    return sum(s.wall for s in took) / sizes[at]
                mib = max(s.mib for s in (best[k] if name == 'all'
                                          else [best[k][i]]))
                print('%-34s %8.2f %8.2f %7.0f' % (
                    '%s, %d calls' % (name, sizes[k]),
                    seconds(k) / seconds(0), seconds(k) / seconds(k - 1), mib))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sizes = [int(n) for n in sys.argv[2:]] or list(SIZES)
    work = tempfile.mkdtemp(prefix='growth.', dir=os.environ.get('BENCH_DIR'))
    try:
        growth = Growth(os.path.abspath(sys.argv[1]), work)
        measure.Measure.head()
        growth.show(sizes, [growth.size(n) for n in sizes])
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    main()
