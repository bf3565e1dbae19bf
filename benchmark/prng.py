"""Pseudo-random numbers that are the same in every version of Python: splitmix64
(Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014)."""

_MASK = (1 << 64) - 1


def _hash(text):
    """FNV-1a, to make a seed of a name."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) & _MASK
    return value


class Prng:
    def __init__(self, *names):
        self._state = _hash("\0".join(str(name) for name in names))

    def _next(self):
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        value = self._state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
        return value ^ (value >> 31)

    def number(self, low, high):
        """A whole number from low to high, both included."""
        return low + self._next() % (high - low + 1)

    def pick(self, items):
        return items[self._next() % len(items)]

    def pick_weighted(self, items):
        """Of (weight, item) pairs."""
        at = self._next() % sum(weight for weight, _ in items)
        for weight, item in items:
            if at < weight:
                return item
            at -= weight
        raise AssertionError("not reached")

    def chance(self, percent):
        return self._next() % 100 < percent

    def digits(self, count):
        return "".join(str(self._next() % 10) for _ in range(count))

    def letters(self, count, alphabet="ABCDEFGHJKLMNPRSTUVWXYZ"):
        return "".join(self.pick(alphabet) for _ in range(count))
