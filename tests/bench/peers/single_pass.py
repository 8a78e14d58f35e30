#!/usr/bin/env python3
"""What a script does: one pass over the calls, prices in dictionaries.

usage: single_pass.py DIR

DIR holds the files of gen_bench -x.  Prints "tier calls seconds micro" lines.
"""
import csv
import datetime
import sys


def table(path):
    with open(path, newline='') as f:
        return [row for row in csv.reader(f)]


def numbers(path):
    return [[int(x) for x in row] for row in table(path)]


def main(folder):
    lists = {}
    for row in table(folder + '/rates.csv'):
        number = [int(x) for x in row]
        lists.setdefault(number[0], {})[row[1]] = number[3:]
    customers = {c: (r, l) for c, r, l in numbers(folder + '/customers.csv')}
    resellers = dict(numbers(folder + '/resellers.csv'))
    carriers = dict(numbers(folder + '/carriers.csv'))
    workdays = {}
    sums = {tier: [0, 0, 0] for tier in ('carrier', 'retail', 'wholesale')}

    def charge(tier, rates, number, ms, peak):
        for n in range(9, 0, -1):
            rate = rates.get(number[:n])
            if rate:
                break
        else:
            return
        connect, first, following, peak1, peak2, off1, off2 = rate
        steps = 0
        if ms > first * 1000:
            step = following * 1000
            steps = (ms - first * 1000 + step - 1) // step
        rate1, rate2 = (peak1, peak2) if peak else (off1, off2)
        total = sums[tier]
        total[0] += 1
        total[1] += first + steps * following
        total[2] += connect + (rate1 * first +
                               rate2 * steps * following + 30) // 60

    with open(folder + '/cdr.csv', newline='') as f:
        rows = csv.reader(f)
        next(rows)
        for (_, start, duration, _, _, number, status, account,
             carrier) in rows:
            if status != 'ok':
                continue
            day = start[:10]
            if day not in workdays:
                workdays[day] = \
                    datetime.date.fromisoformat(day).isoweekday() <= 5
            peak = workdays[day] and '08' <= start[11:13] <= '19'
            whole, _, part = duration.partition('.')
            ms = int(whole) * 1000 + int(part)
            reseller, retail = customers[int(account)]
            charge('retail', lists[retail], number, ms, peak)
            charge('wholesale', lists[resellers[reseller]], number, ms, peak)
            charge('carrier', lists[carriers[int(carrier)]], number, ms, peak)
    for tier, total in sums.items():
        print(tier, *total)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
