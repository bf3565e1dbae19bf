"""Whom and what a row speaks of: people and institutions. Each has attributes
that a template names; an attribute is text with the labels of its identifiers.

A piece is (text, label); a label is (category, type, provider) or None.
"""
import datetime
import unicodedata

import wellformed
from dates import BIRTH_FORMATS, DATE_FORMATS, TODAY

# Letters that Unicode does not take apart.
WITHOUT_MARK = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss"})


def without_accents(text):
    text = text.translate(WITHOUT_MARK)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii())


def ascii_of(text):
    """A name as it stands in addresses."""
    return "".join(c for c in without_accents(text).lower() if "a" <= c <= "z")


def of_rng(make):
    return lambda bearer: make(bearer.rng)


PAGE_SHAPES = ("patients/########/results", "mychart/r?pid=#######", "p/######/visit/#####", "secure/record/@##@#@@")

# What anybody may have: category, type, and shapes (@ is a letter, # a digit) or who makes it.
NUMBERS = {
    "mrn": (8, "mrn", ("4######", "00######", "@#######", "###-#####", "@@-######")),
    "visit": (8, "encounter", ("3########",)),
    "accession": (8, "accession", ("S26-#####", "L26-#####", "C26-#####")),
    "member": (9, "member-id", ("@@@#########", "W########", "#########0#", "@###-#####")),
    "group": (9, "group-id", ("0#####", "@@#####", "#####-###")),
    "mbi": (9, "mbi", of_rng(wellformed.mbi)),
    "medicaid": (9, "medicaid-id", ("@@########",)),
    "account": (10, "account", ("########", "A#########", "######-##")),
    "bank": (10, "bank-account", ("1########", "7#########", "38##########", "2###########")),
    "card": (10, "card", of_rng(wellformed.card)),
    "routing": (10, "routing", of_rng(wellformed.routing)),
    "iban": (10, "iban", of_rng(wellformed.iban)),
    "licence": (11, "drivers-licence", lambda bearer: wellformed.licence(bearer.rng, bearer.place.state)),
    "npi": (11, "npi", of_rng(wellformed.npi)),
    "dea": (11, "dea", lambda bearer: wellformed.dea(bearer.rng, ascii_of(bearer.family))),
    "medlicence": (11, "medical-licence", ("MD######", "ME######", "A######", "RN######")),
    "plate": (12, "plate", of_rng(wellformed.plate)),
    "vin": (12, "vin", of_rng(wellformed.vin)),
    "serial": (13, "device-serial", ("@@@######", "@@@######H", "@@@######S")),
    "udi": (13, "udi", of_rng(wellformed.udi)),
    "imei": (13, "imei", of_rng(wellformed.imei)),
    "mac": (13, "mac", of_rng(wellformed.mac)),
    "portal": (14, "portal-url", lambda bearer: "https://%s/%s" % (
        bearer.values.web, shaped(bearer.rng, bearer.rng.pick(PAGE_SHAPES)))),
    "ip": (15, "ip", of_rng(wellformed.ipv4)),
    "ip6": (15, "ip", of_rng(wellformed.ipv6)),
    "biometric": (16, "biometric", ("FP-#######", "BIO#######", "IRS-#######", "VP#######")),
    "passport": (18, "passport", ("@########",)),
    "itin": (18, "itin", of_rng(wellformed.itin)),
    "study": (18, "study-id", ("@@@-0##-###",)),
    "claim": (18, "claim", ("26##########", "CL#########", "E########")),
    "rx": (18, "rx-number", ("#######", "6######-#####")),
    "employee": (18, "employee-id", ("E0#####", "H#####", "40#####")),
    "case": (18, "case-number", ("@@-26-#####",)),
}


def shaped(rng, shape):
    return "".join(rng.letters(1) if c == "@" else rng.digits(1) if c == "#" else c for c in shape)


def make_number(bearer, source):
    return source(bearer) if callable(source) else shaped(bearer.rng, bearer.rng.pick(source))


