"""Each recipient by its own verdict: phimilter-postfix enable --split."""

import contextlib
import re

import mail_client
import messages
import rewriting_cases
import sealed
from cases import case, check, check_equal
from delivery_cases import check_no_verdict_header, check_notice, check_unreadable, one_delivery
from filter_daemon import REJECT_TEXT
from world import addresses

LISTENER = 10028


@contextlib.contextmanager
def splitting(world, *settings):
    """Postfix with --split, and other settings while that lasts."""
    world.postfix.phimilter("enable", "--split")
    if settings:
        world.postfix.set(*settings)
    world.postfix.reload()
    try:
        yield
    finally:
        world.postfix.empty_queue()
        if settings:
            world.postfix.run("postconf", "-X", *(setting.split("=")[0] for setting in settings))
        world.postfix.phimilter("enable", "--no-split")
        world.postfix.reload()


def copies_of(world, queue_id):
    """The decisions on the copies of a message that was split."""
    ids = re.findall(r"copy-received queue-id=(\w+) of=%s\b" % queue_id, world.daemon.log())
    return [world.daemon.record_of(copy) for copy in ids]


def doctors_mail(world, marker):
    """The message for the doctor that contains `marker`, with its line ends as spaces."""
    content = world.postfix.mailbox("doctor", marker)
    return b" ".join(b"".join(m for m in content.split(b"\nFrom ") if marker.encode() in m).split())


def check_three(world, message, queue_id):
    """The local doctor has the original, tls.test has it over TLS, plain.test has a notice."""
    mail = doctors_mail(world, message.secret)
    check(mail, "the doctor got no original")
    check(b"X-Phimilter" not in mail, "the context reached the doctor")
    check_equal({d.domain for d in world.sink.wait(message.tag, 2)}, {"tls.test", "plain.test"}, "receivers")
    delivery = one_delivery(world, message, "tls.test")
    check(delivery.tls.startswith("TLSv1"), "no TLS")
    check(mail_client.wire_form(message.body.encode()) in delivery.data, "the body was changed")
    check_no_verdict_header(delivery)
    check_equal(delivery.recipients, addresses(message, ["@tls.test"]), "recipients at tls.test")
    notice = check_notice(world, message, "plain.test")
    check_equal(notice.recipients, addresses(message, ["@plain.test"]), "recipients at plain.test")
    outcomes = {r["recipients"][0]["address"].split("@")[1]: r["outcome"] for r in copies_of(world, queue_id)}
    check_equal(outcomes, {"hospital.test": "pass", "tls.test": "tls", "plain.test": "portal"}, "outcomes on record")


def send_to_three(world, message, **options):
    return world.send(message, "doctor@hospital.test", "@tls.test", "@plain.test", **options)


@case("split: one message to three kinds of receivers is treated for each by its own verdict")
def three_kinds(world):
    with splitting(world):
        message = messages.phi()
        queue_id = send_to_three(world, message)
        check_three(world, message, queue_id)
        check_equal(world.daemon.record_of(queue_id), None, "a decision on the whole message")


@case("split: a copy is decided by who sent the message, and sealed as it was sent")
def copies_know_their_sender(world):
    with splitting(world):
        message = messages.phi()
        queue_id = send_to_three(world, message)
        world.sink.wait(message.tag, 2)
        for record in copies_of(world, queue_id):
            check_equal(record["client_address"], "127.0.0.1", "client on record")
            check_equal(record["sender"], "doctor@hospital.test", "sender on record")
            check_equal(record["direction"], "outbound", "direction on record")
            if record["outcome"] == "portal":
                original = sealed.by_officer(world, record["queue_id"])
        # Before it stands only Postfix's own trace of the first pass.
        check(original.endswith(sealed.as_received(message.data)), "another original was sealed")
        check(b"X-Phimilter" not in original, "the context was sealed with the original")


