#!/usr/bin/env python3
"""Kill or fail a program at its system calls, and see that nothing is lost.

For each program that changes the book (load, import, rate, fraud, close,
invoice, mail) a small book stands just before its work.  A clean run gives the
reference: the state afterwards.  Then, for each system call it makes and each
fault (KILL, EIO, ENOSPC), on a fresh copy of the book:

    the program runs under strace, which injects the fault at that call;
    toll-check finds nothing wrong;
    the state is that before, or (wholly) the reference;
    exit 0 (or 1 where the clean run has 1) only with the reference;
    the program runs again, plainly, and reaches the reference;
    no aside file is left over.

State is what the book says: every row of every database (also of call and
charge files), every document, archive and mail by hash.

usage: sweep.py BUILD [--points N] [--seconds S] [--seed N] [--only NAME]
                [--calls NAME] [--preload FILE] [--expect-violations]
"""
import argparse
import hashlib
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, '..', 'golden')
NOW = '2026-11-02T06:00:00Z'
FAULTS = ('KILL', 'EIO', 'ENOSPC')
# Calls whose failure a program may see; KILL is tried at all of them.
FALLIBLE = ('read', 'pread64', 'write', 'pwrite64', 'open', 'openat', 'close',
            'fsync', 'fdatasync', 'ftruncate', 'rename', 'renameat2', 'unlink',
            'mkdir', 'link', 'linkat')
IGNORED = ('exit_group', 'execve', 'arch_prctl', 'rt_sigreturn', 'exit',
           'restart_syscall', 'clone3', 'clone')


class Step:
    """One program: its arguments after -B BOOK, and what may differ."""

    def __init__(self, name, args, status=(0,), piecewise=False, again=()):
        self.name, self.args, self.status = name, args, status
        self.piecewise = piecewise  # one document or mail after the other
        self.again = again  # also right when it has nothing more to do


def steps(work):
    return [
        Step('load', ['toll-load', os.path.join(work, 'extra')]),
        Step('import', ['toll-import', os.path.join(work, 'calls.csv')]),
        Step('rate', ['toll-rate']),
        Step('fraud', ['toll-fraud'], (0, 1), again=(0,)),
        Step('close', ['toll-close', '--until', '2026-11-01'], (0, 1)),
        Step('invoice', ['toll-invoice'], piecewise=True),
        Step('mail', ['toll-mail', '--to-dir', '@BOOK/maildir'], (0, 1),
             piecewise=True),
    ]


