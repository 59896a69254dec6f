"""The gemeenten of 2013 to 2015: names, CBS codes, the years in which they existed, what became of them."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from normalize.text import fold

# Other names in use, folded → CBS code.
ALIASES = {
    "den haag": "GM0518",
    "den bosch": "GM0796",
    "bergen limburg": "GM0893",
    "bergen l": "GM0893",
    "bergen noord holland": "GM0373",
    "bergen nh": "GM0373",
}


@dataclass(frozen=True, slots=True)
class Gemeente:
    """A gemeente. `begins` and `ends` are the years in which it came and ceased to be (on 1 January), or None."""

    code: str
    name: str
    begins: int | None
    ends: int | None
    successor_code: str | None

    def existed_in(self, year: int) -> bool:
        """Whether it existed in (part of) that year."""
        return (self.begins is None or self.begins <= year) and (self.ends is None or year < self.ends)


@cache
def register() -> dict[str, Gemeente]:
    """All known gemeenten by CBS code (source: CBS, Gemeentelijke indeling 2013 to 2015)."""
    lines = (resources.files("schema") / "gemeenten.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found = {}
    for line in lines:
        code, name, begins, ends, successor, _note = line.split("\t")
        name = name.replace(",)", ".)")
        found[code] = Gemeente(code, name, _year(begins), _year(ends), successor or None)
    return found


def named(name: str, year: int | None = None) -> Gemeente | None:
    """The gemeente of this name (case and accents aside) that existed in `year`, if one did."""
    same = [g for g in _by_name().get(fold(name), ()) if year is None or g.existed_in(year)]
    return same[0] if len(same) == 1 else None


def successor(gemeente: Gemeente) -> Gemeente | None:
    """What it became part of, where it ceased to exist as a whole."""
    return register().get(gemeente.successor_code) if gemeente.successor_code else None


def predecessors(gemeente: Gemeente, year: int) -> list[Gemeente]:
    """The gemeenten of `year` that later became part of this one."""
    return [g for g in register().values() if g.successor_code == gemeente.code and g.existed_in(year)]


def mentions(text: str) -> Counter[str]:
    """How often each known gemeente is named in the text."""
    return Counter(_by_name()[fold(found)][0].name for found in _pattern().findall(text))


def _year(date: str) -> int | None:
    """`2015-01-01` → 2015"""
    return int(date[:4]) if date else None


@cache
def _by_name() -> dict[str, list[Gemeente]]:
    names: dict[str, list[Gemeente]] = {}
    for gemeente in register().values():
        names.setdefault(fold(gemeente.name), []).append(gemeente)
    for alias, code in ALIASES.items():
        names.setdefault(alias, [register()[code]])
    return names


@cache
def _pattern() -> regex.Pattern[str]:
    names = sorted(
        {g.name for g in register().values()} | {"Den Haag", "Den Bosch"}, key=lambda name: (-len(name), name)
    )
    printed = "|".join(regex.escape(name).replace("'", "['’]") for name in names)
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}-])(?:{printed})(?![\p{{L}}\p{{N}}-])")
