#!/usr/bin/env python3
"""Run the main job on a generated operator and print what each stage took,
and next to it what other programs take for the same calls.

usage: run.py BUILD [N]

N calls (default 1000000, or the environment's N) of October 2026, 10,000
customers, 20 resellers, 4 carriers, price lists of up to 50,000 prefixes.
For each stage: seconds by the clock, seconds of CPU, rows a second, rows a
second of CPU, megabytes of its file a second, peak memory.  BENCH_DIR: where
to put the data (a few hundred bytes a call).

Every other program must arrive at the same calls, billed seconds and amount of
each tier, to the last digit; the run fails if one does not.  The slow ones get
fewer calls, and their time is multiplied.  What stores nothing runs three times,
theirs and ours, and the fastest counts.

Then mails are sent (mail.py); MAILS of them, default 1000.

SHORT=1: only import, rate and sums, and DuckDB, as is enough for many calls.
"""
import os
import shutil
import sys
import tempfile

import deck
import mail
import measure
import ours
import peers

NOW = '2026-11-02T06:00:00Z'
FEW = 200000  # calls for those that take long
TURNS = 3
MAILS = int(os.environ.get('MAILS', 1000))


class Bench:
    def __init__(self, build, calls):
        self.build, self.calls = build, calls
        self.few = min(FEW, calls)
        self.short = os.environ.get('SHORT') == '1'
        self.measure = measure.Measure(NOW)
        self.ratios, self.faults = [], []

    def generate(self, folder, calls):
        for sub in ('book', 'peer'):
            os.makedirs(os.path.join(folder, sub))
        self.measure.run([os.path.join(self.build, 'tools', 'gen_bench'), '-n',
                          str(calls), '-x', folder])
        path = os.path.join(folder, 'calls.csv')
        return path, os.path.getsize(path)

    @staticmethod
    def same(what, sums, want):
        if sums != want:
            sys.exit('%s: other sums: %s, not %s' % (what, sums, want))

    def main(self):
        work = tempfile.mkdtemp(prefix='bench.',
                                dir=os.environ.get('BENCH_DIR'))
        try:
            self.work = work
            self.data = os.path.join(work, 'data')
            self.path, self.size = self.generate(self.data, self.calls)
            print('%d calls, %.0f MB of CSV, %d cores' % (
                self.calls, self.size / 1e6, len(os.sched_getaffinity(0))))
            measure.Measure.head()
            self.job()
            self.others()
            if not self.short:
                deck.run(self.measure, self.build, work)
                self.send()
            self.show()
        finally:
            shutil.rmtree(work, ignore_errors=True)

    @staticmethod
    def fastest(run):
        """What stores nothing can be run again: the best of three."""
        return min((run() for _ in range(TURNS)), key=lambda r: r[1].wall)

    def job(self):
        n, size = self.calls, self.size
        self.mine = job = ours.Ours(self.measure, self.build, self.work,
                                    self.data)
        job.prepare()
        _, self.imported = job.run('import', 'import', '--no-archive',
                                   self.path, rows=n, size=size)
        _, self.rated = job.run('rate, three tiers', 'rate', rows=n, size=size,
                                ok=(0, 1))
        _, self.summed = self.fastest(lambda: job.run(
            'sums of the period, not stored', 'whatif', '--period',
            ours.PERIOD, '--sums', rows=n, ok=(0, 1)))
        self.sums, self.priced = self.fastest(lambda: job.price_file(
            'sums of the file, not stored', self.path, n, size))
        self.same('whatif', self.sums, job.sums_stored())
        if self.short:
            return
        job.run('close', 'close', '--until', '2026-11-01', rows=n, ok=(0, 1))
        job.draw()
        job.reports(n)
        job.run('check', 'check', rows=n, ok=(0, 1))

    def ratio(self, what, ours_, other, scale=1):
        """Ours to the other's: by the clock and by CPU."""
        wall = sum(s.wall for s in ours_)
        cpu = sum(s.cpu for s in ours_)
        self.ratios.append((what, wall / (other.wall * scale),
                            cpu / (other.cpu * scale)))

    def others(self):
        n, size = self.calls, self.size
        data = os.path.join(self.data, 'peer')
        duck = peers.DuckDb(self.measure, self.build)
        why = duck.missing()
        if why:
            print('DuckDB: skipped: %s' % why)
        else:
            sums, stage = self.fastest(lambda: duck.run(
                'DuckDB asof1, nothing stored', 'asof1', data, n, size))
            self.same('DuckDB asof1', sums, self.sums)
            self.ratio('sums of the period : DuckDB asof1', [self.summed],
                       stage)
            self.ratio('sums of the file : DuckDB asof1', [self.priced], stage)
            file = os.path.join(self.work, 'duck.db')
            sums, stage = duck.run('DuckDB stored and sorted', 'stored', data,
                                   n, size, file)
            self.same('DuckDB stored', sums, self.sums)
            self.ratio('import + rate : DuckDB stored',
                       [self.imported, self.rated], stage)
            print('%-34s %8.0f MB' % ('DuckDB stored, its file',
                                      os.path.getsize(file) / 1e6))
            os.unlink(file)
        if not self.short:
            self.slow_ones()

    def slow_ones(self):
        """On fewer calls; their sums against ours of the same file."""
        few, scale = self.few, self.calls / self.few
        folder = os.path.join(self.work, 'few')
        path, size = self.generate(folder, few)
        data = os.path.join(folder, 'peer')
        want, _ = self.mine.price_file(None, path, few, size)
        sums, stage = peers.script(self.measure, 'a script, %d calls' % few,
                                   data, few, size)
        self.same('the script', sums, want)
        self.ratio('sums of the file : a script (x %.1f)' % scale,
                   [self.priced], stage, scale)
        if shutil.which('sqlite3') is None:
            print('sqlite3: skipped: it is not installed')
            return
        sums, stage = peers.sqlite(self.measure, 'sqlite3, %d calls' % few,
                                   data, few, size,
                                   os.path.join(self.work, 'peer.db'))
        self.same('sqlite3', sums, want)
        self.ratio('import + rate : sqlite3 (x %.1f)' % scale,
                   [self.imported, self.rated], stage, scale)

    def send(self):
        ratios, self.faults = mail.run(self.measure, self.build, self.work,
                                       MAILS)
        self.ratios += ratios

    def show(self):
        self.mine.stored()
        measure.show_ratios(self.ratios)
        for tier, (calls, seconds, micro) in sorted(self.sums.items()):
            print('the same in all, %s: %d calls, %d s, %d.%06d' % (
                tier, calls, seconds, micro // 1000000, micro % 1000000))
        for what in self.faults:
            print(what)


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Bench(os.path.abspath(sys.argv[1]),
          int(sys.argv[2] if len(sys.argv) > 2
              else os.environ.get('N', 1000000))).main()