def digest_db(path, out):
    db = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
    try:
        if db.execute('PRAGMA integrity_check').fetchone()[0] != 'ok':
            out.append('%s: integrity' % path)
            return
        names = [r[0] for r in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite_%' ORDER BY name")]
        for name in names:
            h = hashlib.sha256()
            rows = sorted(repr(r) for r in db.execute(
                'SELECT * FROM "%s"' % name))
            for row in rows:
                h.update(row.encode())
            out.append('%s %d %s' % (name, len(rows), h.hexdigest()[:16]))
    finally:
        db.close()


def digest(book):
    """The state of a book as text, the same for the same content."""
    out = []
    for folder, folders, files in os.walk(book):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            short = os.path.relpath(path, book)
            if name.endswith(('-wal', '-shm', '-journal')) or name == 'lock':
                continue
            out.append(short)
            if name.endswith('.db'):
                digest_db(path, out)
            else:
                with open(path, 'rb') as f:
                    out.append(hashlib.sha256(f.read()).hexdigest()[:16])
    return '\n'.join(out)


class Sweep:
    def __init__(self, build, args):
        self.bin = os.path.join(os.path.abspath(build), 'bin')
        self.args = args
        self.env = dict(os.environ, LC_ALL='C', TZ='UTC', TOLL_NOW=NOW,
                        PATH=self.bin + ':' + os.environ['PATH'])
        self.env.pop('TOLL_BOOK', None)
        self.work = tempfile.mkdtemp(prefix='sweep.')
        self.lock = threading.Lock()
        self.done = 0
        self.violations = []

    def run(self, command, **more):
        return subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=60, **more)

    def must(self, command, ok=(0,)):
        p = self.run(command)
        if p.returncode not in ok:
            sys.exit('%s: status %d\n%s' % (' '.join(command), p.returncode,
                                            p.stdout.decode()))

    def prepare(self):
        book = os.path.join(self.work, 'start')
        base = os.path.join(GOLDEN, 'base')
        extra = os.path.join(self.work, 'extra')
        os.mkdir(extra)
        shutil.copy(os.path.join(GOLDEN, 'match', 'fees.csv'), extra)
        with open(os.path.join(extra, 'contacts.csv'), 'w') as f:
            f.write('ref,email,company,country\nerik,e@example.com,Erik,DE\n')
        with open(os.path.join(extra, 'profiles.csv'), 'w') as f:
            f.write('handle,currency,fraud_daily_limit,fraud_daily_lock,'
                    'fraud_daily_notify\nretail,EUR,0.01,2,'
                    '"fraud@example.com,night@example.com"\n')
        lines = []
        for case in ('onnet', 'offnet-out', 'match'):
            with open(os.path.join(GOLDEN, case, 'calls.csv')) as f:
                head, *rows = f.read().splitlines()
            cols = head.split(',')
            for r in rows:
                d = dict(zip(cols, r.split(',')))
                lines.append(','.join(d.get(c, '') for c in (
                    'call_id', 'status', 'start', 'duration', 'source_account',
                    'source_number', 'destination_number',
                    'destination_peer')))
        with open(os.path.join(self.work, 'calls.csv'), 'w') as f:
            f.write('call_id,status,start,duration,source_account,'
                    'source_number,destination_number,destination_peer\n')
            f.write('\n'.join(lines) + '\n')
        self.must(['toll-init', '-q', '-B', book, '--timezone',
                   'Europe/Berlin', '--currency', 'EUR', '--country', 'DE'])
        conf = os.path.join(book, 'book.conf')
        with open(conf) as f:
            text = f.read()
        with open(conf, 'w') as f:
            f.write(text.replace('[operator]', '[operator]\ncontact=op', 1))
        self.must(['toll-load', '-q', '-B', book, base])
        return book

    def command(self, step, book):
        return [step.args[0], '-B', book] + [
            a.replace('@BOOK', book) for a in step.args[1:]]

    def profile(self, step, start):
        """How often a clean run makes each call."""
        book = os.path.join(self.work, 'profile')
        trace = os.path.join(self.work, 'trace')
        shutil.copytree(start, book)
        p = self.run(['strace', '-f', '-o', trace] + self.preload() +
                     self.command(step, book))
        if p.returncode not in step.status:
            sys.exit('%s: status %d\n%s' % (step.name, p.returncode,
                                            p.stdout.decode()))
        counts = {}
        with open(trace, errors='replace') as f:
            for line in f:
                m = re.match(r'\d+\s+([a-z0-9_]+)\(', line)
                if m and m.group(1) not in IGNORED:
                    counts[m.group(1)] = counts.get(m.group(1), 0) + 1
        shutil.rmtree(book)
        return counts

    def preload(self):
        if not self.args.preload:
            return []
        return ['-E', 'LD_PRELOAD=' + os.path.abspath(self.args.preload)]

    def points(self, counts):
        out = []
        for name, n in sorted(counts.items()):
            if self.args.calls and name != self.args.calls:
                continue
            for fault in FAULTS:
                if fault != 'KILL' and name not in FALLIBLE:
                    continue
                out += [(name, i, fault) for i in range(1, n + 1)]
        return out

    def point(self, step, start, before, after, point):
        name, when, fault = point
        book = tempfile.mkdtemp(prefix='point.', dir=self.work)
        os.rmdir(book)
        shutil.copytree(start, book)
        inject = 'signal=KILL' if fault == 'KILL' else 'error=' + fault
        p = self.run(['strace', '-f', '-o', '/dev/null', '-e',
                      'trace=' + name, '-e',
                      'inject=%s:%s:when=%d' % (name, inject, when)] +
                     self.preload() + self.command(step, book))
        wrong = self.judge(step, book, before, after, p)
        shutil.rmtree(book, ignore_errors=True)
        with self.lock:
            self.done += 1
            for w in wrong:
                self.violations.append('%s: %s at %s %d: %s\n    %s' % (
                    step.name, fault, name, when, w,
                    p.stdout.decode(errors='replace').strip()[-300:]))

    def judge(self, step, book, before, after, p):
        wrong = []
        state = self.normal(step, book)
        if p.returncode in step.status and state != after:
            wrong.append('status %d without the whole result' % p.returncode)
        tables = self.tables(state)
        if tables not in (self.tables(before), self.tables(after)) and \
                not step.piecewise:
            wrong.append('neither before nor after')
        check = self.run(['toll-check', '-q', '-B', book])
        if check.returncode not in (0, 1):
            wrong.append('toll-check: status %d: %s' % (
                check.returncode, check.stdout.decode().strip()[-300:]))
        again = self.run(self.command(step, book))
        if again.returncode not in step.status + step.again:
            wrong.append('run again: status %d: %s' % (
                again.returncode, again.stdout.decode().strip()[-300:]))
        elif step.name == 'mail':
            wrong += self.judge_mail(book)
        elif self.normal(step, book) != after:
            wrong.append('run again: not the reference')
        return wrong

    def judge_mail(self, book):
        """Every message is delivered once, or (killed in the dot window)
        unknown: never twice, never lost."""
        wrong = []
        db = sqlite3.connect(os.path.join(book, 'book.db'))
        states = dict(db.execute('SELECT message_id, state FROM outbox'))
        db.close()
        box = os.path.join(book, 'maildir', 'new')
        seen = {}
        for name in os.listdir(box) if os.path.isdir(box) else ():
            with open(os.path.join(box, name), errors='replace') as f:
                m = re.search(r'^Message-ID:\s*(\S+)', f.read(), re.M | re.I)
            seen[m.group(1)] = seen.get(m.group(1), 0) + 1
        for mid, state in states.items():
            n = seen.get(mid, seen.get('<%s>' % mid, 0))
            if n > 1:
                wrong.append('%s delivered %d times' % (mid, n))
            if n == 0 and state != 'unknown':
                wrong.append('%s lost in state %s' % (mid, state))
        return wrong

    @staticmethod
    def tables(state):
        """The rows of book.db: what a killed run may have left beside it is
        not named there and is swept by the next writer."""
        lines = state.split('\n')
        at = lines.index('book.db') + 1 if 'book.db' in lines else 0
        out = []
        for line in lines[at:]:
            if line.count(' ') != 2:
                break
            out.append(line)
        return out

    def normal(self, step, book):
        state = digest(book)
        if step.name == 'mail':  # states and attempts of the outbox vary
            state = re.sub(r'^outbox\S* .*$', 'outbox', state, flags=re.M)
        return state

    def sweep(self, step, start, budget):
        book = os.path.join(self.work, step.name)
        shutil.copytree(start, book)
        before = self.normal(step, book)
        clean = self.run(self.command(step, book))
        if clean.returncode not in step.status:
            sys.exit('%s: status %d\n%s' % (step.name, clean.returncode,
                                            clean.stdout.decode()))
        step.status = (clean.returncode,)
        after = self.normal(step, book)
        if self.args.only in (None, step.name):
            points = self.points(self.profile(step, start))
            total = len(points)
            random.Random(self.args.seed).shuffle(points)
            if self.args.points:
                points = points[:self.args.points]
            began, n0 = time.monotonic(), self.done
            self.work_off(step, start, before, after, points, budget)
            print('%-8s %5d of %5d points in %5.1f s' % (
                step.name, self.done - n0, total, time.monotonic() - began),
                flush=True)
        return book

    def work_off(self, step, start, before, after, points, budget):
        queue, until = list(points), time.monotonic() + budget

        def worker():
            while True:
                with self.lock:
                    if not queue or (budget and time.monotonic() > until):
                        return
                    point = queue.pop()
                try:
                    self.point(step, start, before, after, point)
                except Exception as e:  # a broken harness is a violation too
                    with self.lock:
                        self.violations.append('%s %s: %r' % (
                            step.name, point, e))

        threads = [threading.Thread(target=worker) for _ in range(2)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def main(self):
        try:
            book = self.prepare()
            todo = steps(self.work)
            if self.args.only:
                todo = todo[:[s.name for s in todo].index(self.args.only) + 1]
            share = self.args.seconds / len(todo) if self.args.seconds else 0
            if self.args.only:
                share = self.args.seconds
            for step in todo:
                book = self.sweep(step, book, share)
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        for v in self.violations[:40]:
            print('violation: ' + v)
        print('sweep: %d points, %d violations' % (self.done,
                                                   len(self.violations)))
        if self.args.expect_violations:
            return 0 if self.violations else 1
        return 1 if self.violations or not self.done else 0


def main():
    p = argparse.ArgumentParser()
    p.add_argument('build')
    p.add_argument('--points', type=int, default=0)
    p.add_argument('--seconds', type=float, default=0)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--only')
    p.add_argument('--calls')
    p.add_argument('--preload')
    p.add_argument('--expect-violations', action='store_true')
    args = p.parse_args()
    return Sweep(args.build, args).main()


if __name__ == '__main__':
    sys.exit(main())
