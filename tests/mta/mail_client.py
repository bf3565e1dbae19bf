"""An SMTP client that can stop at any step."""

import socket


class Refused(Exception):
    """A reply that is no 2xx or 3xx."""

    def __init__(self, reply):
        super().__init__(reply)
        self.reply = reply
        self.code = int(reply[:3])


class MailClient:
    def __init__(self, source="127.0.0.1", port=25, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout, source_address=(source, 0))
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def reply(self):
        text = ""
        while True:
            line = self.stream.readline().decode("latin-1")
            if not line:
                raise ConnectionError("the server went away")
            text += line.rstrip("\r\n")
            if line[3:4] != "-":
                break
            text += "\n"
        if text[0] not in "23":
            raise Refused(text)
        return text

    def command(self, text):
        self.socket.sendall(text.encode("latin-1") + b"\r\n")
        return self.reply()

    def hello(self, name="client.test"):
        self.reply()
        return self.command("EHLO " + name)

    def envelope(self, sender, recipients, sender_arguments="", recipient_arguments=""):
        """The arguments are ESMTP's, each with a blank in front."""
        self.command("MAIL FROM:<%s>%s" % (sender, sender_arguments))
        for recipient in recipients:
            self.command("RCPT TO:<%s>%s" % (recipient, recipient_arguments))

    def content(self, data):
        self.socket.sendall(wire_form(data))

    def send(self, sender, recipients, data):
        self.hello()
        self.envelope(sender, recipients)
        return self.data(data)

    def data(self, data):
        self.command("DATA")
        self.content(data)
        self.socket.sendall(b".\r\n")
        return self.reply()


def wire_form(data):
    """`data` with CRLF line ends and dots doubled, without the final dot."""
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def send(sender, recipients, data, source="127.0.0.1"):
    """Sends one message; the final reply, or Refused."""
    with MailClient(source) as client:
        return client.send(sender, recipients, data)
