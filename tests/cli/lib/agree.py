"""Do the book, the journal as a workbook and as CSV, and the pages say the same
of every document?  Lines add up to the net as it is printed, net + tax is the
total, the charges of the calls add up to the lines.

usage: agree.py BOOK PERIOD...
"""
import csv
import io
import os
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

book, periods = sys.argv[1], sys.argv[2:]
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
wrong = []


def minor(text, digits):
    whole, _, part = text.partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * int(whole.lstrip("-") + part.ljust(digits, "0"))


def report(*args):
    flags = [f for p in periods for f in ("-p", p)]
    return subprocess.run(["toll-report", "-B", book, "journal", *flags, *args],
                          check=True, capture_output=True, text=True).stdout


def workbook(path):
    """Rows of the sheet that has a cell "Number", by document number."""
    with zipfile.ZipFile(path) as z:
        shared = ["".join(t.text or "" for t in si.iter(NS + "t")) for si in
                  ET.fromstring(z.read("xl/sharedStrings.xml"))]
        for name in sorted(z.namelist()):
            if not name.startswith("xl/worksheets/sheet"):
                continue
            head, rows = None, []
            for row in ET.fromstring(z.read(name)).iter(NS + "row"):
                cells = {}
                for c in row.iter(NS + "c"):
                    v = c.find(NS + "v")
                    if v is None:
                        continue
                    column = re.match("[A-Z]+", c.get("r")).group()
                    cells[column] = shared[int(v.text)] \
                        if c.get("t") == "s" else v.text
                if head is None and {"Number", "Gross"} <= set(cells.values()):
                    head = {k: v for k, v in cells.items()}
                elif head:
                    rows.append({head[k]: v for k, v in cells.items()
                                 if k in head})
            if head:
                return [r for r in rows if "Gross" in r and "Currency" in r]
    return []


def shown(amount, digits):
    """As pages may show it, digits only: signs and separators are the template's."""
    return f"{abs(amount):0{digits + 1}d}"


def pages_of(path):
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True,
                          capture_output=True, text=True).stdout
    return set(re.sub(r"[.,' \u00a0\u202f]", "", m) for m in
               re.findall(r"\d[\d.,' \u00a0\u202f]*\d|\d", text)) | \
        {re.sub(r"[.,]", "", w) for w in re.findall(r"[\d.,]*\d", text)}


db = sqlite3.connect(f"{book}/book.db")
db.row_factory = sqlite3.Row
report("-o", "journal.xlsx")
sheet = {(r["Number"], r["Contract"]): r for r in workbook("journal.xlsx")}
lines = {(r["number"], r["contract"]): r for r in
         csv.DictReader(io.StringIO(report("-f", "csv", "--raw")))}
documents = db.execute("SELECT * FROM document ORDER BY id").fetchall()
pages = 0
for d in documents:
    key, digits = (d["number"], d["contract"]), d["digits"]
    net, gross, exact = db.execute(
        "SELECT sum(net_minor), sum(gross_minor), sum(CASE WHEN kind IN ('usage',"
        " 'late') THEN amount_e8 ELSE 0 END) FROM document_line WHERE document = ?",
        (d["id"],)).fetchone()
    tax = db.execute("SELECT sum(tax_minor) FROM document_tax WHERE document = ?",
                     (d["id"],)).fetchone()[0]
    if net != d["net_minor"] or (tax or 0) != d["tax_minor"] or \
            d["net_minor"] + d["tax_minor"] != d["total_minor"]:
        wrong.append(f"{key}: does not add up")
    for name, row, columns in (("workbook", sheet.get(key), ("Net", "Tax", "Gross")),
                               ("csv", lines.get(key), ("net", "tax", "gross"))):
        if row is None:
            wrong.append(f"{key}: not in the {name}")
            continue
        for column, want in zip(columns, ("net_minor", "tax_minor",
                                          "total_minor")):
            got = row[column]
            got = round(float(got) * 10**digits) if name == "workbook" \
                else minor(got, digits)
            if got != d[want]:
                wrong.append(f"{key}: {column} of the {name} is {got},"
                             f" {d[want]} in the book")
    usage = db.execute(
        "SELECT coalesce(sum(CASE part WHEN 'earned' THEN -1 ELSE 1 END *"
        " (price_e8 - cash_e8 + bought_e8)), 0) FROM document_usage WHERE"
        " document = ?", (d["id"],)).fetchone()[0]
    if d["corrects"] is None and d["kind"] != "margin" and usage != exact:
        wrong.append(f"{key}: charges {usage}, lines {exact}")
    for f in db.execute("SELECT path FROM document_file WHERE document = ? AND"
                        " kind = 'pdf'", (d["id"],)):
        pages += 1
        numbers = pages_of(f"{book}/{f[0]}")
        for what in ("net_minor", "tax_minor", "total_minor"):
            if shown(d[what], digits) not in numbers:
                wrong.append(f"{key}: {what} {d[what]} is not on its pages")
for line in wrong[:20]:
    print(line)
if len(sheet) != len(documents) or len(lines) != len(documents):
    wrong.append("rows")
    print(f"{len(sheet)} rows in the workbook, {len(lines)} in CSV")
print(f"{len(documents)} documents, {pages} drawn: {len(wrong)} do not agree")
os.unlink("journal.xlsx")
sys.exit(bool(wrong))
