"""Rows of a grid to labels: every label is one cell."""

from collections.abc import Iterator
from dataclasses import replace

from extract.heads import header_of
from extract.recognise import Recogniser
from normalize.marks import split_mark
from normalize.match import LIKE
from normalize.text import fold
from schema.document import Cell, Line
from schema.label import Kind, Label


class Grids:
    """Labels the rows of grids, one after the other; remembers in which column the indicators stand (None: no header
    said so), where the columns of findings begin, and how wide the assessment table is that is being read (None: none
    is)."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._indicator_column: int | None = None
        self._starts: tuple[int, ...] = ()
        self._width: int | None = None

    def leave(self) -> None:
        """A chapter began: what comes next is no assessment table, unless it shows that it is one."""
        self._width = None

    def row(self, row: list[tuple[int, Cell]], width: int) -> Iterator[Label]:
        """The labels of one row (position in the document, cell); `width` is the number of the grid's columns."""
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
            self._starts = tuple(cell.column for _, cell in filled)[-len(columns) :]
            self._width = width
            yield Label(Kind.HEADER, order, first.lines, columns=columns)
        elif any(fold(text) in ("wat gaat goed", "wat kan beter") for text in texts):
            self.leave()
            yield Label(Kind.HEADING, order, first.lines)
        elif self._is_assessment(row, width):
            self._width = width
            yield from self._assessment_row(row, width)

    def _is_assessment(self, row: list[tuple[int, Cell]], width: int) -> bool:
        """Whether a row is of an assessment table: one that goes on, or it holds a mark or an indicator."""
        if width == self._width or any(cell.lines and split_mark(cell.lines[0].text) for _, cell in row):
            return True
        return any(self._recogniser.likeness(cell.lines) >= LIKE for _, cell in row)

    def _assessment_row(self, row: list[tuple[int, Cell]], width: int) -> Iterator[Label]:
        at = self._indicator_at(row)
        found = self._findings(row, at)
        columns = len(self._starts) or width - at - 1
        for order, cell in row:
            if cell.column < at and cell.lines:
                yield Label(Kind.CRITERION, order, cell.lines)
        for order, cell in row:
            if cell.column == at and cell.lines:
                covered = frozenset(range(columns)) - found.keys()
                matches = self._recogniser.match(cell.lines)
                yield Label(Kind.INDICATOR, order, cell.lines, matches=matches, covered=covered, grid=True)
        for column, (order, lines) in found.items():
            yield Label(Kind.CELL, order, lines, column=column)

    def _findings(self, row: list[tuple[int, Cell]], at: int) -> dict[int, tuple[int, tuple[Line, ...]]]:
        """Per column of findings its position in the document and its lines; a mark may stand in a cell of its own
        before the finding's."""
        found: dict[int, tuple[int, tuple[Line, ...]]] = {}
        for order, cell in row:
            if cell.column > at:
                column = self._column(cell, at)
                first, lines = found.get(column, (order, ()))
                found[column] = first, _beside(lines, cell.lines)
        return found

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