@case("split: where verdicts agree, the message is handled once")
def agreeing(world):
    with splitting(world):
        clean, phi = messages.clean(), messages.phi()
        queue_id = send_to_three(world, clean)
        check_equal(len(world.sink.wait(clean.tag, 2)), 2, "deliveries")
        check_equal(copies_of(world, queue_id), [], "copies of clean mail")
        queue_id = world.send(phi, "doctor@hospital.test", "@tls.test")
        one_delivery(world, phi, "tls.test")
        check_equal(copies_of(world, queue_id), [], "copies of PHI to inside and verified TLS")


@case("split: a receiver who may not have it is refused alone, and the sender hears why")
def refused_alone(world):
    with splitting(world):
        message = messages.clean()
        world.send(message, "@plain.test", "@forbidden.test")
        one_delivery(world, message, "plain.test")
        check(REJECT_TEXT.encode() in doctors_mail(world, message.tag), "no bounce with the rule's text")
        world.settled()
        check_equal([d.domain for d in world.sink.having(message.tag)], ["plain.test"], "receivers")


@case("split: sendmail(1), a virtual alias, long lines and bytes of eight bits go through unchanged")
def odd_ways(world):
    with splitting(world):
        by_hand = messages.phi()
        world.sendmail(by_hand, "doctor@hospital.test", "@tls.test", "@plain.test")
        world.sink.wait(by_hand.tag, 2)
        one_delivery(world, by_hand, "tls.test")
        check_notice(world, by_hand, "plain.test")
        long = messages.phi()
        long.body += "x" * 3000 + "\n" + "\u00e9\u00e8 \n"
        long.data = long.data.split(b"\n\n", 1)[0] + b"\n\n" + long.body.encode()
        world.send(long, "team@lists.hospital.test", "@tls.test")
        check(("x" * 900).encode() in one_delivery(world, long, "tls.test").data, "no long line")
        check(long.secret.encode() in world.postfix.mailbox("doctor", long.secret), "the alias led nowhere")
        check_unreadable(world, by_hand)
        check_unreadable(world, long)


@case("split: what waits between the passes is requeued, and treated as it should be")
def requeued(world):
    with splitting(world, "defer_transports=phi-split"):
        message = messages.phi()
        queue_id = send_to_three(world, message)
        world.settled()
        check_equal(world.sink.having(message.tag), [], "deliveries between the passes")
        world.postfix.run("postconf", "-X", "defer_transports")
        world.postfix.reload()
        world.postfix.run("postsuper", "-r", "ALL")
        world.postfix.flush()
        check_three(world, message, queue_id)
        world.postfix.set("defer_transports=phi-split")


@case("split: phimilter killed between the passes: nothing is delivered until it is back, then all as it should be")
def killed_between(world):
    with splitting(world, "defer_transports=phi-split"):
        message = messages.phi()
        queue_id = send_to_three(world, message)
        world.settled()
        world.daemon.kill()
        world.postfix.run("postconf", "-X", "defer_transports")
        world.postfix.reload()
        mark = len(world.postfix.log())
        world.postfix.flush()
        check(world.postfix.logged(r"phi-split/smtp\[.*status=deferred .*451", since=mark), "no copy was deferred")
        check_equal(world.sink.having(message.tag), [], "deliveries without phimilter")
        world.daemon.start()
        world.settled()  # a flush passes over what is just being tried
        world.postfix.flush()
        check_three(world, message, queue_id)
        world.postfix.set("defer_transports=phi-split")


@case("split: a copy that lost its way, with the MTA's tables gone, reaches nobody")
def lost(world):
    with splitting(world, "defer_transports=phi-split"):
        message = messages.phi()
        send_to_three(world, message)
        world.settled()
        world.postfix.run("postconf", "-X", "defer_transports")
        world.postfix.run("postconf", "-e", "transport_maps=")
        world.postfix.reload()
        world.postfix.run("postsuper", "-r", "ALL")
        world.postfix.flush()
        world.settled()
        check_equal([d.domain for d in world.sink.having(message.tag)], [], "receivers")
        check_unreadable(world, message)
        world.postfix.set("defer_transports=phi-split",
                          "transport_maps=regexp:$config_directory/phimilter/split_transport")


