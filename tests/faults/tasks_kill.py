#!/usr/bin/python3
"""Rating as tasks, killed at random instants, and two of each number at once.

Each round makes the tasks, does each of them and merges, and every step is
started until it is done: alone or twice at the same time, killed (SIGKILL, now
and then SIGTERM) after a random while.  Every file of a task is then the one
that nobody killed, byte for byte; the charges file and the run are those of one
process; --clean leaves nothing.

usage: tasks_kill.py BUILD-DIRECTORY ROUNDS [SEED]
"""
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

build, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
rng = random.Random(seed)
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAPS, SHARDS, TRIES = 3, 2, 40
os.environ.update(PATH=f"{build}/bin:{os.environ['PATH']}", LC_ALL="C", TZ="UTC",
                  TOLL_NOW="2026-11-02T06:00:00Z")
kills = 0


def run(*args):
    return subprocess.run(args, check=True, capture_output=True, text=True).stdout


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def steps(book, tasks):
    """Each step: its name, its command, its file if it has one of its own."""
    yield "part", ["-B", book, "-p", "2026-10", "--part", "--tasks", tasks, "--maps",
                   str(MAPS), "--shards", str(SHARDS)], "manifest"
    for i in range(MAPS):
        yield f"map {i}", ["--tasks", tasks, "--map", f"{i}/{MAPS}"], f"map/{i:03}"
    for i in range(SHARDS):
        yield f"reduce {i}", ["--tasks", tasks, "--reduce", f"{i}/{SHARDS}"], f"reduce/{i:03}"
    yield "merge", ["-B", book, "--merge", "--tasks", tasks], None
    yield "clean", ["--clean", "--tasks", tasks], None


def start(command):
    return subprocess.Popen(["toll-rate", "-q", *command], stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)


def leftovers(tasks, pid):
    found = []
    for folder, folders, names in os.walk(tasks):
        found += [n for n in names if n.startswith(".tmp.") and f".{pid}." in n]
    return found


def attempt(what, command, seconds, tasks):
    """Start it once or twice, and kill some of them: was it done by one?"""
    global kills
    programs = [start(command) for _ in range(rng.choice([1, 2]))]
    time.sleep(rng.random() * seconds * 1.2)
    done = False
    for p in programs:
        how = rng.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, None])
        if how is not None and p.poll() is None:
            p.send_signal(how)
            kills += 1
        error = p.communicate()[1]
        if p.returncode == 0:
            done = True
        elif p.returncode == 75 or (p.returncode < 0 and how is not None):
            if how == signal.SIGTERM and p.returncode == 75 and leftovers(tasks, p.pid):
                raise SystemExit(f"FAIL {what}: SIGTERM left {leftovers(tasks, p.pid)}")
        else:
            raise SystemExit(f"FAIL {what}: status {p.returncode}: {error}")
    return done


def facts(book):
    db = sqlite3.connect(f"{book}/book.db")
    rows = db.execute("SELECT period, run, file, current, load, calls, charged, charges,"
                      " unrated, listed, sha256 FROM rating_run").fetchall()
    db.close()
    return rows, digest(f"{book}/charges/2026-10.1.db")


def sound(tasks, want):
    """What is there by name is what nobody killed makes."""
    for name, sha256 in want.items():
        path = f"{tasks}/{name}"
        if os.path.exists(path) and digest(path) != sha256:
            raise SystemExit(f"FAIL {name}: other bytes")


def reference():
    """Everything once, unharmed: bytes of each file, how long each step takes."""
    want, took = {}, {}
    shutil.copytree("book", "one")
    run("toll-rate", "-q", "-B", "one", "2026-10")
    shutil.copytree("book", "whole")
    for what, command, name in steps("whole", "tasks"):
        began = time.monotonic()
        run("toll-rate", "-q", *command)
        took[what] = time.monotonic() - began
        if name is not None:
            want[name] = digest(f"tasks/{name}")
    if facts("one") != facts("whole"):
        raise SystemExit("FAIL: not what one process makes")
    return want, took, facts("one")


def one_round(want, took, rated):
    shutil.rmtree("book.round", ignore_errors=True)
    shutil.rmtree("tasks", ignore_errors=True)
    shutil.copytree("book", "book.round")
    for what, command, _ in steps("book.round", "tasks"):
        for _ in range(TRIES):
            if attempt(what, command, took[what], "tasks"):
                break
            if what != "clean":
                sound("tasks", want)
        else:
            run("toll-rate", "-q", *command)
        if what == "merge":
            sound("tasks", want)
    if facts("book.round") != rated:
        raise SystemExit("FAIL: other charges")
    if os.listdir("tasks"):
        raise SystemExit(f"FAIL: --clean left {os.listdir('tasks')}")
    run("toll-check", "-q", "-B", "book.round")


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    run("toll-init", "-B", "book", "-z", "Europe/Berlin", "--demo")
    calls = run(f"{build}/tools/gen_calls", f"{root}/data/sample").splitlines(True)[:4000]
    with open("calls.csv", "w") as f:
        f.writelines(calls)
    run("toll-import", "-q", "-B", "book", "calls.csv")
    plan = reference()
    for _ in range(rounds):
        one_round(*plan)
    print(f"tasks: {rounds} rounds, {kills} killed, all as in one process")
    os.chdir("/")
