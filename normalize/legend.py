"""The legend: what a document itself says about its marks ("… voldoet (v) dan wel … verbeterpunt is (o)")."""

from collections.abc import Iterator, Mapping, Sequence

import regex

from normalize.text import fold
from schema.verdict import VERBETERPUNT, VOLDOET

# What words say of a mark.
TICK, CROSS, UNCLEAR = "✓", "X", "?"
# So many words before or behind a mark say what it means.
NEAR = 8
# A negation belongs to a word of the verdict that stands at most so many words away ("op dit punt nog niet"); behind
# "verbeterpunt" it belongs to something else.
REACH_TICK, REACH_CROSS = 5, 3

_TICK = regex.compile(r"voldoe|voldaan")
_CROSS = regex.compile(r"verbeter(?!d)|onvoldoende")
_NOT = frozenset({"niet", "geen", "zonder", "niets", "nooit", "nergens", "nauwelijks", "noch"})
# what makes a verdict one that is not given, or not wholly, or of what was done about it
_UNSURE = regex.compile(
    r"(?:pas|later|straks|zal|zullen|zou|zouden|moet|moeten|hoeft|hoeven|deels|gedeeltelijk|grotendeels|bijna|half|halve"
    r"|verbeterd\w*|opgepakt|opgelost|gerealiseerd|afgerond|doorgevoerd|uitgevoerd|aangepakt|afgehandeld|verholpen"
    r"|weggenomen|ontbreekt|ontbreken|afwezig)"
)
# "(v)", "(+)", "('o')": a mark in brackets; its meaning stands before it
_BRACKETED = regex.compile(r"\(\s*['\"‘“]?(?P<glyph>[^\s()\p{N}'\"‘“’”])\ufe0f?['\"’”]?\s*\)")
# "(X) staat voor voldoet": what stands behind the bracket, where that says it
_BEHIND_BRACKET = regex.compile(r"\G\s*+(?:=|:|betekent|staat\s++voor|voor)\s(?P<meaning>[^.;()=:,]{3,60})")
# "v = voldoet", "'o' betekent verbeterpunt", "+: voldoet": a mark, and its meaning behind it
_EXPLAINED = regex.compile(
    r"(?<![\p{L}\p{N}])['\"‘“]?(?P<glyph>[^\s\p{N}'\"‘“’”(),.;:=])\ufe0f?['\"’”]?\s*+"
    r"(?:=|:|betekent|staat\s+voor)\s*+(?P<meaning>(?:(?!\s\S\s*+[=:])[^.;()=:,]){3,60})"
)
# "een o dat er een verbeterpunt is": the second of two
_SECOND = regex.compile(r"\b(?:een|de)\s+['\"‘“]?(?P<glyph>[^\s\p{N}'\"])['\"’”]?\s+dat\s(?P<meaning>[^.;()=:,]{3,60})")
# "voldoet: v", "verbeterpunt = o": its meaning before it, and nothing behind; from the beginning of a word only, or a
# megabyte takes ten seconds
_BEHIND = regex.compile(
    r"(?<!\p{L})(?P<meaning>\p{L}[\p{L} -]{3,60}?)\s*+[=:]\s*+['\"‘“]?"
    r"(?P<glyph>[^\s\p{N}'\"‘“’”()])['\"’”]?(?=\s*(?:[,.;)]|$|\s(?:en|of|dan)\b))"
)


def legend(text: str) -> Mapping[str, str]:
    """Glyph → verdict, where the text explains exactly one glyph for each verdict; empty where it does not, or where it
    contradicts itself."""
    glyphs = explanations(text)
    return glyphs if sorted(glyphs.values()) == [VERBETERPUNT, VOLDOET] else {}


def explanations(text: str) -> Mapping[str, str]:
    """Glyph → the verdict that the text says it stands for; empty where it says several."""
    said: dict[str, set[str]] = {}
    for glyph, meaning in _said(text):
        said.setdefault(glyph, set()).add(meaning)
    verdicts = {frozenset({TICK}): VOLDOET, frozenset({CROSS}): VERBETERPUNT}
    return {glyph: verdicts.get(frozenset(meanings), "") for glyph, meanings in said.items()}


def _said(text: str) -> Iterator[tuple[str, str]]:
    """(glyph, what the words around it say)."""
    for line in text.split("\n"):
        before = 0
        for found in _BRACKETED.finditer(line):
            behind = _BEHIND_BRACKET.match(line, found.end())
            words = behind["meaning"] if behind else regex.split(r"[.;!?]\s", line[before : found.start()])[-1]
            if meaning := polarity(fold(words).split()[-NEAR:]):
                yield found["glyph"], meaning
            before = found.end()
        for pattern in (_EXPLAINED, _SECOND, _BEHIND):
            for found in pattern.finditer(line):
                if meaning := polarity(fold(found["meaning"]).split()):
                    yield found["glyph"], meaning


def polarity(words: Sequence[str]) -> str | None:
    """What words say of a mark; None where they say nothing."""
    ticks = [n for n, word in enumerate(words) if _TICK.match(word)]
    crosses = [n for n, word in enumerate(words) if _CROSS.match(word)]
    unsure = any(_UNSURE.fullmatch(word) for word in words)
    denied = [n for n, word in enumerate(words) if word in _NOT]
    if not ticks and not crosses:
        return UNCLEAR if any(word.startswith("verbeterd") for word in words) else None
    if unsure or len(denied) > 1 or (ticks and crosses):
        return UNCLEAR
    if not denied:
        return TICK if ticks else CROSS
    if ticks:
        return CROSS if any(abs(n - denied[0]) <= REACH_TICK for n in ticks) else UNCLEAR
    return TICK if any(0 < n - denied[0] <= REACH_CROSS for n in crosses) else UNCLEAR
