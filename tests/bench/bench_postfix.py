#!/usr/bin/env python3
"""How many messages a second Postfix accepts without a milter, with one that
does nothing, and with phimilter: bench_postfix.py BUILD_FOLDER SOURCE_FOLDER

Needs root; runs in the sandbox of tests/mta. Deliveries wait, so that accepting
alone is measured. The three take turns; the medians of the rounds are printed."""

import contextlib
import os
import random
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../mta"))

import sandbox  # noqa: E402

sandbox.enter()

from world import World  # noqa: E402 (nothing of it may run outside the sandbox)

SESSIONS = 8
ROUNDS = 5
SIZES = (("2 KB", 2048, 400), ("50 KB", 51200, 200), ("1 MB", 1 << 20, 32))
MODES = ("none", "no-op", "phimilter")
WAITING = "smtp, relay, phi-clear, phi-notice, phi-sort, local"
WORDS = """the of and to a in is that it for on with as was be this have are not you we they from
or an by one had but what all were when your can said there use each which do how their if will up
other about out many then them these so some would make like into time has look two more write go
see number no way could people than first been call who its now find long down day did get come
made may part over new sound take only little work know place year live back give most very after
server message project meeting version package report customer schedule office review budget""".split()


def message(size):
    """Prose of common words, the same on every run."""
    chosen = random.Random(1)
    lines = ["From: Doctor <doctor@hospital.test>", "To: <reader@plain.test>", "Subject: the minutes",
             "MIME-Version: 1.0", "Content-Type: text/plain; charset=us-ascii", ""]
    length = 0
    while length < size:
        lines.append(" ".join(chosen.choice(WORDS) for _ in range(12)).capitalize() + ".")
        length += len(lines[-1]) + 2
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def noop_milter(build):
    path = "/var/spool/postfix/phimilter/noop.sock"
    process = subprocess.Popen([os.path.join(build, "tests/bench/noop_milter"), "unix:" + path])
    try:
        while not os.path.exists(path):
            if process.poll() is not None:
                sys.exit("noop_milter did not start")
            time.sleep(0.05)
        os.chmod(path, 0o777)
        yield
    finally:
        process.kill()
        process.wait()


def measure(world, mode, path, count):
    """Accepted messages a second; a refusal ends the program."""
    milter = {"none": "", "no-op": "unix:phimilter/noop.sock", "phimilter": "$phimilter_milter"}[mode]
    world.postfix.set("smtpd_milters=" + milter)
    world.postfix.reload()
    source = ["smtp-source", "-s", str(SESSIONS), "-f", "doctor@hospital.test", "-t", "reader@plain.test", "-F", path]
    world.postfix.run(*source, "-m", str(SESSIONS), "127.0.0.1:25")  # processes start, caches fill
    start = time.monotonic()
    world.postfix.run(*source, "-m", str(count), "127.0.0.1:25")
    rate = count / (time.monotonic() - start)
    world.settled(60)
    queued = len(world.postfix.queued("reader@plain.test"))
    if queued != count + SESSIONS:
        sys.exit("%s: %d of %d messages were accepted" % (mode, queued, count + SESSIONS))
    world.postfix.empty_queue()
    return rate


def compare(world):
    """Prints the rates at each size."""
    world.postfix.set("defer_transports=" + WAITING)
    print("%-6s %10s %10s %10s %18s" % ("size", *MODES, "phimilter / no-op"))
    for name, size, count in SIZES:
        path = world.sandbox.path("bench.eml")
        with open(path, "w", encoding="ascii") as file:
            file.write(message(size))
        os.chmod(path, 0o644)
        rounds = [[measure(world, mode, path, count) for mode in MODES] for _ in range(ROUNDS)]
        rates = [statistics.median(rates) for rates in zip(*rounds)]
        ratio = statistics.median(phimilter / base for _, base, phimilter in rounds)
        print("%-6s %10.0f %10.0f %10.0f %18.2f" % (name, *rates, ratio), flush=True)


def main():
    build, source = (os.path.abspath(path) for path in sys.argv[1:3])
    with contextlib.closing(World(build, source)) as world, noop_milter(build):
        compare(world)


if __name__ == "__main__":
    main()
