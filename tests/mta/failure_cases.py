"""What happens when something breaks: never plaintext, never a lost message."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import threading
import time

import mail_client
import messages
from cases import case, check, check_equal
from delivery_cases import check_no_verdict_header, check_notice, check_unreadable, one_delivery
from sandbox import tmpfs
from world import OUTSIDE_CLIENT, addresses

QUEUE = "/var/spool/postfix"
STAGES = ("connect", "helo", "mail", "rcpt", "data", "header", "body", "end of message")


def send_with_kill(world, message, recipient, stage):
    """Sends with the daemon killed at `stage`; the reply of the first step that fails."""
    client = mail_client.MailClient()
    half = message.data.index(b"\n\n") // 2
    with client:
        def at(name):
            if name == stage:
                world.daemon.kill()
        try:
            client.reply()
            at("connect")
            client.command("EHLO client.test")
            at("helo")
            client.command("MAIL FROM:<doctor@hospital.test>")
            at("mail")
            client.command("RCPT TO:<%s%s>" % (message.tag, recipient))
            at("rcpt")
            client.command("DATA")
            at("data")
            client.socket.sendall(mail_client.wire_form(message.data)[:half])
            at("header")
            client.socket.sendall(mail_client.wire_form(message.data)[half:])
            at("body")
            if stage == "end of message":
                world.daemon.signal(signal.SIGSTOP)  # it gets the message, and cannot answer
            client.socket.sendall(b".\r\n")
            if stage == "end of message":
                time.sleep(0.3)
                at(stage)
            return client.reply()
        except mail_client.Refused as refused:
            return refused.reply


def killed_at(stage):
    def run(world):
        message = messages.phi()
        try:
            reply = send_with_kill(world, message, "@plain.test", stage)
            check(reply.startswith("451 "), "reply is %r" % reply)
            world.settled()
            check_equal(world.sink.having(message.tag), [], "deliveries")
            check_equal(world.postfix.queued(message.tag), [], "messages in the queue")
            check_unreadable(world, message)
        finally:
            world.daemon.kill()
            world.daemon.start()
        after = messages.clean()
        world.send(after, "@plain.test")
        one_delivery(world, after)
    return run


for _stage in STAGES:
    case("phimilter killed at %s: 451, nothing delivered; mail flows again after the restart" % _stage)(
        killed_at(_stage))


@case("sendmail(1) with phimilter away: the message waits, and is looked at later")
def sendmail_while_away(world):
    message = messages.phi()
    world.daemon.kill()
    try:
        world.sendmail(message, "@plain.test")
        time.sleep(1)
        check_equal(world.sink.having(message.tag), [], "deliveries")
    finally:
        world.daemon.start()
    world.postfix.reload()  # so that pickup(8) looks again at once
    one_delivery(world, message, "plain.test")
    check_unreadable(world, message)


@case("a requeued message loses its verdict and waits; it is not sent in the clear")
def requeue(world):
    clean, phi = messages.clean(), messages.phi()
    world.send(clean, "@later.test")
    world.send(phi, "@selfsigned.test")
    world.settled()
    mark = len(world.postfix.log())
    world.postfix.run("postsuper", "-r", "ALL")
    world.start_receiver("later.test")
    world.postfix.run("postqueue", "-f")
    check(world.postfix.logged("later.test.*status=deferred .*TLS is required", since=mark), "clean mail: not deferred")
    check(world.postfix.logged("selfsigned.test.*status=deferred", since=mark), "PHI: not deferred")
    check_equal(world.sink.having(clean.tag) + world.sink.having(phi.tag), [], "deliveries")
    check_unreadable(world, phi)
    world.postfix.empty_queue()


@case("an alias to an outside address forwards over verified TLS or not at all")
def alias_forward(world):
    message = messages.phi()
    mark = len(world.postfix.log())
    world.send(message, "forward-plain@hospital.test", "forward-tls@hospital.test")
    check(one_delivery(world, message).tls, "no TLS")
    check(world.postfix.logged("someone@plain.test.*status=deferred .*TLS is required", since=mark), "not deferred")
    check_unreadable(world, message)
    world.postfix.empty_queue()


def bounced(world, message):
    """Sends from outside to an address of ours that refuses; what the sender then got."""
    world.send(message, "nobody@clinic.test", sender="a@plain.test", source=OUTSIDE_CLIENT)
    world.postfix.logged("status=bounced")
    world.settled()
    time.sleep(0.5)
    return [d for d in world.sink.having(message.tag) if d.sender == ""]


@case("a bounce of mail with PHI carries none of it outside")
def bounce_of_phi(world):
    for message in (messages.phi(), messages.phi_in_subject()):
        for notification in bounced(world, message):
            for line in message.lines():
                check(line.encode() not in notification.data, "the bounce contains %r" % line)
        check_unreadable(world, message)
    world.postfix.empty_queue()


@case("a bounce of clean mail reaches its sender")
def bounce_of_clean(world):
    message = messages.clean()
    found = bounced(world, message)
    check_equal([d.domain for d in found], ["plain.test"], "bounces")
    check_no_verdict_header(found[0])


@case("milter_header_checks unset: clean mail waits too, and leaves once it is back")
def verdict_unread(world):
    before = world.postfix.run("postconf", "-h", "milter_header_checks").stdout.strip()
    message = messages.clean()
    mark = len(world.postfix.log())
    try:
        world.postfix.set("milter_header_checks=")
        world.postfix.reload()
        check_equal(world.postfix.phimilter("status", check=False).returncode, 1, "exit of status")
        queue_id = world.send(message, "@plain.test")
        check(world.postfix.logged(queue_id + ".*status=deferred .*TLS is required", since=mark), "not deferred")
        check_equal(world.sink.having(message.tag), [], "deliveries")
    finally:
        world.postfix.set("milter_header_checks=" + before)
        world.postfix.reload()
        world.postfix.empty_queue()


@case("a clean message and one with PHI to the same host never share a connection")
def no_shared_connection(world):
    clean = [messages.clean() for _ in range(10)]
    phi = messages.phi()
    threads = [threading.Thread(target=world.send, args=(message, "@plain.test")) for message in clean]
    for thread in threads:
        thread.start()
    world.send(phi, "forward-plain@hospital.test")
    for thread in threads:
        thread.join()
    for message in clean:
        one_delivery(world, message)
    world.settled()
    check_equal(world.sink.having(phi.tag), [], "deliveries of PHI")
    check_unreadable(world, phi)
    world.postfix.empty_queue()


def fill(path):
    """Fills the disk that `path` is on."""
    with open(path, "wb", buffering=0) as f:
        try:
            while f.write(bytes(65536)) > 0:
                pass
        except OSError:
            pass


@case("a full disk below the store: 451, nothing delivered, no record lost; mail flows once there is room")
def full_disk(world):
    filler = os.path.join(world.state, "filler")
    before = len(world.daemon.records())
    refused = []
    try:
        fill(filler)
        for message in (messages.phi(), messages.clean()):
            try:
                # A record may still fit into the pages the store has already.
                for _ in range(200):
                    world.send(message, "@plain.test")
            except mail_client.Refused as reply:
                refused.append(reply.reply)
    finally:
        subprocess.run(["rm", "-f", filler], check=True)
    check(len(refused) == 2 and all(reply.startswith("451 ") for reply in refused), "replies are %r" % refused)
    after = messages.phi()
    world.send(after, "@plain.test")
    one_delivery(world, after)
    check_unreadable(world, after)
    check(len(world.daemon.records()) > before, "no records")
    world.daemon.phictl("audit", "verify")


@contextlib.contextmanager
def full(directory):
    """The disk that the directory is on has no room left meanwhile."""
    filler = os.path.join(directory, "filler")
    try:
        fill(filler)
        yield
    finally:
        subprocess.run(["rm", "-f", filler], check=True)


def reply_to(world, message, recipient):
    try:
        world.send(message, recipient)
        return "250 it was taken"
    except mail_client.Refused as refused:
        return refused.reply


@case("a full disk below escrow alone: PHI that must be sealed gets 451, other mail flows")
def full_escrow(world):
    escrow = os.path.join(world.state, "escrow")
    phi, clean = messages.phi(), messages.clean()
    world.daemon.stop()
    tmpfs(escrow, "8m")
    shutil.chown(escrow, "nobody", "postfix")
    world.daemon.start()
    try:
        with full(escrow):
            reply = reply_to(world, phi, "@plain.test")
            check(reply.startswith("451 "), "the reply is %r" % reply)
            world.send(clean, "@plain.test")
            one_delivery(world, clean)
        files = [name for _, _, names in os.walk(escrow) for name in names]
        check_equal(files, ["store-id"], "files in escrow")
        world.settled()
        check_equal(world.sink.having(phi.tag), [], "deliveries of PHI")
        again = messages.phi()
        world.send(again, "@plain.test")
        check_notice(world, again, "plain.test")
    finally:
        world.daemon.stop()
        subprocess.run(["umount", escrow], check=True)
        world.daemon.start()


def send_onto_full_disk(world, message, when):
    """Sends it, with the disk of the queue full from `when` on; the last reply."""
    with contextlib.ExitStack() as stack, mail_client.MailClient() as client:
        wire = mail_client.wire_form(message.data)
        stop = ("mail", "header", "edits").index(when)
        try:
            client.hello()
            if stop == 0:
                stack.enter_context(full(QUEUE))
            client.envelope("doctor@hospital.test", addresses(message, ["@plain.test"]))
            client.command("DATA")
            client.socket.sendall(wire[:100])
            if stop == 1:
                stack.enter_context(full(QUEUE))
            client.socket.sendall(wire[100:])
            if stop == 2:
                world.daemon.signal(signal.SIGSTOP)  # it gets the message, and no edit of its comes yet
            client.socket.sendall(b".\r\n")
            if stop == 2:
                time.sleep(0.3)
                stack.enter_context(full(QUEUE))
                world.daemon.signal(signal.SIGCONT)
            return client.reply()
        except mail_client.Refused as refused:
            return refused.reply


@case("a full disk below the queue, from MAIL, the header or the edits on: refused for now, nothing delivered")
def full_queue(world):
    for when in ("mail", "header", "edits"):
        message = messages.phi()
        reply = send_onto_full_disk(world, message, when)
        check(reply.startswith(("451 ", "452 ")), "%s: the reply is %r" % (when, reply))
        world.settled()
        check_equal(world.sink.having(message.tag), [], when + ": deliveries")
        # Postfix may tell its postmaster of the session, with the receiver's name.
        check_equal(world.postfix.queued(message.secret), [], when + ": messages in the queue")
        check_unreadable(world, message)
    world.postfix.empty_queue()
    after = messages.phi()
    world.send(after, "@plain.test")
    check_notice(world, after, "plain.test")
    world.daemon.phictl("audit", "verify")


@case("reloads of phimilter and of Postfix under load lose nothing and let nothing out")
def reloads_under_load(world):
    mark = len(world.daemon.log())
    sent = [(message, kind) for _ in range(20) for message, kind in
            ((messages.clean(), "clean"), (messages.phi(), "phi"))]
    failures = []

    def send(some):
        for message, kind in some:
            try:
                world.send(message, "@plain.test" if kind == "clean" else "@tls.test")
            except (OSError, mail_client.Refused) as error:
                failures.append("%s: %r" % (kind, error))
    threads = [threading.Thread(target=send, args=(sent[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        world.daemon.signal(signal.SIGHUP)
        world.postfix.run("postfix", "reload")
        time.sleep(0.1)
    check_equal(failures, [], "messages that were not taken")
    for message, kind in sent:
        check(bool(one_delivery(world, message).tls) == (kind == "phi"), kind + ": TLS")
        if kind == "phi":
            check_unreadable(world, message)
    check("configuration-reloaded" in world.daemon.log()[mark:], "no reload")


@case("every message that was decided has its record, and the chain verifies")
def every_record(world):
    decided = set(re.findall(r"message-decided queue-id=(\w+)", world.daemon.log()))
    check(len(decided) > 20, "the log names few messages: %d" % len(decided))
    check_equal(decided - {record.get("queue_id") for record in world.daemon.records()}, set(), "without a record")
    world.daemon.phictl("audit", "verify")
