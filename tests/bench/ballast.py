"""Fills the cache of the system with a file, as it is on a server that has run
for a while: what is written next takes pages that are there already.

On a virtual machine a page that nobody has used for seconds is with the host,
and fetching it costs more than all that is done with it.  How many of its pages
a job has to fetch depends on what was done before and on how much it writes:
three times the calls may need many times the fetched pages, which says nothing
about the program.  The file has no blocks on the disk, so reading it costs
nothing else.
"""
import os

PIECE = 1 << 20
SPARE = 1 << 30  # that stay free


def _memory(key):
    with open('/proc/meminfo') as f:
        for line in f:
            if line.startswith(key + ':'):
                return int(line.split()[1]) << 10
    return 0


class Ballast:
    def __init__(self, folder):
        self.path = os.path.join(folder, 'ballast')
        self.size = _memory('MemTotal')
        with open(self.path, 'wb') as f:
            os.truncate(f.fileno(), self.size)

    def fill(self, wanted):
        """The files ${wanted} are in the cache afterwards, and it is full."""
        room = bytearray(PIECE)
        with open(self.path, 'rb', buffering=0) as f:
            while _memory('MemFree') > SPARE and f.readinto(room):
                pass
        for path in wanted:
            with open(path, 'rb', buffering=0) as f:
                while f.readinto(room):
                    pass
