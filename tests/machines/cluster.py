"""A Slurm cluster of several nodes on the loopback interface, for tests: its own
munged, one slurmctld and a slurmd a node, on ports that were free, as whoever
runs it, with all its files in one folder.

A node is a tree of processes under one that adopts orphans (node.py), so that
what runs on it can be killed whole, as when a machine loses power.
"""
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
NODES = 4
LIMIT = 60              # seconds that nothing here may take
PROGRAMS = 'munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol', 'squeue'

CONF = """\
ClusterName=toll
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
# How long a job waits before it is started again is the life of its
# credential: 120 seconds unless this says otherwise, at least 5.
AuthInfo=socket={work}/munge/socket,cred_expire={delay}
SlurmctldPort={port}
StateSaveLocation={work}/state
SlurmdSpoolDir={work}/spool/%n
SlurmctldPidFile={work}/run/slurmctld.pid
SlurmdPidFile={work}/run/%n.pid
SlurmctldLogFile={work}/log/slurmctld.log
SlurmdLogFile={work}/log/%n.log
# Nothing of the machine is asked for: no cgroup, no accounting.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
SlurmdTimeout={timeout}
KillWait=2
JobRequeue=1
RequeueExit=75
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=10000
NodeName=n[1-{nodes}] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{first}-{last}] CPUs=2
PartitionName=all Nodes=n[1-{nodes}] Default=YES State=UP
"""


# slurmd looks for control groups even if nothing wants them.  Version 2 asks the
# system for a part of its own, which a container or a user may not get; nothing is
# done with version 1 until somebody wants it.
CGROUP_CONF = """\
CgroupPlugin=cgroup/v1
CgroupAutomount=no
"""


def missing():
    """Programs that are not installed."""
    path = os.environ['PATH'] + ':/usr/sbin:/sbin'
    return [p for p in PROGRAMS if shutil.which(p, path=path) is None]


def free_ports(count):
    """The first of so many ports that follow each other and are free, below
    those that the system hands out."""
    for _ in range(1000):
        first = random.randrange(20000, 32000 - count)
        sockets = []
        try:
            for port in range(first, first + count):
                s = socket.socket()
                sockets.append(s)
                s.bind(('127.0.0.1', port))
            return first
        except OSError:
            pass
        finally:
            for s in sockets:
                s.close()
    raise RuntimeError('no free ports')


