"""Tamper with a closed book, one thing at a time, and ask toll-check what was
touched: it must name it.  Triggers are dropped for a change of a row and put
back afterwards, so that only the change itself is left to be seen.

usage: tamper.py BOOK SEED HOW-MANY rows|files|bytes [TABLES]
HOW-MANY of each kind: rows of each table (half of them is changed, half
deleted), files of each folder, bytes of book.db; 0 is all of them, in every
way; rows of TABLES tables only, chosen by the seed.  Prints what was not named, and a count.
"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys

book, seed, many, what = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
rng = random.Random(seed)
COPY = "tampered"

# Derived: follows from contracts and customers.
OPEN = ("contract_refs", "sqlite_sequence")
tried = missed = 0


def fresh():
    """A copy; files but the database are links, to be replaced."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(book, COPY, copy_function=lambda a, b: (
        shutil.copyfile if "book.db" in a else os.link)(a, b))


def check():
    r = subprocess.run(["toll-check", "-q", "-B", COPY], capture_output=True)
    return r.returncode, (r.stdout + r.stderr).decode("utf-8", "replace")


def judge(label, names):
    """All of the names in one line of what toll-check finds."""
    global tried, missed
    tried += 1
    status, out = check()
    named = [line for line in out.splitlines()
             if all(n in line for n in names)]
    if status == 0 or not named:
        missed += 1
        print(f"{label}: status {status}, not named: {names}")
        print("    " + out[:300].replace("\n", "\n    "))


def connect():
    db = sqlite3.connect(f"{COPY}/book.db", isolation_level=None)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA ignore_check_constraints = ON")
    return db


def behind_triggers(sql, args):
    """Run a statement as somebody would who knows how: no trigger sees it."""
    db = connect()
    triggers = db.execute("SELECT name, sql FROM sqlite_schema"
                          " WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute(sql, args)
    for _, text in triggers:
        db.execute(text)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def other(value, kind):
    """A value that is near and not the same."""
    if kind == "INTEGER":
        return (value or 0) + 1
    if kind == "BLOB":
        return (value or b"") + b"x"
    if value and value[-1:] in "0123456789":
        return value[:-1] + ("1" if value[-1] != "1" else "2")
    return (value or "") + "x"


def owner(table, row):
    """What toll-check is to name."""
    if table == "document":
        return [f"document {row['id']} "]
    if table == "document_file":
        return [row["path"]]
    if table in ("manifest", "manifest_item"):
        return [f"closing {row['closing']}"]
    if table.startswith("document_") and row.get("document") is not None:
        return [f"document {row['document']} "]
    if table == "state_hash":
        return ["rows " + row["of"]]
    if table in ("segment", "segment_history"):
        return [row["file"]]
    if table in masters:
        return ["master " + table.removesuffix("_history")]
    return ["rows " + table]


def tamper_rows():
    src = sqlite3.connect(f"{book}/book.db")
    tables = [t for (t,) in src.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
        " 'sqlite_%' ORDER BY name") if t not in OPEN and t != "manifest_since"]
    if len(sys.argv) > 5:
        tables = sorted(rng.sample(tables, int(sys.argv[5])))
    for t in tables:
        columns = src.execute(f'PRAGMA table_info("{t}")').fetchall()
        keys = [c[1] for c in sorted(columns, key=lambda c: c[5]) if c[5]]
        names = [c[1] for c in columns]
        rows = src.execute(f'SELECT * FROM "{t}"').fetchall()
        picked = rows if many == 0 else rng.sample(rows, min(many, len(rows)))
        for values in picked:
            row = dict(zip(names, values))
            where = " AND ".join(f'"{k}" IS ?' for k in keys)
            key = [row[k] for k in keys]
            free = [c for c in columns if c[1] not in keys]
            c = rng.choice(free or columns)
            ways = [True, False] if many == 0 else [rng.random() < 0.5]
            if True in ways:
                change(t, c, row, where, key)
            # whoever is in the history is named when it is changed
            if False in ways and t != "segment_history":
                fresh()
                behind_triggers(f'DELETE FROM "{t}" WHERE {where}', key)
                judge(f"{t} without {key}", owner(t, row))


