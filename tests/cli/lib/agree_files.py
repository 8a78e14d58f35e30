"""Do the files beside the pages say what the book says, to the last digit?

E-invoices in CII and UBL: number, currency, each line, each tax, net, tax, total
and what is due.  The workbook margin of each reseller and the workbook revenue:
its sums by zone and customer against the documents that bill the same month.

usage: agree_files.py BOOK PERIOD
"""
import os
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

book, period = sys.argv[1:]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RAM = "{urn:un:unece:uncefact:data:standard:" \
    "ReusableAggregateBusinessInformationEntity:100}"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC = "{" + UBL + "CommonBasicComponents-2}"
CAC = "{" + UBL + "CommonAggregateComponents-2}"
wrong = []
db = sqlite3.connect(f"{book}/book.db")
db.row_factory = sqlite3.Row


def differ(what, got, want):
    if got != want:
        wrong.append(f"{what}: {got}, the book has {want}")


def run(*args):
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL)


# --- e-invoices ------------------------------------------------------------

def read_cii(root):
    settle = root.find(f".//{RAM}ApplicableHeaderTradeSettlement")
    sums = settle.find(f"{RAM}SpecifiedTradeSettlementHeaderMonetarySummation")
    return {
        "number": root.find("{urn:un:unece:uncefact:data:standard:"
                            "CrossIndustryInvoice:100}ExchangedDocument/"
                            f"{RAM}ID").text,
        "currency": settle.find(f"{RAM}InvoiceCurrencyCode").text,
        "lines": [x.text for x in root.iter(f"{RAM}LineTotalAmount")][:-1],
        "taxes": [(t.find(f"{RAM}BasisAmount").text,
                   t.find(f"{RAM}CalculatedAmount").text)
                  for t in settle.findall(f"{RAM}ApplicableTradeTax")],
        "totals": [sums.find(RAM + n).text for n in (
            "TaxBasisTotalAmount", "TaxTotalAmount", "GrandTotalAmount",
            "DuePayableAmount")],
    }


def read_ubl(root):
    sums = root.find(f"{CAC}LegalMonetaryTotal")
    tax = root.find(f"{CAC}TaxTotal")
    lines = root.findall(f"{CAC}InvoiceLine") or \
        root.findall(f"{CAC}CreditNoteLine")
    return {
        "number": root.find(f"{CBC}ID").text,
        "currency": root.find(f"{CBC}DocumentCurrencyCode").text,
        "lines": [x.find(f"{CBC}LineExtensionAmount").text for x in lines],
        "taxes": [(t.find(f"{CBC}TaxableAmount").text,
                   t.find(f"{CBC}TaxAmount").text)
                  for t in tax.findall(f"{CAC}TaxSubtotal")],
        "totals": [sums.find(f"{CBC}TaxExclusiveAmount").text,
                   tax.find(f"{CBC}TaxAmount").text,
                   sums.find(f"{CBC}TaxInclusiveAmount").text,
                   sums.find(f"{CBC}PayableAmount").text],
    }


def book_says(d):
    """The same of a document, as texts; what a credit note takes back is +."""
    def text(minor):
        if d["kind"] == "credit_note":
            minor = -minor
        digits = min(d["digits"], 2)
        minor //= 10 ** (d["digits"] - digits)
        s = f"{abs(minor):0{digits + 1}d}"
        s = s[:-digits] + "." + s[-digits:] if digits else s
        return ("-" if minor < 0 else "") + s
    return {
        "number": d["number"],
        "currency": d["currency"],
        "lines": [text(r[0]) for r in db.execute(
            "SELECT net_minor FROM document_line WHERE document = ?"
            " ORDER BY position", (d["id"],))],
        "taxes": [(text(r[0]), text(r[1])) for r in db.execute(
            "SELECT taxable_minor, tax_minor FROM document_tax"
            " WHERE document = ? ORDER BY category, rate_e4", (d["id"],))],
        "totals": [text(d[c]) for c in ("net_minor", "tax_minor",
                                        "total_minor", "payable_minor")],
    }


def einvoices():
    documents = {d["id"]: d for d in db.execute(
        "SELECT * FROM document WHERE kind IN ('invoice', 'credit_note')")}
    for syntax, read in (("cii", read_cii), ("ubl", read_ubl)):
        seen = set()
        for (closing,) in db.execute("SELECT number FROM closing").fetchall():
            folder = f"{syntax}-{closing}"
            os.mkdir(folder)
            run("toll-invoice", "-B", book, "--xml", syntax, "--run",
                str(closing), "-o", folder)
            for name in os.listdir(folder):
                d = documents[int(re.search(r"-(\d+)\.xml$", name).group(1))]
                seen.add(d["id"])
                got = read(ET.parse(f"{folder}/{name}").getroot())
                got["taxes"].sort()
                want = book_says(d)
                want["taxes"].sort()
                for key, value in want.items():
                    differ(f"{folder}/{name}: {key}", got[key], value)
        differ(f"{syntax}: e-invoices", len(seen), len(documents))
        print(f"{syntax}: {len(seen)} e-invoices")