def wait_for(what, ready, limit=LIMIT):
    """Until ready() says something that is true, which is returned."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        got = ready()
        if got:
            return got
        time.sleep(0.05)
    raise TimeoutError('%s: not within %d seconds' % (what, limit))


class Cluster:
    def __init__(self, work, delay=5, timeout=60):
        self.work, self.delay, self.timeout = work, delay, timeout
        self.processes = {}
        self.env = dict(os.environ, SLURM_CONF=work + '/slurm.conf',
                        PATH=os.environ['PATH'] + ':/usr/sbin:/sbin')
        self.nodes = ['n%d' % (i + 1) for i in range(NODES)]

    # --- its daemons --------------------------------------------------------

    def launch(self, name, args):
        with open('%s/log/%s' % (self.work, name), 'ab') as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, HERE + '/node.py'] + args, env=self.env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.work, start_new_session=True)

    def start(self):
        os.makedirs(self.work)
        os.chmod(self.work, 0o755)      # munged wants to see its socket
        for folder in ('munge', 'state', 'spool', 'run', 'log'):
            os.mkdir('%s/%s' % (self.work, folder))
        with open(self.work + '/key', 'wb') as f:
            f.write(os.urandom(128))
        os.chmod(self.work + '/key', 0o400)
        port = free_ports(NODES + 1)
        with open(self.work + '/slurm.conf', 'w') as f:
            f.write(CONF.format(
                host=socket.gethostname().split('.')[0], work=self.work,
                user=subprocess.check_output(['id', '-un'], text=True).strip(),
                delay=self.delay, timeout=self.timeout, nodes=NODES, port=port,
                first=port + 1, last=port + NODES))
        with open(self.work + '/cgroup.conf', 'w') as f:
            f.write(CGROUP_CONF)
        munge = self.work + '/munge/'
        self.launch('munged', [
            'munged', '--foreground', '--key-file=' + self.work + '/key',
            '--socket=' + munge + 'socket', '--pid-file=' + munge + 'pid',
            '--log-file=' + munge + 'log', '--seed-file=' + munge + 'seed'])
        wait_for('munged', lambda: os.path.exists(munge + 'socket'))
        self.controller('-i')
        for node in self.nodes:
            os.mkdir('%s/spool/%s' % (self.work, node))
            self.boot(node)
        self.ready()

    def controller(self, *options):
        self.launch('slurmctld', ['slurmctld', '-D'] + list(options))

    def boot(self, node):
        self.launch(node, ['slurmd', '-D', '-N', node])

    def ready(self):
        """All nodes take work."""
        wait_for('idle nodes', lambda: self.ask(
            'sinfo', '-h', '-t', 'idle', '-o', '%D') == str(NODES))

    def stop(self):
        """Whatever became of it, nothing of it is left."""
        for name in self.processes:
            self.power_off(name)

    def last_words(self):
        """The ends of all logs."""
        out = []
        for name in sorted(os.listdir(self.work + '/log')):
            with open('%s/log/%s' % (self.work, name), errors='replace') as f:
                out += ['%s: %s' % (name, line.rstrip())
                        for line in f.readlines()[-3:]]
        return '\n'.join(out)

    # --- what is done to it -------------------------------------------------

    def power_off(self, name):
        """Kill all that runs on a node, or below another daemon, at once."""
        p = self.processes[name]
        if p.poll() is None:
            p.send_signal(signal.SIGUSR1)
            p.wait(LIMIT)

    def slurmd(self, node, number):
        """A signal for the daemon of a node alone."""
        with open('%s/run/%s.pid' % (self.work, node)) as f:
            os.kill(int(f.read()), number)

    def declare_down(self, node):
        """What the controller does when a node does not answer for long."""
        self.retry('scontrol', 'update', 'NodeName=' + node, 'State=DOWN',
                   'Reason=test')

    def back(self, node):
        """A node that was declared down, and answers, takes work again."""
        self.ask('scontrol', 'update', 'NodeName=' + node, 'State=RESUME')

    def saved(self):
        """The controller has written down what it knows by now, which it does
        every five seconds: what came later is lost if it is killed."""
        path, now = self.work + '/state/job_state', time.time()
        try:
            wait_for('state', lambda: os.path.getmtime(path) > now, 7)
        except TimeoutError:
            pass                # there was nothing new

    # --- what is asked of it ------------------------------------------------

    def run(self, *args, **more):
        return subprocess.run(args, env=self.env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=LIMIT,
                              **more)

    def ask(self, *args):
        return self.run(*args).stdout.strip()

    def retry(self, *args):
        """A command that must be obeyed; the controller may be busy."""
        wait_for(' '.join(args), lambda: self.run(*args).returncode == 0)

    def jobs(self):
        """What is queued or runs: (job_task, state, node or reason)."""
        p = self.run('squeue', '-h', '-r', '-o', '%i %T %R')
        if p.returncode:
            return None
        return [tuple(line.split(None, 2)) for line in p.stdout.splitlines()]

    def drained(self, limit=LIMIT):
        """No job is left."""
        wait_for('jobs', lambda: self.jobs() == [], limit)

    def heal(self):
        """As if new: nothing runs, every node takes work."""
        self.run('scancel', '-f', '-u', str(os.getuid()))
        for node in self.nodes:
            p = self.processes[node]
            if p.poll() is not None or self.ask(
                    'sinfo', '-h', '-n', node, '-o', '%T') != 'idle':
                self.power_off(node)
                self.boot(node)
                self.back(node)
        self.drained()
        self.ready()
