"""Rows of the benchmark, made of templates."""
import html
import os
import re

import mail
import templates
from prng import Prng
from values import Values

SEED = 20260310
ROWS = 2000
ATTEMPTS = 60
ADDRESS = 6 # the category of e-mail addresses


def unchanged(text):
    return text


def typeset(text):
    """As word processors write quotation marks and dashes."""
    text = re.sub(r'(^|[\s(])"', "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("'", "\u2019").replace(" - ", " \u2013 ")


# How people type, by share: some have no time for capitals, some have too many.
STYLES = ((84, unchanged), (9, typeset), (4, str.lower), (3, str.upper))


def restyled(pieces, style):
    return [(style(text), label, value) for text, label, value in pieces]


def load(folder):
    """Values and templates of a half."""
    values = Values(folder)
    place = os.path.join(folder, "templates")
    found = [template for name in sorted(os.listdir(place)) for template in templates.read(os.path.join(place, name))]
    names = [template.name for template in found]
    if len(set(names)) != len(names):
        raise ValueError("%s: two templates have one name" % folder)
    return values, found


def rows(half, folder):
    values, found = load(folder)
    for number in range(ROWS):
        template = found[number % len(found)]
        yield make_row(half, number // len(found), template, values)


def make_row(half, number, template, values):
    name = "%s-%s-%02d" % (half, template.name, number)
    for attempt in range(ATTEMPTS):
        rng = Prng(SEED, name, attempt)
        row = attempt_row(rng, template, values)
        if row is not None:
            return {"id": name, "kind": template.name.split("-")[0], "phi": template.phi, **row}
    raise ValueError("%s: no row without stray values in %d attempts" % (name, ATTEMPTS))


def attempt_row(rng, template, values):
    """A row without its name; None when a value stands where it is not meant."""
    filling = templates.Filling(rng, values)
    style = rng.pick_weighted(STYLES) if template.styled else unchanged
    body = restyled(filling.fill(template.body), style)
    may_be_text = template.form == "any" and not template.attachment
    if template.form == "text" or may_be_text and rng.chance(45):
        return text_row(rng, body)
    if template.form == "html":
        body = [(html.escape(text, quote=False) if value else text, label, value) for text, label, value in body]
    subject = restyled(filling.fill(template.subject), style)
    return message_row(rng, template, filling, subject, body, values)


def text_row(rng, body):
    text = mail.text_of(body)
    if rng.chance(30):
        text = mail.wrap(text, 72)
    spans, at = [], 0
    for piece, label, _ in body:
        if label:
            spans.append({"start": at, "end": at + len(piece), "text": text[at:at + len(piece)], **span_of(label)})
        at += len(piece)
    return {"text": text, "spans": spans}


def span_of(label):
    category, kind, provider = label
    span = {"type": kind, "hipaa": category}
    if provider:
        span["provider"] = True
    return span


def message_row(rng, template, filling, subject, body, values):
    fields = [(name, [valued(filling.slot(role, attribute, "")) for attribute in ("name", "email")])
              for name, role in (("From", template.sender), ("To", template.receiver))]
    head, shown = mail.header_section(rng, values, fields, subject)
    (kind, content), paths = mail.body_entity(rng, body, template.form)
    attached, unmarked, marks = [], [], []
    if template.attachment:
        sort, title, nodes = template.attachment
        title = mail.text_of(filling.fill(title))
        attached, unmarked = filling.fill(nodes), [(title, None, False)]
        kind, content = mail.multipart(rng, "mixed", [
            (kind, content), mail.attachment_entity(rng, sort, title, attached)])
        paths = ["1." + path for path in paths] if len(paths) > 1 else paths
        if sort == "image":
            marks, attached = [{"part": "2", "type": "photograph", "hipaa": 17}], []
        else:
            paths.append("2")
    groups = [separated(shown), unescaped(body), attached]
    if any(mail.stray_values(groups + [unmarked])):
        return None
    return {"message": head + kind + "\n" + content, "spans": message_spans(groups, paths) + marks}


def message_spans(groups, paths):
    """
    A span a value. The addresses in From and To are the mail's own and count
    neither way; where they stand in the text, too, its parts are named.
    """
    addresses = {value for value, label in mail.values_of(groups[0]) if label[0] == ADDRESS}
    spans = [{"text": value, "part": "headers", "type": "mail-address", "hipaa": 0} for value in sorted(addresses)]
    found = dict.fromkeys(entry for pieces in groups for entry in mail.values_of(pieces))
    for value, label in found:
        if value not in addresses:
            spans.append({"text": value, **span_of(label)})
        elif any((value, label) in mail.values_of(pieces) for pieces in groups[1:]):
            spans += [{"text": value, "part": path, **span_of(label)} for path in paths]
    return spans


def separated(pieces):
    """Pieces of several header fields, so that none runs into the next."""
    return [part for piece in pieces for part in (piece, ("\n", None, False))]


def valued(pieces):
    return [(text, label, True) for text, label in pieces]


def unescaped(body):
    return [(html.unescape(text) if value else text, label, value) for text, label, value in body]
