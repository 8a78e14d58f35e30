#!/usr/bin/env python3
"""Two programs work on one book at the same time, again and again.

For each pair of programs (two_pairs.py), on a fresh copy of the book:

    race    both run, one a random while after the other; some are killed
    stop    one is stopped (SIGSTOP) just before a random call to the system,
            the other runs meanwhile, the first is continued
    kill    as stop, but the first is killed (SIGKILL) where it stands

Each ends with a status that it has when they run one after the other, and says
what it says then; or, when both write, it is refused with 75 and names the
program that is in its way.  Nobody speaks of a locked database, nobody waits
for ever.  toll-check finds nothing.  Then both run again, one after the other:
neither is refused, and the book is, row by row and file by file, what some
order of them makes of it, with no file left over.

usage: two_at_once.py BUILD [--rounds N] [--seconds S] [--seed N] [--only TEXT]
                [--no-lock]

With --no-lock flock(2) does nothing in any program: the bug that the test must
find.
"""
import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import sweep
import sweep_steps
import two_pairs

BUSY = 75
LIMIT = 120             # seconds that nothing here may take
WHO = re.compile(rb'toll-[a-z]+, process \d+|another toll-init')
NEVER = (b'database is locked', b'locking protocol', b'table is locked',
         b'disk I/O error', b'unable to open database', b'Assertion',
         b'UNIQUE constraint', b'No such file or directory', b'malformed')
# Orders of the two that a book may have gone through in the end.
ORDERS = ('abab', 'baab', 'ab', 'bab', 'aab')


