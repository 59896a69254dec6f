"""Labels to rows: row = CRITERION? INDICATOR+ finding+; finding = MARKED PROSE*.

A row ends where the next indicator begins, never where a page or a table ends. Theme lines and headers may be
repeated in the middle of a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract.recognise import ends_sentence, opens_finding, paragraphs
from normalize.marks import is_no_verdict, marks_inside, split_mark
from normalize.text import clean, join_lines, split_let_op
from schema.document import Line, Place
from schema.label import Kind, Label
from schema.verdict import Column, Finding, Match, Reason, Row


def rows(labels: Iterable[Label], hyphenated: frozenset[str]) -> list[Row]:
    """The rows of all assessment tables, one per column of findings, in reading order."""
    grammar = _Grammar(hyphenated)
    given = list(labels)
    for label in given:
        grammar.take(label)
    grammar.close()
    found = sorted(grammar.done, key=lambda row: row.order)
    return _cut_off(found, given)


def _cut_off(found: list[Row], labels: Sequence[Label]) -> list[Row]:
    """The rows; where a text ends with a finding in the middle of a sentence, that is doubtful."""
    ends = [(span[1], label) for label in labels if label.lines and (span := label.lines[-1].place.span)]
    end, last = max(ends, key=lambda item: item[0], default=(0, None))
    of_finding = last and (
        last.kind in (Kind.CELL, Kind.MARKED) or (last.kind is Kind.PROSE and not last.lines[0].opens)
    )
    if last is None or not of_finding or not _breaks_off(last.lines[-1]):
        return found
    cut = max((f.place.span[1] for row in found for f in row.findings if f.place.span), default=end)
    return [replace(row, findings=tuple(_doubted(f, cut) for f in row.findings)) for row in found]


def _is_of_finding(label: Label) -> bool:
    return label.kind in (Kind.CELL, Kind.MARKED) or (label.kind is Kind.PROSE and not label.lines[0].opens)


def _breaks_off(line: Line) -> bool:
    """Whether a document that ends with this line ends in the middle of a sentence."""
    mark = split_mark(line.text)
    lone = mark and not mark[2].strip()
    return not ends_sentence(line) and not is_no_verdict(line.text) and not lone


def _doubted(finding: Finding, end: int) -> Finding:
    span = finding.place.span
    cut = span and span[1] >= end
    return replace(finding, doubt=finding.doubt or Reason.CUT_OFF.because()) if cut else finding


@dataclass(slots=True)
class _Open:
    """A row that is being read: in one column of a grid, or (column None) in all columns of running text."""

    order: int
    column: int | None
    matches: list[Match] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    indicator: list[Line] = field(default_factory=list)
    theme: str | None = None
    doubt: str | None = None


class _Grammar:
    def __init__(self, hyphenated: frozenset[str]) -> None:
        self._hyphenated = hyphenated
        self._columns: tuple[Column, ...] = ()
        self._theme: str | None = None
        self._indicator: Label | None = None
        self._open: dict[int | None, _Open] = {}
        self._last_cell: _Open | None = None
        self.done: list[Row] = []

    def take(self, label: Label) -> None:
        """One label further."""
        if label.kind not in (Kind.MARKED, Kind.PROSE) or label.lines[0].opens:
            self._last_cell = None
        match label.kind:
            case Kind.HEADING:
                self.close()
                self._theme = None
            case Kind.THEME:
                self._theme = label.key
            case Kind.HEADER:
                if label.columns != self._columns:
                    self.close()
                self._columns = label.columns
            case Kind.INDICATOR:
                self._begin(label)
            case Kind.CELL:
                self._cell(label)
            case Kind.MARKED | Kind.PROSE:
                self._line(label)
            case Kind.CRITERION | Kind.OUTCOMES:
                pass

    def close(self) -> None:
        """End the row that is being read."""
        for row in self._open.values():
            self.done.extend(self._finish(row))
        self._open = {}
        self._indicator = None

    def _begin(self, label: Label) -> None:
        running = self._open.get(None)
        if running and not running.lines and not label.grid and _of_one_theme(running.matches, label.matches):
            running.matches.extend(label.matches)  # INDICATOR INDICATOR: one cell of several
            running.indicator.extend(label.lines)
            return
        kept: dict[int | None, _Open] = {c: row for c, row in self._open.items() if c in label.covered}
        for column, row in kept.items():
            row.matches.extend(label.matches)
            row.indicator.extend(label.lines)
            del self._open[column]
        self.close()
        self._open = kept
        self._indicator = label
        if not label.grid:
            place = label.lines[0].place
            self._open[None] = _Open(label.order, None, list(label.matches), [], place, list(label.lines), self._theme)

    def _cell(self, label: Label) -> None:
        row = self._open.get(label.column)
        if row is None:
            matches, beside = (self._indicator.matches, self._indicator.lines) if self._indicator else ((), ())
            first = (label.lines or beside)[:1]
            place = first[0].place if first else Place()
            row = _Open(label.order, label.column, list(matches), [], place, list(beside), self._theme)
            self._open[label.column] = row
        row.doubt = row.doubt or label.doubt
        row.lines.extend(_going_on(row.lines, label.lines))
        of_text = row.lines and row.lines[-1].place.page is None
        self._last_cell = row if of_text else None  # a cell of a PDF has edges

    def _line(self, label: Label) -> None:
        row = self._last_cell or self._open.get(None)
        if row is not None:
            row.lines.extend(label.lines)  # also a cell of a text table that goes on in lines of its own
        elif self._open and label.kind is Kind.PROSE:
            return  # prose between two tables
        elif label.kind is Kind.MARKED and self._columns:
            self._open[None] = _Open(label.order, None, [], list(label.lines), label.lines[0].place, theme=self._theme)

    def _finish(self, row: _Open) -> Iterable[Row]:
        loose, findings = self._findings(row.lines)
        if row.column is None and not findings and not self._columns:
            return  # an indicator in running text, outside any table
        if row.column is not None:
            column = self._columns[row.column] if row.column < len(self._columns) else Column()
            yield replace(self._row(row, column, findings, loose), doubt=row.doubt)
            return
        columns = self._columns or (Column(),)
        shares = _shares(len(row.matches), findings, len(columns))
        for n, column in enumerate(columns):
            if shares is None:
                doubt = Reason.COLUMN.because(f"{len(findings)} markers, {len(columns)} columns")
                yield replace(self._row(row, column, findings if n == 0 else (), loose), doubt=doubt)
            else:
                yield self._row(row, column, shares[n], loose if n == 0 else "")

    def _row(self, row: _Open, column: Column, findings: Sequence[Finding], loose: str) -> Row:
        return Row(
            tuple(row.matches),
            column,
            tuple(findings),
            row.order,
            loose,
            theme=row.theme,
            place=row.place,
            indicator_boxes=_boxes(line.place for line in row.indicator),
        )

    def _findings(self, lines: Sequence[Line]) -> tuple[str, tuple[Finding, ...]]:
        """Text before the first mark, and the findings."""
        parts: list[list[Line]] = [[]]
        before: Line | None = None
        for line in lines:
            if split_mark(line.text) and opens_finding(line, before):
                parts.append([])
            parts[-1].append(line)
            before = line
        loose = self._text(parts[0])
        return loose, tuple(self._finding(part) for part in parts[1:])

    def _finding(self, lines: Sequence[Line]) -> Finding:
        mark = split_mark(lines[0].text)
        assert mark is not None
        glyph, verdict, rest = mark
        text = self._text([replace(lines[0], text=rest, opens=True), *lines[1:]])
        explanation, let_op = split_let_op(text)
        first, last = lines[0].start, lines[-1].place
        span = (first.span[0], last.span[1]) if first.span and last.span else None
        doubt = lines[0].doubt or (Reason.UNREADABLE.because() if verdict is None else None)
        if doubt is None and (inside := marks_inside(explanation)):
            doubt = Reason.UNUSED_MARKER.because(f"in the text: {inside}")
        boxes = _boxes([first, *(line.place for line in lines)])
        return Finding(lines[0].glyph or glyph, verdict, explanation, let_op, replace(first, span=span), boxes, doubt)

    def _text(self, lines: Sequence[Line]) -> str:
        return clean(" ".join(join_lines(paragraph, self._hyphenated) for paragraph in paragraphs(lines)))


def _of_one_theme(matches: Iterable[Match], others: Iterable[Match]) -> bool:
    """Whether indicators may stand in one cell: no cell reaches over a theme's end."""
    themes = {match.indicator_id.split(".")[0] for match in (*matches, *others) if match.indicator_id}
    return len(themes) <= 1


