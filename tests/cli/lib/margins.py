"""Does every margin statement of the book that stands say what the report margin says of its
period, to the last digit, and what the documents that it names have billed?
Statements of an interval with late calls are compared with the documents only.

usage: margins.py BOOK
"""
import csv
import io
import sqlite3
import subprocess
import sys
from decimal import Decimal

book = sys.argv[1]
db = sqlite3.connect(f"{book}/book.db")
db.row_factory = sqlite3.Row
TABLES = {
    "zone": "zone",
    "customer": None,
    "total": "'all'",
}


def e8(text):
    return int(Decimal(text) * 10**8)


def report(reseller, period, table):
    text = subprocess.run(
        ["toll-report", "-B", book, "margin", "-r", reseller, "-p", period,
         "-f", "csv", "--raw", "-t", table],
        check=True, capture_output=True, text=True).stdout
    sums = {}
    for row in csv.DictReader(io.StringIO(text)):
        old = sums.get(row["key"], (0, 0, 0))
        new = (int(row["calls"]), e8(row["retail"]), e8(row["wholesale"]))
        sums[row["key"]] = tuple(map(sum, zip(old, new)))
    return sums


for d in db.execute(
        "SELECT d.*, r.name AS reseller FROM document AS d JOIN resellers AS r"
        " ON r.contract = d.contract WHERE d.kind = 'margin' AND NOT EXISTS"
        " (SELECT 1 FROM document AS n WHERE n.kind = 'margin'"
        "   AND n.contract = d.contract AND n.from_us = d.from_us"
        "   AND n.revision > d.revision) ORDER BY d.id"):
    late = db.execute("SELECT count(*) FROM document_line WHERE document = ?"
                      " AND kind = 'late'", (d["id"],)).fetchone()[0]
    for table, key in TABLES.items():
        if late:
            continue
        want = report(d["reseller"], d["period"], table)
        if key is None:
            ties = {t["contract"]: t["amount"] for t in db.execute(
                "SELECT contract, sum(amount_e8) AS amount FROM document_tie"
                " WHERE document = ? AND tier = 'retail' GROUP BY contract",
                (d["id"],))}
            want = {k: v[1] for k, v in want.items() if v[1] != 0}
            ties = {k: v for k, v in ties.items() if v != 0}
            print(d["number"], d["period"], "customers:", len(ties),
                  "agree" if ties == want else f"{ties} but {want}")
            continue
        lines = {r[0]: tuple(r)[1:] for r in db.execute(
            f"SELECT {key}, sum(calls), sum(retail_e8), sum(wholesale_e8)"
            " FROM document_line WHERE document = ? GROUP BY 1", (d["id"],))}
        print(d["number"], d["period"], f"{table}:", len(lines),
              "agree" if lines == want else f"{lines} but {want}")
    named = wrong = 0
    for t in db.execute("SELECT * FROM document_tie WHERE document = ?"
                        " ORDER BY position", (d["id"],)):
        if not t["number"]:
            print(d["number"], t["contract"], "has no document yet")
            continue
        named += 1
        billed = sum(db.execute(
            "SELECT coalesce(sum(u.price_e8), 0) FROM document AS x"
            " JOIN document_usage AS u ON u.document = x.id"
            " WHERE x.number = ? AND x.contract = ? AND u.tier = ?",
            (n, t["contract"], t["tier"])).fetchone()[0]
            for n in t["number"].split(", "))
        if billed != t["amount_e8"] + t["tax_e8"]:
            wrong += 1
            print(d["number"], t["number"], t["contract"], t["tier"],
                  t["amount_e8"] + t["tax_e8"], "but it bills", billed)
    print(d["number"], d["period"], "documents compared:", named,
          "otherwise:", wrong, "late lines:", late)
