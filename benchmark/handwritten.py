"""Short texts that somebody wrote whole, values and all: handwritten/*.txt."""
import os
import re

from templates import MARK


def rows(folder):
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            sections = re.split(r"^=== (\S+) (yes|no)\n", file.read(), flags=re.M)
        for row, phi, marked in zip(sections[1::3], sections[2::3], sections[3::3]):
            text, spans = unmarked(marked.rstrip("\n"))
            yield {"id": row, "kind": row.split("-")[0], "phi": phi == "yes", "text": text, "spans": spans}


def unmarked(marked):
    """The text without its marks, and what they marked."""
    text, spans, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at:mark.start()]
        category, provider, kind, value = mark.groups()
        span = {"start": len(text), "end": len(text) + len(value), "type": kind or "mark",
                "hipaa": int(category), "text": value}
        if provider:
            span["provider"] = True
        spans.append(span)
        text += value
        at = mark.end()
    return text + marked[at:], spans
