"""Cells to labels: the kader decides what a cell is.

In a grid every label is one cell. In running text, where every line is a cell, a segmental dynamic program picks
the best cut of the lines into indicators, criteria, marked lines and prose. Furniture (running heads, page
numbers, "Vervolg …") gets no label at all.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

import regex

from normalize.marks import split_mark
from normalize.match import LIKE, SURE, Matcher
from normalize.text import clean, fold, hyphenated_words, join_lines
from schema.document import Cell, Document, Line
from schema.verdict import Column, Match


class Kind(Enum):
    """What a stretch of cells is."""

    HEADING = auto()  # of a chapter: ends an assessment table
    OUTCOMES = auto()  # "Uitkomsten verbeterpunten", "Bevindingen toezichtonderzoek": may stand inside a row
    THEME = auto()
    HEADER = auto()  # "Criteria | Indicatoren | Bevindingen", "Indicator | 2013 | 2014"
    CRITERION = auto()
    INDICATOR = auto()
    CELL = auto()  # a cell of a finding column, also an empty one
    MARKED = auto()  # a line of running text that opens with a mark
    PROSE = auto()


@dataclass(frozen=True, slots=True)
class Label:
    """`order` is the index of its first cell in the document. `key` is the theme's id, `column` the finding
    column of a grid's cell (from 0, None in running text), `columns` what a HEADER says, `covered` the finding
    columns in which an indicator's row is covered by the cell above; `grid` says that it stands in one."""

    kind: Kind
    order: int
    lines: tuple[Line, ...]
    key: str | None = None
    matches: tuple[Match, ...] = ()
    column: int | None = None
    columns: tuple[Column, ...] = ()
    covered: frozenset[int] = frozenset()
    grid: bool = False


# The longest indicators of the kader, or several in one cell, wrapped at 28 characters a line.
MOST_LINES = 18
# What a line that begins an indicator loses where the sentence before it has not ended.
MID_SENTENCE = 1.5

# "Conclusie", "Context Spijkenisse", "Ontwikkeling 2014": a chapter begins
_HEADING = regex.compile(
    r"(?:conclusie|vervolg conclusie|context\b.*|inleiding|beschrijving|ontwikkeling(?:en)? \d{4}|colofon|"
    r"wat gaat goed|wat kan beter|bijlage\b.*)",
)
# "Aanpak: Reset", "Aanpak Reset": a section begins
_HEADING_AANPAK = regex.compile(r"Aanpak(?:\s*:\s*\S|\s+[\p{Lu}\p{N}'\"‘“]).{0,80}")
_OUTCOMES = regex.compile(r"(?:uitkomsten|bevindingen) (?:verbeterpunten|toezichtonderzoek)(?: toezichtonderzoek)?")
# "Vervolg uitkomsten verbeterpunten", "Vervolg bevindingen toezichtonderzoek"
_CONTINUED = regex.compile(
    r"\s*V(?i:ervolg)\s+(?i:uitkomsten|bevindingen|tabel|verbeterpunten|toezichtonderzoek)\b[^.]{0,60}"
)
# "- 7 -", "Pagina 3 van 7", "3/7"; "7" alone may also be a number that the line was wrapped before
_PAGE_NUMBER = regex.compile(
    r"[-–|\s]*(?:(?:pagina|pag|p|blz)\b\.?\s*)?\d{1,3}(?:\s*(?:van|/|of)\s*\d{1,3})?[-–|\s]*", regex.IGNORECASE
)
# "Indicator 2013 2014", "Criteria Indicatoren Bevindingen"
_HEADER_WORD = regex.compile(r"(?:criteri(?:a|um)|indicator(?:en)?|bevinding(?:en)?)")
_HEADER_LINE = regex.compile(r"(?:criteri(?:a|um)\s+)?indicator(?:en)?\b(?P<rest>.*)", regex.IGNORECASE)
_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# the end of a sentence, perhaps inside quotes or brackets
_SENTENCE_END = regex.compile(r"[.!?:;…][\"'”’)\]]*$")


