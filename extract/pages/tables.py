"""Tables without a full grid, and the running text around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from extract.pages.bands import Votes, rows_of
from extract.pages.columns import STACKED, Columns, Lines, columns_below, flat, headers_in, in_columns, is_mark
from extract.pages.lines import HEADING, Box, Word, size, to_lines


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of running text (`rows` empty), or the rows of a table: per column its words."""

    words: tuple[Word, ...]
    rows: tuple[tuple[tuple[Word, ...], ...], ...] = ()


class OpenTables:
    """Cuts what stands outside the grids into running text and tables without a full grid, page after page: a table
    goes on over a page end in the columns of its header."""

    def __init__(self, votes: "Votes") -> None:
        self.columns: Columns | None = None
        self._heads: list[Box] = []
        self._in_table = False
        self._votes = votes

    def cut(
        self, words: Sequence[Word], level: Sequence[Box], upright: Sequence[Box], fills: Sequence[Box]
    ) -> Iterator[Stretch]:
        """The stretches of a part of a page, from top to bottom."""
        lines = to_lines(words)
        drawn = [y for box in (*level, *fills) for y in (box[1], box[3])]
        headers = list(headers_in(lines, drawn))
        ends = [begin for begin, _, _ in headers[1:]] + [len(lines)] * bool(headers)
        yield from self._body(lines[: headers[0][0] if headers else len(lines)], level, fills)
        for (begin, end, spans), stop in zip(headers, ends, strict=True):
            if self.columns is None or not _same(spans, self._heads):
                self.columns = columns_below(spans, lines[begin:end], lines[end:stop], upright)
            self._heads = spans
            yield Stretch(flat(lines[begin:end]), (in_columns(flat(lines[begin:end]), self.columns),))
            yield from self._body(lines[end:stop], level, fills, headed=True)

    def _body(
        self, lines: Lines, level: Sequence[Box], fills: Sequence[Box], *, headed: bool = False
    ) -> Iterator[Stretch]:
        """Lines below a header, or of a page on which the table may go on."""
        if self.columns is None:
            if lines:
                yield Stretch(flat(lines))
            return
        running: list[Sequence[Word]] = []
        for of_table, stretch in _runs(lines, self.columns):
            goes_on = headed or (self._in_table and not running)
            self._in_table = of_table and (goes_on or _has_marks(stretch, self.columns))
            if self._in_table:
                if running:
                    yield Stretch(flat(running))
                running = []
                yield Stretch(flat(stretch), tuple(rows_of(stretch, self.columns, level, fills, self._votes)))
            else:
                running.extend(stretch)
            headed = False
        if running:
            yield Stretch(flat(running))


def _same(heads: Sequence[Box], before: Sequence[Box]) -> bool:
    """Whether the heads of two headers stand at the same places from left to right."""
    return len(heads) == len(before) and all(
        abs(a[0] - b[0]) < 1 and abs(a[2] - b[2]) < 1 for a, b in zip(heads, before, strict=True)
    )


def _runs(lines: Lines, columns: Columns) -> Iterator[tuple[bool, Lines]]:
    """Runs of lines that keep to the columns, and of those that do not: prose, theme bars, larger type."""
    run: list[Sequence[Word]] = []
    usual = median(size(line) for line in lines) if lines else 0.0
    kept = True
    for line in lines:
        keeps = not columns.crossed_by(line) and size(line) < HEADING * usual
        if run and keeps != kept:
            yield kept, run
            run = []
        kept = keeps
        run.append(line)
    if run:
        yield kept, run


def _has_marks(lines: Lines, columns: Columns) -> bool:
    """Whether a mark stands where a column of findings begins."""
    begins = columns.edges[columns.first :]
    return any(is_mark(w) and any(abs(w.x0 - x) < 2 * STACKED for x in begins) for line in lines for w in line)
