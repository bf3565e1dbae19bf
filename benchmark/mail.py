"""Rows as mail: header fields, bodies in the encodings and structures that mail
programs send, and the check that a value is marked wherever it stands."""
import base64
import html
import re

from dates import TODAY

# Begins as a JPEG does, which is all that a reader of structure looks at.
PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP////////////////////////////////////////////////////"
    "//////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=")
PROGRAMS = ("Microsoft Outlook 16.0", "Apple Mail (2.3774.300.61.1.2)", "Mozilla Thunderbird", "Zimbra 9.0.0_GA_4546")


OUTLOOK = """<html><head><style><!-- p.MsoNormal {margin:0in; font-family:"Calibri",sans-serif;} --></style></head>
<body lang="EN-US" link="#0563C1"><div class="WordSection1">
%s</div></body></html>
"""
OUTLOOK_PARAGRAPH = """<p class="MsoNormal"><span style="font-size:11.0pt">%s</span></p>
"""


def text_of(pieces):
    return "".join(text for text, _, _ in pieces)


# ---- encodings ------------------------------------------------------------------------------

def quoted_printable(data):
    lines = []
    for line in data.split(b"\n"):
        out = ""
        for at, byte in enumerate(line):
            last = at == len(line) - 1
            plain = 33 <= byte <= 126 and byte != 61 or byte in (9, 32) and not last
            token = chr(byte) if plain else "=%02X" % byte
            if len(out) + len(token) > 75:
                lines.append(out + "=")
                out = ""
            out += token
        lines.append(out)
    return "\n".join(lines)


def base64_lines(data):
    text = base64.b64encode(data).decode("ascii")
    return "\n".join(text[at:at + 76] for at in range(0, len(text), 76)) + "\n"


def encoded_word(text):
    """RFC 2047, in words that no reader has to refuse."""
    if text.isascii():
        return text
    chunks = [""]
    for char in text: # an encoded word has at most 75 characters, and no half ones
        if len((chunks[-1] + char).encode("utf-8")) > 45:
            chunks.append("")
        chunks[-1] += char
    return "\n ".join("=?utf-8?B?%s?=" % base64.b64encode(chunk.encode("utf-8")).decode("ascii") for chunk in chunks)


def entity(rng, text, content_type):
    """Header fields and content of a text part."""
    charset = "utf-8"
    if not text.isascii() and rng.chance(35):
        for candidate in ("iso-8859-1", "windows-1252", "iso-8859-2"):
            try:
                text.encode(candidate)
                charset = candidate
                break
            except UnicodeEncodeError:
                pass
    data = text.encode(charset)
    how = rng.pick_weighted(((40, "plain"), (40, "quoted-printable"), (20, "base64")))
    if how == "plain" and not (text.isascii() or charset == "utf-8"):
        how = "quoted-printable"
    if how == "plain":
        encoding, body = "7bit" if text.isascii() else "8bit", text
    else:
        encoding, body = how, quoted_printable(data) if how == "quoted-printable" else base64_lines(data)
    if content_type == "flowed":
        content_type = "text/plain; format=flowed"
    return "Content-Type: %s; charset=%s\nContent-Transfer-Encoding: %s\n" % (content_type, charset, encoding), body


# ---- bodies ------------------------------------------------------------------------------------

def wrap(text, width):
    """Line ends in place of spaces, so that offsets stay; not in tables."""
    out = []
    for line in text.split("\n"):
        table = "\t" in line or "   " in line
        while not table and len(line) > width and " " in line[20:width]:
            cut = line.rindex(" ", 20, width)
            out.append(line[:cut])
            line = line[cut + 1:]
        out.append(line)
    return "\n".join(out)


def flow(text):
    """format=flowed (RFC 3676): a space before each line end that is none of the text."""
    lines = []
    for line in text.split("\n"):
        wrapped = wrap(line.rstrip(" ") if line != "-- " else line, 66).split("\n")
        lines += [part + " " for part in wrapped[:-1]] + wrapped[-1:]
    return "\n".join(" " + line if line.startswith((" ", "From ")) else line for line in lines)


def table_of(match):
    """Lines with tabs, as pasted from a spreadsheet."""
    lines = match.group().rstrip("\n").split("\n")
    cells = ["".join("<td>%s</td>" % cell for cell in line.split("\t")) for line in lines]
    return '<table border="1">%s</table>\n' % "".join("<tr>%s</tr>" % line for line in cells)


def html_of(rng, pieces):
    """HTML that a mail program makes of what is typed into it."""
    style = rng.pick(("plain", "outlook", "div"))
    body = html.escape(text_of(pieces), quote=False)
    body = re.sub(r"(?:^[^\n]*\t[^\n]*\n)+", table_of, body, flags=re.M)
    paragraphs = [block.replace("\n", "<br>\n") for block in body.rstrip("\n").split("\n\n")]
    if style == "outlook":
        return OUTLOOK % "".join(OUTLOOK_PARAGRAPH % block for block in paragraphs)
    if style == "div":
        return '<div dir="ltr">%s</div>\n' % "".join("<div>%s</div><div><br></div>\n" % block for block in paragraphs)
    return "<html><body>\n%s</body></html>\n" % "".join("<p>%s</p>\n" % block for block in paragraphs)


