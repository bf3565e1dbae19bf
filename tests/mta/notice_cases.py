"""What is left of a message when a notice takes its place."""

import re

import mail_client
import messages
import sealed
from cases import case, check, check_equal
from delivery_cases import check_notice, one_delivery
from filter_daemon import PORTAL
from split_cases import splitting
from world import addresses

# Names that come once, several times, in other case, long, odd. (Bcc and Return-Path Postfix takes off itself.)
MARKED = ["X-Many", "x-many", "Received", "RECEIVED", "Received", "Subject", "subject", "To", "Cc",
          "Comments", "DKIM-Signature", "Date", "Message-ID", "References", "X-Many", "Reply-To", "From", "from",
          "Strange ", "List-Id", "X-Many", "Resent-From", "Sender", "X-" + "long" * 30]
LEFT = ["subject", "to", "date", "message-id", "from", "mime-version", "content-type",
        "content-transfer-encoding"]


@case("nothing a client writes into a header is left in the notice; Postfix deletes every field asked for")
def marked_headers(world):
    message = messages.phi()
    marks = "".join("%s: CANARY%d\n\tCANARY folded\n" % (name, i) for i, name in enumerate(MARKED))
    message.data = marks.encode() + message.data
    queue_id = world.send(message, "@plain.test")
    found = world.sink.wait(message.tag)
    check_equal(len(found), 1, "deliveries")
    header = found[0].data.split(b"\r\n\r\n")[0].decode()
    names = [line.split(":")[0].lower() for line in header.split("\r\n") if line[0] not in " \t"]
    check_equal(sorted(names), sorted(LEFT), "header fields of the notice")
    check(b"CANARY" not in found[0].data, "the notice has a mark:\n" + header)
    check_equal(sealed.by_officer(world, queue_id).count(b"CANARY"), 2 * len(MARKED), "marks in the original")


# What a client says of itself and its message beside the message: its name, ENVID and ORCPT.
SESSION_MARKS = [b"canary-host", b"CANARY-ENVID", b"canary-orcpt"]


def send_marked(world, message, *recipients, sender="doctor@hospital.test"):
    """Sends it with the marks; the queue id it got."""
    with mail_client.MailClient() as client:
        client.hello("canary-host.hospital.test")
        client.envelope(sender, addresses(message, recipients), " RET=FULL ENVID=CANARY-ENVID",
                        " NOTIFY=FAILURE ORCPT=rfc822;canary-orcpt@hospital.test")
        return re.search(r"queued as (\w+)", client.data(message.data)).group(1)


def marks_in(delivery):
    return [mark for mark in SESSION_MARKS if mark in delivery.data or mark in delivery.commands]


def check_unmarked(world, message):
    notice = check_notice(world, message, "plain.test")
    check_equal(marks_in(notice), [], "marks in what the notice's receiver got:\n%s"
                % (notice.commands + notice.data.split(b"\r\n\r\n")[0]).decode())


def bounce_in(mailbox, queue_id):
    """The bounce among the mails of a mailbox that tells of the message."""
    return [mail for mail in mailbox.split(b"\nFrom ") if queue_id.encode() in mail][0]


@case("clean mail keeps its trace and what its sender asked of notifications")
def clean_is_marked(world):
    message = messages.clean()
    send_marked(world, message, "@plain.test")
    check_equal(marks_in(one_delivery(world, message)), SESSION_MARKS, "marks")


@case("a notice names neither the client's host nor ENVID and ORCPT: alone, and among recipients of ours")
def notice_is_unmarked(world):
    alone, mixed = messages.phi(), messages.phi()
    send_marked(world, alone, "@plain.test")
    check_unmarked(world, alone)
    send_marked(world, mixed, "doctor@hospital.test", "@clinic.test", "@plain.test")
    world.sink.wait(mixed.tag, 2)
    check_unmarked(world, mixed)
    notice = one_delivery(world, mixed, "clinic.test")
    check(b"X-Phimilter" not in notice.data, "the verdict reached the clinic")
    link = re.search(re.escape(PORTAL) + r"[\w-]+", notice.data.decode()).group(0)
    check(link.encode() in world.postfix.mailbox("doctor", link), "the doctor got no notice")


@case("the same where the MTA makes copies of its own, and by sendmail(1)")
def notice_is_unmarked_beside_copies(world):
    message, by_hand = messages.phi(), messages.phi()
    try:
        world.postfix.set("always_bcc=nurse@hospital.test")
        world.postfix.phimilter("enable", "--reload")
        send_marked(world, message, "@plain.test")
        check_unmarked(world, message)
        check(message.tag.encode() in world.postfix.mailbox("nurse", message.tag), "no copy")
    finally:
        world.postfix.run("postconf", "-X", "always_bcc")
        world.postfix.phimilter("enable", "--reload")
    world.sendmail(by_hand, "@plain.test", options=("-V", "CANARY-ENVID"))
    check_unmarked(world, by_hand)
    check(b"\r\nReceived:" not in one_delivery(world, by_hand).data, "a trace")


@case("a notice that bounces tells its sender to whom it could not go, without the link")
def notice_bounces(world):
    outside = messages.phi()
    mark = len(world.postfix.log())
    queue_id = world.send(messages.phi(), "nobody@plain.test")
    check(world.postfix.logged(queue_id + ": to=<nobody@plain.test>.*status=bounced", since=mark), "it did not bounce")
    report = bounce_in(world.postfix.mailbox("doctor", queue_id), queue_id)
    check(b"nobody@plain.test" in report and b"550 5.1.1" in report, "the report is %r" % report)
    check(PORTAL.encode() not in report, "the link came back")
    # The sender may be anybody outside, whose address was forged.
    world.send(outside, "nobody@plain.test", sender=outside.tag + "@tls.test")
    report = one_delivery(world, outside, "tls.test")
    check(PORTAL.encode() not in report.data and outside.secret.encode() not in report.data, "the bounce says too much")


@case("tables of an earlier phimilter-postfix send a notice as clean mail, and status says to run enable")
def notice_by_older_tables(world):
    table = "/etc/postfix/phimilter/verdict_checks"
    message = messages.phi()
    try:
        with open(table, encoding="ascii") as file:
            older = [line for line in file if "notice" not in line]
        with open(table, "w", encoding="ascii") as file:
            file.writelines(older)
        world.postfix.reload()
        send_marked(world, message, "@plain.test")
        check_notice(world, message, "plain.test")
        status = world.postfix.phimilter("status", check=False)
        check("CHANGED  table %s (run enable again)" % table in status.stdout, "status says %r" % status.stdout)
    finally:
        world.postfix.phimilter("enable", "--reload")


@case("split: the copy that becomes a notice is as bare, the others keep their trace")
def split_notice_is_unmarked(world):
    with splitting(world):
        message = messages.phi()
        send_marked(world, message, "doctor@hospital.test", "@tls.test", "@plain.test")
        world.sink.wait(message.tag, 2)
        check_unmarked(world, message)
        check(SESSION_MARKS[0] in one_delivery(world, message, "tls.test").data, "no trace at tls.test")
