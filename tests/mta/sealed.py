"""The original of a message, taken out of the escrow."""

import re
import subprocess

import mail_client


def as_received(data):
    """The bytes a message has for the milter: CRLF line ends, and what Postfix leaves out gone."""
    return mail_client.wire_form(data).replace(b"\r\n..", b"\r\n.")


def escrow_id(world, queue_id):
    record = world.daemon.record_of(queue_id)
    return record["escrow_id"]


def original(world, queue_id):
    daemon = world.daemon
    return daemon.phictl("escrow", "open", "--certificate", daemon.officer, "--key", daemon.officer_key,
                         escrow_id(world, queue_id)).stdout


def original_by_openssl(world, queue_id):
    daemon = world.daemon
    path = daemon.phictl("escrow", "list").stdout.decode()
    return subprocess.run(["openssl", "cms", "-decrypt", "-inform", "DER", "-in", path, "-recip", daemon.officer,
                           "-inkey", daemon.officer_key], check=True, capture_output=True).stdout