def context_waiting(world, message):
    """The context that a message between the passes carries, and the address of its copy for plain.test."""
    path = world.postfix.queued(message.tag)[0]
    text = world.postfix.run("postcat", path).stdout
    return (re.search(r"^X-Phimilter-Context: .*$", text, re.M).group(0),
            re.search(r"\S+@plain\.test\.\S+\.phi-split\.invalid", text).group(0))


def refused_at_listener(headers, message, *recipients, body=None):
    """The listener's answer to a message with more header fields."""
    data = (headers + "\n").encode() + (message.data if body is None else
                                        message.data.split(b"\n\n", 1)[0] + b"\n\n" + body)
    try:
        with mail_client.MailClient(port=LISTENER) as client:
            return client.send("doctor@hospital.test", recipients, data)
    except mail_client.Refused as refused:
        return refused.reply


@case("split: a context that is forged, changed, replayed with another text or receiver, or missing: 451")
def forged(world):
    with splitting(world, "defer_transports=phi-split"):
        message = messages.phi()
        queue_id = send_to_three(world, message)
        world.settled()
        context, tagged = context_waiting(world, message)
        milder = tagged.replace("portal-", "pass-")
        verdict = "X-Phimilter-Verdict: split"
        attempts = {
            "none": (verdict, message, "x@plain.test"),
            "none, tagged": (verdict, message, tagged),
            "made up": ("X-Phimilter-Context: 1;A;1;1;1;1;1;;;;;;", message, tagged),
            "changed": (context.replace("ontext: 1;", "ontext: 1;A"), message, tagged),
            "twice": (context + "\n" + context, message, tagged),
            "milder": (context, message, milder),
            "another receiver": (context, message, tagged.replace("@", "x@")),
            "another text": (context, messages.phi(), tagged),
        }
        for name, (headers, sent, recipient) in attempts.items():
            reply = refused_at_listener(headers, sent, recipient)
            check(reply.startswith("451 "), "%s: the reply is %r" % (name, reply))
        # Through the front door all of it is taken off.
        door = messages.phi(headers=context + "\nX-Phimilter-Verdict: split")
        world.send(door, "@plain.test")
        check_notice(world, door, "plain.test")
        world.postfix.run("postconf", "-X", "defer_transports")
        world.postfix.reload()
        world.postfix.flush()
        check_three(world, message, queue_id)
        world.postfix.set("defer_transports=phi-split")


def inside_and_outside(world, message, sender):
    """Sends it to the doctor, the clinic and outside; the deliveries to the clinic and outside."""
    queue_id = world.send(message, "doctor@hospital.test", "@clinic.test", "@plain.test", sender=sender)
    world.sink.wait(message.tag, 2)
    check_equal(len(copies_of(world, queue_id)), 3, "copies")
    return one_delivery(world, message, "clinic.test"), one_delivery(world, message, "plain.test")


@case("split: identifiers are taken out for those outside alone, and the original is kept")
def redacted_outside(world):
    with splitting(world):
        message = messages.phi()
        clinic, outside = inside_and_outside(world, message, "study@hospital.test")
        check(mail_client.wire_form(message.body.encode()) in clinic.data, "the clinic got no original")
        check(b"536-22-8714" in doctors_mail(world, message.secret), "the doctor got no original")
        for text in rewriting_cases.IDENTIFIERS:
            check(text.encode() not in outside.data, "%s left the house" % text)
            wires = [domain for domain in world.sink.in_the_clear(text) if domain != "clinic.test"]
            check_equal(wires, [], "wires to the outside that carried %s" % text)
        received = rewriting_cases.parsed(outside).get_content()
        check("SSN [removed]" in received and "type 2 diabetes" in received, "the text: " + received)
        check_no_verdict_header(outside)
        ids = re.findall(r"copy-received queue-id=(\w+)", world.daemon.log())[-3:]
        rewritten = [i for i in ids if world.daemon.record_of(i).get("reason", "").startswith("findings redacted")]
        check_equal(len(rewritten), 1, "copies on record as rewritten")
        original = sealed.by_officer(world, rewritten[0])
        check(original.endswith(sealed.as_received(message.data)), "another original was kept")


