"""Identifiers that are well formed: ranges and check digits as their issuers
define them. All are random; any likeness to one in use is chance."""


def luhn_digit(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def ssn(rng):
    area = rng.number(1, 898)
    area += area >= 666
    return "%03d-%02d-%04d" % (area, rng.number(1, 99), rng.number(1, 9999))


def itin(rng):
    return "9%02d-%02d-%04d" % (rng.number(0, 99), rng.pick((50, 57, 65, 70, 78, 84, 88, 90, 94, 99)),
                                rng.number(1, 9999))


def mbi(rng):
    letter = "ACDEFGHJKMNPQRTUVWXY"
    both = letter + "0123456789"
    value = (str(rng.number(1, 9)) + rng.pick(letter) + rng.pick(both) + rng.digits(1) + rng.pick(letter)
             + rng.pick(both) + rng.digits(1) + rng.letters(2, letter) + rng.digits(2))
    return value if rng.chance(50) else "-".join((value[:4], value[4:7], value[7:]))


def npi(rng):
    base = "1" + rng.digits(8)
    return base + luhn_digit("80840" + base)


def dea(rng, family):
    d = rng.digits(6)
    odd = int(d[0]) + int(d[2]) + int(d[4])
    even = int(d[1]) + int(d[3]) + int(d[5])
    return rng.pick("ABFM") + family[0].upper() + d + str((odd + 2 * even) % 10)


def card(rng):
    prefix, length = rng.pick((("4", 16), ("51", 16), ("54", 16), ("2230", 16), ("37", 15), ("6011", 16)))
    base = prefix + rng.digits(length - len(prefix) - 1)
    value = base + luhn_digit(base)
    if length == 15:
        return "%s %s %s" % (value[:4], value[4:10], value[10:])
    joiner = rng.pick((" ", "-", ""))
    return joiner.join(value[at:at + 4] for at in range(0, 16, 4))


def routing(rng):
    base = "%02d" % rng.pick((1, 2, 4, 6, 7, 8, 10, 11, 12, 21, 26, 31, 32)) + rng.digits(6)
    total = sum(int(digit) * weight for digit, weight in zip(base, (3, 7, 1, 3, 7, 1, 3, 7)))
    return base + str(-total % 10)


def iban(rng):
    country, bank, length = rng.pick((("DE", "", 18), ("GB", "NWBK", 14), ("FR", "", 23), ("ES", "", 20)))
    account = bank + rng.digits(length)
    number = "".join(str(int(c, 36)) for c in account + country + "00")
    value = country + "%02d" % (98 - int(number) % 97) + account
    return " ".join(value[at:at + 4] for at in range(0, len(value), 4)) if rng.chance(60) else value


def vin(rng):
    values = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    body = (rng.pick(("1FT", "1G1", "2HG", "3VW", "4T1", "5YJ", "JN1", "1HG")) + rng.letters(2) + rng.digits(3) + "0"
            + rng.pick("FGHJKLMNPR") + rng.letters(1) + rng.digits(6))
    total = sum((values[c] if c in values else int(c)) * weight for c, weight in zip(body, weights))
    return body[:8] + "0123456789X"[total % 11] + body[9:]


def udi(rng):
    base = "0" + rng.digits(12)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(base))
    return "(01)%s%d(17)%02d%02d%02d(10)%s(21)%s" % (
        base, -total % 10, rng.number(27, 31), rng.number(1, 12), rng.number(1, 28),
        rng.letters(1) + rng.digits(4), rng.letters(2) + rng.digits(6))


def imei(rng):
    base = "35" + rng.digits(12)
    return base + luhn_digit(base)


def mac(rng):
    return rng.pick(":-").join("%02X" % (rng.number(0, 255) & (0xFC if at == 0 else 0xFF)) for at in range(6))


def licence(rng, state):
    """A driver's licence in the form of the state, or of the many with digits alone."""
    shapes = {"CA": "L7", "FL": "L12", "IL": "L11", "MI": "L12", "MN": "L12", "WI": "L13", "NJ": "L14", "OH": "LL6",
              "AZ": "L8", "VA": "L8", "KS": "L8", "MD": "L12", "MO": "L9", "NY": "9", "TX": "8", "PA": "8", "GA": "9",
              "NC": "8", "IN": "9", "OR": "7", "CO": "9", "TN": "9", "AL": "7", "OK": "L9", "NM": "9", "KY": "L8"}
    shape = shapes.get(state, "9")
    letters = shape.count("L")
    return rng.letters(letters) + rng.digits(int(shape[letters:]))


def plate(rng):
    return rng.pick((rng.letters(3) + "-" + rng.digits(4), rng.letters(3) + " " + rng.digits(4),
                     rng.digits(1) + rng.letters(3) + rng.digits(3), rng.letters(2) + rng.digits(5)))


def phone_parts(rng, area):
    exchange = rng.number(220, 989)
    while exchange % 100 == 11 or exchange == 555:
        exchange = rng.number(220, 989)
    return area, str(exchange), rng.digits(4)


def ipv4(rng):
    """Of networks that providers hand out to homes."""
    network = rng.pick((24, 47, 66, 68, 71, 73, 96, 98, 107, 174))
    return "%d.%d.%d.%d" % (network, rng.number(1, 254), rng.number(1, 254), rng.number(1, 254))


def ipv6(rng):
    return "2600:1700:%x:%x::%x" % (rng.number(4096, 65535), rng.number(4096, 65535), rng.number(1, 65535))
