#!/usr/bin/python3
"""A mail server that fails on request, for the tests of toll-mail.

It speaks SMTP in clear on the loopback.  How it fails is said by the name of
the recipient before the first digit or "@":

    rcpt450, rcpt550    so answered to RCPT
    dot451, dot554      so answered to the final dot
    drop.data           the connection is cut at DATA
    drop.dot            ... after the final dot, message thrown away
    drop.accept         ... after the final dot, message kept
    slow                the final dot is answered after six other messages,
                        or after four seconds
    hang                ... never
anything else is accepted.  --greet TEXT greets with TEXT (a 4xx or 5xx) and
closes.  A kept message is written to DIR/ID.N.eml, ID its Message-ID, N from 1:
so doubles are seen.  The port, chosen by the system, is written to DIR/port.

usage: smtp_faults.py DIR [--greet TEXT]
"""
import os
import re
import socketserver
import sys
import threading
import time

DIR = sys.argv[1]
GREET = sys.argv[3] if len(sys.argv) > 3 else "220 faults.example ESMTP"
LOCK = threading.Lock()
KEPT = [0]                      # messages


class Cut(Exception):
    pass


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        try:
            self.talk()
        except (Cut, ConnectionError):
            pass

    def talk(self):
        self.say(GREET)
        if GREET[0] != "2":
            return
        to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250-faults.example")
                self.say("250 8BITMIME")
            elif verb == b"RCPT":
                to = re.search(rb"<(.*)>", line).group(1).decode()
                fault = re.match(r"rcpt(\d{3})", to)
                self.say(f"{fault.group(1)} 4.2.0 as you wish" if fault
                         else "250 2.1.5 Ok")
            elif verb == b"DATA":
                if to.startswith("drop.data"):
                    raise Cut
                self.say("354 go on")
                self.data(to)
            elif verb == b"QUIT":
                self.say("221 2.0.0 Bye")
                return
            else:
                self.say("250 2.0.0 Ok")

    def data(self, to):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Cut
            lines.append(line)
        if to.startswith("drop.dot"):
            raise Cut
        if to.startswith("hang"):
            time.sleep(60)
            raise Cut
        if to.startswith("slow"):
            self.linger(6, 4)
        fault = re.match(r"dot(\d{3})", to)
        if fault:
            self.say(f"{fault.group(1)} 4.3.0 as you wish")
            return
        self.keep(b"".join(lines))
        if to.startswith("drop.accept"):
            raise Cut
        self.say("250 2.0.0 Ok: queued as F00D")

    @staticmethod
    def linger(messages, seconds):
        """Until so many more messages are kept, but not longer than that."""
        until = KEPT[0] + messages
        end = time.monotonic() + seconds
        while KEPT[0] < until and time.monotonic() < end:
            time.sleep(0.02)

    @staticmethod
    def keep(raw):
        name = re.search(rb"Message-ID:\s+<([^@>]*)", raw).group(1).decode()
        with LOCK:
            n = 1
            while os.path.exists(f"{DIR}/{name}.{n}.eml"):
                n += 1
            with open(f"{DIR}/{name}.{n}.eml", "wb") as f:
                f.write(raw)
            KEPT[0] += 1


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


with Server(("127.0.0.1", 0), Session) as server:
    with open(f"{DIR}/port.new", "w") as f:
        print(server.server_address[1], file=f)
    os.rename(f"{DIR}/port.new", f"{DIR}/port")
    server.serve_forever()
