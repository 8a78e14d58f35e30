"""Which two programs of Tollbook are started on one book at a time by
two_at_once.py, and the book that both begin with.

The books are what the steps of the sweep of system calls leave behind
(sweep_steps.py), so a program here meets the same data as there.
"""
import os
import shutil

import sweep_steps
from sweep_steps import INIT, Mails, Smtp, Step, write, read

NOVEMBER = '2026-11-01'
MAILDIR = ['--to-dir', 'book/maildir']


class Program:
    """Its arguments, and what kind of program it is.

    reader  changes nothing in the book: it is never refused, refuses nobody,
            and says what some one state of the book has
    pieces  does one unit after the other, each a transaction of its own
    """

    def __init__(self, *args, reader=False, pieces=False):
        self.args, self.reader, self.pieces = list(args), reader, pieces

    @property
    def name(self):
        return self.args[0]


class Pair:
    """Two programs, the step whose end they begin with, and what is done to a
    copy of that first.  ${judge} is a step that looks at mails."""

    def __init__(self, parent, a, b, setup=None, judge=None, varies=()):
        self.parent, self.programs = parent, (a, b)
        self.setup, self.judge, self.varies = setup, judge, varies
        self.name = '%s: %s + %s' % (parent or 'nothing', words(a), words(b))


def words(program):
    return ' '.join([program.name[5:]] + [os.path.basename(a) for a in
                                          program.args[1:]])


def readers(at):
    """Each reads another part of the book."""
    def reader(*args):
        return Program(*args, reader=True)
    return [
        reader('toll-check'),
        reader('toll-report', 'charges', '-f', 'csv'),
        reader('toll-report', 'revenue', '-f', 'csv'),
        reader('toll-report', 'balances', '-f', 'csv'),
        reader('toll-report', 'journal', '-f', 'xlsx', '-o', 'journal.xlsx'),
        reader('toll-explain', 'exact'),
        reader('toll-whatif', '-p', '2026-10', '--load', at('changed')),
        reader('toll-unrated'),
        reader('toll-rejects'),
        reader('toll-locks'),
        reader('toll-quote', '-s', 'alice@op.example', '-t', '+498955500'),
        reader('toll-sql', 'SELECT count(*) FROM charges'),
        reader('toll-dump', '-o', 'dump'),
        reader('toll-close', '--until', NOVEMBER, '--dry-run'),
        reader('toll-mail', '--status'),
    ]


def prepare(sweep):
    """The files that only pairs read; after those of the steps."""
    work = sweep.work
    os.mkdir(os.path.join(work, 'changed'))
    shutil.copy(os.path.join(work, 'fees.csv'), os.path.join(work, 'changed'))
    head, *rows = read(os.path.join(work, 'calls.csv')).splitlines()
    write(os.path.join(work, 'more.csv'), '\n'.join([head] + [
        'm-' + r.replace('2026-10-05T', '2026-10-06T')
        for r in rows if '8x' not in r]) + '\n')


def more(sweep, book):
    sweep.must(['toll-import', '-q', '-B', book,
                os.path.join(sweep.work, 'more.csv')])


def dearer_and_more(sweep, book):
    sweep_steps.dearer(sweep, book)
    more(sweep, book)


def one_closed(sweep, book):
    """One contract is billed and its document drawn; the others are not."""
    sweep.must(['toll-close', '-q', '-B', book, '--until', NOVEMBER, '-c',
                'c-alice'], ok=(0, 1))
    sweep.must(['toll-invoice', '-q', '-B', book])


def one_closed_smtp(sweep, book):
    one_closed(sweep, book)
    Smtp.settings(sweep, book)


def two_files(sweep, book):
    sweep_steps.inbox(sweep, book)
    shutil.copy(os.path.join(sweep.work, 'more.csv'),
                os.path.join(book, 'inbox'))


def two_files_smtp(sweep, book):
    two_files(sweep, book)
    Smtp.settings(sweep, book)


