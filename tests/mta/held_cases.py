"""Mail that waits for a person, and what the person decides."""

import messages
from cases import case, check, check_equal

WAITING = "waiting@hospital.test"


def held_line(world, queue_id):
    """What `phictl held list` says of the message; "" when it is not held."""
    lines = world.daemon.phictl("held", "list").stdout.decode().splitlines()
    return "".join(line for line in lines if line.startswith(queue_id + " "))


def acts_recorded(world):
    return [record.get("reason", "") for record in world.daemon.records() if record["kind"] == "access"]


@case("held mail waits until an officer releases it, and then leaves over verified TLS")
def held_is_released(world):
    message = messages.clean()
    queue_id = world.send(message, "@tls.test", sender=WAITING)
    world.settled()
    check_equal(len(world.postfix.queued(message.tag)), 1, "messages on hold")
    check(" wait-for-a-person " in held_line(world, queue_id), "held list does not name the rule")
    check(queue_id in world.daemon.phictl("held", "show", queue_id).stdout.decode(), "held show")
    world.daemon.phictl("held", "release", "--reason", "looked at it", queue_id)
    delivery = world.sink.wait(message.tag)[0]
    check(delivery.tls.startswith("TLSv1"), "no TLS")
    check_equal(held_line(world, queue_id), "", "held list after the release")
    check("released held mail: looked at it" in acts_recorded(world), "the reason is not recorded")


@case("held mail that an officer rejects is gone")
def held_is_rejected(world):
    message = messages.phi()
    queue_id = world.send(message, "@plain.test", sender=WAITING)
    world.settled()
    world.daemon.phictl("held", "reject", "--reason", "not for mail", queue_id)
    check_equal(len(world.postfix.queued(message.tag)), 0, "messages in the queue")
    check_equal(world.read_in_the_clear(message), [], "domains whose wire carried the message readably")
    check_equal(world.daemon.phictl("held", "show", queue_id, check=False).returncode, 1, "held show after it")
    check("rejected held mail: not for mail" in acts_recorded(world), "the reason is not recorded")
