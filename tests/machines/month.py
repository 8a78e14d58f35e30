"""The month that is rated on many machines, and the judge of the result: a
book of the sample operator, its calls in three segments, and the same book
after toll-rate in one process.

Each case has a folder of its own with a copy of the book.  What runs as
toll-rate in it is a shell script that notes who runs which task at which
attempt, and does what the case has planned for that attempt; then it becomes
the program.
"""
import glob
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PERIOD = '2026-10'
MAPS, SHARDS = 8, 8
CALLS = 24000

SHIM = """\
#!/bin/sh
# toll-rate under test: who runs what, which attempt it is, what is planned
task= last=
for word; do
	case $last in
	--map|--reduce) task=${{last#--}}-${{SLURM_ARRAY_TASK_ID:-${{word%/*}}}} ;;
	esac
	case $word in --part|--merge) task=${{word#--}} ;; esac
	last=$word
done
if [ -n "$task" ]; then
	n=1
	until mkdir "$CASE/tries/$task.$n" 2>/dev/null; do n=$((n + 1)); done
	echo "${{SLURMD_NODENAME:-here}} $$ ${{SLURM_RESTART_COUNT:-0}}" \\
	    > "$CASE/tries/$task.$n/new"
	mv "$CASE/tries/$task.$n/new" "$CASE/tries/$task.$n/who"
	for plan in "all" "$task.$n"; do
		[ ! -e "$CASE/plan/$plan" ] || . "$CASE/plan/$plan"
	done
fi
exec {bin}/toll-rate "$@"
"""


def sha256(path):
    with open(path, 'rb') as f:
        return hashlib.file_digest(f, 'sha256').hexdigest()


def state_of(pid):
    """The letter of /proc/PID/stat, or None."""
    try:
        with open('/proc/%d/stat' % pid, 'rb') as f:
            return f.read().rpartition(b')')[2].split()[0].decode()
    except OSError:
        return None


class Month:
    """Made once: in the folder work are bin/ and tools/."""

    def __init__(self, work):
        self.work = work
        self.bin = work + '/bin'
        self.stop = work + '/tools/preload_stop.so'
        self.env = dict(
            (k, v) for k, v in os.environ.items()
            if k not in ('TOLL_BOOK', 'TOLL_DATA')) | {
                'PATH': '%s:%s:/usr/sbin' % (self.bin, os.environ['PATH']),
                'TOLL_NOW': '2026-11-02T06:00:00Z', 'LC_ALL': 'C', 'TZ': 'UTC'}
        self.book, self.oracle = work + '/book', work + '/oracle'

    def run(self, *args, ok=(0,), env=None, cwd=None):
        p = subprocess.run(args, env=env or self.env, cwd=cwd or self.work,
                           stdin=subprocess.DEVNULL, capture_output=True,
                           text=True, timeout=600)
        if p.returncode not in ok:
            raise RuntimeError('%s: status %d: %s' % (
                ' '.join(args), p.returncode, p.stderr))
        return p

    def judge_by(self):
        """What one process makes of it."""
        shutil.copytree(self.book, self.oracle)
        self.rated = self.run('toll-rate', '-B', self.oracle, '-p', PERIOD,
                              ok=(0, 1)).returncode
        self.want = self.facts(self.oracle)

    @staticmethod
    def facts(book):
        """Every file of a book with its hash; of book.db the rows."""
        files = {}
        for where, _, names in os.walk(book):
            for name in names:
                path = os.path.join(where, name)
                files[os.path.relpath(path, book)] = sha256(path)
        # of a copy, since reading it would leave files beside it
        with tempfile.TemporaryDirectory() as copy:
            for path in glob.glob(book + '/book.db*'):
                shutil.copy(path, copy)
            db = sqlite3.connect(copy + '/book.db')
            rows = '\n'.join(db.iterdump())
            db.close()
        files['book.db'] = hashlib.sha256(rows.encode()).hexdigest()
        for name in ('lock', 'book.db-wal', 'book.db-shm'):
            files.pop(name, None)
        return files


