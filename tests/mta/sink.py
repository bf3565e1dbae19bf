"""SMTP receivers on loopback addresses that remember what reached them: each
message with the TLS it came by, and every byte that came in the clear."""

import socket
import socketserver
import ssl
import threading
import time
from dataclasses import dataclass, field

PLAIN, TLS, REFUSES_TLS, BREAKS_TLS = "plain", "tls", "refuses STARTTLS", "breaks the handshake"


@dataclass
class Delivery:
    domain: str
    sender: str
    recipients: list
    data: bytes
    tls: str  # "TLSv1.3 TLS_AES_256_GCM_SHA384", or "" in the clear
    commands: bytes = b""  # EHLO, MAIL and RCPT as they came


@dataclass
class Receiver:
    domain: str
    address: str
    mode: str = PLAIN
    certificate: str = ""
    cleartext: bytearray = field(default_factory=bytearray)  # all that was readable on the wire


class Session(socketserver.StreamRequestHandler):
    timeout = 60

    def setup(self):
        self.receiver, self.sink = self.server.receiver, self.server.sink
        self.tls = ""
        super().setup()

    def reply(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def line(self):
        line = self.rfile.readline(65536)
        if not self.tls:
            self.receiver.cleartext += line
        return line

    def start_tls(self):
        if self.receiver.mode == REFUSES_TLS:
            self.reply("454 4.7.0 TLS not available")
            return True
        self.reply("220 2.0.0 ready")
        if self.receiver.mode == BREAKS_TLS:
            return False
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.receiver.certificate)
        self.connection = self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self.tls = "%s %s" % (self.connection.version(), self.connection.cipher()[0])
        return True

    def data(self):
        self.reply("354 go on")
        content = bytearray()
        while True:
            line = self.line()
            if not line:
                return None
            if line == b".\r\n":
                return bytes(content)
            content += line[1:] if line.startswith(b".") else line

    def handle(self):
        try:
            self.converse()
        except (OSError, ValueError):
            pass  # the client went away, or did not like our certificate

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            pass

    def converse(self):
        greeting, sender, recipients, commands = b"", "", [], b""
        self.reply("220 %s ESMTP" % self.receiver.domain)
        while True:
            line = self.line()
            verb = line[:4].upper()
            if not line or verb == b"QUIT":
                if line:
                    self.reply("221 2.0.0 bye")
                return
            if verb in (b"EHLO", b"HELO"):
                offer = "" if self.tls or self.receiver.mode == PLAIN else "250-STARTTLS\r\n"
                self.reply("250-%s\r\n%s250-8BITMIME\r\n250-DSN\r\n250 SIZE 100000000"
                           % (self.receiver.domain, offer))
                greeting = line
            elif verb == b"STAR":
                if not self.start_tls():
                    return
            elif verb == b"MAIL":
                sender, recipients, commands = address_of(line), [], greeting + line
                self.reply("250 2.1.0 ok")
            elif verb == b"RCPT":
                commands += line
                if address_of(line).startswith("nobody@"):
                    self.reply("550 5.1.1 no such user")
                else:
                    recipients.append(address_of(line))
                    self.reply("250 2.1.5 ok")
            elif verb == b"DATA" and recipients:
                content = self.data()
                if content is None:
                    return
                self.sink.add(Delivery(self.receiver.domain, sender, recipients, content, self.tls, commands))
                self.reply("250 2.0.0 kept")
            else:
                self.reply("250 2.0.0 ok" if verb in (b"RSET", b"NOOP") else "503 5.5.1 no")


def address_of(line):
    return line.decode("latin-1").partition("<")[2].partition(">")[0]


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    address_family = socket.AF_INET
    request_queue_size = 128


class Sink:
    """All receivers together, and what they got."""

    def __init__(self, receivers):
        self.receivers = {}
        self.deliveries = []
        self.changed = threading.Condition(threading.RLock())
        for receiver in receivers:
            self.serve(receiver)

    def serve(self, receiver):
        self.receivers[receiver.domain] = receiver
        server = Server((receiver.address, 25), Session)
        server.receiver, server.sink = receiver, self
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def add(self, delivery):
        with self.changed:
            self.deliveries.append(delivery)
            self.changed.notify_all()

    def having(self, tag):
        """Deliveries with `tag` in their bytes or in a recipient."""
        with self.changed:
            return [d for d in self.deliveries
                    if tag.encode() in d.data or any(r.startswith(tag + "@") for r in d.recipients)]

    def wait(self, tag, count=1, seconds=15):
        """The deliveries with `tag`, once there are `count`, or those there are in the end."""
        end = time.monotonic() + seconds
        with self.changed:
            while len(self.having(tag)) < count and time.monotonic() < end:
                self.changed.wait(0.1)
        return self.having(tag)

    def in_the_clear(self, text):
        """Domains whose wire carried `text` readably."""
        text = text if isinstance(text, bytes) else text.encode()
        return [r.domain for r in self.receivers.values() if text in bytes(r.cleartext)]
