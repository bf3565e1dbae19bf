"""Whom and what a row speaks of: people, institutions, dates. Each has attributes
that a template names; an attribute is text with the labels of its identifiers.

A piece is (text, label); a label is (category, type, provider) or None.
"""
import datetime
import unicodedata

import wellformed

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
MESES = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
         "noviembre", "diciembre")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TODAY = datetime.date(2026, 3, 10)

DATE_FORMATS = {
    "us": lambda d: "%02d/%02d/%04d" % (d.month, d.day, d.year),
    "usshort": lambda d: "%d/%d/%02d" % (d.month, d.day, d.year % 100),
    "dash": lambda d: "%02d-%02d-%04d" % (d.month, d.day, d.year),
    "iso": lambda d: d.isoformat(),
    "long": lambda d: "%s %d, %d" % (MONTHS[d.month - 1], d.day, d.year),
    "abbr": lambda d: "%s %d, %d" % (MONTHS[d.month - 1][:3], d.day, d.year),
    "dmy": lambda d: "%d %s %d" % (d.day, MONTHS[d.month - 1], d.year),
    "mon": lambda d: "%02d-%s-%d" % (d.day, MONTHS[d.month - 1][:3], d.year),
    "wd": lambda d: "%s, %s %d" % (DAYS[d.weekday()], MONTHS[d.month - 1], d.day),
    "wdlong": lambda d: "%s, %s %d, %d" % (DAYS[d.weekday()], MONTHS[d.month - 1], d.day, d.year),
    "md": lambda d: "%s %d" % (MONTHS[d.month - 1], d.day),
    "slash": lambda d: "%d/%d" % (d.month, d.day),
    "my": lambda d: "%s %d" % (MONTHS[d.month - 1], d.year),
    "compact": lambda d: "%04d%02d%02d" % (d.year, d.month, d.day),
    "stamp": lambda d: "%04d%02d%02d%02d%02d" % (d.year, d.month, d.day, 7 + d.day % 11, d.toordinal() % 60),
    "dots": lambda d: "%02d.%02d.%04d" % (d.month, d.day, d.year),
    "quote": lambda d: "%s, %s %d, %d" % (DAYS[d.weekday()][:3], MONTHS[d.month - 1][:3], d.day, d.year),
    "es": lambda d: "%d de %s de %d" % (d.day, MESES[d.month - 1], d.year),
    "year": lambda d: str(d.year),
}
BIRTH_FORMATS = ("us", "us", "us", "usshort", "dash", "iso", "long", "abbr", "mon", "dmy")
CARE_FORMATS = ("us", "us", "long", "abbr", "iso", "usshort", "wd", "md", "wdlong", "dmy")


def without_accents(text):
    for letter, plain in (("ø", "o"), ("Ø", "O"), ("ł", "l"), ("Ł", "L"), ("ß", "ss"), ("đ", "d"), ("Đ", "D"), ("ı", "i")):
        text = text.replace(letter, plain)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii())


