"""Rows of a grid to labels: every label is one cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.heads import finding_heads, header_of, names_verdicts, years_of
from extract.recognise import Recogniser
from normalize.marks import split_mark
from normalize.match import LIKE
from normalize.text import fold
from schema.document import Cell, Line
from schema.label import Kind, Label
from schema.verdict import Column, Reason


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in a column of findings: its position in the document, its lines, in which column of the grid its
    mark stands alone, and a doubt about it."""

    order: int
    lines: tuple[Line, ...] = ()
    mark_at: int | None = None
    doubt: str | None = None


class Grids:
    """Labels the rows of grids, one after the other; remembers in which column the indicators stand (None: no header
    said so), where the columns of findings begin, how wide the assessment table is that is being read (None: none
    is), which cells reach into the rows below, and what makes the columns of the table doubtful."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._indicator_column: int | None = None
        self._starts: tuple[int, ...] = ()
        self._width: int | None = None
        self._columns: tuple[Column, ...] = ()
        self._reaching: tuple[Cell, ...] = ()
        self._doubt: str | None = None
        self._headed: tuple[int | None, int] = (None, 0)
        self._heading: str | None = None

    def under(self, heading: str | None) -> None:
        """A heading that nobody knows stands above what comes next (None: one that is known): it may be another
        table than the inspection's."""
        self._heading = heading

    def _below(self, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        """The columns of a header, doubted where a table was read already and an unknown heading stands above it."""
        if self._heading is None:
            return columns
        doubt = Reason.COLUMN.because(f"below the heading {self._heading}")
        return tuple(replace(column, doubt=column.doubt or doubt) for column in columns)

    def leave(self) -> None:
        """A chapter began: what comes next is no assessment table, unless it shows that it is one."""
        self._width = None

    def row(self, row: list[tuple[int, Cell]], width: int) -> Iterator[Label]:
        """The labels of one row (position in the document, cell); `width` is the number of the grid's columns."""
        here = row[0][1]
        above = tuple(c for c in self._reaching if c.table == here.table and c.row < here.row < c.row + c.down)
        self._reaching = (*above, *(cell for _, cell in row if cell.down > 1))
        filled = [(n, cell) for n, cell in row if cell.lines]
        if not filled:
            return
        order, first = filled[0]
        texts = [self._recogniser.text(cell) for _, cell in filled]
        if len(filled) == 1 and (special := self._recogniser.special(first.lines[0], texts[0], order)):
            if special.kind is Kind.HEADING:
                self.leave()
            yield special
        elif columns := header_of(texts):
            self._indicator_column = next(
                (cell.column for (_, cell), t in zip(filled, texts, strict=True) if fold(t).startswith("indicator")), 0
            )
            self._starts = tuple(filled[n][1].column for n in finding_heads(texts))
            self._width = width
            self._doubt = self._doubt if columns == self._columns else None
            self._columns = columns
            self._headed = here.table, width
            yield Label(Kind.HEADER, order, first.lines, columns=self._below(columns))
        elif self._columns and not any(column.year for column in self._columns) and (columns := years_of(texts)):
            self._starts = tuple(cell.column for _, cell in filled)
            self._columns = columns
            yield Label(Kind.HEADER, order, first.lines, columns=self._below(columns))
        elif self._columns and names_verdicts(texts):
            self._doubt = Reason.COLUMN.because("a column for each verdict: " + ", ".join(texts))
        elif len(filled) > 1 and fold(texts[0]) in ("indicator", "indicatoren"):
            self._doubt = Reason.COLUMN.because("unknown heads: " + ", ".join(texts))
            self._columns = self._starts = ()
        elif any(fold(text) in ("wat gaat goed", "wat kan beter") for text in texts):
            self.leave()
            yield Label(Kind.HEADING, order, first.lines)
        elif self._is_assessment(row, width):
            self._width = width
            yield from self._assessment_row(row, width, above)

    def _is_assessment(self, row: list[tuple[int, Cell]], width: int) -> bool:
        """Whether a row is of an assessment table: one that goes on, or it holds a mark or an indicator."""
        if width == self._width or any(cell.lines and split_mark(cell.lines[0].text) for _, cell in row):
            return True
        return any(self._recogniser.likeness(cell.lines) >= LIKE for _, cell in row)

    def _assessment_row(self, row: list[tuple[int, Cell]], width: int, above: Sequence[Cell]) -> Iterator[Label]:
        """`above` are the cells that reach into this row. A column of which nothing stands or reaches here has no
        finding here."""
        at = self._indicator_at(row)
        found = self._findings(row, at)
        covered = frozenset(n for cell in above if cell.column > at for n in self._columns_of(cell, at)) - found.keys()
        for order, cell in row:
            if cell.column < at and cell.lines:
                yield Label(Kind.CRITERION, order, cell.lines)
        for order, cell in row:
            if cell.column == at and cell.lines:
                matches = self._recogniser.match(cell.lines)
                yield Label(Kind.INDICATOR, order, cell.lines, matches=matches, covered=covered, grid=True)
                if found and self._starts and self._indicator_column == at:
                    missing = set(range(len(self._starts))) - covered - found.keys()
                    found.update((column, _Found(order)) for column in sorted(missing))
        for column, own in found.items():
            doubt = own.doubt or self._doubt or self._other_width(row, width)
            yield Label(Kind.CELL, own.order, own.lines, column=column, mark_at=own.mark_at, doubt=doubt)

    def _other_width(self, row: list[tuple[int, Cell]], width: int) -> str | None:
        """A doubt where the table has no header and not as many columns as the last one that has."""
        table, headed = self._headed
        if not self._columns or row[0][1].table == table or width == headed:
            return None
        return Reason.COLUMN.because(f"{width} columns without a header, {headed} in the table above")

    def _findings(self, row: list[tuple[int, Cell]], at: int) -> dict[int, _Found]:
        """What stands in each column of findings; a mark may stand in a cell of its own before the finding's. A
        finding in a cell that covers several of them may be of one: it is put in the first, doubted in all."""
        found: dict[int, _Found] = {}
        for order, cell in row:
            columns = self._columns_of(cell, at) if cell.column > at else []
            marked = any(split_mark(line.text) for line in cell.lines)
            doubt = Reason.COLUMN.because(f"one cell, {len(columns)} columns") if marked and columns[1:] else None
            for column in columns:
                lines = cell.lines if column == columns[0] or not marked else ()
                found[column] = _with_cell(found.get(column, _Found(order)), replace(cell, lines=lines), doubt)
        return found

    def _columns_of(self, cell: Cell, at: int) -> list[int]:
        """The columns of findings that a cell covers."""
        first = self._column(cell, at)
        if not self._starts or self._indicator_column != at:
            return list(range(first, first + cell.across))
        inside = range(cell.column + 1, cell.column + cell.across)
        own = cell.column not in self._starts and cell.column + 1 in self._starts  # a mark's column without a head
        covered = [n for n, start in enumerate(self._starts) if start in inside]
        return covered if own and covered else [first, *(n for n in covered if n != first)]

    def _column(self, cell: Cell, at: int) -> int:
        """The column of findings that a cell is of: the one whose head stands above it or left of it; right of it,
        where marks without a head stand before the first head."""
        if not self._starts or self._indicator_column != at:
            return cell.column - at - 1
        before = at + 1 not in self._starts and cell.column not in self._starts
        lone = len(cell.lines) == 1 and _is_lone_mark(cell.lines[0])
        here = cell.column + 1 if lone and before else cell.column
        return max(0, sum(start <= here for start in self._starts) - 1)

    def _indicator_at(self, row: list[tuple[int, Cell]]) -> int:
        """The column of the indicator: where the kader says, else where the header said."""
        scored = [
            (self._recogniser.matcher.likeness(self._recogniser.text(cell)), -cell.column)
            for _, cell in row
            if cell.lines and not split_mark(cell.lines[0].text)
        ]
        score, column = max(scored, default=(0.0, 0))
        if self._indicator_column is None:
            return -column
        return -column if score >= LIKE and -column <= self._indicator_column else self._indicator_column


def _with_cell(found: _Found, cell: Cell, doubt: str | None) -> _Found:
    """What stands in a column of findings with one cell more."""
    lone = len(cell.lines) == 1 and _is_lone_mark(cell.lines[0])
    at = cell.column if lone else found.mark_at
    return _Found(found.order, _beside(found.lines, cell.lines), at, found.doubt or doubt)


def _is_lone_mark(line: Line) -> bool:
    mark = split_mark(line.text)
    return bool(mark and not mark[2].strip())


def _beside(lines: tuple[Line, ...], more: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of two cells of one column: a mark and the finding beside it as one line."""
    if len(more) == 1 and lines and _is_lone_mark(more[0]) and not split_mark(lines[0].text):
        lines, more = more, lines
    if len(lines) != 1 or not more or not _is_lone_mark(lines[0]) or split_mark(more[0].text):
        return *lines, *more
    mark, first = lines[0], more[0]
    text = f"{mark.text.strip()} {first.text}"
    return replace(first, text=text, opens=True, start=mark.start, doubt=mark.doubt), *more[1:]
