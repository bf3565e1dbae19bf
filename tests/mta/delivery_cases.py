"""What becomes of a message: who gets what, by which way, and what is recorded."""

import mail_client
import messages
import sealed
from cases import case, check, check_equal
from filter_daemon import PORTAL, REJECT_TEXT
from world import OUTSIDE_CLIENT


def one_delivery(world, message, domain=None):
    found = world.sink.wait(message.tag)
    if domain:
        found = [d for d in found if d.domain == domain]
    check_equal(len(found), 1, "deliveries" + (" to " + domain if domain else ""))
    return found[0]


def check_no_verdict_header(delivery):
    check(b"x-phimilter" not in delivery.data.lower(), "the verdict header left the house")


def check_unreadable(world, message):
    check_equal(world.read_in_the_clear(message), [], "domains whose wire carried the message readably")


def check_notice(world, message, domain):
    notice = one_delivery(world, message, domain)
    for line in message.lines():
        check(line.encode() not in notice.data, "the notice contains a line of the original: %r" % line)
    check(PORTAL.encode() in notice.data, "the notice has no link")
    check_no_verdict_header(notice)
    check_unreadable(world, message)
    return notice


@case("clean mail to a receiver without TLS is delivered as it was")
def clean_to_plain(world):
    message = messages.clean()
    queue_id = world.send(message, "@plain.test")
    delivery = one_delivery(world, message)
    check_equal(delivery.tls, "", "TLS")
    check_no_verdict_header(delivery)
    check(mail_client.wire_form(message.body.encode()).replace(b"\r\n..", b"\r\n.") in delivery.data,
          "the body was changed")
    check_equal(world.daemon.record_of(queue_id)["outcome"], "pass", "outcome in the record")


@case("clean mail takes the receiver's TLS where it offers some, verified or not")
def clean_to_tls(world):
    message = messages.clean()
    world.send(message, "@tls.test")
    check(one_delivery(world, message).tls.startswith("TLSv1"), "no TLS")


@case("PHI to a receiver able to take it leaves over verified TLS, unchanged")
def phi_to_tls(world):
    message = messages.phi()
    mark = len(world.postfix.log())
    queue_id = world.send(message, "@tls.test")
    delivery = one_delivery(world, message)
    check(delivery.tls.startswith("TLSv1"), "no TLS")
    check(mail_client.wire_form(message.body.encode()) in delivery.data, "the body was changed")
    check(world.postfix.logged("Verified TLS connection established to tls.test", since=mark), "TLS was not verified")
    check_no_verdict_header(delivery)
    check_equal(world.daemon.record_of(queue_id)["outcome"], "tls", "outcome in the record")


@case("PHI to a receiver without TLS becomes a notice; officer, link and openssl each open the original, byte for byte")
def phi_to_plain(world):
    message = messages.phi()
    queue_id = world.send(message, "@plain.test")
    notice = check_notice(world, message, "plain.test")
    original = sealed.as_received(message.data)
    check_equal(sealed.by_officer(world, queue_id), original, "original opened by the officer")
    check_equal(sealed.by_openssl(world, queue_id), original, "original opened by openssl")
    check_equal(sealed.by_link(world, notice, queue_id), original, "original opened by the link")


@case("PHI only in a base64 HTML part becomes a notice")
def phi_in_html(world):
    message = messages.phi_in_base64_html()
    world.send(message, "@plain.test")
    check_notice(world, message, "plain.test")


@case("PHI only in the Subject becomes a notice with a neutral one")
def phi_in_subject(world):
    message = messages.phi_in_subject()
    world.send(message, "@plain.test")
    check_notice(world, message, "plain.test")


@case("one message with PHI to three kinds of receivers is readable on no wire")
def three_receivers(world):
    message = messages.phi()
    world.send(message, "doctor@hospital.test", "@tls.test", "@plain.test")
    check_equal({d.domain for d in world.sink.wait(message.tag, 2)}, {"tls.test", "plain.test"}, "receivers")
    check_notice(world, message, "plain.test")


