"""What the sweep of system calls is done over: each program that writes, and
the book that it stands before.

The books form a tree: a step begins with what its parent left behind, and its
setup adds what the parent does not.  A step that is nobody's parent ends there.
"""
import os
import re
import shutil
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, '..', 'golden')
sys.path.insert(0, os.path.join(HERE, '..', 'cli', 'lib'))
import smtp_faults  # noqa: E402  (lies there)

COLUMNS = ('call_id', 'status', 'start', 'duration', 'source_account',
           'source_number', 'destination_number', 'destination_peer')
BAD_START, GOOD_START = '2026-10-05T8x', '2026-10-05T08:09:00Z'
NETWORK = ('socket', 'connect', 'sendto', 'recvfrom', 'poll', 'sendmsg',
           'recvmsg', 'setsockopt', 'getsockopt', 'getpeername')
# The outbox counts attempts, and numbers what it did: not the same each time,
# and so are the hashes of its rows.
OUTBOX = r'^(outbox\S*|state_hash) .*$'


class Step:
    """One program: its arguments after -B book, and what may differ.

    status      of a clean run
    again       statuses of running it once more after it had done all
    piecewise   one document or mail after the other, each a whole one
    once        it does something each time: repeated only if it did nothing
    varies      parts of the state that are not the same each time
    fallible    more calls that a fault is injected into
    said        what it prints is the same each time
    fails       statuses that need not name a file
    check       statuses of toll-check after a fault
    """

    def __init__(self, name, parent, args, status=(0,), again=(), setup=None,
                 piecewise=False, once=False, varies=(), fallible=(),
                 said=True, check=(0, 1), fails=()):
        self.name, self.parent, self.args = name, parent, args
        self.status, self.again, self.setup = status, again, setup
        self.piecewise, self.once, self.varies = piecewise, once, varies
        self.fallible, self.said, self.fails = fallible, said, fails
        self.check = check

    def server(self):
        """What it talks to, one for each worker; None for most."""
        return None

    def judge(self, book, server):
        """What else is wrong after a fault; (also) called after the repeat."""
        return []


class Mails(Step):
    """Every message is delivered once, or (killed in the dot window) unknown:
    never twice, never lost."""

    def __init__(self, name, parent, args, **more):
        super().__init__(name, parent, args, status=(0, 1), again=(0, 1),
                         piecewise=True, **more)

    def seen(self, book, server):
        out = {}
        box = os.path.join(book, 'maildir', 'new')
        for name in os.listdir(box) if os.path.isdir(box) else ():
            with open(os.path.join(box, name), errors='replace') as f:
                m = re.search(r'^Message-ID:\s*<([^@>]*)', f.read(),
                              re.M | re.I)
            out[m.group(1)] = out.get(m.group(1), 0) + 1
        return out

    # How often the server (the Maildir) may have a message in each state.
    MAY = {'queued': (0,), 'sending': (0,), 'dot': (0, 1), 'unknown': (0, 1),
           'sent': (1,), 'deferred': (0,), 'failed': (0,)}

    def judge(self, book, server):
        wrong, seen = [], self.seen(book, server)
        db = sqlite3.connect(os.path.join(book, 'book.db'))
        rows = db.execute("SELECT substr(message_id, 2, instr(message_id, '@')"
                          " - 2), state FROM outbox"
                          " WHERE message_id IS NOT NULL").fetchall()
        db.close()
        for mid, state in rows:
            n = seen.get(mid, 0)
            if n not in self.MAY[state] and not (
                    n == 1 and server is None):  # a file is found again
                wrong.append('%s is %s, and there %d times' % (mid, state, n))
        return wrong


class Smtp(Mails):
    """Over SMTP to a server of our own, whose port book.conf names."""

    def __init__(self, *args):
        super().__init__(*args, setup=Smtp.settings, fallible=NETWORK,
                         varies=(OUTBOX, r'^book\.conf\n.*\n?'))
        self.fails = (1, 75)

    @staticmethod
    def settings(_, book):
        with open(os.path.join(book, 'book.conf'), 'a') as f:
            f.write('\n[mail]\nhost=127.0.0.1\ntls=none\ntimeout_s=5\n'
                    'from=billing@op.example\nconnections=2\nport=')

    def server(self):
        return smtp_faults.start()

    def seen(self, book, server):
        server.quiet()
        return {m: len(all) for m, all in server.kept.items()}