# ---- the message ----------------------------------------------------------------------------------

def address_field(rng, name, pieces_name, pieces_mail):
    order = rng.pick(("quoted", "plain", "bare")) if name == "To" else rng.pick(("quoted", "plain"))
    display, mail = text_of(pieces_name), text_of(pieces_mail)
    if order == "bare":
        return "%s: %s\n" % (name, mail), pieces_mail
    shown = encoded_word(display) if order == "plain" or not display.isascii() else '"%s"' % display
    return "%s: %s <%s>\n" % (name, shown, mail), pieces_name + pieces_mail


def header_section(rng, values, fields, subject):
    """The common fields, and the pieces that stand in them."""
    lines, pieces = "", []
    if rng.chance(40):
        lines += "Received: from [10.%d.%d.%d] (helo=ws%d) by mx%d.%s with ESMTPS id %s; %s\n" % (
            rng.number(0, 9), rng.number(0, 255), rng.number(1, 254), rng.number(10, 99), rng.number(1, 4), values.host,
            rng.letters(8), _date(rng))
    for name, (who, mail) in fields:
        line, shown = address_field(rng, name, who, mail)
        lines += line
        pieces += shown
    lines += "Subject: %s\nDate: %s\nMessage-ID: <%s.%s@%s>\n" % (
        encoded_word(text_of(subject)), _date(rng), rng.digits(10), rng.letters(6).lower(), values.host)
    if rng.chance(50):
        lines += "X-Mailer: %s\n" % rng.pick(PROGRAMS)
    return lines + "MIME-Version: 1.0\n", pieces + subject


def _date(rng):
    time = "%02d:%02d:%02d" % (rng.number(7, 18), rng.number(0, 59), rng.number(0, 59))
    return "Tue, %d Mar %d %s -0500" % (TODAY.day, TODAY.year, time)


def multipart(rng, kind, entities):
    boundary = "=_%s_%s" % (rng.letters(6), rng.digits(8))
    body = "".join("--%s\n%s\n%s\n" % (boundary, head, content.rstrip("\n") + "\n") for head, content in entities)
    return 'Content-Type: multipart/%s; boundary="%s"\n' % (kind, boundary), body + "--%s--\n" % boundary


def body_entity(rng, pieces, form):
    """A body in one of the structures that mail programs send, and the paths of its texts."""
    if form == "html":
        return entity(rng, text_of(pieces), "text/html"), ["1"]
    text = text_of(pieces)
    how = rng.pick_weighted(((30, "plain"), (15, "wrapped"), (10, "flowed"), (35, "alternative"), (10, "html")))
    if how == "html":
        return entity(rng, html_of(rng, pieces), "text/html"), ["1"]
    if how == "flowed":
        return entity(rng, flow(text), "flowed"), ["1"]
    if how == "wrapped":
        text = wrap(text, 72)
    if how != "alternative":
        return entity(rng, text, "text/plain"), ["1"]
    parts = [entity(rng, text, "text/plain"), entity(rng, html_of(rng, pieces), "text/html")]
    return multipart(rng, "alternative", parts), ["1", "2"]


def attachment_entity(rng, kind, title, pieces):
    if kind == "image":
        return ('Content-Type: image/jpeg; name="%s"\nContent-Transfer-Encoding: base64\n'
                'Content-Disposition: attachment; filename="%s"\n' % (title, title), base64_lines(PICTURE))
    name, media = title.split(" ")
    head, body = entity(rng, text_of(pieces), media)
    return head + 'Content-Disposition: attachment; filename="%s"\n' % name, body


# ---- the labels --------------------------------------------------------------------------------------

def is_word(char):
    return char.isascii() and char.isalnum() or ord(char) >= 0x80


def occurrences(text, value):
    """Where `value` stands as a word, as phictl eval looks for it."""
    pattern = r"\s+".join(re.escape(word) for word in value.split())
    for match in re.finditer(pattern, text):
        before, after = text[match.start() - 1:match.start()], text[match.end():match.end() + 1]
        if not (before and is_word(before) and is_word(value[0]) or after and is_word(after) and is_word(value[-1])):
            yield match.start(), match.end()


def values_of(pieces):
    """Label and value, each once, in order."""
    seen = {}
    for text, label, _ in pieces:
        if label:
            seen.setdefault((text.strip(), label))
    return list(seen)


def stray_values(groups):
    """
    Values that stand somewhere without their label, as a name that is a city's,
    too, and values that nobody can find, for what they are joined to.
    """
    labelled = [entry for pieces in groups for entry in values_of(pieces)]
    for pieces in groups:
        text, intervals, at = text_of(pieces), [], 0
        for piece, label, _ in pieces:
            if label:
                intervals.append((at, at + len(piece), label))
            at += len(piece)
        for value, label in labelled:
            found = list(occurrences(text, value))
            if not found and (value, label) in values_of(pieces):
                yield value
            for start, end in found:
                if not any(low <= start and end <= high and (other[0], other[2]) == (label[0], label[2])
                           for low, high, other in intervals):
                    yield value