def _boxes(places: Iterable[Place]) -> tuple[Place, ...]:
    """What these places of a PDF cover: one box per page, in the order of the pages' first places."""
    boxes: dict[int, tuple[float, float, float, float]] = {}
    for page, bbox in ((place.page, place.bbox) for place in places):
        if page is not None and bbox is not None:
            x0, top, x1, bottom = boxes.get(page, bbox)
            boxes[page] = (min(x0, bbox[0]), min(top, bbox[1]), max(x1, bbox[2]), max(bottom, bbox[3]))
    return tuple(Place(page, bbox) for page, bbox in boxes.items())


def _going_on(before: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a cell that goes on in another one: no paragraph begins where a word or a sentence was broken."""
    broken = before and lines and not ends_sentence(before[-1]) and not split_mark(lines[0].text)
    return (replace(lines[0], opens=False), *lines[1:]) if broken else lines


def _shares(indicators: int, findings: Sequence[Finding], columns: int) -> list[tuple[Finding, ...]] | None:
    """The findings of a row of running text, column by column; None where that is uncertain."""
    if columns == 1:
        return [tuple(findings)]
    if len(findings) % columns or len(findings) > max(indicators, 1) * columns or not findings:
        return None
    each = len(findings) // columns
    return [tuple(findings[n * each : (n + 1) * each]) for n in range(columns)]