# --- workbooks -------------------------------------------------------------

def workbook(path):
    """Name of a sheet -> its rows as {title: text}, totals left out."""
    sheets = {}
    with zipfile.ZipFile(path) as z:
        shared = ["".join(t.text or "" for t in si.iter(SHEET + "t"))
                  for si in ET.fromstring(z.read("xl/sharedStrings.xml"))]
        names = [s.get("name") for s in
                 ET.fromstring(z.read("xl/workbook.xml")).iter(SHEET + "sheet")]
        for i, name in enumerate(names, 1):
            rows = []
            for row in ET.fromstring(
                    z.read(f"xl/worksheets/sheet{i}.xml")).iter(SHEET + "row"):
                cells = {}
                for c in row.iter(SHEET + "c"):
                    v = c.find(SHEET + "v")
                    column = re.match("[A-Z]+", c.get("r")).group()
                    if v is not None:
                        cells[column] = shared[int(v.text)] \
                            if c.get("t") == "s" else v.text
                rows.append(cells)
            head = rows[0] if rows else {}
            sheets[name] = [{head[k]: v for k, v in r.items() if k in head}
                            for r in rows[1:]
                            if not r.get("A", "").startswith("Total")]
    return sheets


def e8(text):
    return round(float(text) * 10**8)


def sums(rows, key, *columns):
    out = {}
    for r in rows:
        add = tuple(e8(r[c]) for c in columns)
        old = out.get(r[key], (0,) * len(columns))
        out[r[key]] = tuple(map(sum, zip(old, add)))
    return {k: v for k, v in out.items() if any(v)}


def margins():
    for d in db.execute(
            "SELECT d.*, r.name AS reseller FROM document AS d JOIN resellers"
            " AS r ON r.contract = d.contract WHERE d.kind = 'margin' AND"
            " d.period = ? ORDER BY d.id", (period,)).fetchall():
        path = f"margin-{d['reseller']}.xlsx"
        run("toll-report", "-q", "-B", book, "margin", "-r", d["reseller"],
            "-p", period, "-o", path)
        sheets = workbook(path)
        zones = {r[0]: (r[1], r[2]) for r in db.execute(
            "SELECT zone, sum(retail_e8), sum(wholesale_e8) FROM document_line"
            " WHERE document = ? GROUP BY 1", (d["id"],)) if r[1] or r[2]}
        paid = {r[0]: (r[1],) for r in db.execute(
            "SELECT contract, sum(amount_e8) FROM document_tie WHERE"
            " document = ? AND tier = 'retail' GROUP BY 1", (d["id"],)) if r[1]}
        total = sums(sheets["Summary"], "All", "Retail", "Wholesale", "Margin")
        differ(f"{path}: by zone",
               sums(sheets["By zone"], "Zone", "Retail", "Wholesale"), zones)
        differ(f"{path}: by customer",
               {k: v for k, v in sums(sheets["By customer"], "Customer",
                                      "Retail").items()}, paid)
        unit = 10 ** (8 - d["digits"])
        differ(f"{path}: summary", total, {"all": tuple(db.execute(
            "SELECT sum(retail_e8), sum(wholesale_e8), sum(amount_e8) FROM"
            " document_line WHERE document = ?", (d["id"],)).fetchone())})
        differ(f"{path}: net of the statement within half a unit a line",
               abs(total["all"][2] - d["net_minor"] * unit) <= unit *
               len(sheets["By zone"]), True)
        print(f"{path}: {len(zones)} zones, {len(paid)} customers")


def revenue():
    run("toll-report", "-q", "-B", book, "revenue", "-p", period, "-o",
        "revenue.xlsx")
    got = sums(workbook("revenue.xlsx")["By customer"], "Customer", "Revenue")
    want = {r[0]: (r[1],) for r in db.execute(
        "SELECT d.contract, sum(u.price_e8) FROM document_usage AS u JOIN"
        " document AS d ON d.id = u.document WHERE u.period = ? AND"
        " u.tier IN ('retail', 'wholesale') AND d.issuer = '' AND"
        " d.kind = 'invoice' GROUP BY 1", (period,)) if r[1]}
    differ("revenue.xlsx: by customer", got, want)
    print(f"revenue.xlsx: {len(got)} customers")


einvoices()
margins()
revenue()
for line in wrong[:20]:
    print(line)
print(f"{len(wrong)} do not agree")
sys.exit(bool(wrong))