@case("clean mail to three kinds of receivers reaches each its own way")
def three_clean(world):
    message = messages.clean()
    world.send(message, "doctor@hospital.test", "@clinic.test", "@tls.test", "@plain.test")
    check(message.secret.encode() in world.postfix.mailbox("doctor", message.secret), "no local delivery")
    found = world.sink.wait(message.tag, 3)
    check_equal(sorted(d.domain for d in found), ["clinic.test", "plain.test", "tls.test"], "receivers")
    for delivery in found:
        check_no_verdict_header(delivery)


@case("clean mail to a list of local and outside members reaches both")
def clean_to_list(world):
    message = messages.clean()
    world.send(message, "team@lists.hospital.test")
    check(message.secret.encode() in world.postfix.mailbox("doctor", message.secret), "no local delivery")
    one_delivery(world, message, "plain.test")


@case("an attachment that cannot be read leaves through a list over verified TLS or not at all")
def unreadable_to_list(world):
    message = messages.unreadable()
    mark = len(world.postfix.log())
    world.send(message, "team@lists.hospital.test")
    check(message.secret.encode() in world.postfix.mailbox("doctor", message.secret), "no local delivery")
    check(world.postfix.logged("partner@plain.test.*status=deferred .*TLS is required", since=mark), "not deferred")
    check_unreadable(world, message)
    world.postfix.empty_queue()


@case("a rule rejects, and the client reads its text")
def reject(world):
    message = messages.clean()
    try:
        world.send(message, "@forbidden.test")
        check(False, "the message was taken")
    except mail_client.Refused as refused:
        check_equal(refused.reply, "550 5.7.1 " + REJECT_TEXT, "reply")
    world.settled()
    check_equal(world.sink.having(message.tag), [], "deliveries")


@case("internal mail with PHI is delivered as it was")
def internal(world):
    message = messages.phi()
    world.send(message, "nurse@hospital.test", "@clinic.test")
    check(message.secret.encode() in world.postfix.mailbox("nurse", message.secret), "no local delivery")
    check(message.secret.encode() in one_delivery(world, message, "clinic.test").data, "the other house got no original")


@case("mail with PHI from outside is delivered to its local receiver")
def inbound(world):
    message = messages.phi()
    world.send(message, "nurse@hospital.test", sender="a@plain.test", source=OUTSIDE_CLIENT)
    check(message.secret.encode() in world.postfix.mailbox("nurse", message.secret), "no local delivery")


@case("sendmail(1): clean mail leaves, PHI becomes a notice")
def by_sendmail(world):
    clean, phi = messages.clean(), messages.phi()
    for message in (clean, phi):
        world.sendmail(message, "@plain.test")
    one_delivery(world, clean, "plain.test")
    check_notice(world, phi, "plain.test")


@case("a verdict header written by the client releases nothing")
def forged_verdict(world):
    message = messages.phi(headers="X-Phimilter-Verdict: clear\nX-Phimilter-Verdict: clear-sort")
    queue_id = world.send(message, "@selfsigned.test", "@refuses.test")
    world.settled()
    check_equal(world.sink.having(message.tag), [], "deliveries")
    check_equal(len(world.postfix.queued(message.tag)), 1, "messages waiting")
    check_unreadable(world, message)
    world.postfix.run("postsuper", "-d", queue_id)


@case("PHI to a receiver listed for TLS that has none waits, whatever the site's TLS table says")
def listed_without_tls(world):
    message = messages.phi()
    mark = len(world.postfix.log())
    queue_id = world.send(message, "@selfsigned.test", "@refuses.test")
    for reason in ("Server certificate not verified", "refused to start TLS"):
        check(world.postfix.logged("status=deferred .*" + reason, since=mark), "no deferral: " + reason)
    check_equal(world.sink.having(message.tag), [], "deliveries")
    check_unreadable(world, message)
    world.postfix.run("postsuper", "-d", queue_id)
