#!/usr/bin/env python3
"""Kill or fail a program at its system calls, and see that nothing is lost.

For each program that changes the book or writes a file (sweep_steps.py) a small
book stands just before its work.  A clean run gives the reference: the state
afterwards, and what it printed.  Then, for each system call it makes and each
fault (KILL, EIO, ENOSPC), on a fresh copy of the book:

    the program runs under strace, which injects the fault at that call;
    toll-check finds nothing wrong;
    the state is that before, or (wholly) the reference;
    exit 0 (or 1 where the clean run has 1) only with the reference, printed
    and stored; with 1 the fault may be printed instead;
    the program runs again, plainly, and reaches the reference;
    no aside file is left over.

State is what the book says: every row of every database (also of call and
charge files), every document, archive and mail by hash.

Many points end with the same files, byte for byte (but for what SQLite draws at
random), and the same words: what such an end was found to be is not found out
again.

usage: sweep.py BUILD [--points N] [--seconds S] [--seed N] [--only NAME,...]
                [--calls NAME] [--preload FILE] [--expect-violations]
"""
import argparse
import difflib
import hashlib
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time

import sweep_steps

NOW = '2026-11-02T06:00:00Z'
FAULTS = ('KILL', 'EIO', 'ENOSPC')
# Calls whose failure a program may see; KILL is tried at all of them.
FALLIBLE = ('read', 'pread64', 'write', 'pwrite64', 'open', 'openat', 'close',
            'fsync', 'fdatasync', 'ftruncate', 'rename', 'renameat2', 'unlink',
            'mkdir', 'link', 'linkat', 'fallocate', 'getdents64', 'statx',
            'newfstatat', 'fcntl', 'flock')
IGNORED = ('exit_group', 'execve', 'arch_prctl', 'rt_sigreturn', 'exit',
           'restart_syscall', 'clone3', 'clone')
# Calls that a full disk may fail.
FILLS = ('write', 'pwrite64', 'open', 'openat', 'close', 'fsync', 'fdatasync',
         'ftruncate', 'fallocate', 'rename', 'renameat2', 'mkdir', 'link',
         'linkat')
# Which SQLite 3.40 says of a table that has none; toll-check(1) looks itself.
FALSE_NULL = 'NULL value in segment_history.'
# A sample is taken of what can change something, and of some reading.
SAMPLED = ('write', 'pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'rename',
           'renameat2', 'unlink', 'mkdir', 'link', 'linkat', 'sendto', 'read',
           'pread64', 'openat')


def digest_db(path, out):
    db = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
    try:
        wrong = [r[0] for r in db.execute('PRAGMA integrity_check')
                 if not r[0].startswith(FALSE_NULL)]
        if wrong not in ([], ['ok']):
            out.append('%s: integrity: %s' % (path, wrong[0]))
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


def files_of(book):
    for folder, folders, files in os.walk(book):
        folders.sort()
        for name in sorted(files):
            yield os.path.join(folder, name)


def digest(book):
    """The state of a book as text, the same for the same content."""
    out = []
    for path in files_of(book):
        if path.endswith(('-wal', '-shm', '-journal', '/lock')):
            continue
        out.append(os.path.relpath(path, book))
        if path.endswith('.db'):
            digest_db(path, out)
        else:
            with open(path, 'rb') as f:
                out.append(hashlib.sha256(f.read()).hexdigest()[:16])
    return '\n'.join(out)


def plain_wal(raw):
    """A write-ahead log without its salts, which are drawn at random, and the
    checksums over them: its frames, and which of them belong to it."""
    if len(raw) < 32:
        return raw
    page, = struct.unpack('>I', raw[8:12])
    out, at = [raw[:12]], 32
    while at + 24 <= len(raw):
        out += [raw[at:at + 8], b'=' if raw[at + 8:at + 16] == raw[16:24]
                else b'!', raw[at + 24:at + 24 + page]]
        at += 24 + page
    return b''.join(out + [raw[at:]])


def raw_state(book):
    """Every byte of a book that the next program may meet."""
    h = hashlib.sha256()
    for folder, _, _ in os.walk(book):
        h.update(b'%d' % os.stat(folder).st_nlink)
    for path in files_of(book):
        if path.endswith('-shm'):  # made anew by whoever opens it alone
            continue
        h.update(os.path.relpath(path, book).encode())
        if path.endswith('/lock'):  # says who was the last
            continue
        with open(path, 'rb') as f:
            raw = f.read()
        h.update(plain_wal(raw) if path.endswith('-wal') else raw)
    return h.hexdigest()


