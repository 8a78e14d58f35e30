#!/usr/bin/env python3
"""Mails sent by toll-mail, and the same messages by libcurl alone.

usage: mail.py BUILD [N]

A book with N documents (default 1000, or the environment's MAILS) is closed and
drawn, so that each has its message with the PDF.  Then by turns toll-mail sends
them all from a copy of the book, and bench_mail the same files of its outbox over
as many connections, to a server that syncs each message to a file of its own
(tests/tools/mail_sink.c).  Server, book and messages lie on the same disk
(BENCH_DIR).  The server must have got every message once, byte for byte.

The time of toll-mail to that of bench_mail, the median of TURNS turns (default
7), must be at most 1.2 by the clock, or the run fails.  The CPU is that of the
client.
"""
import collections
import hashlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile

import measure
import ours

NOW = '2026-11-02T06:00:00Z'
CONNECTIONS = (1, 2, 8, 32)  # 2 unless book.conf says otherwise, 32 at most
MOST = 1.2


def hashes(paths):
    """How often each content is there."""
    found = collections.Counter()
    for path in paths:
        with open(path, 'rb') as f:
            found[hashlib.sha256(f.read()).digest()] += 1
    return found


class Sink:
    """The server, for one run."""

    def __init__(self, build, folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder = folder
        self.child = subprocess.Popen(
            [os.path.join(build, 'tools', 'mail_sink'), folder],
            stdout=subprocess.PIPE)
        self.port = int(self.child.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()

    def got(self):
        """All that it got was synced before it was answered."""
        return hashes(e.path for e in os.scandir(self.folder))


class Mail:
    def __init__(self, measure_, build, work, mails):
        self.measure, self.build, self.work = measure_, build, work
        self.turns = int(os.environ.get('TURNS', 7))
        self.mails = mails

    def prepare(self):
        """A book whose documents wait for being sent."""
        data = os.path.join(self.work, 'data')
        os.makedirs(os.path.join(data, 'book'))
        n = str(self.mails)
        self.measure.run([os.path.join(self.build, 'tools', 'gen_bench'), '-n',
                          str(self.mails * 20), '-c', n, '-u', n, '-p', '2000',
                          data])
        job = ours.Ours(self.measure, self.build, self.work, data)
        self.book = job.book
        job.prepare(None)
        job.run(None, 'import', '--no-archive', os.path.join(data, 'calls.csv'))
        job.run(None, 'rate', ok=(0, 1))
        job.run(None, 'close', '--until', '2026-11-01', ok=(0, 1))
        job.run(None, 'invoice', ok=(0, 1))
        for folder in ('calls', 'charges'):
            shutil.rmtree(os.path.join(self.book, folder))
        self.list_messages()

    def list_messages(self):
        self.list = os.path.join(self.work, 'messages')
        outbox = os.path.join(self.book, 'outbox')
        db = sqlite3.connect('file:%s/book.db?mode=ro' % self.book, uri=True)
        rows = db.execute('SELECT sender, recipient, file, size FROM outbox'
                          ' WHERE message_id IS NOT NULL ORDER BY id')
        self.paths, self.size = [], 0
        with open(self.list, 'w') as f:
            for sender, recipient, file, size in rows:
                path = os.path.join(outbox, file)
                f.write('%s %s %s\n' % (sender, recipient, path))
                self.paths.append(path)
                self.size += size
        db.close()
        self.mails = len(self.paths)
        self.want = hashes(self.paths)
        if self.mails == 0:
            sys.exit('mail: no messages to send')

    def same(self, sink, what):
        if sink.got() != self.want:
            sys.exit('mail: %s: the server has not got every message once' %
                     what)

    def copy(self, port, connections):
        """The book as it was before, to be sent from."""
        book = os.path.join(self.work, 'sent')
        shutil.rmtree(book, ignore_errors=True)
        shutil.copytree(self.book, book,
                        ignore=shutil.ignore_patterns('documents'))
        os.symlink(os.path.join(self.book, 'documents'),
                   os.path.join(book, 'documents'))
        with open(os.path.join(book, 'book.conf'), 'a') as f:
            f.write('\n[mail]\nhost=127.0.0.1\nport=%d\ntls=none\n'
                    'connections=%d\n' % (port, connections))
        return book

    def run(self, command, size):
        # what others wrote is not ours to wait for
        os.sync()
        return self.measure.run(command, None, self.mails, size)[1]

    def sink(self):
        return Sink(self.build, os.path.join(self.work, 'sink'))

    def toll_mail(self, sink, connections, unbuilt=False):
        book = self.copy(sink.port, connections)
        if unbuilt:
            self.forget_messages(book)
        return self.run([os.path.join(self.build, 'bin', 'toll-mail'), '-q',
                         '-B', book], self.size)

    def ours(self, connections):
        with self.sink() as sink:
            stage = self.toll_mail(sink, connections)
            self.same(sink, 'toll-mail')
        return stage

    def built(self, connections):
        """The messages are built as well."""
        with self.sink() as sink:
            stage = self.toll_mail(sink, connections, True)
            if sum(sink.got().values()) != self.mails:
                sys.exit('mail: not every message once')
        stage.name = '... documents compared, mails built'
        stage.show()

    @staticmethod
    def forget_messages(book):
        db = sqlite3.connect(os.path.join(book, 'book.db'))
        db.execute('DROP TRIGGER outbox_message')
        db.execute('UPDATE outbox SET message_id = NULL, sender = NULL,'
                   ' file = NULL, size = NULL, sha256 = NULL, built_us = NULL')
        db.commit()
        db.close()
        shutil.rmtree(os.path.join(book, 'outbox'))

    def bare(self, connections):
        with self.sink() as sink:
            stage = self.run([os.path.join(self.build, 'bench', 'bench_mail'),
                              str(sink.port), str(connections), self.list],
                             self.size)
            self.same(sink, 'libcurl')
        return stage

    def compare(self, connections):
        """By turns; the turn that is the median, and the ratios."""
        pairs = []
        for turn in range(self.turns):
            if turn % 2:
                other = self.bare(connections)
                pairs.append((self.ours(connections), other))
            else:
                mine = self.ours(connections)
                pairs.append((mine, self.bare(connections)))
        pairs.sort(key=lambda pair: pair[0].wall / pair[1].wall)
        mine, other = pairs[len(pairs) // 2]
        said = '%d connection%s' % (connections, 's' * (connections > 1))
        mine.name, other.name = 'mail, ' + said, 'libcurl alone, ' + said
        mine.show()
        other.show()
        return ('mail, %s : libcurl alone' % said, mine.wall / other.wall,
                statistics.median(m.cpu / o.cpu for m, o in pairs))


def run(measure_, build, work, mails):
    """The ratios, and what is to be said if one is too large."""
    folder = os.path.join(work, 'mail')
    os.makedirs(folder)
    mail = Mail(measure_, build, folder, mails)
    mail.prepare()
    ratios = [mail.compare(n) for n in CONNECTIONS]
    mail.built(CONNECTIONS[-1])
    shutil.rmtree(folder)
    return ratios, ['%s: %.2f by the clock, at most %.1f is asked for' % (
        what, wall, MOST) for what, wall, _ in ratios if wall > MOST]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    work = tempfile.mkdtemp(prefix='mail.', dir=os.environ.get('BENCH_DIR'))
    try:
        measure.Measure.head()
        ratios, faults = run(
            measure.Measure(NOW), os.path.abspath(sys.argv[1]), work,
            int(sys.argv[2] if len(sys.argv) > 2
                else os.environ.get('MAILS', 1000)))
        measure.show_ratios(ratios)
        if faults:
            sys.exit('\n'.join(faults))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    main()