class Run(Mails):
    """The whole month; its report has times of its own, one for each run."""

    def __init__(self, *args, **more):
        super().__init__(*args, varies=(
            OUTBOX, r'^reports/2026-10/run-\d+\.\w+\n.*\n?'), **more)


def write(path, text):
    with open(path, 'w') as f:
        f.write(text)


def read(path):
    with open(path) as f:
        return f.read()


def calls(work):
    """Calls of three golden cases, and a row that cannot be read."""
    rows = []
    for case in ('onnet', 'offnet-out', 'match'):
        head, *lines = read(os.path.join(GOLDEN, case,
                                         'calls.csv')).splitlines()
        for line in lines:
            d = dict(zip(head.split(','), line.split(',')))
            rows.append([d.get(c, '') for c in COLUMNS])
    rows.append(['bad', 'ok', BAD_START, '60', 'alice', '', '+498955500', ''])
    write(os.path.join(work, 'calls.csv'),
          '\n'.join(','.join(r) for r in [COLUMNS] + rows) + '\n')


def prepare(sweep):
    """The book before the first load, and the files that the steps read."""
    work = sweep.work
    book, extra = os.path.join(work, 'start'), os.path.join(work, 'extra')
    os.mkdir(extra)
    shutil.copy(os.path.join(GOLDEN, 'match', 'fees.csv'), extra)
    write(os.path.join(extra, 'contacts.csv'),
          'ref,email,company,country\nerik,e@example.com,Erik,DE\n')
    write(os.path.join(extra, 'profiles.csv'),
          'handle,currency,fraud_daily_limit,fraud_daily_lock,'
          'fraud_daily_notify\nretail,EUR,0.01,2,'
          '"fraud@example.com,night@example.com"\n')
    write(os.path.join(work, 'fees.csv'),
          read(os.path.join(extra, 'fees.csv')).replace('0.25,60,0.25',
                                                        '0.35,60,0.35'))
    write(os.path.join(work, 'waivers'), 'rejects 1\n')
    calls(work)
    sweep.must(['toll-init', '-q', '-B', book] + INIT)
    conf = os.path.join(book, 'book.conf')
    write(conf, read(conf).replace('[operator]', '[operator]\ncontact=op', 1))
    sweep.must(['toll-load', '-q', '-B', book, os.path.join(GOLDEN, 'base')])
    return book


INIT = ['--timezone', 'Europe/Berlin', '--currency', 'EUR', '--country', 'DE']


def mended(sweep, book):
    said = sweep.must(['toll-rejects', '-B', book, '--export'])
    write(os.path.join(sweep.work, 'mended.csv'),
          said.replace(BAD_START, GOOD_START))


def dearer(sweep, book):
    sweep.must(['toll-load', '-q', '-B', book,
                os.path.join(sweep.work, 'fees.csv')])


def inbox(sweep, book):
    shutil.copy(os.path.join(sweep.work, 'calls.csv'),
                os.path.join(book, 'inbox'))
    conf = os.path.join(book, 'book.conf')
    write(conf, re.sub('^#rejected_percent=.*', 'rejected_percent=50',
                       read(conf), flags=re.M))


def empty(_, book):
    shutil.rmtree(book)
    os.mkdir(book)


def lost(_, book):
    """A mail of whose end nobody knows."""
    db = sqlite3.connect(os.path.join(book, 'book.db'))
    for state, more in (('sending', 1), ('dot', 0), ('unknown', 0)):
        db.execute("UPDATE outbox SET state = ?,"
                   " attempts = attempts + ? WHERE id = 6", (state, more))
    db.commit()
    db.close()


