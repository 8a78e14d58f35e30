"""A price list of 1,000,000 prefixes: loaded, loaded and compiled (an example
of a price makes it), and with one error that must be found."""
import os
import sys

ROWS = 1000000


def write(path, example, bad):
    with open(path, 'w') as f:
        f.write('profile,destination,zone,zone_detail,init_interval,'
                'init_rate,follow_interval,follow_rate\n')
        for i in range(2, ROWS + 2):
            rate = 'x' if i == bad else '0.%04d' % (i % 9973)
            f.write('list,%d,Zone %d,Detail %d,60,0.04,60,%s\n' % (
                1000000 + i * 9 + i % 9, i // 5000, i // 500, rate))
        if example:
            f.write('# test: 1000001199 1m = 0.04\n')


def run(measure, build, work):
    folder = os.path.join(work, 'deck')
    os.makedirs(folder)
    profiles = os.path.join(folder, 'profiles.csv')
    with open(profiles, 'w') as f:
        f.write('handle,currency\nlist,EUR\n')
    fees = os.path.join(folder, 'fees.csv')
    for i, (stage, example, bad) in enumerate((
            ('load 1,000,000 fees', False, None),
            ('... and compile', True, None),
            ('... and find one error', False, 765432))):
        book = os.path.join(work, 'deck%d' % i)

        def toll(verb, *args):
            return [os.path.join(build, 'bin', 'toll-' + verb), '-q', '-B',
                    book] + list(args)

        write(fees, example, bad)
        measure.run(toll('init', '--timezone', 'UTC'))
        measure.run(toll('load', profiles))
        said, _ = measure.run(toll('load', fees), stage, ROWS,
                              os.path.getsize(fees), (65,) if bad else (0,))
        want = 'fees.csv:%d:' % (bad or 0)
        if bad and (want not in said or '1 error,' not in said):
            sys.exit('%s: %s' % (want, said))
