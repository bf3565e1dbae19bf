#!/usr/bin/env python3
"""The demonstration: demo.py BUILD_FOLDER SOURCE_FOLDER, called by ./run-demo."""

import os
import shutil
import sys

import sandbox

sandbox.enter()

import mail_client  # noqa: E402 (nothing of it may run outside the sandbox)
import messages  # noqa: E402
import sealed  # noqa: E402
from filter_daemon import PORTAL  # noqa: E402
from world import World  # noqa: E402


class Demo:
    def __init__(self, world):
        self.world = world
        self.rows = []  # of the table
        self.good = True

    # ---- showing ---------------------------------------------------------

    def title(self, text):
        print("\n== %s" % text, flush=True)

    def say(self, text):
        print("   " + text, flush=True)

    def expect(self, condition, text):
        """Says `text`, or that it is not so."""
        self.good = self.good and bool(condition)
        self.say(("%s" if condition else "NOT SO: %s") % text)

    def block(self, text):
        for line in text.rstrip().split("\n"):
            print("     | " + line, flush=True)

    def record(self, queue_id):
        self.say("phictl audit show %s" % queue_id)
        self.block(self.world.daemon.phictl("audit", "show", queue_id).stdout.decode())
        return self.world.daemon.record_of(queue_id)

    def row(self, what, receiver, outcome, got, tls):
        self.rows.append((what, receiver, outcome, got, tls))

    def table(self):
        rows = [("message", "receiver", "decision", "what arrived", "TLS at the receiver")] + self.rows
        widths = [max(len(row[i]) for row in rows) for i in range(5)]
        line = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
        print("\n" + line)
        for number, row in enumerate(rows):
            print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
            if number == 0:
                print(line)
        print(line)

    # ---- what happens ----------------------------------------------------

    def arrived(self, message, delivery):
        """In a word, what a receiver got of `message`."""
        if message.secret.encode() in delivery.data or message.body.encode() in delivery.data.replace(b"\r\n", b"\n"):
            return "the message"
        return "portal notice"

    def show(self, what, message, *recipients):
        """Sends it, shows where it came to and its record, and returns queue id and deliveries."""
        self.title("%s -> %s" % (what, ", ".join(recipients)))
        outside = [r for r in recipients if r.startswith("@")]
        queue_id = self.world.send(message, *recipients)
        deliveries = self.world.sink.wait(message.tag, len(outside))
        outcome = self.record(queue_id)["outcome"]
        for recipient in outside:
            found = [d for d in deliveries if "@" + d.domain == recipient]
            self.expect(len(found) == 1, "%s received one message" % recipient[1:])
            for delivery in found:
                got = self.arrived(message, delivery)
                self.say("%s got %s, %s" % (recipient[1:], got, delivery.tls or "in the clear"))
                self.row(what, recipient[1:], outcome, got, delivery.tls or "none")
        return queue_id, deliveries

    def never_readable(self, message):
        self.expect(not self.world.read_in_the_clear(message), "no line of it was readable on any wire")


def clean_mail(demo):
    demo.show("clean mail", messages.clean(), "@plain.test")


def phi_over_tls(demo):
    mark = len(demo.world.postfix.log())
    message = messages.phi()
    demo.show("PHI", message, "@tls.test")
    verified = demo.world.postfix.logged("Verified TLS connection established to [^\n]*", since=mark)
    demo.expect(verified, "Postfix: %s" % (verified and verified.group(0)))
    demo.never_readable(message)


def phi_as_notice(demo):
    message = messages.phi()
    queue_id, deliveries = demo.show("PHI", message, "@plain.test")
    demo.never_readable(message)
    original = sealed.as_received(message.data)
    demo.say("the notice says:")
    demo.block(sealed.text_of(deliveries[0]))
    demo.say("phictl escrow open --key officer.key --cert officer.pem %s" % sealed.escrow_id(demo.world, queue_id))
    opened = sealed.by_officer(demo.world, queue_id)
    demo.block(opened.decode().replace("\r", ""))
    demo.expect(opened == original, "%d bytes, the same as were sent, byte for byte" % len(opened))
    demo.expect(sealed.by_openssl(demo.world, queue_id) == original, "openssl cms alone opens the same")
    demo.expect(sealed.by_link(demo.world, deliveries[0], queue_id) == original, "so does the notice's link")


def phi_in_odd_places(demo):
    for what, message in (("PHI in base64 HTML only", messages.phi_in_base64_html()),
                          ("PHI in the Subject only", messages.phi_in_subject())):
        demo.show(what, message, "@plain.test")
        demo.never_readable(message)