def label(document: Document, matcher: Matcher) -> list[Label]:
    """The labels of a document, in reading order."""
    labeller = _Labeller(document, matcher)
    return labeller.mended(labeller.labels())


class _Labeller:
    def __init__(self, document: Document, matcher: Matcher) -> None:
        self._cells = document.cells
        self._matcher = matcher
        self._hyphenated = hyphenated_words(line.text for cell in document.cells for line in cell.lines)
        self._furniture = _furniture(document)
        self._indicator_column = 1

    def labels(self) -> Iterator[Label]:
        """Grids row by row, running text stretch by stretch."""
        numbered = [(n, cell) for n, cell in enumerate(self._cells) if n not in self._furniture]
        for table, group in groupby(numbered, key=lambda item: item[1].table):
            if table is None:
                yield from self._running_text(list(group))
                continue
            rows = [list(row) for _, row in groupby(group, key=lambda item: item[1].row)]
            width = 1 + max(cell.column for row in rows for _, cell in row)
            for row in rows:
                yield from self._grid_row(row, width)

    def mended(self, labels: Iterable[Label]) -> list[Label]:
        """Indicator cells that a page end broke in two, made whole: where both together are more like the kader
        than each. What stands beside the second half then belongs to the first."""
        whole: list[Label] = []
        last: int | None = None  # where the indicator before stands
        for this in labels:
            if this.kind is Kind.INDICATOR and last is not None:
                lines = (*whole[last].lines, *this.lines)
                halves = [self._likeness(whole[last].lines), self._likeness(this.lines)]
                if self._likeness(lines) > max(halves):
                    whole[last] = replace(whole[last], lines=lines, matches=self._match(lines))
                    continue
            if this.kind in (Kind.INDICATOR, Kind.HEADING):
                last = len(whole) if this.kind is Kind.INDICATOR else None
            whole.append(this)
        return whole

    def _likeness(self, lines: Sequence[Line]) -> float:
        return self._matcher.likeness(join_lines((line.text for line in lines), self._hyphenated))

    # grids

    def _grid_row(self, row: list[tuple[int, Cell]], width: int) -> Iterator[Label]:
        filled = [(n, cell) for n, cell in row if cell.lines]
        if not filled:
            return
        order, first = filled[0]
        texts = [self._text(cell) for _, cell in filled]
        if len(filled) == 1 and (special := self._special(first.lines[0], texts[0], order)):
            yield special
        elif columns := _header(texts):
            self._indicator_column = next(
                (cell.column for (_, cell), t in zip(filled, texts, strict=True) if fold(t).startswith("indicator")), 0
            )
            yield Label(Kind.HEADER, order, first.lines, columns=columns)
        elif any(fold(text) in ("wat gaat goed", "wat kan beter") for text in texts):
            yield Label(Kind.HEADING, order, first.lines)
        else:
            yield from self._assessment_row(row, width)

    def _assessment_row(self, row: list[tuple[int, Cell]], width: int) -> Iterator[Label]:
        at = self._indicator_at(row)
        for order, cell in row:
            if cell.column < at and cell.lines:
                yield Label(Kind.CRITERION, order, cell.lines)
        for order, cell in row:
            if cell.column == at and cell.lines:
                here = {c.column - at - 1 for _, c in row if c.column > at}
                covered = frozenset(range(width - at - 1)) - here
                yield Label(
                    Kind.INDICATOR, order, cell.lines, matches=self._match(cell.lines), covered=covered, grid=True
                )
        for order, cell in row:
            if cell.column > at:
                yield Label(Kind.CELL, order, cell.lines, column=cell.column - at - 1)

    def _indicator_at(self, row: list[tuple[int, Cell]]) -> int:
        """The column of the indicator: where the kader says, else where the header said."""
        scored = [
            (self._matcher.likeness(self._text(cell)), -cell.column)
            for _, cell in row
            if cell.lines and not split_mark(cell.lines[0].text)
        ]
        best = max(scored, default=(0.0, 0))
        return -best[1] if best[0] >= LIKE and -best[1] <= self._indicator_column else self._indicator_column

    def _match(self, lines: Sequence[Line]) -> tuple[Match, ...]:
        return self._matcher.indicators([join_lines(p, self._hyphenated) for p in paragraphs(lines)])

    def _text(self, cell: Cell) -> str:
        return join_lines((line.text for line in cell.lines), self._hyphenated)

    def _special(self, line: Line, text: str, order: int, before: Line | None = None) -> Label | None:
        """A theme line or a heading, where `text` is one."""
        folded = fold(text)
        if _OUTCOMES.fullmatch(folded):
            return Label(Kind.OUTCOMES, order, (line,))
        if (_HEADING.fullmatch(folded) or _HEADING_AANPAK.fullmatch(text.strip())) and is_headline(line, before):
            return Label(Kind.HEADING, order, (line,))
        theme = self._matcher.theme(text.removeprefix("Thema:").strip())
        return Label(Kind.THEME, order, (line,), key=theme) if theme else None

    # running text

    def _running_text(self, cells: list[tuple[int, Cell]]) -> Iterator[Label]:
        lines = [(order, line) for order, cell in cells for line in cell.lines]
        fixed = self._fixed(lines)
        at = 0
        while at < len(lines):
            if at in fixed:
                made, at = fixed[at]
                yield made
                continue
            end = at
            while end < len(lines) and end not in fixed:
                end += 1
            after = fixed[end][0].kind if end in fixed else None
            yield from self._cut(lines[at:end], after)
            at = end

    def _fixed(self, lines: list[tuple[int, Line]]) -> dict[int, tuple[Label, int]]:
        """The lines that need no program: where each such label begins, and where it ends."""
        fixed: dict[int, tuple[Label, int]] = {}
        at = 0
        while at < len(lines):
            order, line = lines[at]
            end = at + 1
            before = lines[at - 1][1] if at else None
            columns, header_end = _header_lines([line for _, line in lines], at)
            if columns:
                end = header_end
                fixed[at] = Label(Kind.HEADER, order, (line,), columns=columns), end
            elif split_mark(line.text) and (opens_finding(line, before) or self._after_indicator(lines, at)):
                fixed[at] = Label(Kind.MARKED, order, (line,)), end
            elif special := self._special(line, line.text, order, before):
                next_line = lines[at + 1][1] if at + 1 < len(lines) else None
                if special.kind is not Kind.THEME or self._is_theme_line(
                    line, next_line, [x for _, x in lines], at + 1
                ):
                    fixed[at] = special, end
            at = end
        return fixed

    def _after_indicator(self, lines: list[tuple[int, Line]], at: int) -> bool:
        """Whether an indicator ends with the line before this one."""
        starts = range(max(0, at - MOST_LINES), at)
        return any(self._likeness([line for _, line in lines[start:at]]) >= SURE for start in starts)

    def _is_theme_line(self, line: Line, after: Line | None, lines: list[Line], at: int) -> bool:
        """ "Aanpak" on a line of its own, not the last word of a sentence."""
        if _SENTENCE_END.search(line.text) or not line.text.strip()[:1].isupper():
            return False
        return line.opens or bool(after and (_header_lines(lines, at)[0] or fold(after.text) == "wat gaat goed"))

    def _cut(self, lines: list[tuple[int, Line]], after: Kind | None) -> Iterator[Label]:
        """The best cut of these lines into indicators, criteria and prose; `after` is what follows them."""
        count = len(lines)
        # best[at]: (value, labels) of the best cut from there; opened[at]: of the best one that begins with an
        # indicator, and so may follow an indicator or a criterion.
        best: list[tuple[float, tuple[Label, ...]]] = [(0.0, ())] * (count + 1)
        opened: list[tuple[float, tuple[Label, ...]] | None] = [None] * (count + 1)
        criteria: list[tuple[float, tuple[Label, ...]] | None] = [None] * (count + 1)
        # An indicator far from any marked line is of no row.
        for at in range(count - 1, -1, -1):
            order, line = lines[at]
            best[at] = (best[at + 1][0], (Label(Kind.PROSE, order, (line,)), *best[at + 1][1]))
            if not self._may_begin(lines, at):
                continue
            for end, text in self._segments(lines, at):
                value = self._value(lines, at, end, text)
                if value > 0:
                    follow = self._followed(lines, end, after, best, opened, criteria, at)
                    if follow is not None:
                        made = Label(Kind.INDICATOR, order, tuple(line for _, line in lines[at:end]))
                        candidate = (value + follow[0], (made, *follow[1]))
                        if opened[at] is None or candidate[0] > opened[at][0]:  # type: ignore[index]
                            opened[at] = candidate
                next_indicator = opened[end]
                if next_indicator and self._matcher.criterion(text):
                    made = Label(Kind.CRITERION, order, tuple(line for _, line in lines[at:end]))
                    candidate = (0.5 + next_indicator[0], (made, *next_indicator[1]))
                    if criteria[at] is None or candidate[0] > criteria[at][0]:  # type: ignore[index]
                        criteria[at] = candidate
            for other in (opened[at], criteria[at]):
                if other and other[0] > best[at][0]:
                    best[at] = other
        for made in best[0][1]:
            if made.kind is Kind.INDICATOR:
                made = replace(made, matches=self._match(made.lines))
            yield made

    def _followed(
        self,
        lines: list[tuple[int, Line]],
        end: int,
        after: Kind | None,
        best: Sequence[tuple[float, tuple[Label, ...]]],
        opened: Sequence[tuple[float, tuple[Label, ...]] | None],
        criteria: Sequence[tuple[float, tuple[Label, ...]] | None],
        at: int,
    ) -> tuple[float, tuple[Label, ...]] | None:
        """What may follow an indicator that ends at `end`: a marked line, another indicator; or something else
        (a row without a marker) where the indicator is a paragraph of its own. None where nothing may."""
        if end == len(lines) and after is Kind.MARKED:
            return (0.0, ())
        options = [option for option in (opened[end],) if option]
        if lines[at][1].opens and (end == len(lines) or lines[end][1].opens):
            options.append(best[end])
            if criteria[end]:
                options.append(criteria[end])  # type: ignore[arg-type]
        return max(options, key=lambda option: option[0], default=None)

    def _segments(self, lines: list[tuple[int, Line]], at: int) -> Iterator[tuple[int, str]]:
        for end in range(at + 1, min(at + MOST_LINES, len(lines)) + 1):
            yield end, join_lines((line.text for _, line in lines[at:end]), self._hyphenated)

    def _may_begin(self, lines: list[tuple[int, Line]], at: int) -> bool:
        text = lines[at][1].text.lstrip("\"'“‘(•-–* ")
        return lines[at][1].opens or not text[:1].islower()

    def _value(self, lines: list[tuple[int, Line]], at: int, end: int, text: str) -> float:
        score = self._matcher.likeness(text)
        if not score:
            return 0.0
        value = len(text) / 20 * (score - LIKE + 2) / 25
        if at and not lines[at][1].opens and not self._may_end(lines, at):
            value -= MID_SENTENCE
        return value

    def _may_end(self, lines: list[tuple[int, Line]], at: int) -> bool:
        """Whether what stands before this line may end there: a sentence, or a criterion."""
        if _SENTENCE_END.search(lines[at - 1][1].text):
            return True
        before = [" ".join(line.text for _, line in lines[start:at]) for start in range(max(0, at - 4), at)]
        return any(self._matcher.criterion(text) for text in before)


