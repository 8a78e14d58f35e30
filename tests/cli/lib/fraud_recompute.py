"""Limits against fraud once more, the slow way: every charge of the book, all in
memory, day by day.  Prints contract,period,date,limit,sum,currency,level,since
as toll-fraud does.

usage: fraud_recompute.py BOOK MASTER-FOLDER AT
"""
import csv
import datetime
import glob
import sqlite3
import sys
import zoneinfo
from collections import defaultdict
from fractions import Fraction

book, master, at_text = sys.argv[1:]
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


def rows(name):
    with open(f"{master}/{name}.csv", encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def us(text, zone):
    when = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if when.tzinfo is None:
        when = when.replace(tzinfo=zone)
    return (when - EPOCH) // datetime.timedelta(microseconds=1)


def local(micro, zone):
    return (EPOCH + datetime.timedelta(microseconds=micro)).astimezone(zone)


home = zoneinfo.ZoneInfo("Europe/Berlin")
at = us(at_text, home)
contacts = {r["ref"]: r for r in rows("contacts")}
profiles = {r["handle"]: r for r in rows("profiles")}
resellers = {r["name"]: r["contract"] for r in rows("resellers")}
owner = {}
for r in rows("subscribers"):
    owner[r.get("ref") or f"{r['username']}@{r['domain']}"] = r["customer"]

customers = {}
for r in rows("customers"):
    contact = contacts[r["contact"]]
    name = r.get("timezone") or contact.get("timezone")
    zone = zoneinfo.ZoneInfo(name) if name else home
    customers[r["ref"]] = (zone, resellers.get(contact.get("reseller") or ""))

schedule = defaultdict(list)        # (start, of a package, order, profile, end)
for i, r in enumerate(rows("profile_schedule")):
    if r.get("network"):
        continue
    start = us(r["valid_from"], home) if r["valid_from"] else -1 << 62
    end = us(r["valid_to"], home) if r.get("valid_to") else 1 << 62
    schedule[r["contract"]].append((start, 0, int(r.get("seq") or 0),
                                    r["profile"], end))

calls = []
seen = set()
for path in sorted(glob.glob(f"{book}/charges/*.db")):
    db = sqlite3.connect(path)
    for r in db.execute("""SELECT contract, entry, from_us, profile
            FROM balance_entry WHERE network = ''"""):
        key = (r[0], r[2], r[3])
        if key not in seen:
            seen.add(key)
            schedule[r[0]].append((r[2], 1, r[1], r[3], 1 << 62))
    calls += db.execute("""SELECT start_us + 1000 * duration_ms, start_us, seq,
        contract, tier, subscriber, price_e8, currency FROM charges
        WHERE direction = 'out' AND tier <> 'carrier'""").fetchall()
calls.sort()


def profile_at(contract, micro):
    valid = [s for s in schedule[contract] if s[0] <= micro < s[4]]
    return profiles[max(valid)[3]] if valid else None


def e8(text):
    return int(Fraction(text) * 10**8)


def months_before(micro, zone):
    then = local(micro, zone)
    return then.year * 12 + then.month


sums = defaultdict(int)
found = {}
for end, start, seq, contract, tier, subscriber, price, currency in calls:
    customer = contract if tier == "retail" else owner.get(subscriber)
    if customer not in customers or end > at:
        continue
    zone, reseller = customers[customer]
    if months_before(end, zone) < months_before(at, zone) - 1:
        continue
    if tier == "wholesale" and contract != reseller:
        continue
    p = profile_at(customer, end)
    day = local(end, zone).strftime("%Y-%m-%d")
    for period, date, name in (("day", day, "daily"),
                               ("month", day[:7], "interval")):
        key = (customer, tier, date)
        sums[key] += price
        if p is None or not p.get(f"fraud_{name}_limit"):
            continue
        resold = p.get("fraud_use_reseller_rates") == "yes" and reseller
        if (tier == "wholesale") != bool(resold):
            continue
        limit = e8(p[f"fraud_{name}_limit"])
        if sums[key] >= limit and (customer, date) not in found:
            found[customer, date] = (period, limit, tier, p["currency"],
                                     p.get(f"fraud_{name}_lock") or "0", end)


def money(amount):
    text = f"{amount // 10**8}.{amount % 10**8:08d}".rstrip("0")
    whole, part = text.split(".")
    return f"{whole}.{part:0<2}"


print("contract,period,date,limit,sum,currency,level,since")
for (customer, date), (period, limit, tier, currency, level, end) in sorted(
        found.items(), key=lambda i: (i[0][0].encode(), i[0][1])):
    since = (EPOCH + datetime.timedelta(microseconds=end)).strftime(
        "%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    print(",".join((customer, period, date, money(limit),
                    money(sums[customer, tier, date]), currency, level,
                    since + "Z")))
