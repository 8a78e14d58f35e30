#!/usr/bin/env python3
"""Run the main job on a generated operator and print what each stage took.

usage: run.py BUILD [N]

N calls (default 1000000, or the environment's N) of October 2026, 10,000
customers, 20 resellers, 4 carriers, price lists of up to 50,000 prefixes.
For each stage: seconds by the clock, seconds of CPU, calls a second, calls a
second and core (of CPU), peak memory.  Archive compression is off: it is
measured apart.
"""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

NOW = '2026-11-02T06:00:00Z'


class Bench:
    def __init__(self, build, calls):
        self.bin = os.path.join(os.path.abspath(build), 'bin')
        self.tools = os.path.join(os.path.abspath(build), 'tools')
        self.calls = calls
        self.env = dict(os.environ, LC_ALL='C', TZ='UTC', TOLL_NOW=NOW)
        self.rows = []

    def run(self, stage, command, calls=None, ok=(0,)):
        began = time.monotonic()
        child = subprocess.Popen(command, env=self.env,
                                 stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
        text = child.stdout.read().decode(errors='replace')
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        if child.returncode not in ok:
            sys.exit('%s: status %d\n%s' % (' '.join(command),
                                            child.returncode, text[-2000:]))
        cpu = used.ru_utime + used.ru_stime
        if stage:
            self.rows.append((stage, wall, cpu, calls, used.ru_maxrss / 1024))
            self.show(self.rows[-1])
        return text

    @staticmethod
    def show(row):
        stage, wall, cpu, calls, mib = row
        rate = ('%11s %11s' % ('{:,.0f}'.format(calls / wall),
                               '{:,.0f}'.format(calls / max(cpu, 0.01)))
                if calls else ' ' * 23)
        print('%-28s %8.2f %8.2f %s %8.0f' % (stage, wall, cpu, rate, mib),
              flush=True)

    def toll(self, verb, *args):
        return [os.path.join(self.bin, 'toll-' + verb), '-q', '-B',
                self.book] + list(args)

    def main(self):
        work = tempfile.mkdtemp(prefix='bench.', dir=os.environ.get('BENCH_DIR'))
        try:
            self.work(work)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def work(self, work):
        data = os.path.join(work, 'data')
        os.makedirs(os.path.join(data, 'book'))
        self.book = os.path.join(work, 'book')
        self.run(None, [os.path.join(self.tools, 'gen_bench'), '-n',
                        str(self.calls), data])
        calls = os.path.join(data, 'calls.csv')
        size = os.path.getsize(calls)
        print('%d calls, %.0f MB of CSV, %d cores' % (
            self.calls, size / 1e6, len(os.sched_getaffinity(0))))
        print('%-28s %8s %8s %11s %11s %8s' % (
            'stage', 'seconds', 'cpu s', 'calls/s', '/s and core', 'MiB'))
        self.run(None, self.toll('init', '--timezone', 'UTC', '--currency',
                                 'EUR', '--country', 'DE'))
        self.run('load master data', self.toll('load',
                                               os.path.join(data, 'book')))
        self.run('import', self.toll('import', '--no-archive', calls),
                 self.calls)
        self.run('rate, three tiers', self.toll('rate'), self.calls, (0, 1))
        self.run('sums, nothing stored', self.toll(
            'whatif', '--period', '2026-10', '--sums'), self.calls, (0, 1))
        pricer = os.path.join(os.path.dirname(self.bin), 'bench', 'bench_rate')
        if os.path.exists(pricer):
            print(self.run(None, [pricer, self.book, '2026-10']), end='')
        self.run('report revenue', self.toll('report', 'revenue', '-f', 'csv',
                                             '-o', os.path.join(work, 'r.csv')),
                 self.calls)
        self.stored()
        self.deck(work)

    def deck(self, work):
        """A price list of 1,000,000 prefixes, loaded, loaded and compiled (an
        example of a price makes it), and with one error."""
        rows = 1000000
        folder = os.path.join(work, 'deck')
        os.makedirs(folder)
        profiles = os.path.join(folder, 'profiles.csv')
        with open(profiles, 'w') as f:
            f.write('handle,currency\nlist,EUR\n')
        fees = os.path.join(folder, 'fees.csv')
        for stage, example, bad in (
                ('load 1,000,000 fees', False, None),
                ('... and compile', True, None),
                ('... and find one error', False, 765432)):
            with open(fees, 'w') as f:
                f.write('profile,destination,zone,zone_detail,init_interval,'
                        'init_rate,follow_interval,follow_rate\n')
                for i in range(2, rows + 2):
                    rate = 'x' if i == bad else '0.%04d' % (i % 9973)
                    f.write('list,%d,Zone %d,Detail %d,60,0.04,60,%s\n' % (
                        1000000 + i * 9 + i % 9, i // 5000, i // 500, rate))
                if example:
                    f.write('# test: 1000001199 1m = 0.04\n')
            self.book = os.path.join(work, 'deck%d' % len(self.rows))
            self.run(None, self.toll('init', '--timezone', 'UTC'))
            self.run(None, self.toll('load', profiles))
            said = self.run(stage, self.toll('load', fees),
                            ok=(0,) if bad is None else (65,))
            want = 'fees.csv:%d:' % (bad or 0)
            if bad and (want not in said or '1 error,' not in said):
                sys.exit('%s: %s' % (want, said))

    def stored(self):
        """What lies on the disk, a row of calls and of charges."""
        for folder, table in (('calls', 'call'), ('charges', 'charge')):
            size = rows = 0
            for where, _, files in os.walk(os.path.join(self.book, folder)):
                for name in files:
                    path = os.path.join(where, name)
                    size += os.path.getsize(path)
                    db = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
                    rows += db.execute('SELECT count(*) FROM ' +
                                       table).fetchone()[0]
                    db.close()
            if rows:
                print('%-28s %8d rows, %.0f MB, %.0f bytes a row' % (
                    folder + ' stored', rows, size / 1e6, size / rows))


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Bench(sys.argv[1], int(sys.argv[2] if len(sys.argv) > 2
                           else os.environ.get('N', 1000000))).main()
