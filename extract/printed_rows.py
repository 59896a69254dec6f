"""Printed lines of a table to its rows, where nothing but the kader tells where one begins: at a line in which an
indicator and a mark begin side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extract.recognise import Recogniser, ends_sentence, opens_finding
from normalize.marks import is_no_verdict, split_mark
from normalize.match import LIKE
from normalize.text import fold, join_lines
from schema.document import Cell, Line
from schema.verdict import Reason

# The longest indicator of the kader, wrapped at 14 characters a line.
MOST_LINES = 14
# White space parts the rows of a table where it stands above this share of the lines that begin one.
PARTED = 0.75

Row = list[tuple[int, Cell]]


class PrintedRows:
    """The printed lines of all tables of a document: together they tell whether white space parts its rows."""

    def __init__(self, tables: Iterable[Sequence[Row]], recogniser: Recogniser) -> None:
        self._lines: dict[int, _Lines] = {}
        for rows in tables:
            for column, own in _runs(rows):
                if own[0][0][1].printed:
                    self._lines[own[0][0][0]] = _Lines(own, column, recogniser)
        sure = [at for lines in self._lines.values() for at in lines.parted_at()]
        self._parted = bool(sure) and sum(sure) >= PARTED * len(sure)

    def whole(self, rows: Sequence[Row]) -> Iterator[Row]:
        """The rows of a table. Those that are whole already stay as they are."""
        for _, own in _runs(rows):
            lines = self._lines.get(own[0][0][0])
            yield from lines.rows(self._parted) if lines else own


def _runs(rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Runs of printed lines and of whole rows, each with the column in which the indicators stand."""
    column = 0
    for printed, group in groupby(rows, key=lambda row: row[0][1].printed):
        own = list(group)
        if not printed:
            texts = [(cell.column, fold(cell.text)) for _, cell in own[-1]]
            column = next((n for n, text in texts if text.startswith("indicator")), column)
        yield column, own


