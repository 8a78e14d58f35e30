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

A killed program leaves what it had changed: KILL is tried at the calls that may
change something, and stands for the calls since the one before.  Calls are
alike if they are made of the same file after the same two calls; of those,
--alike N tries N (the first, the last and others drawn by the seed).

Many points end with the same files, byte for byte (but for what SQLite draws at
random), or with the same rows and files, and the same words: what such an end
was found to be is not found out again.

usage: sweep.py BUILD [--alike N] [--points N] [--seconds S] [--seed N]
                [--only NAME,...] [--steps N] [--part K/N] [--calls NAME,...]
                [--preload FILE] [--expect-violations]

--steps N takes N steps, drawn by the seed; --part K/N shares the points of each
among N runs.
"""
import argparse
import difflib
import hashlib
import os
import random
import re
import shutil
import signal
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
# What a program may call the fault, and the status it ends with.
SAYS = (r'No space left on device|Input/output error|disk I/O error|'
        r'database or disk is full|'
        r'unable to get the page|cannot be read|could not be opened|'
        r'unable to open database|locking protocol|readonly database')
IO = 74
UNSAID = 'does not say what failed', 'does not say where'
# Calls whose failure a program may see.
FALLIBLE = ('read', 'pread64', 'write', 'pwrite64', 'open', 'openat', 'close',
            'fsync', 'fdatasync', 'ftruncate', 'rename', 'renameat2', 'unlink',
            'mkdir', 'link', 'linkat', 'fallocate', 'getdents64', 'statx',
            'newfstatat', 'access', 'lseek', 'fcntl', 'flock')
IGNORED = ('exit_group', 'execve', 'arch_prctl', 'rt_sigreturn', 'exit',
           'restart_syscall', 'clone3', 'clone')
# Calls that a full disk may fail.
FILLS = ('write', 'pwrite64', 'open', 'openat', 'close', 'fsync', 'fdatasync',
         'ftruncate', 'fallocate', 'rename', 'renameat2', 'mkdir', 'link',
         'linkat')
# What the loader opens before there is a program.
LOADER = r'\.so(\.\w+)*$|/ld\.so\.'
# After which, or at which, the disk or the other side may be another: what KILL
# is tried at.
CHANGES = FILLS + ('unlink', 'rmdir', 'socket', 'connect', 'sendto', 'sendmsg',
                   'recvfrom', 'recvmsg', 'shutdown', 'kill', 'wait4')
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
        self.known, self.ends = {}, 0
        self.servers = {}

    def run(self, command, book=None):
        """Beside the book, which is named the same in each folder: names of
        files are kept and printed."""
        folder = os.path.dirname(book or self.work)
        env = dict(self.env, TMPDIR=os.path.join(folder, 'tmp')) if book \
            else self.env
        return subprocess.run(command, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120, cwd=folder)

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
        os.makedirs(os.path.join(os.path.dirname(book), 'tmp'), exist_ok=True)
        shutil.copytree(start, book)
        if server is not None:
            server.clear()
            with open(os.path.join(book, 'book.conf'), 'a') as f:
                f.write('%d\n' % server.port)

    def profile(self, step, start, server):
        """The calls of a clean run: by name a list of what is made first, second,
        ... by any thread (strace counts for each), as a set of what they are
        alike to."""
        book = os.path.join(self.work, 'profile', 'book')
        trace = os.path.join(self.work, 'trace')
        self.place(start, book, server)
        calls = ['--seccomp-bpf', '-e', 'trace=' + ','.join(SAMPLED)] \
            if self.sampled() else []
        p = self.run(['strace', '-f', '-y', '-o', trace] + calls +
                     self.preload() + self.command(step), book)
        if p.returncode not in step.status:
            sys.exit('%s: status %d\n%s' % (step.name, p.returncode,
                                            p.stderr.decode()))
        made, last = {}, {}
        with open(trace, errors='replace') as f:
            for line in f:
                m = re.match(r'(\d+)\s+([a-z0-9_]+)\((.*)', line)
                if not m or m.group(2) in IGNORED:
                    continue
                thread, name = m.group(1), m.group(2)
                counts, before = last.setdefault(thread, ({}, ('', '')))
                counts[name] = counts.get(name, 0) + 1
                of = made.setdefault(name, [])
                if len(of) < counts[name]:
                    of.append(set())
                of[counts[name] - 1].add((self.object(m.group(3)),) + before)
                last[thread] = counts, (before[1], name)
        shutil.rmtree(book)
        return made

    @staticmethod
    def object(args):
        """The file that a call is about, whatever its number."""
        m = re.search(r'<([^>]*)>|"(/?[^"]*)"', args)
        path = (m.group(1) or m.group(2) or '') if m else ''
        return re.sub(r'[0-9a-f]{6,}|\d+', 'N', path)

    def sampled(self):
        return self.args.points or self.args.seconds

    def preload(self):
        if not self.args.preload:
            return []
        return ['-E', 'LD_PRELOAD=' + os.path.abspath(self.args.preload)]

    def points(self, step, made):
        """(call, which, fault), in random order."""
        may = {'KILL': CHANGES, 'EIO': FALLIBLE + step.fallible,
               'ENOSPC': FILLS}
        rng, out = random.Random(self.args.seed), []
        faults = [f for f in FAULTS if f != 'KILL' or not step.reads]
        for name, of in sorted(made.items()):
            if self.args.calls and name not in self.args.calls.split(','):
                continue
            for fault in faults:
                if name in may[fault]:
                    out += [(name, i + 1, fault)
                            for i in self.alike(of, rng)]
        rng.shuffle(out)
        return out

    def alike(self, of, rng):
        """Which of the calls of one name are tried."""
        if not self.args.alike:
            return [i for i, keys in enumerate(of)
                    if not all(re.search(LOADER, k[0]) for k in keys)]
        where = {}
        for i, keys in enumerate(of):
            for key in keys:
                if not re.search(LOADER, key[0]):
                    where.setdefault(key, []).append(i)
        keep = set()
        for key in sorted(where):
            those = where[key]
            some = [those[0], those[-1]]
            keep.update(some[:self.args.alike])
            more = [i for i in those if i not in keep]
            keep.update(rng.sample(more, max(0, min(
                len(more), self.args.alike - len(set(some))))))
        return sorted(keep)

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
        if name == 'write' and p.returncode == IO and not p.stderr:
            wrong = [w for w in wrong if w not in UNSAID]  # of stderr itself
        shutil.rmtree(folder, ignore_errors=True)
        with self.lock:
            self.done += 1
            for w in wrong:
                self.violation('%s: %s at %s %d: %s\n    %s' % (
                    step.name, fault, name, when, w, (
                        p.stdout + p.stderr).decode(
                            errors='replace').strip()[-300:]))

    def violation(self, what):
        self.violations.append(what)
        if len(self.violations) <= 40 and not self.args.expect_violations:
            print('violation: ' + what, flush=True)

    def end(self, step, book, before, after, p, server):
        """What is wrong with it: known, or found out."""
        killed = p.returncode == -signal.SIGKILL
        wrong = [] if killed else self.failed(step, p) + self.left_over(book)
        said = p.returncode, self.said(p), self.told(p), server and repr(
            sorted(step.seen(book, server).items()))
        key = raw_state(book), said
        with self.lock:
            if key in self.known:
                return wrong + self.known[key]
        names = [os.path.relpath(path, book) for path in files_of(book)]
        alike = self.normal(step, book), repr(names), said
        with self.lock:
            more = self.known.get(alike)
        if more is None:
            more = self.judge(step, book, before, after, p, server)
            with self.lock:
                self.ends += 1
        with self.lock:
            self.known[key] = self.known[alike] = more
        return wrong + more

    def judge(self, step, book, before, after, p, server):
        wrong = step.judge(book, server)
        state = self.normal(step, book)
        if p.returncode in step.status and state != after[0]:
            wrong.append('status %d without the whole result: %s' % (
                p.returncode, self.difference(after[0], state)))
        if p.returncode in step.status and step.said and \
                self.said(p) != after[1] and not (
                    p.returncode == 1 and self.told(p)):
            wrong.append('status %d, but it did not say all' % p.returncode)
        tables = self.tables(state)
        if tables not in (self.tables(before), self.tables(after[0])) and \
                not step.piecewise:
            wrong.append('neither before nor after')
        if tables:
            check = self.run(['toll-check', '-q', '-B', 'book'], book)
            if check.returncode not in step.check:
                wrong.append('toll-check: status %d: %s' % (
                    check.returncode, check.stderr.decode().strip()[-300:]))
        if step.once and state != before:
            return wrong
        again = self.run(self.command(step), book)
        wrong += self.left_over(book, p.returncode == -signal.SIGKILL)
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
    def failed(step, p):
        """A program that fails says at which file, and why."""
        if p.returncode in step.status + step.fails:
            return []
        said = p.stderr.decode(errors='replace')
        if p.returncode == 127 and 'shared libraries' in said:
            return []
        wrong = []
        if p.returncode != IO:
            wrong.append('status %d' % p.returncode)
        if not re.search(SAYS, said):
            wrong.append(UNSAID[0])
        if not re.search(r'^\S+: .*(/|folder |book: )|standard output', said,
                         re.M):
            wrong.append(UNSAID[1])
        return wrong

    @staticmethod
    def left_over(book, killed=False):
        """What lies beside the book, and (but for one who was killed) in the
        folder for temporary files."""
        folder = os.path.dirname(book)
        names = [n for n in os.listdir(folder)
                 if n not in ('book', 'tmp', 'ballast')]
        if not killed:
            names += os.listdir(os.path.join(folder, 'tmp'))
        return ['left over: ' + ' '.join(names)] if names else []

    @staticmethod
    def told(p):
        """Did it name the fault?  A program with findings may tell it as one
        more, as the check of a month does of a file that it cannot open."""
        return re.search(SAYS.encode(), p.stdout + p.stderr) is not None

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
            sys.exit('%s: status %d\n%s' % (step.name, clean.returncode, (
                clean.stdout + clean.stderr).decode()))
        step.status = (clean.returncode,)
        after = self.normal(step, book), self.said(clean)
        wrong = step.judge(book, server)
        if wrong:
            sys.exit('%s: %s' % (step.name, wrong))
        if server is not None:
            server.stop()
        check = self.run(['toll-check', '-q', '-B', 'book'], book)
        if check.returncode not in (0, 1):
            sys.exit('%s: toll-check: status %d\n%s' % (
                step.name, check.returncode, check.stderr.decode()))
        step.reads = before == after[0]
        return start, before, after

    def sweep(self, step, parent, until):
        start, before, after = self.clean(step, parent)
        if self.args.only and step.name not in self.args.only.split(','):
            return
        servers = [step.server() for _ in range(2)]
        points = self.points(step, self.profile(step, start, servers[0]))
        total, began, n0 = len(points), time.monotonic(), self.done
        part, of = self.args.part.split('/')
        points = points[int(part) - 1::int(of)][-self.args.points:]
        self.known.clear()
        self.ends = 0
        self.work_off(step, start, before, after, points, until, servers)
        for s in servers:
            if s is not None:
                s.stop()
        print('%-11s %5d of %5d points in %6.1f s, %d ends' % (
            step.name, self.done - n0, total, time.monotonic() - began,
            self.ends), flush=True)

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
                        self.violation('%s %s: %r' % (step.name, point, e))

        threads = [threading.Thread(target=worker, args=(s,)) for s in servers]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def wanted(self):
        """The steps asked for, and what they begin with."""
        all = sweep_steps.steps(self.work)
        if getattr(self.args, 'steps', None):
            names = [s.name for s in all]
            self.args.only = ','.join(random.Random(self.args.seed).sample(
                names, min(self.args.steps, len(names))))
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
            self.violation(str(e))
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
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
    p.add_argument('--steps', type=int)
    p.add_argument('--part', default='1/1')
    p.add_argument('--alike', type=int, default=0)
    p.add_argument('--calls')
    p.add_argument('--preload')
    p.add_argument('--expect-violations', action='store_true')
    args = p.parse_args()
    return Sweep(args.build, args).main()


if __name__ == '__main__':
    sys.exit(main())
