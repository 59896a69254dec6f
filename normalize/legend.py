"""The legend: what a document itself says about its marks ("… voldoet (v) dan wel … verbeterpunt is (o)")."""

from collections.abc import Iterator, Mapping

import regex

from normalize.text import fold
from schema.verdict import VERBETERPUNT, VOLDOET

# So many words before or behind a mark say what it means.
NEAR = 8
# "(v)", "(+)", "('o')": a mark in brackets; its meaning stands before it
_BRACKETED = regex.compile(r"\(\s*['\"‘“]?(?P<glyph>[^\s()\p{N}'\"‘“’”])\ufe0f?['\"’”]?\s*\)")
# "v = voldoet", "'o' betekent verbeterpunt", "+: voldoet": a mark, and its meaning behind it
_EXPLAINED = regex.compile(
    r"(?<![\p{L}\p{N}])['\"‘“]?(?P<glyph>[^\s\p{N}'\"‘“’”(),.;:=])\ufe0f?['\"’”]?\s*+"
    r"(?:=|:|betekent|staat\s+voor)\s*+(?P<meaning>[^.;()=:,]{3,60})"
)
# "voldoet: v", "verbeterpunt = o": its meaning before it, and nothing behind; from the beginning of a word only, or a
# megabyte takes ten seconds
_BEHIND = regex.compile(
    r"(?<!\p{L})(?P<meaning>\p{L}[\p{L} -]{3,60}?)\s*+[=:]\s*+['\"‘“]?"
    r"(?P<glyph>[^\s\p{N}'\"‘“’”()])['\"’”]?(?=\s*(?:[,.;)]|$|\s(?:en|of|dan)\b))"
)
_CROSS = regex.compile(r"\b(?:verbeterpunt\w*|onvoldoende|voldoet (?:nog )?niet|(?:nog )?niet (?:\w+ ){0,2}vold\w*)")
_TICK = regex.compile(r"\b(?:voldoe\w*|voldaan|voldoende)")
_NO_CROSS = regex.compile(r"\b(?:geen|zonder) (?:\w+ )?verbeterpunt\w*")


def legend(text: str) -> Mapping[str, str]:
    """Glyph → verdict, where the text explains exactly one glyph for each verdict; empty where it does not, or where it
    contradicts itself."""
    said: dict[str, set[str]] = {}
    for glyph, meaning in _said(text):
        said.setdefault(glyph, set()).add(meaning)
    glyphs = {glyph: next(iter(meanings)) for glyph, meanings in said.items() if len(meanings) == 1}
    return glyphs if {VOLDOET, VERBETERPUNT} <= set(glyphs.values()) and len(said) == len(glyphs) else {}


def _said(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        before = 0
        for found in _BRACKETED.finditer(line):
            words = regex.split(r"[.;!?]\s", line[before : found.start()])[-1].split()[-NEAR:]
            if meaning := meaning_of(" ".join(words)):
                yield found["glyph"], meaning
            before = found.end()
        for pattern in (_EXPLAINED, _BEHIND):
            for found in pattern.finditer(line):
                if meaning := meaning_of(found["meaning"]):
                    yield found["glyph"], meaning


def meaning_of(words: str) -> str | None:
    """The verdict that words speak of; None where they speak of none or of both."""
    folded = fold(words)
    without = _NO_CROSS.sub(" voldoet ", folded)
    cross = bool(_CROSS.search(without))
    tick = bool(_TICK.search(_CROSS.sub(" ", without)))
    return None if cross == tick else VERBETERPUNT if cross else VOLDOET
