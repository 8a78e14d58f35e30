#!/usr/bin/python3
"""Another language reads back what we put into a mail.

Mails are built by the tool mail_message from payloads (written out, and then
made at random from a fixed seed) and parsed by Python's email package.  What
comes out must be what went in, nothing may have been added, and on the wire
there must be CR LF and nothing else.

usage: mail_readback.py TOOL COUNT
"""
import email
import email.header
import email.policy
import email.utils
import random
import re
import subprocess
import sys

PAYLOADS = [
    "plain", "Müller & Söhne GmbH", "日本語テキスト", "📞 phone", "a\r\nBcc: x@y.example",
    "a\nBcc: x@y.example", "a\r\n\r\nbody", "a\r\n.\r\nMAIL FROM:<x@y.example>\r\n",
    "\n.\n", "\r\n.\r\n", "\r.\r", ".", "..", "=?UTF-8?B?SGVsbG8=?=",
    "=?utf-8?q?=0D=0ABcc:_x?=", '"quoted" and \\ back', "a, b; c: d <e@f> (g)",
    "trailing   ", "  leading", "two  spaces", "tab\there", "x" * 70, "ä" * 120,
    "word " * 40, "wörd " * 40, "a\x00b", "../../etc/passwd", "..\\..\\x.pdf",
    "%s%n{{invoice.total}}", "--=_1_", "From x", "\u2028line\u2029par\u0085nel",
    "a'b%20c*d", "Rechnung Nr. 1/2026.pdf", "naïve — “quotes” … €", "=", "==", "=3D",
]
CHARS = ("abc XYZ019.,;:<>@()[]\\\"'=?_-+*%&!#/\t\r\n" "äöüß€日本📞\u2028\u0085\u200b\u00a0")


def fuzzed(rng):
    if rng.random() < 0.3:
        return rng.choice(PAYLOADS)
    return "".join(rng.choice(CHARS) for _ in range(rng.randrange(0, 120)))


def cases(count):
    rng = random.Random(20261123)
    for p in PAYLOADS:
        yield [p, p, p, p[:40] or "x", p, p, p.encode()]
    for _ in range(count):
        name = fuzzed(rng)[:40]
        yield [fuzzed(rng), fuzzed(rng), fuzzed(rng), name or "x", fuzzed(rng),
               fuzzed(rng), rng.randbytes(rng.randrange(0, 300))]


def cut(text):
    """As C sees it."""
    return text.split("\0")[0]


def header(text):
    """What a header may hold: our rule, written a second time."""
    return re.sub("[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]", " ", cut(text))


def body(text):
    text = cut(text).replace("\r\n", "\n")
    return text


def fields(data):
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        size = int(data[at:end])
        yield data[end + 1:end + 1 + size]
        at = end + 1 + size


def wire(raw):
    """No bare CR or LF, ASCII, short lines, no line begins with a dot."""
    lines = raw.split(b"\r\n")
    assert lines[-1] == b"", "end"
    for line in lines:
        assert b"\r" not in line and b"\n" not in line, line
        assert len(line) <= 78, line
        assert all(0x20 <= c < 0x7f or c == 9 for c in line), line
        assert not line.startswith(b"."), line


def strip(text):
    return re.sub(" +", " ", text).strip()


def check(case, raw):
    subject, sender, recipient, name, text, html, content = case
    wire(raw)
    m = email.message_from_bytes(raw, policy=email.policy.default)
    names = [k.lower() for k in m.keys()]
    assert names == ["date", "from", "to", "subject", "message-id", "auto-submitted",
                     "content-language", "mime-version", "content-type"], names
    assert not m.defects, m.defects
    assert strip(m["subject"]) == strip(header(subject)), (m["subject"], subject)
    for key, want, address in (("from", sender, "billing@operator.example"),
                               ("to", recipient, "customer@customers.example")):
        # The newer parser of 3.11 keeps the space between encoded words in a
        # phrase (RFC 2047, 6.2 has it dropped), hence the older one.
        assert len(m[key].addresses) == 1, m[key]
        assert m[key].addresses[0].addr_spec == address, m[key]
        (got, where), = email.utils.getaddresses(
            [re.sub("\r?\n", "", email.message_from_bytes(raw)[key])])
        assert where == address, where
        got = str(email.header.make_header(email.header.decode_header(got)))
        assert strip(got) == strip(header(want)), (got, want)
    parts = [p for p in m.walk() if not p.is_multipart()]
    types = [p.get_content_type() for p in parts]
    want_types = ["text/plain"] + (["text/html"] if cut(html) else [])
    assert types == want_types + ["application/pdf"], types
    for part, want in zip(parts, [text, html] if cut(html) else [text]):
        got = part.get_payload(decode=True).decode()
        got = got.replace("\r\n", "\n")
        want = body(want)
        assert got in (want, want + "\n"), (got, want)
        assert not part.defects, part.defects
    got = parts[-1].get_filename()
    want = re.sub(r'[/\\:*?"<>|]', "_", header(name))
    assert got == want.strip(), (got, name)  # get_filename() strips
    assert parts[-1].get_payload(decode=True) == content


def main():
    tool, count = sys.argv[1], int(sys.argv[2])
    work = list(cases(count))
    data = b""
    for case in work:
        for f in case:
            f = f if isinstance(f, bytes) else f.encode()
            data += b"%d\n%s" % (len(f), f)
    done = subprocess.run([tool], input=data, stdout=subprocess.PIPE, check=True)
    refused = passed = 0
    for case, answer in zip(work, list(fields(done.stdout)), strict=True):
        if answer[:1] == b"-":
            # control characters in a text are refused; nothing else here is
            assert re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]",
                             cut(case[4]) + cut(case[5])) \
                or cut(case[3]) == "", (case, answer)
            refused += 1
            continue
        check(case, answer[1:])
        passed += 1
    assert passed > len(work) // 2
    print(f"{len(work)} mails: {passed + refused} as they should be")


main()
