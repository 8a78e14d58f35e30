#!/usr/bin/python3
"""Kill a closing of 500 documents at random instants, again and again: every
second time near its end, where it commits.

Each time: nothing is closed or all of it, and toll-check finds nothing.  After
the next run: the register of numbers has no gap and no double, the documents
are those of a run that nobody killed, and toll-check is clean.

usage: close_kill.py BUILD-DIRECTORY POINTS [SEED]
"""
import csv
import io
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

build, points = os.path.abspath(sys.argv[1]), int(sys.argv[2])
rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
CUSTOMERS = 500
ADDRESS = {"street": "Am Markt 1", "postcode": "10115", "city": "Berlin",
           "vat_number": "DE123456788"}
os.environ.update(PATH=f"{build}/bin:{os.environ['PATH']}", LC_ALL="C", TZ="UTC",
                  TOLL_NOW="2026-11-02T06:00:00Z")
CLOSE = ["toll-close", "-q", "--until", "2026-11-01", "-B"]
# All that a closing writes.
TABLES = ("closing", "closing_run", "closing_note", "closing_waived",
          "closing_asset", "closed_interval", "document", "document_party",
          "document_line", "document_tax", "document_tie",
          "document_subscriber", "document_usage", "document_allowance",
          "frozen_balance", "manifest", "manifest_item", "outbox")


def run(*args, check=True):
    return subprocess.run(args, check=check, capture_output=True, text=True)


def facts(book):
    db = sqlite3.connect(f"{book}/book.db")
    out = [db.execute(f"SELECT * FROM {t}").fetchall() for t in TABLES]
    db.close()
    return out


def make(book):
    os.makedirs("made/book")
    run(f"{build}/tools/gen_bench", "-n", "8000", "-c", str(CUSTOMERS), "-u",
        "900", "-p", "2000", "made")
    with open("made/book/contacts.csv", newline="") as f:
        contacts = list(csv.DictReader(f))
    with open("made/book/contacts.csv", "w", newline="") as f:
        w = csv.DictWriter(f, list(contacts[0] | ADDRESS))
        w.writeheader()
        w.writerows(c | ADDRESS for c in contacts)
    run("toll-init", "-B", book, "--timezone", "UTC")
    with open(f"{book}/book.conf") as f:
        conf = f.read().replace("#contact=", "contact=" +
                                contacts[0]["ref"], 1)
    with open(f"{book}/book.conf", "w") as f:
        f.write(conf)
    run("toll-load", "-B", book, "made/book")
    run("toll-import", "-B", book, "made/calls.csv", check=False)
    run("toll-rate", "-B", book, check=False)
    # what has no price is not what this is about
    unrated = run("toll-unrated", "-B", book, "--json", check=False).stdout
    with open("waive", "w") as f:
        for reason in ("no_fee", "unresolved", "no_profile", "no_group",
                       "unknown_account"):
            if reason in unrated:
                print("unrated", reason, file=f)


def close(book, kill_after=None):
    p = subprocess.Popen(CLOSE + [book, "--waive", "waive"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if kill_after is not None:
        time.sleep(kill_after)
        p.kill()
    _, err = p.communicate()
    return p.returncode, err


def check_register(book):
    """As toll-report(1) has it, in another language."""
    rows = list(csv.DictReader(io.StringIO(
        run("toll-report", "-B", book, "numbers", "-f", "csv").stdout)))
    last = {}
    for r in rows:
        key = r["issuer"], r["series"], r["year"]
        if key in last and int(r["sequence"]) != last[key] + 1:
            return f"{r['number']} follows {last[key]}"
        last[key] = int(r["sequence"])
    return None if len({r["number"] + r["issuer"] for r in rows}) == len(rows) \
        else "a number twice"


work = tempfile.mkdtemp()
os.chdir(work)
bad = before = after = 0
try:
    make("blank")
    shutil.copytree("blank", "want")
    began = time.monotonic()
    status, err = close("want")
    took = time.monotonic() - began
    blank, want = facts("blank"), facts("want")
    documents = len(want[TABLES.index("document")])
    if status not in (0, 1) or documents < CUSTOMERS:
        print(f"close_kill: status {status}, {documents} documents: {err!r}")
        sys.exit(1)
    shutil.copytree("blank", "book")
    for i in range(points):
        delay = took * (rng.random() * 1.05 if i % 2 else
                        rng.uniform(0.8, 1.15))
        close("book", delay)
        got = facts("book")
        if got == blank:
            before += 1
            continue
        after += 1
        if got != want:
            bad += 1
            print(f"killed after {delay:.4f} s: neither before nor after")
        shutil.rmtree("book")
        shutil.copytree("blank", "book")
    # the next run, over whatever the last one left
    close("book")
    if facts("book") != want:
        bad += 1
        print("the next run has other documents")
    for book in ("book", "want"):
        gap = check_register(book)
        said = run("toll-check", "-q", "-B", book, check=False)
        if gap or said.returncode != 0:
            bad += 1
            print(f"{book}: {gap} {said.stdout[:500]}{said.stderr}")
finally:
    os.chdir("/")
    shutil.rmtree(work, ignore_errors=True)
print(f"closings killed: {points}, {documents} documents, nothing done {before},"
      f" all done {after}, wrong {bad}")
sys.exit(bad > 0)