def paragraphs(lines: Iterable[Line]) -> list[list[str]]:
    """Lines to paragraphs of lines' texts."""
    found: list[list[str]] = []
    for line in lines:
        if line.opens or not found:
            found.append([])
        found[-1].append(line.text)
    return found


def is_headline(line: Line, before: Line | None) -> bool:
    """Whether a line can be a heading: a capital, no full stop, and no sentence running into it."""
    text = line.text.strip()
    begun = line.opens or before is None or bool(_SENTENCE_END.search(before.text))
    return begun and not text[:1].islower() and not text.endswith((".", ",", ";"))


def opens_finding(line: Line, before: Line | None) -> bool:
    """Whether a line that begins with a mark begins a finding: at the start of a paragraph, after the end of a
    sentence, or with a capital behind the mark; "punten met een / ✓ zijn niet getoetst" is none."""
    if line.opens or before is None or _SENTENCE_END.search(before.text):
        return True
    mark = split_mark(line.text)
    return bool(mark and not mark[2].lstrip("\"'“‘(– ")[:1].islower())


def _header(texts: Sequence[str]) -> tuple[Column, ...]:
    """The finding columns that a header row names; () where the row is none."""
    folded = [fold(text) for text in texts]
    named = [bool(_HEADER_WORD.fullmatch(text)) for text in folded]
    columns = tuple(
        _column(text)
        for text, plain in zip(texts, folded, strict=True)
        if plain.startswith("bevinding") or _YEAR.match(text)
    )
    others = [t for t, plain, is_named in zip(texts, folded, named, strict=True) if not is_named and not _YEAR.match(t)]
    return columns if columns and any(named) and not others else ()


