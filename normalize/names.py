"""Names of approaches out of Dutch sentences and headings."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import regex

from normalize.text import clean, fold

# A name ends before one of these words: "de aanpak Reset Thuisbegeleiding op beleidsniveau getoetst".
_STOP_WORDS = frozenset(
    "op in door aan bij met uit om is zijn was waren wordt worden werd werden heeft hebben zal zullen kan die dat "
    "welke niet als te tot ook na sinds per getoetst beoordeeld onderzocht bekeken zich vanuit binnen waarbij "
    "blijft blijven gaat gaan staat vallen valt gericht vervangen opgeheven".split()
)
# "aanpak Reset", "de aanpakken A en B", "de werkwijze van het Team X"
_APPROACH = regex.compile(
    r"\b(?P<noun>aanpakken|aanpak|werkwijze|werkwijzen)\s+(?:van\s+)?(?:(?:het|de)\s+)?(?=[\p{Lu}\p{N}'\"‘“])",
)
# "Aanpak", "aanpak:" before a name in a list: "(2013: aanpak A en aanpak B)"
_BEFORE_NAME = regex.compile(r"^(?:de\s+)?aanpak(?:ken)?:?\s+", regex.IGNORECASE)
_QUOTES = "'\"‘’“”„`"


def approaches_in(sentence: str) -> Iterator[tuple[str, bool]]:
    """(text of one or several names, whether the sentence speaks of several) for each mention of approaches."""
    for found in _APPROACH.finditer(sentence):
        yield _up_to_stop(sentence[found.end() :]), found["noun"].endswith("en")


def _up_to_stop(text: str) -> str:
    """The name that `text` begins with."""
    if text[:1] in _QUOTES:
        quoted = regex.match(rf"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]", text)
        if quoted:
            rest = regex.match(rf"\s+en\s+[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]", text[quoted.end() :])
            return clean(quoted.group(1)) + (f" en {clean(rest.group(1))}" if rest else "")
    words: list[str] = []
    for word in clean(text).split():
        bare = word.rstrip(".,;:!?)(")
        if bare in _STOP_WORDS or (words and words[-1] == "van" and bare in ("de", "het")):
            break
        words.append(bare if bare != word and not word.endswith(",") else word)
        if bare != word and not word.endswith(","):
            break
    while words and (words[-1] in ("en", "de", "van", "het", "aanpak", "voor") or words[-1].endswith(",")):
        words[-1] = words[-1].rstrip(",")
        if words[-1] in ("en", "de", "van", "het", "aanpak", "voor"):
            words.pop()
        else:
            break
    return " ".join(words)


def split_names(names: str, text: str, several: bool | None) -> tuple[str, ...]:
    """`A en B` to its names. `text` is the document: a part that it elsewhere calls "aanpak A" is a name.

    `several` says whether there is more than one, None where that is not known: then it is split only where the
    document bears it out ("Brede zorgcoördinatie jeugd en gezin" is one name).
    """
    marked = [clean(part) for part in regex.split(r"(?:,|\ben)\s+(?:de\s+)?aanpak\s+", _bare(names)) if clean(part)]
    if len(marked) > 1:
        return tuple(_bare(part) for part in marked)
    if several is False:
        return (_bare(names),)
    pieces = _pieces(_bare(names))
    if len(pieces) == 1:
        return (_bare(names),)
    folded = f" {fold(text)} "
    groupings = [groups for groups in _groupings(pieces) if len(groups) > 1 or not several]
    options = sorted(groupings, key=lambda groups: (-_borne_out(groups, folded), len(groups)))
    if several is None and _borne_out(options[0], folded) < 1.0:
        return (_bare(names),)
    return tuple(options[0])


def _bare(name: str) -> str:
    return clean(_BEFORE_NAME.sub("", clean(name).strip(_QUOTES + " "))).strip(_QUOTES + " .;:")


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


def _borne_out(names: Sequence[str], folded: str) -> float:
    """The share (by length) of the names that the text somewhere uses without an "en" on either side."""
    alone = [name for name in names if regex.search(rf"(?<! en) {regex.escape(fold(name))} (?!en )", folded)]
    return sum(map(len, alone)) / sum(map(len, names))