class Sweep:
    def __init__(self, build, args):
        self.bin = os.path.join(os.path.abspath(build), 'bin')
        self.args = args
        self.env = dict(os.environ, LC_ALL='C', TZ='UTC', TOLL_NOW=NOW,
                        PATH=self.bin + ':' + os.environ['PATH'])
        self.env.pop('TOLL_BOOK', None)
        # the sweep is about what is written, not about how fast a disk is
        self.work = tempfile.mkdtemp(prefix='sweep.', dir=os.environ.get(
            'TMPDIR', '/dev/shm' if os.path.isdir('/dev/shm') else None))
        self.lock = threading.Lock()
        self.done = 0
        self.violations = []
        self.known = {}
        self.servers = {}

    def run(self, command, book=None):
        """Beside the book, which is named the same in each folder: names of
        files are kept and printed."""
        return subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120,
                              cwd=os.path.dirname(book or self.work))

    def must(self, command, ok=(0,)):
        p = self.run(command)
        if p.returncode not in ok:
            sys.exit('%s: status %d\n%s' % (' '.join(command), p.returncode,
                                            p.stderr.decode()))
        return p.stdout.decode()

    @staticmethod
    def command(step):
        return [step.args[0], '-B', 'book'] + step.args[1:]

    @staticmethod
    def said(p):
        """What it printed, but for the times it took."""
        return re.sub(r'\d+\.\d\d s', 'N s',
                      p.stdout.decode(errors='replace'))

    def place(self, start, book, server):
        """A copy of the book, and a server that has nothing yet."""
        os.makedirs(os.path.dirname(book), exist_ok=True)
        shutil.copytree(start, book)
        if server is not None:
            server.clear()
            with open(os.path.join(book, 'book.conf'), 'a') as f:
                f.write('%d\n' % server.port)

    def profile(self, step, start, server):
        """How often a clean run makes each call."""
        book = os.path.join(self.work, 'profile', 'book')
        trace = os.path.join(self.work, 'trace')
        self.place(start, book, server)
        calls = ['--seccomp-bpf', '-e', 'trace=' + ','.join(SAMPLED)] \
            if self.sampled() else []
        p = self.run(['strace', '-f', '-o', trace] + calls + self.preload() +
                     self.command(step), book)
        if p.returncode not in step.status:
            sys.exit('%s: status %d\n%s' % (step.name, p.returncode,
                                            p.stderr.decode()))
        counts = {}
        with open(trace, errors='replace') as f:
            for line in f:
                m = re.match(r'\d+\s+([a-z0-9_]+)\(', line)
                if m and m.group(1) not in IGNORED:
                    counts[m.group(1)] = counts.get(m.group(1), 0) + 1
        shutil.rmtree(book)
        return counts

    def sampled(self):
        return self.args.points or self.args.seconds

    def preload(self):
        if not self.args.preload:
            return []
        return ['-E', 'LD_PRELOAD=' + os.path.abspath(self.args.preload)]

    def points(self, step, counts):
        out, may = [], {'KILL': counts, 'EIO': FALLIBLE + step.fallible,
                        'ENOSPC': FILLS}
        for name, n in sorted(counts.items()):
            if self.args.calls and name not in self.args.calls.split(','):
                continue
            for fault in FAULTS:
                if name not in may[fault]:
                    continue
                out += [(name, i, fault) for i in range(1, n + 1)]
        random.Random(self.args.seed).shuffle(out)
        return out

    def point(self, step, start, before, after, point, server):
        name, when, fault = point
        folder = tempfile.mkdtemp(prefix='point.', dir=self.work)
        book = os.path.join(folder, 'book')
        self.place(start, book, server)
        inject = 'signal=KILL' if fault == 'KILL' else 'error=' + fault
        p = self.run(['strace', '-f', '--seccomp-bpf', '-o', '/dev/null', '-e',
                      'trace=' + name, '-e',
                      'inject=%s:%s:when=%d' % (name, inject, when)] +
                     self.preload() + self.command(step), book)
        wrong = self.end(step, book, before, after, p, server)
        shutil.rmtree(folder, ignore_errors=True)
        with self.lock:
            self.done += 1
            for w in wrong:
                self.violations.append('%s: %s at %s %d: %s\n    %s' % (
                    step.name, fault, name, when, w, (
                        p.stdout + p.stderr).decode(
                            errors='replace').strip()[-300:]))

    def end(self, step, book, before, after, p, server):
        """What is wrong with it: known, or found out."""
        key = (step.name, p.returncode, self.said(p), raw_state(book),
               server and repr(sorted(step.seen(book, server).items())))
        with self.lock:
            if key in self.known:
                return self.known[key]
        wrong = self.judge(step, book, before, after, p, server)
        with self.lock:
            self.known[key] = wrong
        return wrong

    def judge(self, step, book, before, after, p, server):
        wrong = step.judge(book, server)
        state = self.normal(step, book)
        if p.returncode in step.status and state != after[0]:
            wrong.append('status %d without the whole result: %s' % (
                p.returncode, self.difference(after[0], state)))
        if p.returncode in step.status and self.said(p) != after[1] and not \
                (p.returncode == 1 and self.told(p)):
            wrong.append('status %d, but it did not say all' % p.returncode)
        tables = self.tables(state)
        if tables not in (self.tables(before), self.tables(after[0])) and \
                not step.piecewise:
            wrong.append('neither before nor after')
        if tables:
            check = self.run(['toll-check', '-q', '-B', 'book'], book)
            if check.returncode not in (0, 1):
                wrong.append('toll-check: status %d: %s' % (
                    check.returncode, check.stderr.decode().strip()[-300:]))
        if step.once and state != before:
            return wrong
        again = self.run(self.command(step), book)
        wrong += step.judge(book, server)
        if again.returncode not in step.status + step.again:
            wrong.append('run again: status %d: %s' % (
                again.returncode, again.stderr.decode().strip()[-300:]))
        elif self.normal(step, book) != after[0] and not \
                self.unknown(step, book):
            wrong.append('run again: not the reference: %s' %
                         self.difference(after[0], self.normal(step, book)))
        return wrong

    @staticmethod
    def told(p):
        """Did it name the fault?  A program with findings may tell it as one
        more, as the check of a month does of a file that it cannot open."""
        return re.search(rb'No space left on device|Input/output error|'
                         rb'unable to get the page', p.stdout + p.stderr) \
            is not None

    @staticmethod
    def difference(want, got):
        lines = difflib.unified_diff(want.split('\n'), got.split('\n'), n=1,
                                     lineterm='')
        return ' '.join(list(lines)[3:12])

    @staticmethod
    def unknown(step, book):
        """Of some mail nobody knows whether it arrived: it is not sent again,
        and may not be there."""
        if not isinstance(step, sweep_steps.Mails):
            return False
        db = sqlite3.connect(os.path.join(book, 'book.db'))
        n, = db.execute("SELECT count(*) FROM outbox"
                        " WHERE state = 'unknown'").fetchone()
        db.close()
        return n > 0

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
        for part in step.varies:
            state = re.sub(part, '', state, flags=re.M)
        return re.sub('\n\n+', '\n', state)

    def clean(self, step, parent):
        """The start of a step and the state that it reaches: its end is where
        other steps begin."""
        start = os.path.join(self.work, 'before-' + step.name)
        book = os.path.join(self.work, step.name, 'book')
        shutil.copytree(parent, start)
        if step.setup:
            step.setup(self, start)
        server = step.server()
        self.place(start, book, server)
        before = self.normal(step, book)
        clean = self.run(self.command(step), book)
        if clean.returncode not in step.status:
            sys.exit('%s: status %d\n%s' % (step.name, clean.returncode,
                                            clean.stderr.decode()))
        step.status = (clean.returncode,)
        after = self.normal(step, book), self.said(clean)
        wrong = step.judge(book, server)
        if wrong:
            sys.exit('%s: %s' % (step.name, wrong))
        if server is not None:
            server.stop()
        return start, before, after

    def sweep(self, step, parent, until):
        start, before, after = self.clean(step, parent)
        if self.args.only and step.name not in self.args.only.split(','):
            return
        servers = [step.server() for _ in range(2)]
        points = self.points(step, self.profile(step, start, servers[0]))
        total, began, n0 = len(points), time.monotonic(), self.done
        points = points[-self.args.points:]
        self.known.clear()
        self.work_off(step, start, before, after, points, until, servers)
        for s in servers:
            if s is not None:
                s.stop()
        print('%-8s %5d of %5d points in %6.1f s, %d ends' % (
            step.name, self.done - n0, total, time.monotonic() - began,
            len(self.known)), flush=True)

    def work_off(self, step, start, before, after, points, until, servers):
        queue, least = list(points), len(points) - 2  # these in any case

        def worker(server):
            while True:
                with self.lock:
                    if not queue or (until and time.monotonic() > until and
                                     len(queue) <= least):
                        return
                    point = queue.pop()
                try:
                    self.point(step, start, before, after, point, server)
                except Exception as e:  # a broken harness is a violation too
                    with self.lock:
                        self.violations.append('%s %s: %r' % (
                            step.name, point, e))

        threads = [threading.Thread(target=worker, args=(s,)) for s in servers]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def wanted(self):
        """The steps asked for, and what they begin with."""
        all = sweep_steps.steps(self.work)
        if not self.args.only:
            return all
        names = {s.name: s for s in all}
        keep = set()
        for name in self.args.only.split(','):
            while name and name not in keep:
                keep.add(name)
                name = names[name].parent
        return [s for s in all if s.name in keep]

    def main(self):
        ends = time.monotonic() + self.args.seconds
        try:
            start = sweep_steps.prepare(self)
            todo = self.wanted()
            for i, step in enumerate(todo):
                parent = os.path.join(self.work, step.parent, 'book') \
                    if step.parent else start
                left = (ends - time.monotonic()) / (len(todo) - i)
                self.sweep(step, parent, self.args.seconds and
                           time.monotonic() + left)
        except SystemExit as e:  # what was found before is told, too
            self.violations.append(str(e))
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