def writers(at):
    """Pairs of which both write."""
    load = Program('toll-load', at('fees.csv'))
    first = Program('toll-import', at('calls.csv'))
    second = Program('toll-import', at('more.csv'))
    both = Program('toll-import', at('calls.csv'), at('more.csv'), pieces=True)
    rate = Program('toll-rate', pieces=True)
    close = Program('toll-close', '--until', NOVEMBER)
    some = Program('toll-close', '--until', NOVEMBER, '-c', 'c-alice')
    pay = Program('toll-pay', 'c-alice', '1', '--ref', 'bank-1')
    topup = Program('toll-topup', '--ref', 't1', 'c-alice', '5')
    fraud = Program('toll-fraud')
    invoice = Program('toll-invoice', pieces=True)
    credit = Program('toll-credit', '--reason', 'wrong', 'INV2026-000002')
    correct = Program('toll-correct', 'INV2026-000002')
    maildir = Program('toll-mail', *MAILDIR, pieces=True)
    smtp = Program('toll-mail', pieces=True)
    resend = Program('toll-mail', '--resend', 'INV2026-000002', pieces=True)
    unimport = Program('toll-unimport', '1')
    waive = Program('toll-rejects', '--waive', '--by', 'Ann', '--reason',
                    'a test')
    run = Program('toll-run', '-p', '2026-10', '-w', at('waivers'), *MAILDIR,
                  pieces=True)
    run_smtp = Program('toll-run', '-p', '2026-10', '-w', at('waivers'),
                       pieces=True)
    box = Mails('maildir', None, [])
    server = Smtp('smtp', None, [])
    attempts = (r'^topup_attempt .*$',)
    runs = (sweep_steps.OUTBOX, r'^reports/2026-10/run-\d+\.\w+\n.*\n?')
    mails = (sweep_steps.OUTBOX, r'^book\.conf\n.*\n?')

    def mailing(parent, a, b, setup=None):
        return Pair(parent, a, b, setup, server, mails)

    def boxed(parent, a, b, setup=None):
        return Pair(parent, a, b, setup, box, (sweep_steps.OUTBOX,))

    return [
        Pair(None, Program('toll-init', *INIT), Program('toll-init', *INIT)),
        Pair('load', first, first),
        Pair('load', first, second),
        Pair('load', both, both),
        Pair('load', first, load),
        Pair('import', waive, second),
        Pair('reimport', second, rate),
        Pair('reimport', unimport, rate),
        Pair('reimport', unimport, unimport),
        Pair('reimport', unimport, second),
        Pair('reimport', rate, rate),
        Pair('reimport', rate, topup, None, None, attempts),
        Pair('reimport', topup, topup, None, None, attempts),
        Pair('rate', load, load),
        Pair('rate', load, rate),
        Pair('rate', rate, rate, sweep_steps.dearer),
        Pair('rate', rate, fraud, more),
        Pair('rate', fraud, fraud),
        Pair('fraud', rate, close, dearer_and_more),
        Pair('fraud', rate, close, sweep_steps.dearer),
        Pair('fraud', close, close),
        Pair('fraud', some, close),
        Pair('fraud', some, some),
        Pair('fraud', close, second),
        Pair('fraud', close, unimport),
        Pair('fraud', close, load),
        Pair('fraud', close, topup, None, None, attempts),
        Pair('fraud', close, pay),
        Pair('fraud', close, invoice),
        Pair('fraud', close, invoice, one_closed),
        Pair('close', invoice, invoice),
        boxed('close', invoice, maildir),
        Pair('invoice', pay, pay),
        Pair('invoice', pay, credit),
        Pair('invoice', credit, credit),
        Pair('invoice', credit, correct, sweep_steps.dearer),
        Pair('invoice', correct, correct, sweep_steps.dearer),
        Pair('invoice', correct, pay, sweep_steps.dearer),
        Pair('fraud', correct, close, one_closed),
        boxed('invoice', credit, maildir),
        boxed('invoice', maildir, maildir),
        mailing('invoice', smtp, smtp, Smtp.settings),
        mailing('invoice', smtp, pay, Smtp.settings),
        mailing('invoice', smtp, credit, Smtp.settings),
        mailing('invoice', smtp, resend, Smtp.settings),
        mailing('fraud', smtp, close, one_closed_smtp),
        mailing('fraud', smtp, second, one_closed_smtp),
        Pair('load', run, run, two_files, box, runs),
        Pair('load', run, first, two_files, box, runs),
        Pair('load', run, rate, two_files, box, runs),
        Pair('load', run, load, two_files, box, runs),
        Pair('load', run, maildir, two_files, box, runs),
        Pair('load', run_smtp, run_smtp, two_files_smtp, server, runs + mails),
    ]


def pairs(work):
    def at(name):
        return os.path.join(work, name)
    rate = Program('toll-rate', pieces=True)
    second = Program('toll-import', at('more.csv'))
    out = writers(at)
    for reader in readers(at):
        out += [
            Pair('rate', reader, rate, sweep_steps.dearer),
            Pair('rate', reader, second),
            Pair('rate', reader, Program('toll-unimport', '1')),
            Pair('rate', reader, Program('toll-load', at('fees.csv'))),
            Pair('fraud', reader, Program('toll-close', '--until', NOVEMBER)),
            Pair('close', reader, Program('toll-invoice', pieces=True)),
            Pair('invoice', reader, Program('toll-correct', 'INV2026-000002'),
                 sweep_steps.dearer),
            Pair('invoice', reader, Program('toll-mail', *MAILDIR,
                                            pieces=True),
                 None, Mails('maildir', None, []), (sweep_steps.OUTBOX,)),
        ]
    report, dump = readers(at)[4], readers(at)[12]
    return out + [Pair('rate', report, report), Pair('rate', dump, dump)]