def ascii_of(text):
    """A name as it stands in addresses."""
    return "".join(c for c in without_accents(text).lower() if "a" <= c <= "z")


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
        shape = form if form else self.once("shape", lambda: self.rng.pick(
            ("(%s) %s-%s", "(%s) %s-%s", "%s-%s-%s", "%s-%s-%s", "%s.%s.%s", "+1 %s-%s-%s", "1-%s-%s-%s", "%s %s %s")))
        shape = {"bare": "%s%s%s", "e164": "+1%s%s%s", "dash": "%s-%s-%s"}.get(shape, shape)
        return shape % (area, exchange, line)

    def get_phone(self, form):
        return self.piece(self._phone("phone", form), 4, "phone")

    def get_cell(self, form):
        return self.piece(self._phone("cell", form), 4, "phone")

    def get_ext(self, _):
        ext = self.once("extension", lambda: self.rng.number(101, 7999))
        return self.piece("%s %s%d" % (self._phone("phone", ""), self.rng.pick(("ext. ", "x", "ext ")), ext), 4, "phone")

    def get_fax(self, form):
        return self.piece(self._phone("fax", form), 5, "fax")

    # Its wellformed.
    def get_ip(self, _):
        return self.piece(self.once("ip", lambda: "%d.%d.%d.%d" % (
            self.rng.pick((24, 47, 66, 68, 71, 73, 96, 98, 107, 174)), self.rng.number(1, 254),
            self.rng.number(1, 254), self.rng.number(1, 254))), 15, "ip")

    def get_ip6(self, _):
        return self.piece(self.once("ip6", lambda: "2600:1700:%x:%x::%x" % (
            self.rng.number(4096, 65535), self.rng.number(4096, 65535), self.rng.number(1, 65535))), 15, "ip")

    def number(self, name, category, make):
        return self.piece(self.once(name, make), category, name)


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
            "lastfirstupper": ("%s, %s" % (family, given)).upper(), "lower": ("%s %s" % (given, family)).lower(),
            "hl7": without_accents("%s^%s^%s" % (family, given, middle)).upper(),
            "x12": without_accents("%s*%s*%s" % (family, given, middle)).upper(),
            "familyupper": family.upper(), "givenupper": given.upper(),
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

    def get_parent(self, _):
        return self.word("mother", "father")

    def get_email(self, form):
        given, family = ascii_of(self.given), ascii_of(self.family)
        local = self.once("local", lambda: self.rng.pick((
            "%s.%s" % (given, family), "%s%s" % (given[0], family), "%s_%s" % (given, family),
            "%s%s%d" % (given, family[0], self.born.year % 100), "%s.%s%d" % (family, given[0], self.rng.number(2, 99)))))
        if self.provider:
            local = "%s.%s" % (given, family) if len(given) % 2 else "%s%s" % (given[0], family)
        return self.piece("%s@%s" % (local, self.host), 6, "email")

    def get_dob(self, form):
        form = form or self.once("dobform", lambda: self.rng.pick(BIRTH_FORMATS))
        return self.piece(DATE_FORMATS[form](self.born), 3, "birth-date")

    def get_age(self, form):
        text = "%d%s" % (self.years, {"": "", "yo": "-year-old", "years": " years old", "yo2": " y/o"}[form])
        category = 3 if self.years > 89 else 0
        return [(text, (category, "age", self.provider))]

    def get_ssn(self, form):
        value = self.once("ssn", lambda: wellformed.ssn(self.rng))
        return self.piece({"": value, "bare": value.replace("-", ""), "spaces": value.replace("-", " ")}[form], 7, "ssn")

    def get_mrn(self, _):
        return self.number("mrn", 8, lambda: self.rng.pick((
            self.rng.digits(1).replace("0", "4") + self.rng.digits(6), "00" + self.rng.digits(6),
            self.rng.letters(1) + self.rng.digits(7), "%s-%s" % (self.rng.digits(3), self.rng.digits(5)),
            self.rng.letters(2) + "-" + self.rng.digits(6))))

    def get_visit(self, _):
        return self.number("encounter", 8, lambda: "3" + self.rng.digits(8))

    def get_accession(self, _):
        return self.number("accession", 8, lambda: "%s%02d-%s" % (self.rng.pick("SLC"), 26, self.rng.digits(5)))

    def get_member(self, _):
        return self.number("member-id", 9, lambda: self.rng.pick((
            self.rng.letters(3) + self.rng.digits(9), "W" + self.rng.digits(8), self.rng.digits(9) + "0" + self.rng.digits(1),
            self.rng.letters(1) + self.rng.digits(3) + "-" + self.rng.digits(5))))

    def get_group(self, _):
        return self.number("group-id", 9, lambda: self.rng.pick((
            "0" + self.rng.digits(5), self.rng.letters(2) + self.rng.digits(5), self.rng.digits(5) + "-" + self.rng.digits(3))))

    def get_mbi(self, _):
        return self.number("mbi", 9, lambda: wellformed.mbi(self.rng))

    def get_medicaid(self, _):
        return self.number("medicaid-id", 9, lambda: self.rng.letters(2) + self.rng.digits(8))

    def get_account(self, _):
        return self.number("account", 10, lambda: self.rng.pick((self.rng.digits(8), "A" + self.rng.digits(9), self.rng.digits(6) + "-" + self.rng.digits(2))))

    def get_bank(self, _):
        return self.number("bank-account", 10, lambda: "%d%s" % (self.rng.number(1, 9), self.rng.digits(self.rng.number(8, 11))))

    def get_card(self, _):
        return self.number("card", 10, lambda: wellformed.card(self.rng))

    def get_routing(self, _):
        return self.number("routing", 10, lambda: wellformed.routing(self.rng))

    def get_iban(self, _):
        return self.number("iban", 10, lambda: wellformed.iban(self.rng))

    def get_licence(self, _):
        return self.number("drivers-licence", 11, lambda: wellformed.licence(self.rng, self.place.state))

    def get_npi(self, _):
        return self.number("npi", 11, lambda: wellformed.npi(self.rng))

    def get_dea(self, _):
        return self.number("dea", 11, lambda: wellformed.dea(self.rng, ascii_of(self.family)))

    def get_medlicence(self, _):
        return self.number("medical-licence", 11, lambda: self.rng.pick(("MD", "ME", "A", "RN", "D")) + self.rng.digits(6))

    def get_plate(self, _):
        return self.number("plate", 12, lambda: wellformed.plate(self.rng))

    def get_vin(self, _):
        return self.number("vin", 12, lambda: wellformed.vin(self.rng))

    def get_serial(self, _):
        return self.number("device-serial", 13, lambda: self.rng.letters(3) + self.rng.digits(6) + self.rng.pick(("", "H", "S")))

    def get_udi(self, _):
        return self.number("udi", 13, lambda: wellformed.udi(self.rng))

    def get_imei(self, _):
        return self.number("imei", 13, lambda: wellformed.imei(self.rng))

    def get_mac(self, _):
        return self.number("mac", 13, lambda: wellformed.mac(self.rng))

    def get_portal(self, _):
        return self.number("portal-url", 14, lambda: "https://%s/%s" % (self.values.web, self.rng.pick((
            "patients/%s/results" % self.rng.digits(8), "mychart/r?pid=%s" % self.rng.digits(7),
            "p/%s/visit/%s" % (self.rng.digits(6), self.rng.digits(5)), "secure/record/%s" % self.rng.letters(10).lower()))))

    def get_biometric(self, _):
        return self.number("biometric", 16, lambda: self.rng.pick(("FP-", "BIO", "IRS-", "VP")) + self.rng.digits(7))

    def get_passport(self, _):
        return self.number("passport", 18, lambda: self.rng.letters(1) + self.rng.digits(8))

    def get_itin(self, _):
        return self.number("itin", 18, lambda: wellformed.itin(self.rng))

    def get_study(self, _):
        return self.number("study-id", 18, lambda: self.rng.letters(3) + "-%03d-%03d" % (self.rng.number(1, 40), self.rng.number(1, 320)))

    def get_claim(self, _):
        return self.number("claim", 18, lambda: self.rng.pick(("26" + self.rng.digits(10), "CL" + self.rng.digits(9), "E" + self.rng.digits(8))))

    def get_rx(self, _):
        return self.number("rx-number", 18, lambda: self.rng.pick((self.rng.digits(7), "6" + self.rng.digits(6) + "-" + self.rng.digits(5))))

    def get_employee(self, _):
        return self.number("employee-id", 18, lambda: self.rng.pick(("E0", "H", "40")) + self.rng.digits(5))

    def get_case(self, _):
        return self.number("case-number", 18, lambda: "%s-26-%s" % (self.rng.letters(2), self.rng.digits(5)))


