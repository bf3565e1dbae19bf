"""Everything a mail test needs, started: receivers, Postfix, phimilter."""

import os
import re
import subprocess
import time

import mail_client
from certificates import Authority
from filter_daemon import FilterDaemon
from private_postfix import PrivatePostfix
from sandbox import Sandbox, tmpfs
from sink import PLAIN, REFUSES_TLS, TLS, Receiver, Sink

ADDRESSES = {
    "mx.hospital.test": "127.0.0.1",
    "plain.test": "127.0.0.10",
    "tls.test": "127.0.0.11",
    "selfsigned.test": "127.0.0.12",  # listed as able to take verified TLS, yet is not
    "refuses.test": "127.0.0.13",     # the same, with 454 to STARTTLS
    "clinic.test": "127.0.0.14",      # ours, reached by SMTP without TLS
    "later.test": "127.0.0.15",       # answers once a test starts it
}
OUTSIDE_CLIENT = "127.0.0.99"  # in no network of ours
STORE_SIZE = "128m"


def addresses(message, recipients):
    return [message.tag + r if r.startswith("@") else r for r in recipients]


class World:
    def __init__(self, build, source, daemon=FilterDaemon):
        """From the build folder `build` of the sources in `source`."""
        self.postfix = self.daemon = None
        self.sandbox = Sandbox(ADDRESSES)
        try:
            self.authority = Authority(self.sandbox)
            self.sink = Sink(self.receivers())
            self.state = self.sandbox.path("state")
            tmpfs(self.state, STORE_SIZE)
            self.postfix = PrivatePostfix(
                self.sandbox, os.path.join(build, "contrib/postfix/phimilter-postfix"),
                os.path.join(source, "contrib/postfix"))
            self.postfix.start()
            self.daemon = daemon(self.sandbox, self.authority, build, source, self.state)
            self.postfix.phimilter("enable", "--internal-nexthop", "clinic.test")
            self.postfix.reload()
            self.daemon.start()
        except BaseException:
            self.close()
            raise

    def receivers(self):
        def receiver(domain, mode, certificate=""):
            return Receiver(domain, ADDRESSES[domain], mode, certificate)
        return [
            receiver("plain.test", PLAIN),
            receiver("tls.test", TLS, self.authority.server("tls.test")),
            receiver("selfsigned.test", TLS, self.authority.self_signed("selfsigned.test")),
            receiver("refuses.test", REFUSES_TLS),
            receiver("clinic.test", PLAIN),
        ]

    def start_receiver(self, domain):
        self.sink.serve(Receiver(domain, ADDRESSES[domain], PLAIN))

    def close(self):
        """Also what a start that failed left of it."""
        for server in (self.daemon, self.postfix):
            if server is not None:
                server.stop()
        self.sandbox.remove()

    def send(self, message, *recipients, sender="doctor@hospital.test", source="127.0.0.1"):
        """Sends it; the queue id it got. "@domain" is a receiver there with the message's tag."""
        reply = mail_client.send(sender, addresses(message, recipients), message.data, source)
        return re.search(r"queued as (\w+)", reply).group(1)

    def sendmail(self, message, *recipients, sender="doctor@hospital.test", options=()):
        """The same by sendmail(1)."""
        subprocess.run(["sendmail", "-i", "-f", sender, *options, *addresses(message, recipients)],
                       input=message.data, check=True)

    def settled(self, seconds=20):
        """Waits until Postfix has tried everything it has to."""
        end = time.monotonic() + seconds
        quiet = 0
        while time.monotonic() < end and quiet < 3:
            busy = any(files for queue in ("maildrop", "incoming", "active")
                       for _, _, files in os.walk("/var/spool/postfix/" + queue))
            quiet = 0 if busy else quiet + 1
            time.sleep(0.1)

    def read_in_the_clear(self, message):
        """Where outside any of the message was readable on the wire."""
        found = []
        for line in message.lines_of_its_own():
            found += [domain for domain in self.sink.in_the_clear(line) if domain != "clinic.test"]
        return sorted(set(found))