@case("split: an attachment and the subject go for those outside alone")
def stripped_outside(world):
    with splitting(world):
        message = rewriting_cases.with_table(subject="Results for {secret}")
        clinic, outside = inside_and_outside(world, message, "partly@hospital.test")
        check(rewriting_cases.TABLE.encode() in clinic.data, "the clinic got no table")
        check(b"Subject: Results for " in clinic.data, "the clinic got another subject")
        check(rewriting_cases.TABLE.encode() not in outside.data, "the table left the house")
        received = rewriting_cases.parsed(outside)
        check_equal(received["Subject"], "Message from the hospital", "subject outside")
        texts = [part.get_content() for part in received.walk() if part.get_content_maintype() == "text"]
        check_equal(texts[0].strip(), "Subject: Results for " + message.secret, "first part outside")
        check("An attachment was removed here by a mail policy." in texts[-1], "last part: " + texts[-1])


@case("split: what a client asked of notifications goes with its recipient, but not with a notice")
def notifications(world):
    with splitting(world):
        message = messages.phi()
        with mail_client.MailClient() as client:
            client.hello()
            client.command("MAIL FROM:<doctor@hospital.test> RET=HDRS ENVID=MYENVID")
            client.command("RCPT TO:<%s> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;first+2B@tls.test"
                           % addresses(message, ["@tls.test"])[0])
            client.command("RCPT TO:<%s> NOTIFY=NEVER" % addresses(message, ["@plain.test"])[0])
            client.command("RCPT TO:<%s>" % addresses(message, ["@clinic.test"])[0])
            client.data(message.data)
        world.sink.wait(message.tag, 3)
        commands = {d.domain: d.commands.decode() for d in world.sink.having(message.tag)}
        check(" ORCPT=rfc822;first+2B@tls.test NOTIFY=SUCCESS,DELAY\r" in commands["tls.test"],
              "tls.test got %s" % commands["tls.test"])
        check("ENVID=MYENVID" in commands["tls.test"], "tls.test got %s" % commands["tls.test"])
        check("NOTIFY=" not in commands["plain.test"] + commands["clinic.test"], "another's wishes: %s" % commands)
        for domain, said in commands.items():
            check("phi-split" not in said, "%s got %s" % (domain, said))


@case("split: a recipient who asked for no bounces causes none")
def no_bounces(world):
    with splitting(world):
        message = messages.phi()
        mark = len(world.postfix.log())
        with mail_client.MailClient() as client:
            client.hello()
            client.command("MAIL FROM:<doctor@hospital.test>")
            client.command("RCPT TO:<%s>" % addresses(message, ["@tls.test"])[0])
            client.command("RCPT TO:<nobody@plain.test> NOTIFY=NEVER")
            client.data(message.data)
        one_delivery(world, message, "tls.test")
        check(world.postfix.logged("to=<nobody@plain.test>.*status=bounced", since=mark), "it did not bounce")
        world.settled()
        log = world.postfix.log()[mark:]
        check("sender non-delivery notification" not in log, "the sender got a bounce")


@case("split: the MTA's own copy for the archive is treated the strictest way, as without the split")
def archive(world):
    with splitting(world, "always_bcc=archive@plain.test"):
        message = messages.phi()
        world.send(message, "doctor@hospital.test", "@tls.test", "@clinic.test")
        world.send(message, "doctor@hospital.test", "@plain.test")
        found = world.sink.wait(message.tag, 3)
        for delivery in found:
            if delivery.domain == "plain.test":
                check(message.secret.encode() not in delivery.data, "the archive outside got the original")
        check_unreadable(world, message)
