"""Mail that leaves without what rules take out of it, and who is told of mail."""

import email
import email.policy

import messages
import sealed
from cases import case, check, check_equal

IDENTIFIERS = ["Alma Testperson", "536-22-8714", "48291-77", "03/14/1961"]
TABLE = "PK;of march;1,20"


def parsed(delivery):
    return email.message_from_bytes(delivery.data, policy=email.policy.default)


def check_without_identifiers(world, message, queue_id):
    delivery = world.sink.wait(message.tag)[0]
    for text in IDENTIFIERS:
        check(text.encode() not in delivery.data, "%s left the house" % text)
    received = parsed(delivery)
    check("SSN [removed]" in received.get_content(), "no mark in the text")
    check("type 2 diabetes mellitus" in received.get_content(), "the rest of the text is gone")
    check_equal(sealed.by_officer(world, queue_id), sealed.as_received(message.data), "original")
    record = world.daemon.record_of(queue_id)
    check_equal(record["outcome"], "pass", "outcome")
    check(record["phi"], "the record does not say that it was PHI")
    check(record["reason"].startswith("findings redacted: "), "record: %r" % record.get("reason"))
    return delivery


@case("PHI without its identifiers leaves in plaintext, read by other software, and the original is kept")
def redacted(world):
    message = messages.phi()
    queue_id = world.send(message, "@plain.test", sender="study@hospital.test")
    delivery = check_without_identifiers(world, message, queue_id)
    check_equal(delivery.tls, "", "TLS")
    check(b"x-phimilter" not in delivery.data.lower(), "the verdict header left the house")
    for text in IDENTIFIERS:
        wires = [domain for domain in world.sink.in_the_clear(text.encode()) if domain != "clinic.test"]
        check_equal(wires, [], "wires to the outside that carried %s" % text)


@case("the same in base64 HTML, with tags inside what goes")
def redacted_html(world):
    message = messages.phi_in_base64_html()
    queue_id = world.send(message, "@plain.test", sender="study@hospital.test")
    delivery = world.sink.wait(message.tag)[0]
    text = parsed(delivery).get_content()
    check("Testperson" not in text and "536-22-8714" not in text, "identifiers in the HTML")
    check("<html>" in text and "dia<i></i>betes" in text, "the HTML is broken: %s" % text)
    check_equal(sealed.by_officer(world, queue_id), sealed.as_received(message.data), "original")


@case("what is hidden from its reader cannot be taken out: a notice, and nothing of the original in it")
def hidden(world):
    message = messages.Message("<html><!-- patient SSN 536-22-8714 --><p>Dear colleague, {secret}, diagnosis: type 2 "
                               "diabetes mellitus (ICD-10 E11.9). Prescribed metformin 500 mg.</p></html>",
                               content_type="text/html; charset=utf-8")
    queue_id = world.send(message, "@plain.test", sender="study@hospital.test")
    delivery = world.sink.wait(message.tag)[0]
    check(message.secret.encode() not in delivery.data, "the notice holds the original")
    check_equal(world.daemon.record_of(queue_id)["outcome"], "portal", "outcome")


def with_table(**options):
    parts = "--b\nContent-Type: text/plain\n\nThe tables. {secret}\n--b\nContent-Type: text/csv; name=march.csv\n" \
            "Content-Disposition: attachment; filename=march.csv\n\n" + TABLE + "\n--b--\n"
    return messages.Message(parts, content_type='multipart/mixed; boundary="b"', **options)


@case("an attachment is replaced by a line, and everything else stays as it was")
def stripped(world):
    message = with_table()
    queue_id = world.send(message, "@plain.test", sender="billing@hospital.test")
    received = parsed(world.sink.wait(message.tag)[0])
    texts = [part.get_content() for part in received.iter_parts()]
    check_equal(len(texts), 2, "parts")
    check(message.secret in texts[0], "the text is gone")
    check_equal(texts[1].strip(), "An attachment was removed here by a mail policy.", "what stands there now")
    check_equal(world.daemon.record_of(queue_id)["reason"], "attachments removed: 1", "record")


@case("a moved subject is in the body, and not in the header nor in the MTA's log")
def moved(world):
    message = messages.clean(subject="Results for R=F6ntgen {secret}")
    mark = len(world.postfix.log())
    world.send(message, "@tls.test", sender="quiet@hospital.test")
    delivery = world.sink.wait(message.tag)[0]
    received = parsed(delivery)
    check_equal(received["Subject"], "Message from the hospital", "subject")
    subject, text = [part.get_content() for part in received.iter_parts()]
    check_equal(subject.strip(), "Subject: Results for R=F6ntgen " + message.secret, "first part")
    check("parking garage" in text, "the text is gone")
    check(message.secret not in world.postfix.log()[mark:], "the log has the subject")


@case("a message without its identifiers is the same to everybody")
def redacted_for_all(world):
    message = messages.phi()
    queue_id = world.send(message, "@plain.test", "@clinic.test", sender="study@hospital.test")
    found = world.sink.wait(message.tag, 2)
    check_equal(sorted(d.domain for d in found), ["clinic.test", "plain.test"], "receivers")
    check_without_identifiers(world, message, queue_id)
    check_equal(len({d.data.split(b"\r\n\r\n", 1)[1] for d in found}), 1, "different bodies")


@case("the sender and the officers are told by the site's own mail, once")
def told(world):
    message = messages.clean()
    queue_id = world.send(message, "@plain.test", sender=message.tag + ".told@clinic.test")
    record = world.daemon.record_of(queue_id)
    check_equal(world.daemon.phictl("notify").stdout.decode(), "2 notifications sent\n", "phictl notify")
    check_equal(world.daemon.phictl("notify").stdout.decode(), "", "phictl notify, again")
    told_sender = [d for d in world.sink.wait(message.tag, 2) if d.domain == "clinic.test"]
    check_equal(len(told_sender), 1, "messages to the sender")
    notification = parsed(told_sender[0])
    check_equal(notification["Auto-Submitted"], "auto-generated", "Auto-Submitted")
    check("Reference: %d" % record["sequence"] in notification.get_content(), notification.get_content())
    check(message.secret not in notification.get_content(), "it tells of the message")
    world.settled()
    check_equal(world.daemon.phictl("notify").stdout.decode(), "", "phictl notify told of itself")
