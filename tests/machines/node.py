#!/usr/bin/env python3
"""Run a daemon as if on a machine of its own: what it starts stays below this
process even when it is orphaned.  SIGUSR1 is the loss of power: all of it is
stopped, so that nothing new comes up meanwhile, then killed.

usage: node.py COMMAND...
"""
import ctypes
import os
import signal
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36


def below(root):
    """All processes that descend from it."""
    children = {}
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open('/proc/%s/stat' % name, 'rb') as f:
                # pid (name) state parent ...; the name may hold anything
                state, parent = f.read().rpartition(b')')[2].split()[:2]
        except OSError:
            continue
        if state != b'Z':
            children.setdefault(int(parent), []).append(int(name))
    found, ask = [], [root]
    while ask:
        more = children.get(ask.pop(), [])
        found += more
        ask += more
    return found


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def power_off(*_):
    stopped = set()
    while True:
        new = set(below(os.getpid())) - stopped
        if not new:
            break
        send(new, signal.SIGSTOP)
        stopped |= new
    # Whoever is orphaned by this becomes ours, and is waited for as well.
    while True:
        send(below(os.getpid()), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            os._exit(0)


libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
    sys.exit('node.py: %s' % os.strerror(ctypes.get_errno()))
signal.signal(signal.SIGUSR1, power_off)
signal.signal(signal.SIGTERM, power_off)
daemon = subprocess.Popen(sys.argv[1:])
while True:
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        break