class Case:
    """One go: a copy of the book, a folder for the tasks, and what is planned
    for each attempt of each task."""

    def __init__(self, month, name):
        self.month = month
        self.folder = '%s/case-%s' % (month.work, name.replace(' ', '-'))
        self.book, self.tasks = self.folder + '/book', self.folder + '/tasks'
        for sub in ('bin', 'plan', 'tries'):
            os.makedirs('%s/%s' % (self.folder, sub))
        shutil.copytree(month.book, self.book)
        self.before = month.facts(self.book)
        shim = self.folder + '/bin/toll-rate'
        with open(shim, 'w') as f:
            f.write(SHIM.format(bin=month.bin))
        os.chmod(shim, 0o755)
        self.env = month.env | {
            'CASE': self.folder,
            'PATH': '%s/bin:%s' % (self.folder, month.env['PATH'])}
        self.process = None

    # --- what happens to a task ---------------------------------------------

    def plan(self, attempt, text):
        """Shell text before an attempt ("map-3.1") or "all"."""
        with open('%s/plan/%s' % (self.folder, attempt), 'w') as f:
            f.write(text + '\n')

    def stop_at(self, attempt, number):
        """It stops before that call to the system that changes something."""
        self.plan(attempt, 'LD_PRELOAD=%s STOP_KIND=few STOP_AT=%d\n'
                  'export LD_PRELOAD STOP_KIND STOP_AT' % (
                      self.month.stop, number))

    def who(self, attempt):
        """(node, process, restarts) of an attempt that was begun, or None."""
        try:
            with open('%s/tries/%s/who' % (self.folder, attempt)) as f:
                node, pid, restarts = f.read().split()
            return node, int(pid), int(restarts)
        except FileNotFoundError:
            return None

    def stopped(self, attempt):
        """(node, process) of one that stands where it was told to stop."""
        who = self.who(attempt)
        return who[:2] if who and state_of(who[1]) == 'T' else None

    def tries(self, task):
        return [self.who('%s.%d' % (task, i + 1)) for i in range(
            len(glob.glob('%s/tries/%s.*' % (self.folder, task))))]

    def all_tries(self):
        return sum(os.path.exists(path + '/who') for path in glob.glob(
            self.folder + '/tries/*'))

    def go_on(self, pid):
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass

    # --- the script under test ----------------------------------------------

    def start(self, script, *options, env=None, more=()):
        """One of the scripts in data/machines, in the background."""
        with open(self.folder + '/said', 'ab') as said:
            self.process = subprocess.Popen(
                ['%s/machines/%s' % (self.month.work, script), '-n', str(MAPS),
                 '-s', str(SHARDS)] + list(options) +
                [self.book, PERIOD, self.tasks] + list(more),
                env=self.env | (env or {}), stdin=subprocess.DEVNULL,
                stdout=said, stderr=said, cwd=self.folder,
                start_new_session=True)

    def end(self, limit=120):
        status = self.process.wait(limit)
        self.process = None
        return status

    def said(self):
        with open(self.folder + '/said') as f:
            return f.read()

    def logs(self):
        out = []
        for path in sorted(glob.glob(self.tasks + '.log/*')):
            with open(path, errors='replace') as f:
                out += ['%s: %s' % (os.path.basename(path), line.rstrip())
                        for line in f]
        return '\n'.join(out)

    # --- the verdict --------------------------------------------------------

    def right(self):
        """What is wrong with the book, '' if nothing is: each file is what one
        process writes, and no other file is there."""
        got, want = self.month.facts(self.book), self.month.want
        wrong = ['%s: %s' % (name, 'missing' if name not in got else
                             'left over' if name not in want else 'differs')
                 for name in sorted(got.keys() | want.keys())
                 if got.get(name) != want.get(name)]
        wrong += ['%s: left over' % os.path.join(where, name)
                  for where, folders, names in os.walk(self.tasks)
                  for name in folders + names]
        p = self.month.run('toll-check', '-B', self.book, ok=(0, 1))
        if p.returncode:
            wrong.append('toll-check: ' + p.stdout.strip())
        return '; '.join(wrong)

    def unchanged(self):
        """What is wrong if the book is not as it was."""
        now = self.month.facts(self.book)
        return '' if now == self.before else 'changed: %s' % ', '.join(
            sorted(name for name in now.keys() | self.before.keys()
                   if now.get(name) != self.before.get(name)))

    def close(self):
        """Whatever stands or goes on is killed."""
        for path in glob.glob(self.folder + '/tries/*'):
            who = self.who(os.path.basename(path))
            try:
                if who and os.readlink('/proc/%d/exe' % who[1]) == \
                        self.month.bin + '/toll-rate':
                    os.kill(who[1], signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                pass
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
