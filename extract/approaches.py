"""The approaches that a document names: the current one, the earlier ones, and the lines that open their sections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import regex

from extract.imprint import ASSESSED, Imprint
from normalize.match import alike_words
from normalize.names import approaches_in, split_names
from normalize.text import clean, fold, join_lines

# "Aanpak: Reset"; "Aanpak Reset" is a heading where Reset is known to be an approach
_AANPAK = regex.compile(r"aanpak(?P<colon>\s*:)?\s+(?P<name>\S.*)", regex.IGNORECASE)
# "(2013: Gezinscoaching en Reset Thuisbegeleiding)"
_FORMERLY = regex.compile(r"\(\s*(?:19|20)\d\d\s*:\s*(?P<names>[^()]+(?:\([^()]*\)[^()]*)*)\)?")
# "in de nieuwe werkwijze Team Integrale Regievoering"
_NEW_WAY = regex.compile(r"\b(?:nieuwe|huidige)\s+(?:werkwijze|aanpak)\b")
# "aanpak Wonen en Welzijn": one, whatever "en" parts
_ONE = regex.compile(r"^\s*+aanpak\s(?!.*\baanpak\s)")
# "(2013:", which may stand at the end of a wrapped line
_BRACKET = regex.compile(r"\(\s*(?:19|20)\d\d\s*:")
# "De vragenlijst over deze aanpak is ingevuld door": a sentence begins
_SENTENCE = regex.compile(
    r"(?:De|Het|Een|Deze|Dit|Dat|Die|In|Op|Voor|Er|Met|Bij|Om|Als|Naast|Sinds|Samenwerkend) "
    r"(?:\p{Ll}|\p{Lu}{2,}\b|Toezicht)"
)
# "Samenwerkend Toezicht Jeugd heeft 'Participatiehuis' getoetst"
_QUOTED = regex.compile(r"heeft\s+(?:de aanpak\s+)?['\"‘“](?P<name>[^'\"’”]{2,80})['\"’”]\s+(?:getoetst|beoordeeld)")
# A name that is wrapped runs over so many lines at most; prose goes on for longer.
MOST_NAME_LINES = 2
# Two names are one, damaged, from here on: "samen stcrk" / "samen sterk" is at 0.91, "team noord" / "team zuid" at
# 0.74.
SAME_NAME = 0.88
_GOES_ON = frozenset("van in op door bij binnen uit".split())


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section: its position in the document and the approach it names."""

    order: int
    aanpak: str


def stated(imprint: Imprint) -> Iterator[Heading]:
    """Lines `Aanpak: X`, whole: a name or a bracket may go on in the next lines."""
    folded = f" {fold(imprint.text)} "
    for n, (order, line) in enumerate(imprint.lines):
        found = _AANPAK.fullmatch(clean(line.text))
        if found and found["colon"]:
            yield Heading(order, _whole_name(found["name"], imprint, n, folded))


def _whole_name(name: str, imprint: Imprint, at: int, folded: str) -> str:
    below = imprint.paragraph_of(at)
    unfinished = [text for _, line in imprint.lines[at + 1 : at + 5] if (text := clean(line.text))]
    for text in unfinished:
        if name.count("(") <= name.count(")") and not name.endswith((" en", ",", "-")) and not _BRACKET.match(text):
            break
        name = join_lines([name, text], imprint.hyphenated)
        below = below[1:]
    if _BRACKET.search(name):
        return name
    rest = list(takewhile(lambda text: not _BRACKET.match(text) and not _SENTENCE.match(text), below))
    short = len(rest) <= MOST_NAME_LINES and not any(text.endswith((".", ":", ";")) for text in rest)
    for count in range(len(rest), 0, -1):
        longer = join_lines([name, *rest[:count]], imprint.hyphenated)
        if (short and count == len(rest)) or (count <= MOST_NAME_LINES and folded.count(f" {fold(longer)} ") > 1):
            bracket = below[count : count + 3]
            return join_lines([longer, *bracket]) if bracket and _BRACKET.match(bracket[0]) else longer
    return name


