#!/usr/bin/env python3
"""The Postfix suite: suite.py BUILD_FOLDER SOURCE_FOLDER [WORDS OF A CASE]

Needs root (for namespaces of its own), Postfix, openssl and a built phimilter."""

import os
import sys

import sandbox

sandbox.enter()

import cases  # noqa: E402 (nothing of it may run outside the sandbox)
import delivery_cases  # noqa: E402,F401
import failure_cases  # noqa: E402,F401
import held_cases  # noqa: E402,F401
import notice_cases  # noqa: E402,F401
import rewriting_cases  # noqa: E402,F401
import script_cases  # noqa: E402,F401
import split_cases  # noqa: E402,F401
from world import World  # noqa: E402


def main():
    build, source = (os.path.abspath(path) for path in sys.argv[1:3])
    world = World(build, source)
    try:
        failed = cases.run(world, " ".join(sys.argv[3:]),
                           lambda: "".join(world.postfix.log().splitlines(True)[-25:]) + world.daemon.log()[-2000:])
    finally:
        world.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