def change(t, c, row, where, key):
    fresh()
    behind_triggers(f'UPDATE "{t}" SET "{c[1]}" = ? WHERE {where}',
                    [other(row[c[1]], c[2])] + key)
    judge(f"{t}.{c[1]} of {key}", owner(t, row))


def files_of(folder):
    out = []
    for at, _, names in os.walk(f"{book}/{folder}"):
        out += [os.path.relpath(f"{at}/{n}", book) for n in names]
    return sorted(out)


def flip(path, at):
    shutil.copyfile(path, path + ".own")
    os.replace(path + ".own", path)
    with open(path, "r+b") as f:
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ 1 << rng.randrange(8)]))


def tamper_files():
    for folder in ("calls", "charges", "archive", "documents"):
        files = files_of(folder)
        picked = files if many == 0 else rng.sample(files,
                                                    min(many, len(files)))
        for name in picked:
            shown = os.path.basename(name)[:16]
            size = os.path.getsize(f"{book}/{name}")
            ways = range(3) if many == 0 else [rng.randrange(3)]
            if 0 in ways:
                fresh()
                flip(f"{COPY}/{name}", rng.randrange(size))
                judge(f"{name}: a bit flipped", [shown])
            if 1 in ways:
                fresh()
                os.unlink(f"{COPY}/{name}")
                judge(f"{name}: gone", [shown])
            others = [f for f in files if f != name]
            if 2 in ways and others:
                fresh()
                os.unlink(f"{COPY}/{name}")
                shutil.copyfile(f"{book}/{rng.choice(others)}",
                                f"{COPY}/{name}")
                judge(f"{name}: another in its place", [shown])


def content(path):
    """All that is closed in book.db, or None where SQLite cannot read it."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.text_factory = bytes
    try:
        if db.execute("PRAGMA integrity_check").fetchall() != [(b"ok",)]:
            return None
        out = [db.execute("SELECT * FROM sqlite_schema").fetchall()]
        for (t,) in db.execute("SELECT name FROM sqlite_schema WHERE type ="
                               " 'table' ORDER BY name").fetchall():
            if t.decode() not in OPEN:
                out.append(db.execute(f'SELECT * FROM "{t.decode()}"')
                           .fetchall())
        for pragma in ("application_id", "user_version"):
            out.append(db.execute(f"PRAGMA {pragma}").fetchall())
        return out
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
    finally:
        db.close()


def tamper_bytes():
    """One bit of book.db.  In pages and ends of pages that hold nothing it
    changes nothing; everywhere else it must be found."""
    global tried, missed
    db = sqlite3.connect(f"{book}/book.db")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    whole = content(f"{book}/book.db")
    size = os.path.getsize(f"{book}/book.db")
    for _ in range(many or 1000):
        at = rng.randrange(100, size)
        fresh()
        flip(f"{COPY}/book.db", at)
        if content(f"{COPY}/book.db") == whole:
            continue
        tried += 1
        status, out = check()
        if status == 0 or not out:
            missed += 1
            print(f"byte {at} of book.db: status {status}, nothing found")


db = sqlite3.connect(f"{book}/book.db")
masters = {t for (t,) in db.execute(
    "SELECT name FROM sqlite_schema WHERE type = 'table'")}
masters = {t for t in masters if t + "_history" in masters
           and t != "segment"}
masters |= {t + "_history" for t in masters}
db.close()
{"rows": tamper_rows, "files": tamper_files, "bytes": tamper_bytes}[what]()
shutil.rmtree(COPY, ignore_errors=True)
print(f"{what}: {tried} tried" if many == 0 else what, f"{missed} not found")
