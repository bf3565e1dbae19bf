"""Days, and how people and programs write them."""
import datetime

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
    "quote": lambda d: "%s, %s %d, %d" % (DAYS[d.weekday()][:3], MONTHS[d.month - 1][:3], d.day, d.year),
    "es": lambda d: "%d de %s de %d" % (d.day, MESES[d.month - 1], d.year),
    "year": lambda d: str(d.year),
}
BIRTH_FORMATS = ("us", "us", "us", "usshort", "dash", "iso", "long", "abbr", "mon", "dmy")
CARE_FORMATS = ("us", "us", "long", "abbr", "iso", "usshort", "wd", "md", "wdlong", "dmy")


class Date:
    """A day that is somebody's (category 3), or everybody's (marked, but none)."""

    def __init__(self, rng, day, category):
        self.day, self.category, self.form = day, category, rng.pick(CARE_FORMATS)

    def attribute(self, name, _):
        text = DATE_FORMATS[name or self.form](self.day)
        return [(text, (self.category if name != "year" else 0, "date", False))]