class Ran:
    """A program that was started, and what became of it."""

    def __init__(self, process, files):
        self.process, self.files, self.killed = process, files, False
        self.stood = False      # stopped, so perhaps before it says its name

    def stopped(self):
        """Wait until it is stopped (True) or has ended."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            got = os.waitid(os.P_PID, self.process.pid, os.WSTOPPED |
                            os.WEXITED | os.WNOWAIT | os.WNOHANG)
            if got is not None:
                return got.si_code == os.CLD_STOPPED
            time.sleep(0.001)
        raise TimeoutError

    def ended(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def send(self, number):
        self.killed |= number == signal.SIGKILL and \
            self.process.poll() is None
        self.process.send_signal(number)

    def end(self):
        if not self.ended(LIMIT):
            self.process.kill()
            self.process.wait()
            raise TimeoutError
        self.returncode = self.process.returncode
        self.killed &= self.returncode == -signal.SIGKILL
        out = []
        for f in self.files:
            f.seek(0)
            out.append(f.read())
            f.close()
        self.stdout, self.stderr = out


class Serial:
    """What a pair does when one runs after the other, in some order."""

    def __init__(self, two, pair):
        self.two, self.pair, self.known = two, pair, {}
        self.status = {'a': set(), 'b': set()}
        self.said = {'a': set(), 'b': set()}
        self.errors = {'a': b'', 'b': b''}
        self.check = {0}
        for order in ORDERS[:2]:
            self.state(order)

    def state(self, order):
        if order not in self.known:
            self.known[order] = self.two.in_order(self, order)
        return self.known[order]


class TwoAtOnce(sweep.Sweep):
    def __init__(self, build, args):
        super().__init__(build, args)
        self.stop = os.path.join(os.path.abspath(build), 'tools',
                                 'preload_stop.so')
        if args.no_lock:
            self.env |= {'NO_LOCK': '1', 'LD_PRELOAD': self.stop}
        self.starts, self.counts = {}, {}
        self.tried, self.outcomes = set(), {}

    # --- programs ----------------------------------------------------------

    def start(self, program, book, **more):
        files = tempfile.TemporaryFile(dir=self.work), \
            tempfile.TemporaryFile(dir=self.work)
        return Ran(subprocess.Popen(
            [program.name, '-B', 'book'] + program.args[1:],
            env=self.env | more, stdin=subprocess.DEVNULL, stdout=files[0],
            stderr=files[1], cwd=os.path.dirname(book)), files)

    def alone(self, program, book, **more):
        ran = self.start(program, book, **more)
        ran.end()
        return ran

    def begin(self, pair):
        """The book that the pair begins with; made once, by its Serial."""
        if pair.name not in self.starts:
            folder = tempfile.mkdtemp(prefix='pair.', dir=self.work)
            book = os.path.join(folder, 'book')
            if pair.parent:
                shutil.copytree(os.path.join(self.work, pair.parent, 'book'),
                                book)
            else:
                os.mkdir(book)
            if pair.setup:
                pair.setup(self, book)
            self.starts[pair.name] = book
        return self.starts[pair.name]

    def folder(self, pair, server):
        folder = tempfile.mkdtemp(prefix='two.', dir=self.work)
        book = os.path.join(folder, 'book')
        self.place(self.begin(pair), book, server)
        return book

    def server_of(self, pair):
        return pair.judge.server() if pair.judge else None

    def in_order(self, serial, order):
        """The state of the book after that, with what each said and how it
        ended noted."""
        pair, server = serial.pair, self.server_of(serial.pair)
        book = self.folder(pair, server)
        for i, which in enumerate(order):
            ran = self.alone(pair.programs['ab'.index(which)], book)
            serial.status[which].add(ran.returncode)
            serial.errors[which] += ran.stderr
            if which not in order[:i]:
                serial.said[which].add(self.said(ran))
            if BUSY == ran.returncode or ran.returncode < 0:
                raise ValueError('%s: status %d: %s' % (
                    which, ran.returncode, ran.stderr))
        serial.check.add(self.check(book)[0])
        state = self.normal(pair, book)
        if server is not None:
            server.stop()
        shutil.rmtree(os.path.dirname(book))
        return state

    def check(self, book):
        if not os.path.exists(os.path.join(book, 'book.db')):
            return 0, ''
        p = self.run(['toll-check', '-B', 'book'], book)
        return p.returncode, (p.stdout + p.stderr).decode().strip()[-300:]

    def count(self, pair, which):
        """Calls that the program makes alone: all, and the few."""
        key = pair.name, which
        if key not in self.counts:
            book = self.folder(pair, None)
            path = os.path.join(os.path.dirname(book), 'count')
            with open(os.path.join(book, 'book.conf'), 'a') as f:
                f.write('1\n' if pair.judge and pair.judge.fallible else '')
            began = time.monotonic()
            self.alone(pair.programs[which], book, LD_PRELOAD=self.stop,
                       STOP_COUNT=path)
            took = time.monotonic() - began
            # toll-sql becomes another program, and counts no further
            text = sweep_steps.read(path) if os.path.exists(path) else '80 40'
            all, few = map(int, text.split()[:2])
            self.counts[key] = {'all': all, 'few': few}, took
            shutil.rmtree(os.path.dirname(book))
        return self.counts[key]

    # --- both at a time ----------------------------------------------------

    def race(self, pair, book, rng):
        """Both, one a while after the other; one may be killed."""
        first = rng.randrange(2)
        took = [self.count(pair, i)[1] for i in (0, 1)]
        ran = [None, None]
        ran[first] = self.start(pair.programs[first], book)
        time.sleep(rng.random() ** 2 * took[first])
        ran[1 - first] = self.start(pair.programs[1 - first], book)
        if rng.random() < 0.3:
            victim = rng.randrange(2)
            time.sleep(rng.random() * took[victim])
            ran[victim].send(signal.SIGKILL)
        return ran, 'race'

    def stand(self, pair, book, rng):
        """One stands at a call while the other runs."""
        first = rng.randrange(2)
        kind = rng.choice(('all', 'few', 'few'))
        at = rng.randint(1, max(1, self.count(pair, first)[0][kind]))
        kill = rng.random() < 0.3
        ran = [None, None]
        ran[first] = self.start(pair.programs[first], book, STOP_AT=str(at),
                                STOP_KIND=kind, LD_PRELOAD=self.stop)
        there = ran[first].stood = ran[first].stopped()
        ran[1 - first] = self.start(pair.programs[1 - first], book)
        if there:
            # for longer than it is waited for a transaction, now and then
            ran[1 - first].ended(12 if not self.args.seconds and
                                 rng.random() < 0.1 else 1)
            if kill:
                ran[first].send(signal.SIGKILL)
            ran[first].send(signal.SIGCONT)
        return ran, '%s stands at %s %d%s' % (
            'ab'[first], kind, at, ', killed' if kill else '')

    # --- what is wrong with it ----------------------------------------------

    def judge_one(self, pair, serial, which, ran, other):
        me, you = pair.programs[which], pair.programs[1 - which]
        wrong = ['%s: "%s"' % (me.name, n.decode()) for n in NEVER
                 if n in ran.stderr and n not in serial.errors['ab'[which]]]
        if ran.killed:
            return wrong
        if ran.returncode == BUSY:
            # who only reads is in nobody's way, but for a file it writes, and
            # waits for nobody but who stands where it opens or closes the book
            if me.args != you.args and (me.reader or you.reader) and \
                    not (me.reader and other.stood):
                wrong.append('%s was refused' % me.name)
            if not WHO.search(ran.stderr) and not other.stood and \
                    not me.reader:
                wrong.append('%s does not say who is in its way' % me.name)
            if b'try again' not in ran.stderr:
                wrong.append('%s does not say what to do' % me.name)
        elif ran.returncode not in serial.status['ab'[which]]:
            wrong.append('%s: status %d' % (me.name, ran.returncode))
        elif not (me.pieces or you.pieces) and \
                self.said(ran) not in serial.said['ab'[which]]:
            wrong.append('%s says what it says in no order: %s' % (
                me.name, self.said(ran)[-400:]))
        return wrong

    def end_of_both(self, pair, serial, book, server):
        """What is wrong with the book: known, or found out."""
        key = (pair.name, sweep.raw_state(book), server and repr(sorted(
            pair.judge.seen(book, server).items())))
        with self.lock:
            if key in self.known:
                return self.known[key]
        wrong = self.judge_end(pair, serial, book, server)
        with self.lock:
            self.known[key] = wrong
        return wrong

    def judge_end(self, pair, serial, book, server):
        wrong = []
        status, said = self.check(book)
        if status not in serial.check:
            wrong.append('toll-check: status %d: %s' % (status, said))
        for which in 'ab':
            again = self.alone(pair.programs['ab'.index(which)], book)
            if again.returncode not in serial.status[which]:
                wrong.append('%s run again: status %d: %s' % (
                    which, again.returncode,
                    again.stderr.decode().strip()[-300:]))
        if pair.judge:
            wrong += pair.judge.judge(book, server)
            if self.unknown(pair.judge, book):
                return wrong
        status, said = self.check(book)
        if status not in serial.check:
            wrong.append('toll-check in the end: status %d: %s' % (status,
                                                                   said))
        state = self.normal(pair, book)
        if not any(state == serial.state(order) for order in ORDERS):
            wrong.append('no order leads to this: %s' % self.difference(
                serial.state(ORDERS[0]), state))
        return wrong

    def trial(self, pair, serial, rng):
        server = self.server_of(pair)
        book = self.folder(pair, server)
        how = 'race'
        try:
            ran, how = rng.choice((self.race, self.stand, self.stand))(
                pair, book, rng)
            for r in ran:
                r.end()
            wrong = []
            if pair.judge:
                wrong += pair.judge.judge(book, server)
            for i in (0, 1):
                wrong += self.judge_one(pair, serial, i, ran[i], ran[1 - i])
            wrong += self.end_of_both(pair, serial, book, server)
            ends = ', '.join('killed' if r.killed else str(r.returncode)
                             for r in ran)
            said = b' | '.join(r.stderr.strip()[-200:] for r in ran).decode()
            said += b' | '.join(r.stdout.strip()[-200:] for r in ran).decode() \
                if wrong else ''
        except TimeoutError:
            wrong, ends, said = ['did not end'], '', ''
        if server is not None:
            server.stop()
        shutil.rmtree(os.path.dirname(book))
        with self.lock:
            self.done += 1
            self.tried.add(pair.name)
            kind = 'killed' if 'killed' in ends else \
                'one refused' if str(BUSY) in ends else 'both done'
            self.outcomes[kind] = self.outcomes.get(kind, 0) + 1
            self.wrong(*('%s (%s; %s): %s\n    %s' % (
                pair.name, how, ends, w, said) for w in wrong))

    # --- all of them ----------------------------------------------------------

    def books(self):
        """What the steps leave behind, and the pairs that go on from there."""
        start = sweep_steps.prepare(self)
        two_pairs.prepare(self)
        all = [p for p in two_pairs.pairs(self.work)
               if not self.args.only or self.args.only in p.name]
        names = {s.name: s for s in sweep_steps.steps(self.work)}
        need = set()
        for p in all:
            name = p.parent
            while name:
                need.add(name)
                name = names[name].parent
        for step in names.values():
            if step.name in need:
                self.clean(step, os.path.join(self.work, step.parent, 'book')
                           if step.parent else start)
        return all

    def main(self):
        try:
            all, rng = self.books(), random.Random(self.args.seed)
            ends = time.monotonic() + self.args.seconds
            queue = [(p, rng.random()) for p in all]
            if self.args.seconds:
                rng.shuffle(queue)
            workers = [threading.Thread(target=self.work_off_pairs, args=(
                queue, ends)) for _ in range(2)]
            for t in workers:
                t.start()
            for t in workers:
                t.join()
        except SystemExit as e:
            self.wrong(str(e))
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        return self.report()

    def work_off_pairs(self, queue, ends):
        while True:
            with self.lock:
                if not queue or (self.args.seconds and
                                 time.monotonic() > ends):
                    return
                pair, seed = queue.pop(0)
            try:
                serial, rng = Serial(self, pair), random.Random(seed)
                for _ in range(self.args.rounds):
                    self.trial(pair, serial, rng)
            except Exception as e:  # a broken harness is a violation too
                with self.lock:
                    self.wrong('%s: %r' % (pair.name, e))

    def wrong(self, *what):
        for w in what:
            if len(self.violations) < 40:
                print('violation: ' + w, flush=True)
            self.violations.append(w)

    def report(self):
        print('two at once: %d pairs, %d runs (%s), %d violations' % (
            len(self.tried), self.done, ', '.join(
                '%s %d' % o for o in sorted(self.outcomes.items())),
            len(self.violations)))
        found = bool(self.violations)
        return int(found != self.args.no_lock or not self.done)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('build')
    p.add_argument('--rounds', type=int, default=4)
    p.add_argument('--seconds', type=float, default=0)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--only')
    p.add_argument('--no-lock', action='store_true')
    args = p.parse_args()
    args.points = 0
    return TwoAtOnce(args.build, args).main()


if __name__ == '__main__':
    sys.exit(main())