def _column(text: str) -> Column:
    """`2013 Interventieteam Gezinnen` → (2013, that name)."""
    year = _YEAR.match(text)
    name = clean(_YEAR.sub("", text, count=1)).strip("():–- ") if year else ""
    name = regex.sub(r"^aanpak:?\s+", "", name, flags=regex.IGNORECASE)
    return Column(int(year.group(1)) if year else None, name or None)


def _header_lines(lines: list[Line], at: int) -> tuple[tuple[Column, ...], int]:
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
    years = [n for n in range(end, min(end + 8, len(lines))) if _YEAR.match(lines[n].text) and len(lines[n].text) < 60]
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
    starts = _column_starts(rest)
    if not starts or starts[0] != 0:
        return (), at
    return tuple(_column(clean(rest[a:b])) for a, b in zip(starts, [*starts[1:], len(rest)], strict=True)), end


def _column_starts(head: str) -> list[int]:
    """Where the columns begin in "2013 Visie 2020 2013 Thuis 2014": years go up from left to right."""
    years = [(m.start(), int(m.group())) for m in _YEAR.finditer(head)]
    longest: list[list[tuple[int, int]]] = []
    for start, year in years:
        before = [run for run in longest if run[-1][1] <= year]
        longest.append([*max(before, key=len, default=[]), (start, year)])
    return [start for start, _ in max(longest, key=len, default=[])]


def _furniture(document: Document) -> frozenset[int]:
    """The cells of running text that belong to the page, not to the text: page numbers, "Vervolg …", and the
    title and other short lines that stand again at every page."""
    texts = {n: fold(cell.text) for n, cell in enumerate(document.cells) if cell.table is None}
    out = {n for n, cell in enumerate(document.cells) if n in texts and cell.lines and _is_furniture(cell.lines[0])}
    counts = Counter(texts.values())
    heads = {
        t
        for t in counts
        if t.startswith(
            (
                "uitkomsten toezicht",
                "uitkomsten verbeterpunten toezicht",
                "samenwerkend toezicht jeugd",
                "ministerie van",
                "factsheet",
            )
        )
    }
    seen: set[str] = set()
    for n, text in texts.items():
        if text in heads and len(text) < 80:
            if text in seen:
                out.add(n)
            seen.add(text)
    return frozenset(out)


def _is_furniture(line: Line) -> bool:
    text = line.text.strip()
    if _CONTINUED.fullmatch(text) and fold(text) != "vervolg conclusie":
        return True
    return bool(_PAGE_NUMBER.fullmatch(text)) and (line.opens or not text.isdigit())
