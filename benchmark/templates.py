"""Templates: text with slots. README describes the notation."""
import datetime
import re

from dates import DATE_FORMATS, TODAY, Date
from people import Institution, Person, shaped

SLOT = re.compile(r"\{([a-z]+\d?)(?:\.([A-Za-z0-9]+))?(?::([A-Za-z0-9-]+))?\}")
WITH_AN = re.compile(r"8|1[18]\D|[aeio]|u(?!r)")
SENTENCE_END = re.compile(r"[.!?][\"')]*(?: |\n\n?)$")
MARK = re.compile(r"\{=(\d+)(p?)(?: ([a-z-]+))?:([^=]*)=\}")

# Roles, and how their bearers differ.
PEOPLE = {
    "p": {"hosts": "mail-host"}, "e": {"hosts": "mail-host", "old": True}, "k": {"hosts": "mail-host", "child": True},
    "r": {"hosts": "mail-host"}, "w": {"hosts": "mail-host"},
    "d": {"provider": True}, "n": {"provider": True}, "s": {"provider": True},
    "v": {"provider": True, "hosts": "vendor-host"},
}
INSTITUTIONS = {"c": "clinic", "h": "hospital", "l": "laboratory", "x": "pharmacy"}
# Days from today: from, to, category.
DAYS = {"visit": (-60, -2, 3), "adm": (-40, -9, 3), "dis": (-8, -1, 3), "next": (3, 60, 3), "onset": (-400, -61, 3),
        "result": (-6, -1, 3), "death": (-30, -2, 3), "pub": (5, 90, 0), "past": (-200, -2, 0), "sent": (-6, 0, 0)}
# Numbers that are nobody's: shapes (@ is a letter, # a digit), or who makes them.
FREE_NUMBERS = {
    "time": lambda rng: "%d:%02d %s" % rng.pick((
        (8, 0, "AM"), (8, 45, "AM"), (9, 15, "AM"), (9, 40, "AM"), (10, 30, "AM"), (11, 20, "AM"), (12, 10, "PM"),
        (1, 15, "PM"), (2, 0, "PM"), (2, 40, "PM"), (3, 30, "PM"), (4, 15, "PM"), (5, 30, "PM"))),
    "clock": lambda rng: "%02d%02d" % (rng.number(7, 18), rng.number(0, 59)),
    "order": ("1##-#######-#######", "3################"),
    "tracking": ("1Z@@@#############", "9400##################", "7###########"),
    "ticket": ("INC00######", "REQ######", "CHG######", "#######"),
    "version": lambda rng: "%d.%d.%d" % (rng.number(1, 14), rng.number(0, 20), rng.number(0, 400)),
    "sku": ("@@-####-@",),
    "price": lambda rng: "$%s%d.%02d" % (
        rng.pick(("", "", "1,", "2,")), rng.number(102, 989), rng.pick((0, 0, 50, 99, 25, 18))),
    "dec": lambda rng: "%d.%d" % (rng.number(1, 14), rng.number(0, 9)),
    "percent": lambda rng: "%d%%" % rng.number(2, 88),
}
# Words of these lists are marked as what they are, and are no identifiers.
ORGANISATIONS = {"insurer", "employer", "school", "product"}


class Template:
    def __init__(self, name, settings, body, attachment):
        self.name, self.settings = name, settings
        self.subject = parse(settings.get("subject", ""), name)
        self.body = parse(body, name)
        self.attachment = attachment # kind, title with slots, parsed text; or None
        self.phi = {"yes": True, "no": False}[settings["phi"]]
        self.form = settings.get("form", "any")
        self.styled = self.form == "any" and settings.get("style") != "fixed"
        self.sender = settings.get("from", "s")
        self.receiver = settings.get("to", "s2")


def read(path):
    """The templates of a file."""
    with open(path, encoding="utf-8") as file:
        sections = re.split(r"^=== *(\S+)\n", file.read(), flags=re.M)
    for name, section in zip(sections[1::2], sections[2::2]):
        head, _, rest = section.partition("\n---\n")
        settings = dict(line.split(": ", 1) for line in head.splitlines() if line)
        parts = re.split(r"^--- (attach|image) (.+)\n", rest, flags=re.M)
        attachment = (parts[1], parse(parts[2], name), parse(parts[3].rstrip("\n") + "\n", name)) if len(parts) > 1 else None
        unknown = set(settings) - {"phi", "form", "style", "from", "to", "subject"}
        if unknown:
            raise ValueError("%s: %s: unknown setting %s" % (path, name, sorted(unknown)))
        yield Template(name, settings, parts[0].rstrip("\n") + "\n", attachment)


# ---- parsing ---------------------------------------------------------------------------

def parse(text, name):
    nodes, at = _parse(text, 0, False, name)
    assert at == len(text), name
    return nodes