def three_receivers(demo):
    message = messages.phi()
    demo.show("PHI to three", message, "doctor@hospital.test", "@tls.test", "@plain.test")
    demo.never_readable(message)
    demo.world.settled()
    local = demo.world.postfix.mailbox("doctor", PORTAL)
    demo.expect(PORTAL.encode() in local and message.secret.encode() not in local,
                "the message is one for all: its strictest decision holds for the doctor inside, too")
    demo.row("PHI to three", "hospital.test", "portal", "portal notice", "- (local)")


def rejected(demo):
    demo.title("a rule that rejects -> forbidden.test")
    message = messages.clean()
    try:
        demo.world.send(message, "@forbidden.test")
        demo.expect(False, "the message was refused")
    except mail_client.Refused as refused:
        demo.say("the sending client reads: %s" % refused.reply)
        demo.row("clean mail", "forbidden.test", "reject", "nothing", "-")
    demo.world.settled()
    demo.expect(not demo.world.sink.having(message.tag), "nothing was delivered")
    demo.say("phictl audit list --outcome reject")
    demo.block(demo.world.daemon.phictl("audit", "list", "--outcome", "reject").stdout.decode())


def internal(demo):
    message = messages.phi()
    demo.show("PHI inside the house", message, "doctor@hospital.test")
    local = demo.world.postfix.mailbox("doctor", message.secret)
    demo.expect(message.secret.encode() in local, "the doctor's mailbox has the message as it was")
    demo.row("PHI inside the house", "hospital.test", "pass", "the message", "- (local)")


def killed(demo):
    demo.title("phimilter is killed while a message is under way")
    message = messages.phi()
    with mail_client.MailClient() as client:
        client.hello()
        client.envelope("doctor@hospital.test", [message.tag + "@plain.test"])
        client.command("DATA")
        client.content(message.data[:200])
        demo.world.daemon.kill()
        demo.say("kill -9 in the middle of DATA")
        client.content(message.data[200:])
        client.socket.sendall(b".\r\n")
        try:
            reply = client.reply()
        except mail_client.Refused as refused:
            reply = refused.reply
    demo.expect(reply.startswith("451 "), "the sending client reads: %s" % reply)
    demo.world.settled()
    demo.expect(not demo.world.sink.having(message.tag), "nothing was delivered")
    demo.row("PHI, phimilter killed", "plain.test", "451", "nothing", "-")
    demo.say("phimilter is started again, and the client tries again")
    demo.world.daemon.start()
    demo.show("PHI, second try", message, "@plain.test")
    demo.never_readable(message)


def audit_chain(demo):
    demo.title("the record")
    daemon = demo.world.daemon
    demo.say("phictl audit list")
    demo.block(daemon.phictl("audit", "list").stdout.decode())
    demo.say("phictl audit verify")
    verified = daemon.phictl("audit", "verify", check=False)
    demo.block(verified.stdout.decode())
    demo.expect(verified.returncode == 0, "the chain is in order")
    offset, spoilt = flip_one_byte(demo.world)
    demo.say("the same on a copy with one bit changed, in byte %d of data.mdb" % offset)
    demo.block((spoilt.stdout + spoilt.stderr).decode())
    demo.expect(spoilt.returncode != 0, "the chain is broken, and verify says where (exit %d)" % spoilt.returncode)


def flip_one_byte(world):
    """Changes a byte of a copy of the store that belongs to a record; LMDB's file
    also has pages that nothing refers to any more, so the first that tells is taken."""
    copy = world.sandbox.path("copy")
    original = os.path.join(world.state, "store")
    with open(world.daemon.configuration, encoding="utf-8") as f:
        configuration = world.sandbox.write("copy.conf", f.read().replace(original, copy))
    offset = 4096 * 2 + 3000
    while True:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(original, copy)
        with open(os.path.join(copy, "data.mdb"), "r+b") as f:
            f.seek(offset)
            byte = f.read(1)[0]
            f.seek(offset)
            f.write(bytes([byte ^ 1]))
        result = world.daemon.phictl("audit", "verify", check=False, configuration=configuration)
        if result.returncode != 0 or offset > os.path.getsize(os.path.join(original, "data.mdb")) - 4096:
            return offset, result
        offset += 4096


def main():
    build, source = (os.path.abspath(path) for path in sys.argv[1:3])
    print("Starting a private Postfix, its receivers and phimilter ...", flush=True)
    world = World(build, source)
    try:
        demo = Demo(world)
        demo.say("phimilter-postfix status")
        demo.block(world.postfix.phimilter("status").stdout)
        for scene in (clean_mail, phi_over_tls, phi_as_notice, phi_in_odd_places, three_receivers, rejected,
                      internal, killed, audit_chain):
            scene(demo)
        demo.table()
    finally:
        world.close()
    print("\nAll of it happened as it should." if demo.good else "\nSomething did not happen as it should: see NOT SO.")
    sys.exit(0 if demo.good else 1)


if __name__ == "__main__":
    main()
