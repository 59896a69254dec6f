"""The rows of a table without a full grid: between its rules or shaded bands, or by white space.

Pure geometry, in points from the top left of the page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.pages.columns import Columns, Lines, bounds, flat, in_columns, is_mark
from extract.pages.lines import HEADING_PITCH, Box, Word, middle, size, to_lines

# A gap this much larger (in type sizes) than between two lines separates rows.
ROW_GAP = 0.2
# A band with an indicator and no mark is a row of its own where the gap above it is this share of the usual
# gap between rows; else it is another indicator of the row above.
OWN_ROW = 0.8
# A rule or a shaded band separates rows where it covers this share of the width of the table.
SEPARATES = 0.5


def rows_of(
    lines: Lines, columns: Columns, level: Sequence[Box], fills: Sequence[Box], votes: "Votes"
) -> Iterator[tuple[tuple[Word, ...], ...]]:
    """The rows of a table: between its rules or shaded bands where these separate rows, else by white space."""
    words = flat(lines)
    white = list(_by_white_space(words, columns))
    drawn = _at(words, _separators(words, columns, level, fills))
    votes.take([sum(_begins_row(band, columns) for band in white if _within(band, own)) for own in drawn])
    for band in drawn if votes.drawn else white:
        yield in_columns(band, columns)


@dataclass(slots=True)
class Votes:
    """Whether what is drawn separates the rows: asked of all tables of a document before they are read. `for_drawn`
    counts the rows that are separated from the row above, `against` those that are not."""

    for_drawn: int = 0
    against: int = 0
    drawn: bool = False

    def take(self, rows: Sequence[int]) -> None:
        """The number of rows in each drawn band, from top to bottom."""
        self.for_drawn += sum(above > 0 and below > 0 for above, below in pairwise(rows))
        self.against += sum(max(0, count - 1) for count in rows)


def _within(band: Sequence[Word], other: Sequence[Word]) -> bool:
    own = set(map(id, other))
    return all(id(word) in own for word in band)


def _begins_row(band: Sequence[Word], columns: Columns) -> bool:
    """Whether a band begins with an indicator and a mark side by side."""
    indicator = [w for w in band if columns.of(w) == columns.first]
    marks = [w for w in band if columns.of(w) > columns.first and is_mark(w)]
    return bool(indicator and marks)


def _separators(words: Sequence[Word], columns: Columns, level: Sequence[Box], fills: Sequence[Box]) -> list[float]:
    """Where rules or the ends of shaded bands separate rows, from top to bottom."""
    beside = [w for w in words if columns.of(w) >= columns.first]
    if not beside:
        return []
    x0, top, x1, bottom = bounds(beside)
    sides = [*level, *((f[0], y, f[2], y) for f in fills for y in (f[1], f[3]))]
    covered: Counter[int] = Counter()
    for left, y, right, _ in sides:
        if top < y < bottom:
            covered[round(y)] += int(max(0.0, min(right, x1) - max(left, x0)))
    found: list[float] = []
    for y in sorted(covered):
        if covered[y] + covered[y + 1] >= SEPARATES * (x1 - x0) and (not found or y - found[-1] > 3):
            found.append(y + 0.5)
    return found


def _at(words: Sequence[Word], ys: Sequence[float]) -> list[list[Word]]:
    """Words cut at these heights."""
    bands: dict[int, list[Word]] = {}
    for word in words:
        bands.setdefault(sum(word.middle > y for y in ys), []).append(word)
    return [bands[n] for n in sorted(bands)]


def _by_white_space(words: Sequence[Word], columns: Columns) -> Iterator[list[Word]]:
    """Bands of words with white space in all columns between them; the criteria's column may run on. A band without
    an indicator and a mark belongs to the band above, unless it stands as far from it as a row does."""
    per_column = [to_lines(own) for own in in_columns(words, columns)[columns.first :]]
    steps = [middle(b) - middle(a) for lines in per_column for a, b in pairwise(lines)]
    lines = sorted((line for lines in per_column for line in lines), key=middle)
    height = median(size(line) for line in lines) if lines else 0.0
    close = [step for step in steps if step < HEADING_PITCH * height]
    usual = median(close) if close else height
    gaps = [
        (middle(b) + middle(a)) / 2
        for a, b in pairwise(lines)
        if middle(b) - middle(a) > max(usual, height) + ROW_GAP * height
    ]
    ends = [max(map(middle, (line for line in lines if middle(line) < y))) for y in gaps]
    bands = _at(words, gaps)
    jumps = dict(zip(gaps, (_next(lines, y) - end for y, end in zip(gaps, ends, strict=True)), strict=True))
    yield from _joined(bands, gaps, jumps, columns)


def _next(lines: Lines, y: float) -> float:
    return min(middle(line) for line in lines if middle(line) > y)


def _joined(
    bands: Sequence[list[Word]], gaps: Sequence[float], jumps: dict[float, float], columns: Columns
) -> Iterator[list[Word]]:
    rows = [jumps[y] for y, band in zip(gaps, bands[1:], strict=False) if _begins_row(band, columns)]
    enough = OWN_ROW * median(rows) if rows else 0.0
    current: list[Word] = []
    for n, band in enumerate(bands):
        headless = not any(columns.of(w) == columns.first for w in band)
        if current and (headless or (not _begins_row(band, columns) and jumps[gaps[n - 1]] < enough)):
            current.extend(band)
            continue
        if current:
            yield current
        current = list(band)
    if current:
        yield current
