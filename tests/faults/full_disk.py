#!/usr/bin/env python3
"""Let the disk be full: each program that writes (sweep_steps.py) on a small
file system of its own, with 0, 4, 8, ... KiB left, until that is enough.

A program for which it was not enough says so, ends with 74 and leaves the book
as it was (or, where it does one document after the other, whole ones).  Once
there is room, toll-check finds nothing wrong and the same command finishes.

With "sample" the first size that is enough is searched for by halving, and
only the sizes on the way are tried.  Needs root, to mount; says so and does
nothing otherwise.

usage: full_disk.py BUILD whole|sample [STEP...]
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import sweep
import sweep_steps

PAGE = 4096
PAGES = 2048            # that are enough for each
SIZE = 64 << 20         # of the file system
SAYS = (b'No space left on device', b'database or disk is full',
        b'disk I/O error', b'temporary file')
IO = 74


def mount(folder):
    return subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%d,mode=700' %
                           SIZE, 'tollbook-test', folder],
                          stderr=subprocess.DEVNULL).returncode == 0


def unmount(folder):
    subprocess.run(['umount', '-l', folder], check=True)


def impossible():
    if os.geteuid() != 0:
        return 'needs root'
    folder = tempfile.mkdtemp()
    try:
        if not mount(folder):
            return 'cannot mount here'
        unmount(folder)
    finally:
        os.rmdir(folder)
    return None


class FullDisk(sweep.Sweep):
    def __init__(self, build, mode, only):
        super().__init__(build, argparse.Namespace(only=','.join(only),
                                                   preload=None, seed=1))
        self.whole, self.names = mode == 'whole', only

    def room(self, step, start, before, after, pages, server):
        """True if so many pages were enough; all that was wrong is noted."""
        folder = tempfile.mkdtemp(prefix='point.', dir=self.work)
        if not mount(folder):
            sys.exit('cannot mount ' + folder)
        try:
            book = os.path.join(folder, 'book')
            ballast = os.path.join(folder, 'ballast')
            self.place(start, book, server)
            free = os.statvfs(folder)
            with open(ballast, 'wb') as f:
                os.posix_fallocate(f.fileno(), 0,
                                   (free.f_bfree - pages) * free.f_bsize)
            p = self.run(self.command(step), book)
            os.unlink(ballast)
            wrong = self.judge(step, book, before, after, p, server)
        finally:
            unmount(folder)
            os.rmdir(folder)
        if p.returncode not in step.status:
            if p.returncode != IO:
                wrong.append('status %d' % p.returncode)
            if not any(s in p.stderr for s in SAYS):
                wrong.append('does not say what is full')
        self.done += 1
        self.violations += ['%s: %d KiB left: %s\n    %s' % (
            step.name, pages * 4, w, p.stderr.decode().strip()[-300:])
            for w in wrong]
        return p.returncode in step.status

    def sweep(self, step, parent, until):
        start, before, after = self.clean(step, parent)
        if self.names and step.name not in self.names:
            return
        server, began, n = step.server(), time.monotonic(), self.done
        low, high = 0, PAGES
        while low < high:
            pages = low if self.whole else (low + high) // 2
            if self.room(step, start, before, after, pages, server):
                high = pages
            else:
                low = pages + 1
        if server is not None:
            server.stop()
        print('%-11s %5d sizes, %5d KiB were enough, %6.1f s' % (
            step.name, self.done - n, high * 4, time.monotonic() - began),
            flush=True)
        if high == PAGES:
            self.violations.append('%s: never enough' % step.name)

    def main(self):
        try:
            start = sweep_steps.prepare(self)
            for step in self.wanted():
                self.sweep(step, os.path.join(self.work, step.parent, 'book')
                           if step.parent else start, 0)
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        for v in self.violations[:40]:
            print('violation: ' + v)
        print('full disk: %d sizes, %d violations' % (self.done,
                                                      len(self.violations)))
        return 1 if self.violations or not self.done else 0


def main():
    if len(sys.argv) < 3 or sys.argv[2] not in ('whole', 'sample'):
        sys.exit(__doc__.split('\n')[-2])
    why = impossible()
    if why:
        print('full disk: skipped: ' + why)
        return 0
    return FullDisk(sys.argv[1], sys.argv[2], sys.argv[3:]).main()


if __name__ == '__main__':
    sys.exit(main())