def headings_of(imprint: Imprint, approaches: Sequence[str]) -> Iterator[Heading]:
    """Lines `Aanpak X` without a colon, where X is one of the approaches."""
    for order, line in imprint.lines:
        found = _AANPAK.fullmatch(clean(line.text))
        if found and not found["colon"]:
            yield from (Heading(order, name) for name in approaches if fold(name) == fold(found["name"]))


def assessed(imprint: Imprint) -> list[Heading]:
    """The headings of a full assessment; where it has none, the one approach that it says it assessed."""
    found = list(stated(imprint))
    if found:
        return [Heading(h.order, clean(_FORMERLY.sub("", h.aanpak))) for h in found]
    said = (s for s in imprint.sentences if ASSESSED.search(s))
    names = dict.fromkeys(name for s in said for names in approaches_in(s, imprint.text) for name in names)
    if headed := list(headings_of(imprint, list(names))):
        return headed
    quoted = dict.fromkeys(found["name"] for found in _QUOTED.finditer(imprint.text))
    return [Heading(-1, name) for name in quoted] if len(quoted) == 1 else []


def title_of(imprint: Imprint, first_row: int) -> tuple[Heading | None, str | None]:
    """The title's `Aanpak: X (2013: Y)`: X with its position, and Y."""
    for heading in stated(imprint):
        if heading.order < first_row:
            formerly = _FORMERLY.search(heading.aanpak)
            name = clean(heading.aanpak[: formerly.start()] if formerly else heading.aanpak)
            return Heading(heading.order, name), formerly["names"] if formerly else None
    return None, None


def earlier(imprint: Imprint, year: int | None, formerly: str | None, repeats: bool) -> tuple[str, ...]:
    """The approaches of the earlier assessment, of that year, by the title's bracket (`formerly`) or by what the
    introduction says. `repeats`: an indicator is printed twice, so there are several. Empty where not stated."""
    said = [s for s in imprint.sentences if ASSESSED.search(s) and year and str(year) in s]
    mentioned = [name for s in said for names in approaches_in(s, imprint.text) for name in names]
    names = tuple({fold(name): name for name in reversed(mentioned)}.values())[::-1]
    if not formerly:
        return names
    if names and all(f" {fold(name)} " in f" {fold(formerly)} " for name in names) and len(names) > 1:
        return names
    repeated = repeats and not _ONE.match(formerly)
    several = (len(names) > 1 or repeated) if names else (True if repeated else None)
    return split_names(formerly, imprint.text, several)


def as_stated(name: str, stated: Sequence[str]) -> str:
    """A name read out of a sentence as a heading states it, where it is that one damaged, or goes on behind it:
    "Samen Stcrk van de gemeenfe Meppel"."""
    for known in stated:
        words, own = fold(name).split(), fold(known).split()
        rest = words[len(own) :]
        alike = alike_words(" ".join(words[: len(own)]), " ".join(own)) >= SAME_NAME
        if own and alike and (not rest or rest[0] in _GOES_ON):
            return known
    return name


def new_way(imprint: Imprint) -> str | None:
    """The one approach that the text calls the new one, where the title names none."""
    names = [
        names[0]
        for sentence in imprint.sentences
        for found in _NEW_WAY.finditer(sentence)
        for names in list(approaches_in(sentence[found.start() :], imprint.text))[:1]
    ]
    different = {fold(name): name for name in names}
    return next(iter(different.values())) if len(different) == 1 else None


def is_unsure(name: str, imprint: Imprint) -> bool:
    """Whether a name read out of a sentence may have taken a word too many: it ends in lower case ("Team Jeugd
    terugkomen") and stands nowhere else."""
    return name.split()[-1].islower() and f" {fold(imprint.text)} ".count(f" {fold(name)} ") < 2