def _parse(text, at, nested, name):
    """Nodes up to the end, or up to the | or ~} of the alternative they stand in."""
    nodes, plain = [], at
    while at < len(text):
        if nested and (text[at] == "|" or text.startswith("~}", at)):
            break
        match = MARK.match(text, at) or SLOT.match(text, at)
        if text.startswith("{~", at):
            nodes.append(text[plain:at])
            node, at = _parse_alternatives(text, at + 2, name)
            nodes.append(node)
            plain = at
        elif match:
            nodes += [text[plain:at], match]
            at = plain = match.end()
        else:
            at += 1
    if nested and at == len(text):
        raise ValueError("%s: {~ without ~}" % name)
    nodes.append(text[plain:at])
    return nodes, at


def _parse_alternatives(text, at, name):
    alternatives = []
    while True:
        nodes, at = _parse(text, at, True, name)
        alternatives.append(nodes)
        if text[at] == "|":
            at += 1
        else:
            return alternatives, at + 2


# ---- filling ----------------------------------------------------------------------------

class Filling:
    """One row's people, places, dates and words."""

    def __init__(self, rng, values):
        self.rng, self.values = rng, values
        self._made, self._used = {}, {}

    def _once(self, name, make):
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def person(self, role):
        kind = role.rstrip("0123456789")

        def make():
            while True:
                person = Person(self.rng, self.values, **PEOPLE[kind])
                names = self._used.setdefault("names", set())
                if not names & set(person.names()):
                    names.update(person.names())
                    return person
        return self._once(role, make)

    def _word(self, slot):
        """A word of a list; cond, cond2, cond3 differ."""
        kind = slot.rstrip("0123456789")

        def make():
            used = self._used.setdefault(kind, [])
            word = self.rng.pick([word for word in self.values[kind] if word not in used])
            used.append(word)
            return word
        return self._once("word " + slot, make)

    def _date(self, slot, form):
        low, high, category = DAYS[slot.rstrip("0123456789")]
        date = self._once("date " + slot, lambda: Date(
            self.rng, TODAY + datetime.timedelta(days=self.rng.number(low, high)), category))
        return date.attribute(form, "")

    def _number(self, kind, form):
        if kind == "int":
            low, high = form.split("-")
            return str(self.rng.number(int(low), int(high)))
        if kind == "digits":
            return str(self.rng.number(1, 9)) + self.rng.digits(int(form or 6) - 1)
        if kind not in FREE_NUMBERS:
            raise ValueError("nothing is called %s" % kind)
        source = FREE_NUMBERS[kind]
        return source(self.rng) if callable(source) else shaped(self.rng, self.rng.pick(source))

    def slot(self, name, attribute, form):
        kind = name.rstrip("0123456789")
        if attribute:
            if kind in INSTITUTIONS:
                who = self._once(name, lambda: Institution(self.rng, self.values, INSTITUTIONS[kind]))
            elif kind in PEOPLE:
                who = self.person(name)
            else:
                raise ValueError("no role is called %s" % name)
            pieces = who.attribute(attribute, form)
            if pieces is None:
                raise ValueError("%s has no attribute %s" % (name, attribute))
            return pieces
        if kind in DAYS:
            if form and form not in DATE_FORMATS:
                raise ValueError("no form of a date is called %s" % form)
            return self._date(name, form)
        if kind in self.values:
            label = (0, "organisation", False) if kind in ORGANISATIONS else None
            return [(self._word(name), label)]
        return [(self._number(kind, form), None)]

    def fill(self, nodes):
        """The pieces of a parsed template: (text, label, whether the text is a value)."""
        return grammatical(self._fill(nodes))

    def _fill(self, nodes):
        pieces = []
        for node in nodes:
            if isinstance(node, str):
                pieces.append((node, None, False))
            elif isinstance(node, list):
                pieces += self._fill(self.rng.pick(node))
            elif node.re is MARK:
                category, provider, kind, text = node.groups()
                pieces.append((text, (int(category), kind or "mark", provider == "p"), True))
            else:
                name, attribute, form = node.groups()
                pieces += [(text, label, True) for text, label in self.slot(name, attribute, form or "")]
        return [piece for piece in pieces if piece[0]]


def grammatical(pieces):
    """Sentences begin with a capital, and it is an 84-year-old."""
    mended, before = [], ". "
    for text, label, value in pieces:
        if value and label is None and SENTENCE_END.search(before):
            text = text[0].upper() + text[1:]
        if value and before.endswith(" a ") and WITH_AN.match(text):
            mended[-1] = (mended[-1][0][:-1] + "n ", *mended[-1][1:])
        mended.append((text, label, value))
        before = (before + text)[-8:]
    return mended
