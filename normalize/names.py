"""Names of approaches out of Dutch sentences and headings."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import regex

from normalize.gemeente import named
from normalize.text import clean, fold

_QUOTES = "'\"‘’“”„`"
# "aanpak Reset", "de aanpakken A en B", "de werkwijze van het Team X", "aanpakken: A en B", "aanpak, te weten A"
_APPROACH = regex.compile(
    r"\b(?P<noun>aanpakken|aanpak|werkwijzen|werkwijze)\b"
    r"(?:\s+(?:getoetst|beoordeeld))?(?:,?\s+(?:te weten|namelijk)|:)?\s+"
    rf"(?:van\s+)?(?:(?:het|de)\s+)?(?=[\p{{Lu}}\p{{N}}{_QUOTES}])"
)
# What surely stands behind a name: "… op beleidsniveau getoetst", "… van de gemeente Dordrecht"
_END = regex.compile(
    r"(?<!\s)\s++(?:op beleidsniveau|getoetst|beoordeeld|onderzocht|aan de hand|van de gemeente|in de gemeente|"
    r"door (?:STJ|Samenwerkend))\b"
    r"|[.;:](?:\s|$)"
)
# A name ends before one of these: "de aanpak Reset blijft bestaan".
_STOP_WORDS = frozenset(
    "is zijn was waren wordt worden werd werden heeft hebben zal zullen kan die dat welke niet als ook bekeken zich "
    "waarbij blijft blijven gaat gaan staat vallen valt gericht vervangen opgeheven verdwijnt stopt".split()
)
# It also ends before one of these where nothing surer ends it: but "de aanpak Gezin in balans getoetst".
_PREPOSITIONS = frozenset("op in door aan bij met uit om te tot na sinds per vanuit binnen".split())
_LOOSE_ENDS = frozenset({"en", "de", "het", "van", "voor", "aanpak", "in", "op", "met", "bij"})
# "Aanpak", "aanpak:" before a name in a list: "(2013: aanpak A en aanpak B)"
# "'t Vangnet", "'s-Hertogenbosch"
_SHORTENED = regex.compile(r"['’‘`](?:[tns]\b)", regex.IGNORECASE)
_BEFORE_NAME = regex.compile(r"^(?:de\s+)?aanpak(?:ken)?:?\s+", regex.IGNORECASE)
_QUOTED = regex.compile(
    rf"[{_QUOTES}](?P<name>[^{_QUOTES}]+)[{_QUOTES}](?P<next>(?:,\s*|\s+en\s+)(?:de\s+aanpak\s+)?)?"
)


def approaches_in(sentence: str, text: str) -> Iterator[tuple[str, ...]]:
    """The names at each mention of approaches in a sentence. `text` is the whole document: it tells where a name
    ends ("Gezin in balans", where that stands elsewhere too) and which "en" parts two of them."""
    for found in _APPROACH.finditer(sentence):
        rest = sentence[found.end() :]
        names = _quoted(rest)
        if not names:
            several = found["noun"].endswith("en")
            end = _END.search(rest)
            phrase = _up_to_end(clean(rest[: end.start()] if end else rest), text, end.group() if end else None)
            names = split_names(phrase, text, several or None) if phrase else ()
        if names:
            yield names


def _quoted(text: str) -> tuple[str, ...]:
    """The quoted names that `text` begins with, where it lists them: 'A' en 'B'."""
    names, at = [], 0
    while found := _QUOTED.match(text, at):
        names.append(clean(found["name"]))
        at = found.end()
        if not found["next"]:
            break
    return tuple(names)


def _up_to_end(phrase: str, text: str, end: str | None) -> str:
    """The longest beginning of the phrase that the document uses more than once; else up to the first stop word.
    `end` is what stands behind the phrase: after "getoetst" it is surely whole, before a full stop a verb may be
    its last word."""
    words = phrase.split()
    stops = _STOP_WORDS if end else _STOP_WORDS | _PREPOSITIONS
    places = [n for n, pair in enumerate(pairwise(words)) if pair[0] in ("in", "te") and named(pair[1])]
    stop = min([*places, *(n for n, word in enumerate(words) if n and word.rstrip(",") in stops), len(words)])
    shortest = stop + 1 if end and end.strip()[0].isalpha() else 1
    for count in range(len(words), shortest - 1, -1):
        candidate = _trimmed(words[:count])
        if len(candidate.split()) >= shortest and _mentions(candidate, text) > 1:
            return candidate
    return _trimmed(words[:stop])


def _mentions(name: str, text: str) -> int:
    """How often the name stands in the text as a phrase of its own, not as the beginning of a longer name."""
    return len(regex.findall(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(name)}(?!\s*[\p{{Lu}}\p{{N}}]|\p{{L}})", text))


def _trimmed(words: Sequence[str]) -> str:
    kept = list(words)
    while kept and kept[-1].rstrip(",") in _LOOSE_ENDS:
        kept.pop()
    return " ".join(kept).rstrip(",")


def split_names(names: str, text: str, several: bool | None) -> tuple[str, ...]:
    """`A en B` to its names. `text` is the document: a part that it elsewhere calls "aanpak A" is a name.

    `several` says whether there is more than one, None where that is not known: then it is split only where the
    document bears it out ("Brede zorgcoördinatie jeugd en gezin" is one name). Empty where it is several and the
    document does not say where one ends ("A en B en C").
    """
    marked = [clean(part) for part in regex.split(r"(?:,|\ben)\s+(?:de\s+)?aanpak\s+", _bare(names)) if clean(part)]
    if len(marked) > 1:
        return tuple(_bare(part) for part in marked)
    quoted = _quoted(clean(names))
    if len(quoted) > 1:
        return quoted
    pieces = _pieces(_bare(names))
    if several is False or len(pieces) == 1:
        return (_bare(names),)
    folded = f" {fold(text)} "
    groupings = [groups for groups in _groupings(pieces) if len(groups) > 1 or not several]
    called = {tuple(groups): _called(groups, folded) for groups in groupings}
    if several is None:
        whole = [groups for groups in called if called[groups] == len(groups)]
        return min(whole, key=len, default=(_bare(names),))
    best = max(called, key=lambda groups: (sum(len(n) for n in groups if _called([n], folded)), -len(groups)))
    return best if called[best] or len(called) == 1 else _as_list(pieces)


def _as_list(pieces: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """ "A en B, C en D": a list with commas is cut at these and at the last "en" only. Empty without a comma."""
    if not any(separator.startswith(",") for separator, _ in pieces):
        return ()
    names: list[str] = []
    for n, (separator, piece) in enumerate(pieces):
        if n and not separator.startswith(",") and n < len(pieces) - 1:
            names[-1] += separator + piece
        else:
            names.append(piece)
    return tuple(names)


def _bare(name: str) -> str:
    return _unquoted(_BEFORE_NAME.sub("", _unquoted(name))).strip(" .;:")


def _unquoted(name: str) -> str:
    """The name without the quotes around it; "'t Vangnet" begins with none."""
    bare = clean(name).rstrip(_QUOTES + " ")
    return bare if _SHORTENED.match(bare) else bare.lstrip(_QUOTES + " ")


def _pieces(names: str) -> list[tuple[str, str]]:
    """(separator, piece) in order; "Sociale- en Jeugdteams" is no place to cut."""
    found: list[tuple[str, str]] = []
    for part in regex.splititer(r"(,\s+|(?<!-)\s+en\s+)", names):
        if found and regex.fullmatch(r",\s+|\s+en\s+", part):
            found.append((part, ""))
        elif found:
            found[-1] = (found[-1][0], part)
        else:
            found.append(("", part))
    return found


def _groupings(pieces: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    """All ways to cut the pieces into consecutive names; a comma is always a cut."""
    commas = {n for n, (separator, _) in enumerate(pieces) if separator.startswith(",")}
    for count in range(len(commas), len(pieces)):
        for cuts in combinations(range(1, len(pieces)), count):
            if commas <= set(cuts):
                bounds = [0, *cuts, len(pieces)]
                yield [
                    "".join(sep + piece if n else piece for n, (sep, piece) in enumerate(pieces[a:b]))
                    for a, b in pairwise(bounds)
                ]


def _called(names: Sequence[str], folded: str) -> int:
    """How many of the names the text somewhere calls an approach, with no "en" behind it."""
    return sum(bool(regex.search(rf" (?:aanpak|werkwijze) {regex.escape(fold(n))} (?!en )", folded)) for n in names)
