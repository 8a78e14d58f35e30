"""What a user would have taken instead, on the same generated calls: DuckDB,
the sqlite3 shell, a script.  Each gives the sums by tier, {tier: (calls,
seconds, micro-units)}, and the stage."""
import os
import shutil
import subprocess

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'peers')


def sums_of(text):
    sums = {}
    for line in text.splitlines():
        part = line.split()
        if len(part) == 4 and part[0] in ('retail', 'wholesale', 'carrier'):
            sums[part[0]] = tuple(int(x) for x in part[1:])
    return sums


class DuckDb:
    """From npm, into a folder of the build; missing() says why not."""
    PACKAGE = '@duckdb/node-api'

    def __init__(self, measure, build):
        self.measure = measure
        self.folder = os.path.join(os.path.abspath(build), 'bench', 'node')

    def missing(self):
        for tool in ('node', 'npm'):
            if shutil.which(tool) is None:
                return tool + ' is not installed'
        if not os.path.isdir(os.path.join(self.folder, 'node_modules',
                                          self.PACKAGE)):
            os.makedirs(self.folder, exist_ok=True)
            got = subprocess.run(['npm', 'install', '--no-audit', '--no-fund',
                                  '--silent', self.PACKAGE], cwd=self.folder,
                                 capture_output=True, text=True)
            if got.returncode != 0:
                return 'npm cannot install %s: %s' % (
                    self.PACKAGE, (got.stderr or got.stdout).strip()[-200:])
        return None

    def run(self, name, variant, data, calls, size, file=None):
        command = ['node', os.path.join(HERE, 'duckdb.mjs'), HERE, data,
                   variant, str(len(os.sched_getaffinity(0)))]
        text, stage = self.measure.run(command + ([file] if file else []),
                                       name, calls, size, cwd=self.folder)
        return sums_of(text), stage


def sqlite(measure, name, data, calls, size, file):
    text, stage = measure.run(['sqlite3', file], name, calls, size, cwd=data,
                              stdin=os.path.join(HERE, 'sqlite.sql'))
    return sums_of(text), stage


def script(measure, name, data, calls, size):
    text, stage = measure.run(
        ['python3', os.path.join(HERE, 'single_pass.py'), data], name, calls,
        size)
    return sums_of(text), stage
