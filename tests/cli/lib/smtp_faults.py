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

As a module: start() gives a server in this process, which keeps the messages in
its "kept", a list of texts for each ID.
"""
import os
import re
import socketserver
import sys
import threading
import time

GREET = "220 faults.example ESMTP"


class Cut(Exception):
    pass


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        try:
            self.talk(self.server.greet)
        except (Cut, ConnectionError):
            pass

    def talk(self, greet):
        self.say(greet)
        if greet[0] != "2":
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
        self.server.keep(b"".join(lines))
        if to.startswith("drop.accept"):
            raise Cut
        self.say("250 2.0.0 Ok: queued as F00D")

    def linger(self, messages, seconds):
        """Until so many more messages are kept, but not longer than that."""
        until = self.server.count() + messages
        end = time.monotonic() + seconds
        while self.server.count() < until and time.monotonic() < end:
            time.sleep(0.02)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, greet=GREET, folder=None):
        super().__init__(("127.0.0.1", 0), Session)
        self.greet, self.folder = greet, folder
        self.port = self.server_address[1]
        self.kept, self.busy, self.lock = {}, 0, threading.Lock()

    def process_request(self, request, client_address):
        with self.lock:
            self.busy += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.lock:
                self.busy -= 1

    def count(self):
        return sum(len(texts) for texts in self.kept.values())

    def keep(self, raw):
        name = re.search(rb"Message-ID:\s+<([^@>]*)", raw).group(1).decode()
        with self.lock:
            texts = self.kept.setdefault(name, [])
            texts.append(raw)
            if self.folder:
                self.write(name, raw)

    def write(self, name, raw):
        n = 1                   # another server may have kept some here
        while os.path.exists(f"{self.folder}/{name}.{n}.eml"):
            n += 1
        with open(f"{self.folder}/{name}.{n}.eml", "wb") as f:
            f.write(raw)

    def quiet(self):
        """Wait until those who are gone have been noticed."""
        end = time.monotonic() + 5
        while self.busy and time.monotonic() < end:
            time.sleep(0.002)

    def clear(self):
        self.quiet()
        self.kept.clear()

    def stop(self):
        self.shutdown()
        self.server_close()


def start():
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.05,),
                     daemon=True).start()
    return server


def main():
    folder = sys.argv[1]
    greet = sys.argv[3] if len(sys.argv) > 3 else GREET
    with Server(greet, folder) as server:
        with open(f"{folder}/port.new", "w") as f:
            print(server.port, file=f)
        os.rename(f"{folder}/port.new", f"{folder}/port")
        server.serve_forever()


if __name__ == "__main__":
    main()
