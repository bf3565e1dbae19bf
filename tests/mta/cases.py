"""Runs test cases: one line each, and 'N passed, N failed' in the end."""

import time
import traceback

_cases = []


def case(text):
    """Marks a function as a test case called `text`."""
    def register(function):
        _cases.append((text, function))
        return function
    return register


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def check_equal(got, wanted, text):
    check(got == wanted, "%s: is %r, should be %r" % (text, got, wanted))


def run(argument, only="", on_failure=lambda: ""):
    """Runs the cases whose text contains `only`; the number that failed."""
    passed = failed = 0
    for text, function in _cases:
        if only not in text:
            continue
        start = time.monotonic()
        try:
            function(argument)
            passed += 1
            print("ok    %s (%.1f s)" % (text, time.monotonic() - start), flush=True)
        except Exception as error:
            failed += 1
            print("FAIL  %s: %s: %s" % (text, type(error).__name__, error), flush=True)
            if not isinstance(error, AssertionError):
                traceback.print_exc()
            print(on_failure(), flush=True)
    print("%d passed, %d failed" % (passed, failed), flush=True)
    return failed
