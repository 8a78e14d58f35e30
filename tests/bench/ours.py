"""The main job on a generated operator, a stage after the other."""
import decimal
import os
import sqlite3
import sys

PERIOD = '2026-10'
DOCUMENTS = 300  # that are drawn


def sums_text(text):
    """The sums of toll whatif --sums."""
    sums = {}
    for line in text.splitlines():
        part = line.split()
        if len(part) == 7 and part[0] in ('retail', 'wholesale', 'carrier'):
            micro = decimal.Decimal(part[6]).scaleb(6)
            sums[part[0]] = (int(part[3]), int(part[5]), int(micro))
    return sums


class Ours:
    def __init__(self, measure, build, work, data):
        self.measure = measure
        self.bin = os.path.join(os.path.abspath(build), 'bin')
        self.work, self.data = work, data
        self.book = os.path.join(work, 'book')

    def toll(self, verb, *args):
        return [os.path.join(self.bin, 'toll-' + verb), '-q', '-B',
                self.book] + list(args)

    def run(self, name, verb, *args, rows=None, size=None, ok=(0,)):
        return self.measure.run(self.toll(verb, *args), name, rows, size, ok)

    def prepare(self, name='load master data'):
        """A book with master data that can be billed."""
        self.run(None, 'init', '--timezone', 'UTC', '--currency', 'EUR',
                 '--country', 'DE')
        conf = os.path.join(self.book, 'book.conf')
        with open(conf) as f:
            text = f.read()
        with open(conf, 'w') as f:
            f.write(text.replace('[operator]', '[operator]\ncontact=o0',
                                 1))
        book = os.path.join(self.data, 'book')
        with open(os.path.join(book, 'vat_rates.csv'), 'w') as f:
            f.write('country,category,rate,valid_from\n'
                    'DE,S,19,2007-01-01\n')
        self.run(name, 'load', book)

    def sums_stored(self):
        sums = {}
        for path in self.files('charges'):
            db = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
            for tier, n, seconds, e8 in db.execute(
                    'SELECT tier, count(*), sum(billed_s), sum(price_e8)'
                    ' FROM charge GROUP BY tier'):
                if e8 % 100:
                    sys.exit('a sum is no whole number of micro-units')
                sums[('retail', 'wholesale', 'carrier')[tier]] = (
                    n, seconds, e8 // 100)
            db.close()
        return sums

    def price_file(self, name, path, calls, size):
        """Sums of a file, nothing stored."""
        text, stage = self.run(name, 'whatif', '--calls', path, '--sums',
                               rows=calls, size=size, ok=(0, 1))
        return sums_text(text), stage

    def files(self, folder):
        for where, _, files in os.walk(os.path.join(self.book, folder)):
            for name in sorted(files):
                if name.endswith('.db'):
                    yield os.path.join(where, name)

    def draw(self):
        """Some documents: all of them would take longer than all the rest."""
        db = sqlite3.connect('file:%s/book.db?mode=ro' % self.book, uri=True)
        numbers = [row[0] for row in db.execute(
            "SELECT number FROM document WHERE issuer = 'reseller0'"
            ' ORDER BY number LIMIT ?', (DOCUMENTS,))]
        db.close()
        self.run('invoice, %d documents' % len(numbers), 'invoice', '--issuer',
                 'reseller0', *numbers, rows=len(numbers))

    def reports(self, calls):
        out = os.path.join(self.work, 'report')
        self.run('report revenue, csv', 'report', 'revenue', '-f', 'csv', '-o',
                 out + '.csv', rows=calls)
        self.run('report margin of a reseller, csv', 'report', 'margin', '-r',
                 'reseller0', '-f', 'csv', '-o', out + '.csv')
        for form in ('csv', 'xlsx'):
            path = '%s.%s' % (out, form)
            _, stage = self.run(None, 'report', 'charges', '-r', 'reseller0',
                                '-f', form, '-o', path)
            if form == 'csv':
                with open(path, 'rb') as f:
                    rows = sum(1 for _ in f) - 1
            stage.name, stage.rows = 'report charges, ' + form, rows
            stage.size = os.path.getsize(path)
            stage.show()

    def stored(self):
        """What lies on the disk, a row of calls and of charges."""
        for folder, table in (('calls', 'call'), ('charges', 'charge')):
            size = rows = 0
            for path in self.files(folder):
                size += os.path.getsize(path)
                db = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
                rows += db.execute('SELECT count(*) FROM ' +
                                   table).fetchone()[0]
                db.close()
            if rows:
                print('%-34s %8d rows, %.0f MB, %.0f bytes a row' % (
                    folder + ' stored', rows, size / 1e6, size / rows))
