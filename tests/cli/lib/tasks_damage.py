#!/usr/bin/env python3
"""One bit of one file of the tasks is another one: the merge refuses, names the
file, and the book is as it was.  Positions are sampled in each file, and all of
its end is tried, where the trailer is.

usage: tasks_damage.py BOOK TASKS SEED SAMPLES
"""
import hashlib
import os
import random
import subprocess
import sys

book, tasks, seed, samples = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)


def files(top):
    found = []
    for folder, _, names in os.walk(top):
        found += [os.path.join(folder, name) for name in names]
    return sorted(found)


def state():
    """What the book is: its files, but for the lock and SQLite's own beside it."""
    digest = hashlib.sha256()
    for path in files(book):
        if path.endswith(("/lock", "-wal", "-shm")):
            continue
        digest.update(path.encode())
        with open(path, "rb") as f:
            digest.update(f.read())
    return digest.hexdigest()


def flip(path, at, bit):
    with open(path, "r+b") as f:
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ (1 << bit)]))


def attempt(path, at, bit):
    flip(path, at, bit)
    run = subprocess.run(["toll-rate", "-q", "-B", book, "--merge", "--tasks", tasks],
                         capture_output=True, text=True, check=False)
    flip(path, at, bit)
    name = os.path.relpath(path, tasks)
    fine = run.returncode == 65 and name in run.stderr
    if not fine:
        print(f"{name}: bit {bit} of byte {at}: status {run.returncode}: {run.stderr.strip()}")
    return fine


before = state()
tried = refused = 0
for path in files(tasks):
    size = os.path.getsize(path)
    places = {chance.randrange(size) for _ in range(samples)} | {0, size - 1}
    places |= {size - 1 - chance.randrange(min(size, 120)) for _ in range(samples)}
    for at in sorted(places):
        tried += 1
        refused += attempt(path, at, chance.randrange(8))
    # cut anywhere
    os.rename(path, path + ".whole")
    with open(path + ".whole", "rb") as f:
        whole = f.read()
    with open(path, "wb") as f:
        f.write(whole[:chance.randrange(size)])
    run = subprocess.run(["toll-rate", "-q", "-B", book, "--merge", "--tasks", tasks],
                         capture_output=True, text=True, check=False)
    os.rename(path + ".whole", path)
    tried += 1
    if run.returncode == 65:
        refused += 1
    else:
        print(f"{path}: cut: status {run.returncode}: {run.stderr.strip()}")
print("all refused" if tried == refused else f"{tried - refused} of {tried} taken")
print("the book is as it was" if state() == before else "the book changed")