def older(sweep, book):
    """The book as the program of four steps of the schema would have left it:
    what it knew, in the tables that it had."""
    path, aside = os.path.join(book, 'book.db'), os.path.join(book, 'old.db')
    folder = os.path.join(HERE, '..', '..', 'data', 'schema')
    old = sqlite3.connect(aside, isolation_level=None)
    old.execute('ATTACH ? AS new', (path,))
    version = 0
    for name in sorted(os.listdir(folder)):
        if re.match(r'00\d\d-', name) and int(name[:4]) <= OLD:
            old.executescript(read(os.path.join(folder, name)))
            version = int(name[:4])
    triggers = old.execute("SELECT name, sql FROM main.sqlite_schema"
                           " WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        old.execute('DROP TRIGGER "%s"' % name)
    there = {t for (t,) in old.execute(
        "SELECT name FROM new.sqlite_schema WHERE type = 'table'")}
    for (t,) in old.execute("SELECT name FROM main.sqlite_schema WHERE"
                            " type = 'table'").fetchall():
        if t in there:
            had, has = ({c[1] for c in old.execute(
                "SELECT * FROM pragma_table_info(?, ?)", (t, of))}
                for of in ('main', 'new'))
            columns = ', '.join('"%s"' % c for c in sorted(had & has))
            old.execute('DELETE FROM main."%s"' % t)
            old.execute('INSERT OR IGNORE INTO main."%s" (%s)'
                        ' SELECT %s FROM new."%s"' % (t, columns, columns, t))
    for t, row, *_ in old.execute('PRAGMA main.foreign_key_check').fetchall():
        old.execute('DELETE FROM main."%s" WHERE rowid = ?' % t, (row,))
    for _, text in triggers:
        old.execute(text)
    kind, = old.execute('PRAGMA new.application_id').fetchone()
    old.execute('PRAGMA main.application_id = %d' % kind)
    old.execute('PRAGMA main.user_version = %d' % version)
    old.execute('PRAGMA main.journal_mode = WAL')
    old.close()
    for end in ('-wal', '-shm'):
        if os.path.exists(path + end):
            os.unlink(path + end)
    os.rename(aside, path)


OLD = 11                # the outbox and the balances are rebuilt after it


def fewer(sweep, book):
    """A fee and a customer less."""
    folder = os.path.join(sweep.work, 'replace')
    os.mkdir(folder)
    for entity, gone in (('fees', 'Italy'), ('contacts', 'erik')):
        said = sweep.must(['toll-dump', '-B', book, entity])
        lines = [ln for ln in said.splitlines() if gone not in ln]
        assert len(lines) < len(said.splitlines())
        write(os.path.join(folder, entity + '.csv'), '\n'.join(lines) + '\n')


def broken(sweep, _):
    folder = os.path.join(sweep.work, 'broken')
    os.mkdir(folder)
    write(os.path.join(folder, 'contacts.csv'),
          'ref,email,company,country\nfred,f@example.com,Fred,XX\n')


def pricelist(sweep, _):
    write(os.path.join(sweep.work, 'list.csv'),
          ',^43,out,Austria,Fixed,3,60,3,1,2,60,2,1,1\n'
          ',^41,out,Switzerland,Fixed,3,60,3,1,2,60,2,1,1\n')


def vouchers(sweep, book):
    path = os.path.join(sweep.work, 'vouchers.csv')
    write(path, 'code,amount,currency,valid_until\nsesame,5,EUR,2027-01-01\n')
    sweep.must(['toll-load', '-q', '-B', book, path])


def undrawn(_, book):
    """One file is gone."""
    folder = os.path.join(book, 'documents', '2026')
    for name in os.listdir(folder):
        if name.startswith('INV2026-000002-'):
            os.unlink(os.path.join(folder, name))


def folder(name):
    return lambda _, book: os.mkdir(os.path.join(book, name))


def message_ids(book):
    db = sqlite3.connect(os.path.join(book, 'book.db'))
    out = [m for (m,) in db.execute("SELECT message_id FROM outbox"
                                    " WHERE message_id <> '' ORDER BY id")]
    db.close()
    return out


NOTICE = """From MAILER-DAEMON Mon Nov  2 06:10:00 2026
Message-Id: <notice%d@mail.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; x@example.com
Action: failed
Status: 5.1.1

--B
Content-Type: message/rfc822

Message-ID: %s

--B--

"""


def bounces(sweep, book):
    write(os.path.join(sweep.work, 'mbox'),
          ''.join(NOTICE % m for m in enumerate(message_ids(book))))


def seen(sweep, book):
    """A mail of whose end nobody knows, but its server."""
    sweep.must(['toll-mail', '-q', '-B', book, '--limit', '1', '--to-dir',
                os.path.join(sweep.work, 'sent')])
    lost(sweep, book)
    write(os.path.join(sweep.work, 'maillog'), ''.join(
        'Nov  2 06:00:0%d mx postfix/%s[7]: 4Bcd1z: %s\n' % line for line in (
            (1, 'smtpd', 'client=localhost[127.0.0.1]'),
            (2, 'cleanup', 'message-id=' + message_ids(book)[5]),
            (3, 'qmgr', 'from=<billing@op.example>, size=9, nrcpt=1'
                ' (queue active)'))))


def steps(work):
    """In an order in which each comes after its parent."""
    def at(name):
        return os.path.join(work, name)
    maildir = ['--to-dir', 'book/maildir']
    return [
        Step('init', None, ['toll-init'] + INIT, setup=empty, again=(77,)),
        Step('load', None, ['toll-load', at('extra')]),
        Step('import', 'load', ['toll-import', at('calls.csv')], (0, 1),
             again=(0,)),
        Step('waive', 'import', ['toll-rejects', '--waive', '--by', 'Ann',
                                 '--reason', 'a test'], again=(66,)),
        Step('reimport', 'import', ['toll-rejects', '--reimport',
                                    at('mended.csv')], setup=mended,
             again=(66,)),
        Step('unimport', 'reimport', ['toll-unimport', '1'], again=(77,)),
        Step('topup', 'reimport', ['toll-topup', '--ref', 't1', 'c-alice',
                                   '5'], varies=(r'^topup_attempt .*$',)),
        Step('rate', 'reimport', ['toll-rate']),
        Step('rerate', 'rate', ['toll-rate'], setup=dearer),
        Step('fraud', 'rate', ['toll-fraud'], (0, 1), again=(0,)),
        Step('release', 'fraud', ['toll-locks', '--release',
                                  'alice@op.example', '--reason', 'called'],
             again=(0, 77)),
        Step('close', 'fraud', ['toll-close', '--until', '2026-11-01'],
             (0, 1), again=(0,)),
        Step('invoice', 'close', ['toll-invoice'], piecewise=True),
        Step('pay', 'invoice', ['toll-pay', 'c-alice', '1', '--ref', 'bank-1']),
        Step('credit', 'invoice', ['toll-credit', '--reason', 'wrong',
                                   'INV2026-000002'], again=(77,)),
        Step('correct', 'invoice', ['toll-correct', 'INV2026-000002'],
             setup=dearer, again=(77,)),
        Mails('mail', 'invoice', ['toll-mail'] + maildir, varies=(OUTBOX,)),
        Smtp('smtp', 'invoice', ['toll-mail']),
        Step('resolve', 'invoice', ['toll-mail', '--resolve', '6', '--reason',
                                    'he has it', 'sent'], setup=lost,
             again=(65, 66, 77)),
        Step('resend', 'mail', ['toll-mail', '--resend', 'INV2026-000002'],
             once=True),
        Step('report', 'mail', ['toll-report', 'journal', '-f', 'xlsx', '-o',
                                'book/journal.xlsx']),
        Step('stream', 'mail', ['toll-report', 'charges', '-f', 'xlsx', '-o',
                                'book/charges.xlsx']),
        Step('dump', 'mail', ['toll-dump', '-o', 'book/dump'],
             piecewise=True),
        Step('sample', None, ['toll-init', '--demo'], setup=empty,
             again=(77,)),
        Step('upgrade', 'smtp', ['toll-init', '--upgrade'], setup=older,
             piecewise=True, said=False, check=(0, 1, 78)),
        Step('replace', 'import', ['toll-load', '--replace',
                                   at('replace/')], setup=fewer),
        Step('refused', 'import', ['toll-load', at('broken')], (65,),
             setup=broken, again=(65,)),
        Step('sipwise', 'import', ['toll-load', '-f', 'sipwise-fees', '-p',
                                   'retail', at('list.csv')], setup=pricelist),
        Step('voucher', 'reimport', ['toll-topup', '-V', 'sesame', '--ref',
                                     't2', 'c-alice'], setup=vouchers,
             varies=(r'^topup_attempt .*$',)),
        Step('paydoc', 'invoice', ['toll-pay', '-D', 'INV2026-000002', '-r',
                                   'bank-2', 'c-bert', '0.01']),
        Step('part', 'invoice', ['toll-credit', '--reason', 'wrong', '-l', '1',
                                 'INV2026-000002'], again=(77,)),
        Step('redraw', 'invoice', ['toll-invoice', 'INV2026-000002',
                                   'INV2026-000003'], setup=undrawn,
             piecewise=True),
        Step('xml', 'invoice', ['toll-invoice', '--xml=ubl', '-o',
                                'book/INV2026-000002.xml', 'INV2026-000002']),
        Step('xmls', 'invoice', ['toll-invoice', '--xml=cii', '--run=last',
                                 '-o', 'book/xmls'], setup=folder('xmls'),
             piecewise=True),
        Step('preview', 'load', ['toll-invoice', '--preview=customer', '-o',
                                 'book/preview.pdf']),
        Step('csv', 'mail', ['toll-report', 'charges', '-o',
                             'book/charges.csv']),
        Step('bounces', 'mail', ['toll-mail', '--bounces', at('mbox')], (1,),
             again=(0,), setup=bounces, piecewise=True),
        Step('evidence', 'invoice', ['toll-mail', '--evidence',
                                     at('maillog')], setup=seen,
             piecewise=True),
        Run('run', 'load', ['toll-run', '-p', '2026-10', '-w', at('waivers')] +
            maildir, setup=inbox),
    ] + readers(at)


def readers(at):
    """Programs that change nothing; what they say is all that can be wrong."""
    def step(name, parent, *args, **more):
        return Step(name, parent, list(args), (0, 1), again=(0, 1), **more)
    return [
        step('check', 'mail', 'toll-check'),
        step('deep', 'mail', 'toll-check', '--deep'),
        step('faults', 'mail', 'toll-check', '--config'),
        step('manifest', 'mail', 'toll-check', '--manifest', '1'),
        step('explain', 'mail', 'toll-explain', '1:2'),
        step('line', 'mail', 'toll-explain', '--line', 'INV2026-000002:1'),
        step('quote', 'rate', 'toll-quote', '-s', 'alice@op.example', '-t',
             '+498955500', '-d', '300'),
        step('whatif', 'rate', 'toll-whatif', '-p', '2026-10', '-l',
             at('fees.csv')),
        step('whatifs', 'rate', 'toll-whatif', '-s', '-c', at('calls.csv'),
             '-l', at('fees.csv')),
        step('unrated', 'rate', 'toll-unrated', '-c', '-f', 'csv'),
        step('decks', 'rate', 'toll-deck-check', '-P', 'retail', '-a',
             '2026-10', '-w', 'wholesale'),
        step('sql', 'mail', 'toll-sql', '-p', '2026-10', '--csv',
             'SELECT * FROM charges', fails=(1,)),  # sqlite3(1) says it
        step('status', 'mail', 'toll-mail', '--status'),
        step('unsent', 'invoice', 'toll-mail', '-n'),
        step('facts', 'mail', 'toll-invoice', '--check'),
        step('open', 'pay', 'toll-pay', '-l'),
        step('locks', 'fraud', 'toll-locks'),
        step('rejects', 'import', 'toll-rejects'),
        step('export', 'import', 'toll-rejects', '--export'),
        step('entity', 'mail', 'toll-dump', 'fees'),
        step('text', 'mail', 'toll-report', 'revenue'),
        step('closable', 'fraud', 'toll-close', '-n', '--until',
             '2026-11-01'),
        step('loadable', 'load', 'toll-load', '-n', at('fees.csv')),
        step('creditable', 'invoice', 'toll-credit', '-n', '--reason', 'x',
             'INV2026-000002'),
        step('correctable', 'invoice', 'toll-correct', '-n',
             'INV2026-000002', setup=dearer),
    ]