PHONE_SHAPES = ("(%s) %s-%s", "(%s) %s-%s", "%s-%s-%s", "%s-%s-%s", "%s.%s.%s", "+1 %s-%s-%s", "1-%s-%s-%s", "%s %s %s")
PHONE_FORMS = {"bare": "%s%s%s", "dash": "%s-%s-%s"}


class Place:
    """Where somebody lives or something stands."""

    def __init__(self, rng, values):
        self.city, self.county, self.state, self.zip, self.area = rng.pick(values.places)
        number = rng.pick((rng.number(3, 99), rng.number(100, 999), rng.number(1000, 9800)))
        compass = rng.pick(("", "", "", "N ", "S. ", "West ", "NE "))
        self.street = "%d %s%s %s" % (number, compass, rng.pick(values["street"]), rng.pick(values["street-kind"]))
        if rng.chance(25):
            self.street += rng.pick((" Apt %d", ", Apt. %dB", " #%d", " Unit %d")) % rng.number(1, 48)
        if rng.chance(12):
            self.zip += "-%04d" % rng.number(1001, 9899)


class Labelled:
    """What has attributes. An attribute is made once and stays the same in a row."""

    def __init__(self, provider):
        self.provider = provider
        self._made = {}

    def piece(self, text, category, kind):
        return [(text, (category, kind, self.provider))]

    def once(self, name, make):
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def attribute(self, name, form):
        """The pieces of an attribute; None when there is none of that name."""
        if name in NUMBERS:
            category, kind, source = NUMBERS[name]
            return self.piece(self.once(name, lambda: make_number(self, source)), category, kind)
        make = getattr(self, "get_" + name, None)
        return make(form) if make else None

    # Where it is.
    def get_street(self, _):
        return self.piece(self.place.street, 2, "street")

    def get_city(self, form):
        return self.piece(self.place.city.upper() if form == "upper" else self.place.city, 2, "city")

    def get_county(self, _):
        return self.piece(self.place.county + " County", 2, "county")

    def get_state(self, _):
        return [(self.place.state, None)]

    def get_zip(self, form):
        return self.piece(self.place.zip[:5] if form == "five" else self.place.zip, 2, "zip")

    def get_addr(self, form):
        comma = "\n" if form == "lines" else ", "
        return self.get_street("") + [(comma, None)] + self.get_city("") + [
            (", " + self.place.state + " ", None)] + self.get_zip("")

    # How to reach it.
    def _phone(self, name, form):
        area, exchange, line = self.once(name, lambda: wellformed.phone_parts(self.rng, self.place.area))
        shape = PHONE_FORMS[form] if form else self.once("shape", lambda: self.rng.pick(PHONE_SHAPES))
        return shape % (area, exchange, line)

    def get_phone(self, form):
        return self.piece(self._phone("phone", form), 4, "phone")

    def get_cell(self, form):
        return self.piece(self._phone("cell", form), 4, "phone")

    def get_ext(self, _):
        shapes = ("ext. %d", "x%d", "ext %d")
        extension = self.once("extension", lambda: self.rng.pick(shapes) % self.rng.number(101, 7999))
        return self.piece("%s %s" % (self._phone("phone", ""), extension), 4, "phone")

    def get_fax(self, form):
        return self.piece(self._phone("fax", form), 5, "fax")



