"""Take the cached results out of a workbook's formulas, let LibreOffice compute
them, and compare: prints a line for each formula that differs, then a count.

usage: recompute.py WORKBOOK...
"""
import os
import re
import subprocess
import sys
import tempfile
import zipfile

CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*>(.*?)</c>', re.S)


def formulas(path):
    """{(sheet, cell): value} of the cells with a formula."""
    out = {}
    with zipfile.ZipFile(path) as z:
        for name in sorted(z.namelist()):
            m = re.match(r'xl/worksheets/(sheet\d+)\.xml', name)
            if not m:
                continue
            for cell, inside in CELL.findall(z.read(name).decode()):
                v = re.search(r'<v>(.*?)</v>', inside)
                if '<f' in inside:
                    out[m.group(1), cell] = float(v.group(1)) if v else None
    return out


def strip(path, to):
    with zipfile.ZipFile(path) as z, zipfile.ZipFile(to, 'w') as out:
        for name in z.namelist():
            data = z.read(name)
            if name.startswith('xl/worksheets/sheet'):
                data = re.sub(rb'(</f>)<v>.*?</v>', rb'\1', data)
            out.writestr(name, data)


def main():
    bad = n = 0
    with tempfile.TemporaryDirectory() as work:
        bare = []
        for i, path in enumerate(sys.argv[1:]):
            bare.append(os.path.join(work, '%d.xlsx' % i))
            strip(path, bare[-1])
        os.mkdir(os.path.join(work, 'out'))
        subprocess.run(
            ['soffice', '-env:UserInstallation=file://' + work + '/profile',
             '--headless', '--convert-to', 'xlsx', '--outdir',
             os.path.join(work, 'out')] + bare, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        for i, path in enumerate(sys.argv[1:]):
            want = formulas(path)
            got = formulas(os.path.join(work, 'out', '%d.xlsx' % i))
            for key, value in want.items():
                n += 1
                if got.get(key) is None or abs(got[key] - value) > 1e-9:
                    bad += 1
                    print(path, key, 'cached', value, 'computed', got.get(key))
    print('formulas: %d computed alike, %d not' % (n - bad, bad))
    return bad > 0 or n == 0


if __name__ == '__main__':
    sys.exit(main())
