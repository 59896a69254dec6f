"""Header rows of assessment tables: which columns of findings they name."""

from collections.abc import Sequence

import regex

from normalize.marks import CROSSES, LETTERS, TICKS
from normalize.text import MONTHS, clean, fold
from schema.document import Line
from schema.verdict import Column, Reason

# "Indicator 2013 2014", "Criteria Indicatoren Bevindingen"
_HEADER_WORD = regex.compile(r"(?:criteri(?:a|um)|indicator(?:en)?|bevinding(?:en)?)")
_HEADER_LINE = regex.compile(r"(?:criteri(?:a|um)\s+)?indicator(?:en)?\b(?P<rest>.*)", regex.IGNORECASE)
# "2013", "2013 Interventieteam Gezinnen"; "2014 niets aan veranderd" is prose
_YEAR_LINE = regex.compile(r"(?:19|20)\d\d(?!\d)(?:\s+[\p{Lu}\p{N}'\"‘“(].{0,50})?")
# "voldoet", "verbeterpunt", "+": the head of a column in which a mark says that this verdict holds
_VERDICT_HEAD = regex.compile(
    rf"[-+−–±{TICKS}{CROSSES}{LETTERS}]|(?:voldoet|verbeterpunt(?:en)?|(?:on)?voldoende|goed|ja|nee|(?:niet|deels))"
)
# "Oordeel": the head of a column of marks, beside the findings
_MARK_HEAD = regex.compile(r"(?:oordeel|beoordeling|score|resultaat)")
# "Toelichting": the head of a column beside those
_REMARK_HEAD = regex.compile(r"indicator(?:en)?|bevinding(?:en)?|toelichting|opmerking(?:en)?")
# "(oud)", "(Gezinscoaching)"
_BRACKETED = regex.compile(r"\((?P<inside>[^()]*)\)")
# "Gezinscoaching", "'Reset'", "1Gezin1Plan"; "/2013" is no name
_NAME = regex.compile(r"['\"‘“]?\p{N}*+\p{L}.*")
# "2014 stand van zaken", "2014 vervolg": no name
_REST = regex.compile(r"(?:stand|vervolg|oordeel|uitkomst|resultaat)\b[\p{Ll} ]*+", regex.IGNORECASE)
_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# "2013", "Bevindingen 2013", "September 2013": what a column's head begins with
_YEAR_HEAD = regex.compile(
    r"(?:(?:bevinding(?:en)?|oordeel|stand|uitkomst(?:en)?|resultaat|jaar|ontwikkeling)\s+)?(?:in\s+)?"
    rf"(?:(?:{'|'.join(MONTHS)})\s+)?(?P<year>(?:19|20)\d\d)(?!\d)",
    regex.IGNORECASE,
)
# "Bevinding 2013 Bevinding 2014" on one line
_BEFORE_YEAR = regex.compile(r"\b(?:bevinding(?:en)?|oordeel)\s+(?=(?:19|20)\d\d)", regex.IGNORECASE)
# "2014 wordt dat anders. De gemeente": no name
_SENTENCE = regex.compile(r"[.;:?!]\s|.{80}")


def header_of(texts: Sequence[str]) -> tuple[Column, ...]:
    """The finding columns that a header row names; () where the row is none."""
    named = [bool(_HEADER_WORD.fullmatch(fold(text))) for text in texts]
    heads = finding_heads(texts)
    columns = tuple(_column(texts[n]) for n in heads)
    others = [
        text
        for n, (text, is_named) in enumerate(zip(texts, named, strict=True))
        if not is_named and n not in heads and not _MARK_HEAD.fullmatch(fold(text))
    ]
    said = any(column.aanpak and _SENTENCE.search(column.aanpak) for column in columns)
    return columns if columns and any(named) and not others and not said else ()