class Institution(Labelled):
    """A clinic, hospital, laboratory: what names it is a provider's."""

    def __init__(self, rng, values, kind):
        super().__init__(True)
        self.rng, self.values, self.kind = rng, values, kind
        self.place = Place(rng, values)
        self.place.street = "%d %s %s" % (rng.number(100, 4800), rng.pick(values["street"]), rng.pick(values["street-kind"]))
        if rng.chance(40):
            self.place.street += rng.pick((", Suite %d", " Ste %d", ", Floor %d")) % rng.number(2, 480)
        self.called = rng.pick(values[kind])

    def get_name(self, form):
        return self.piece(self.called.upper() if form == "upper" else self.called, 2, "facility")

    def get_email(self, form):
        return self.piece("%s@%s" % (form or "info", self.values.host), 6, "email")

    def get_npi(self, _):
        return self.number("npi", 11, lambda: wellformed.npi(self.rng))

    def get_web(self, _):
        return [("https://www." + self.values.host, None)]


class Date:
    """A day that is somebody's (category 3), or everybody's (marked, but none)."""

    def __init__(self, rng, day, category):
        self.day, self.category, self.form = day, category, rng.pick(CARE_FORMATS)

    def attribute(self, name, _):
        text = DATE_FORMATS[name or self.form](self.day)
        return [(text, (self.category if name != "year" else 0, "date", False))]