class _Lines:
    """A run of printed lines, and in which column the indicators stand."""

    def __init__(self, rows: Sequence[Row], column: int, recogniser: Recogniser) -> None:
        self._rows = rows
        self._column = column
        self._recogniser = recogniser
        self._indicator = [self._line(row, column) for row in rows]
        self._marks = list(self._lines_with_marks())
        self._begins, self._inside = self._segments()
        self._parted = False

    def parted_at(self) -> list[bool]:
        """Of each row that surely begins, but the first, whether white space stands above it."""
        return [self._has_space_above(at) for at in range(len(self._rows)) if self._begins_row(at)][1:]

    def rows(self, parted: bool) -> Iterator[Row]:
        """The printed lines joined to rows; theme lines and headings stay rows of their own. `parted`: white space
        stands between rows."""
        self._parted = parted
        starts = self._starts()
        own: list[int] = []
        for at, row in enumerate(self._rows):
            special = self._is_special(at)
            if own and (special or at in starts):
                yield self._row(own)
                own = []
            if special:
                yield row
            else:
                own.append(at)
        if own:
            yield self._row(own)

    def _row(self, own: Sequence[int]) -> Row:
        """One row of printed lines. It is doubtful whether it is one where no white space parts the rows, a column
        holds one mark for several indicators, and one of these begins below the end of all findings, beside a mark of
        another column or beside a new sentence: that may be a row of its own, without a marker here."""
        row = _joined([self._rows[at] for at in own])
        later = [at for at in own[1:] if at in self._begins]
        marks = Counter(column for at in own for column in self._marks[at])
        if self._parted or not later or min(marks.values(), default=1) > 1:
            return row
        last = max((at for at in own if self._has_finding(at)), default=own[-1])
        beside = any(self._marks[at] or self._may_be_unmarked(at) for at in later)
        return _doubted(row, self._column) if beside or later[-1] > last else row

    def _may_be_unmarked(self, at: int) -> bool:
        """Whether a sentence begins beside an indicator, in a column of findings."""
        for _, cell in self._rows[at]:
            if cell.column > self._column and cell.lines and not cell.lines[0].text[:1].islower():
                above = next((x for n in range(at - 1, -1, -1) if (x := self._line(self._rows[n], cell.column))), None)
                if above is None or ends_sentence(above):
                    return True
        return False

    def _has_finding(self, at: int) -> bool:
        return any(cell.lines for _, cell in self._rows[at] if cell.column > self._column)

    @staticmethod
    def _line(row: Row, column: int) -> Line | None:
        return next((cell.lines[0] for _, cell in row if cell.column == column and cell.lines), None)

    def _lines_with_marks(self) -> Iterator[frozenset[int]]:
        """The columns in which a finding begins, line by line."""
        before: dict[int, Line] = {}
        for row in self._rows:
            opened = set()
            for _, cell in row:
                if cell.column > self._column and cell.lines:
                    first = cell.lines[0]
                    if split_mark(first.text) and opens_finding(first, before.get(cell.column)):
                        opened.add(cell.column)
                    before[cell.column] = cell.lines[-1]
            yield frozenset(opened)

    def _segments(self) -> tuple[frozenset[int], frozenset[int]]:
        """The lines in which an indicator of the kader begins, and those in which one goes on: the cut of the column
        that explains most of its letters."""
        lines = [(at, line.text) for at, line in enumerate(self._indicator) if line]
        best: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (len(lines) + 1)
        for n in range(len(lines) - 1, -1, -1):
            best[n] = best[n + 1]
            for end in range(n + 1, min(n + MOST_LINES, len(lines)) + 1):
                text = join_lines((text for _, text in lines[n:end]), self._recogniser.hyphenated)
                score = self._recogniser.matcher.one(text).score
                if score < LIKE:
                    continue
                value = len(text) * (score - LIKE + 1) + best[end][0]
                if value > best[n][0]:
                    best[n] = value, ((n, end), *best[end][1])
        begins = frozenset(lines[n][0] for n, _ in best[0][1])
        inside = frozenset(lines[m][0] for n, end in best[0][1] for m in range(n + 1, end))
        return begins, inside

    def _starts(self) -> frozenset[int]:
        """The lines that begin a row."""
        sure = [at for at in range(len(self._rows)) if self._begins_row(at)]
        kept = [at for at in sure if not self._parted or self._has_space_above(at) or at == sure[0]]
        unmarked = [
            at
            for at in self._begins
            if not self._marks[at] and (self._has_space_above(at) if self._parted else self._says_none(at))
        ]
        return frozenset([*kept, *unmarked])

    def _begins_row(self, at: int) -> bool:
        """Whether an indicator and a finding begin side by side in a line, and no finding goes on in it."""
        line = self._indicator[at]
        if not self._marks[at] or line is None or at in self._inside:
            return False
        if any(self._goes_on(at, cell) for _, cell in self._rows[at]):
            return False
        return at in self._begins or not line.text[:1].islower()

    def _goes_on(self, at: int, cell: Cell) -> bool:
        """Whether a cell of a line goes on with what stands in the line above, without a mark."""
        if not at or cell.column <= self._column or not cell.lines or cell.column in self._marks[at]:
            return False
        return self._line(self._rows[at - 1], cell.column) is not None and not self._has_space_above(at)

    def _has_space_above(self, at: int) -> bool:
        """Whether a blank line stands above."""
        return at == 0 or self._number(at) > self._number(at - 1) + 1

    def _number(self, at: int) -> int:
        """The number of a printed line."""
        return max((line.place.line or 0 for _, cell in self._rows[at] for line in cell.lines), default=0)

    def _says_none(self, at: int) -> bool:
        """Whether a cell of the line says that there is no verdict."""
        return any(
            is_no_verdict(cell.lines[0].text) for _, cell in self._rows[at] if cell.column > self._column and cell.lines
        )

    def _is_special(self, at: int) -> bool:
        """Whether a line is a theme or a heading over all columns."""
        filled = [cell for _, cell in self._rows[at] if cell.lines]
        if len(filled) != 1 or at in self._inside or at in self._begins:
            return False
        line = filled[0].lines[0]
        above = self._indicator[at - 1] if at else None
        special = self._recogniser.special(line, line.text, 0, above)
        begins = line.text[:1].isupper() or self._has_space_above(at)
        return bool(special) and filled[0].column <= self._column and begins


def _joined(rows: Sequence[Row]) -> Row:
    """Printed lines as one row: per column its lines, at the position of the first."""
    cells: dict[int, tuple[int, Cell]] = {}
    for order, cell in (item for row in rows for item in row):
        if cell.column in cells:
            first, before = cells[cell.column]
            cells[cell.column] = first if before.lines else order, replace(before, lines=before.lines + cell.lines)
        else:
            cells[cell.column] = order, cell
    return [cells[column] for column in sorted(cells)]


def _doubted(row: Row, column: int) -> Row:
    """The row, its findings doubtful."""
    doubt = Reason.ROW.because()
    return [
        (n, replace(cell, lines=tuple(replace(x, doubt=doubt) for x in cell.lines)) if cell.column > column else cell)
        for n, cell in row
    ]
