"""The word lists of a half: names.txt, places.txt, words.txt."""
import os


def _lines(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line and not line.startswith("#"):
                yield line


class Values:
    def __init__(self, folder):
        self.name_groups = list(_name_groups(folder))
        self.places = [tuple(line.split("|")) for line in _lines(folder, "places.txt")]
        self._words = {}
        for line in _lines(folder, "words.txt"):
            key, _, items = line.partition(": ")
            self._words.setdefault(key, []).extend(item.strip() for item in items.split("|"))
        self.host = self._words["staff-host"][0]
        self.web = self._words["portal-host"][0]

    def __contains__(self, key):
        return key in self._words

    def keys(self):
        return self._words.keys()

    def __getitem__(self, key):
        return self._words[key]


def _name_groups(folder):
    """(weight, group) each; a group has the lists female, male and family."""
    group = None
    for line in _lines(folder, "names.txt"):
        key, _, rest = line.partition(": ")
        if key == "group":
            name, weight = rest.split()
            group = {"hyphens": name in ("english", "hispanic"), "female": [], "male": [], "family": []}
            yield int(weight), group
        else:
            group[key] += rest.split(", ") if "," in rest else rest.split()