class Person(Labelled):
    def __init__(self, rng, values, provider=False, old=False, child=False, hosts="staff-host"):
        super().__init__(provider)
        self.rng = rng
        group = rng.pick_weighted(values.name_groups)
        self.female = rng.chance(50)
        self.given = rng.pick(group["female" if self.female else "male"])
        self.family = rng.pick(group["family"])
        if group["hyphens"] and rng.chance(8):
            other = rng.pick(group["family"])
            self.family += "-" + other if other != self.family else ""
        self.middle = rng.pick("ABCDEFGHJKLMNPRSTVW")
        self.place = Place(rng, values)
        years = rng.number(91, 102) if old else rng.number(2, 17) if child else rng.number(19, 88)
        self.born = TODAY - datetime.timedelta(days=years * 365 + rng.number(20, 330) + years // 4)
        self.years = (TODAY - self.born).days * 100 // 36525
        self.values = values
        self.host = rng.pick(values[hosts])

    def names(self):
        return self.given, self.family

    def get_name(self, form):
        given, family, middle = self.given, self.family, self.middle
        text = {
            "": "%s %s" % (given, family), "mid": "%s %s. %s" % (given, middle, family),
            "given": given, "family": family, "lastfirst": "%s, %s" % (family, given),
            "lastfirstmid": "%s, %s %s." % (family, given, middle), "initial": "%s. %s" % (given[0], family),
            "short": "%s %s." % (given, family[0]), "upper": ("%s %s" % (given, family)).upper(),
            "lastfirstupper": ("%s, %s" % (family, given)).upper(),
            "hl7": without_accents("%s^%s^%s" % (family, given, middle)).upper(),
            "x12": without_accents("%s*%s*%s" % (family, given, middle)).upper(),
            "familyupper": family.upper(),
        }[form]
        return self.piece(text, 1, "name")

    def get_middle(self, _):
        return [(self.middle, None)]

    def get_title(self, _):
        return [("Ms. " if self.female else "Mr. ", None)] + self.get_name("family")

    def word(self, female, male):
        return [(female if self.female else male, None)]

    def get_he(self, _):
        return self.word("she", "he")

    def get_He(self, _):
        return self.word("She", "He")

    def get_his(self, _):
        return self.word("her", "his")

    def get_His(self, _):
        return self.word("Her", "His")

    def get_him(self, _):
        return self.word("her", "him")

    def get_sex(self, form):
        return self.word("F", "M") if form == "letter" else self.word("female", "male")

    def get_child(self, _):
        return self.word("daughter", "son")

    def get_spouse(self, _):
        return self.word("wife", "husband")

    def get_email(self, form):
        given, family = ascii_of(self.given), ascii_of(self.family)
        local = self.once("local", lambda: self.rng.pick((
            given + "." + family, given[0] + family, given + "_" + family,
            "%s%s%d" % (given, family[0], self.born.year % 100),
            "%s.%s%d" % (family, given[0], self.rng.number(2, 99)))))
        if self.provider:
            local = given + "." + family if len(given) % 2 else given[0] + family
        return self.piece("%s@%s" % (local, self.host), 6, "email")

    def get_dob(self, form):
        form = form or self.once("dobform", lambda: self.rng.pick(BIRTH_FORMATS))
        return self.piece(DATE_FORMATS[form](self.born), 3, "birth-date")

    def get_age(self, form):
        text = "%d%s" % (self.years, {"": "", "yo": "-year-old", "yo2": " y/o"}[form])
        category = 3 if self.years > 89 else 0
        return [(text, (category, "age", self.provider))]

    def get_ssn(self, form):
        value = self.once("ssn", lambda: wellformed.ssn(self.rng))
        return self.piece(value.replace("-", {"": "-", "bare": ""}[form]), 7, "ssn")


class Institution(Labelled):
    """A clinic, hospital, laboratory: what names it is a provider's."""

    def __init__(self, rng, values, kind):
        super().__init__(True)
        self.rng, self.values, self.kind = rng, values, kind
        self.place = Place(rng, values)
        self.place.street = "%d %s %s" % (
            rng.number(100, 4800), rng.pick(values["street"]), rng.pick(values["street-kind"]))
        if rng.chance(40):
            self.place.street += rng.pick((", Suite %d", " Ste %d", ", Floor %d")) % rng.number(2, 480)
        self.called = rng.pick(values[kind])

    def get_name(self, form):
        return self.piece(self.called.upper() if form == "upper" else self.called, 2, "facility")

    def get_email(self, form):
        return self.piece("%s@%s" % (form or "info", self.values.host), 6, "email")

    def get_web(self, _):
        return [("https://www." + self.values.host, None)]
