"""What is left of a header when a notice takes a message's place."""

import messages
import sealed
from cases import case, check, check_equal

# Names that come once, several times, in other case, long, odd. (Bcc and Return-Path Postfix takes off itself.)
MARKED = ["X-Many", "x-many", "Received", "RECEIVED", "Received", "Subject", "subject", "To", "Cc",
          "Comments", "DKIM-Signature", "Date", "Message-ID", "References", "X-Many", "Reply-To", "From", "from",
          "Strange ", "List-Id", "X-Many", "Resent-From", "Sender", "X-" + "long" * 30]
LEFT = ["received", "subject", "to", "date", "message-id", "from", "mime-version", "content-type",
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
