"""The structure of a PDF/A-3b of ours, from qpdf --json on standard input: what
validators of part 1 do not know to look for.  Silent if all is well."""
import json
import sys

objects = json.load(sys.stdin)['qpdf'][1]


def get(value):
    while isinstance(value, str) and value.endswith(' R'):
        o = objects['obj:' + value]
        value = o['value'] if 'value' in o else o['stream']['dict']
    return value


def want(ok, what):
    if not ok:
        sys.exit('pdfa: ' + what)


trailer = objects['trailer']['value']
root = get(trailer['/Root'])
want(len(trailer.get('/ID', [])) == 2, 'no ID')
intent = get(get(root['/OutputIntents'])[0])
want(intent['/S'] == '/GTS_PDFA1' and get(intent['/DestOutputProfile'])['/N'] == 3,
     'output intent')
meta = get(root['/Metadata'])
want(meta['/Subtype'] == '/XML' and '/Filter' not in meta, 'metadata')
if '/AF' in root:
    spec = get(get(root['/AF'])[0])
    want(spec['/AFRelationship'] == '/Alternative', 'relationship')
    want(spec['/F'] == spec['/UF'], 'names of the file')
    names = get(get(get(root['/Names'])['/EmbeddedFiles'])['/Names'])
    want(names[1] == get(root['/AF'])[0], 'AF is not the named file')
    file = get(get(spec['/EF'])['/F'])
    want(file['/Subtype'] == '/text/xml', 'type of the file')
    want('/ModDate' in get(file['/Params']), 'date of the file')
for name, o in objects.items():
    value = o.get('value')
    if isinstance(value, dict) and value.get('/Type') == '/FontDescriptor':
        want('/FontFile2' in value and '/CapHeight' in value, name)
