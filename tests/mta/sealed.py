"""The original of a message, taken out of the escrow in each way there is."""

import email
import email.policy
import os
import re
import subprocess

import mail_client
from filter_daemon import PORTAL

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"  # RFC 8878 3.1.1


def as_received(data):
    """The bytes a message has for the milter: CRLF line ends."""
    return mail_client.wire_form(data).replace(b"\r\n..", b"\r\n.")


def escrow_id(world, queue_id):
    return world.daemon.record_of(queue_id)["escrow_id"]


def by_officer(world, queue_id):
    daemon = world.daemon
    return daemon.phictl("escrow", "open", "--key", daemon.officer_key, "--cert", daemon.officer,
                         escrow_id(world, queue_id)).stdout


def by_openssl(world, queue_id):
    """With no program of ours: what `export` writes is plain CMS, around what zstd wrote."""
    daemon = world.daemon
    sealed = world.sandbox.path("sealed.cms")
    if os.path.exists(sealed):
        os.unlink(sealed)
    daemon.phictl("escrow", "export", "-o", sealed, escrow_id(world, queue_id))
    content = subprocess.run(["openssl", "cms", "-decrypt", "-binary", "-inform", "DER",
                              "-in", sealed, "-recip", daemon.officer,
                              "-inkey", daemon.officer_key],
                             check=True, capture_output=True).stdout
    if not content.startswith(ZSTD_MAGIC):
        return content  # zstd would not have made it smaller
    return subprocess.run(["zstd", "-dc"], input=content, check=True, capture_output=True).stdout


def text_of(notice):
    """The plain text of a delivered notice."""
    message = email.message_from_bytes(notice.data, policy=email.policy.default)
    return message.get_body(("plain",)).get_content()


def link_of(notice):
    return re.search(re.escape(PORTAL) + r"\S+", text_of(notice)).group(0)


def by_link(world, notice, queue_id):
    link = world.sandbox.write("link", link_of(notice) + "\n", 0o600)
    return world.daemon.phictl("escrow", "open", "--token-file", link, escrow_id(world, queue_id)).stdout