def finding_heads(texts: Sequence[str]) -> list[int]:
    """Which heads of a header row are of columns of findings. A column of marks may stand beside one."""
    years = [n for n, text in enumerate(texts) if _year_at(text)]
    return [n for n, text in enumerate(texts) if n in years or fold(text).startswith("bevinding")] or [
        n for n, text in enumerate(texts) if fold(text) == "toelichting"
    ]


def years_of(texts: Sequence[str]) -> tuple[Column, ...]:
    """The columns that a row below a header names, all by their years; () where it does not."""
    return tuple(map(_column, texts)) if texts and all(_YEAR_LINE.fullmatch(clean(text)) for text in texts) else ()


def names_verdicts(texts: Sequence[str]) -> bool:
    """Whether a row below a header gives each verdict a column of its own: "voldoet | verbeterpunt", "+ | -"."""
    words = [word for text in texts for word in text.casefold().split()]
    verdicts = {word for word in words if _VERDICT_HEAD.fullmatch(word)}
    return len(verdicts) > 1 and all(word in verdicts or _REMARK_HEAD.fullmatch(word) for word in words)


def header_in_lines(lines: list[Line], at: int) -> tuple[tuple[Column, ...], int]:
    """The header that begins at this line of running text, and where it ends; (), at where none does."""
    if at >= len(lines):
        return (), at
    text, end = lines[at].text, at + 1
    if fold(text) in ("criteria", "criterium") and end < len(lines):
        text, end = f"{text} {lines[end].text}", end + 1
    found = _HEADER_LINE.fullmatch(clean(text))
    if not found:
        return (), at
    rest = clean(found["rest"])
    years = [n for n in range(end, min(end + 8, len(lines))) if _YEAR_LINE.fullmatch(clean(lines[n].text))]
    if not rest and years and years[0] == end:
        last = years[-1]
        rest, end = " ".join(line.text for line in lines[end : last + 1]), last + 1
    elif not rest and end < len(lines) and fold(lines[end].text).startswith("bevinding"):
        rest, end = lines[end].text, end + 1
    elif rest and years and years[0] <= end + 1 and _YEAR.match(rest):
        last = years[-1]
        rest, end = " ".join([rest, *(line.text for line in lines[end : last + 1])]), last + 1
    if fold(rest) in ("bevinding", "bevindingen"):
        return (Column(),), end
    rest = _BEFORE_YEAR.sub("", rest)
    starts = column_starts(rest)
    if not starts or starts[0] != 0:
        return (), at
    return tuple(_column(clean(rest[a:b])) for a, b in zip(starts, [*starts[1:], len(rest)], strict=True)), end


def _year_at(text: str) -> regex.Match[str] | None:
    return _YEAR_HEAD.match(text)


def _column(text: str) -> Column:
    """`2013 Interventieteam Gezinnen` → (2013, that name); `2013 (oud)` names none. Another year in what is no name
    makes the year uncertain: `2012/2013`, `2014 (voorjaar 2015)`."""
    year = _year_at(text)
    said = clean(text[year.end() :]).strip(":–- ") if year else ""
    name = regex.sub(r"^aanpak:?\s+", "", said, flags=regex.IGNORECASE)
    bracketed = _BRACKETED.fullmatch(name)
    if bracketed:
        name = bracketed["inside"] if bracketed["inside"][:1].isupper() else ""
    if not _NAME.fullmatch(name) or _REST.fullmatch(name):
        name = ""
    unsure = bool(_YEAR.search(said)) and (not name or bool(bracketed) or name[:1].islower())
    return Column(int(year["year"]) if year else None, name or None, Reason.COLUMN.because(text) if unsure else None)


def column_starts(head: str) -> list[int]:
    """Where the columns begin in "2013 Visie 2020 2013 Thuis 2014": years go up from left to right."""
    years = [(m.start(), int(m.group())) for m in _YEAR.finditer(head)]
    longest: list[list[tuple[int, int]]] = []
    for start, year in years:
        before = [run for run in longest if run[-1][1] <= year]
        longest.append([*max(before, key=len, default=[]), (start, year)])
    return [start for start, _ in max(longest, key=len, default=[])]
