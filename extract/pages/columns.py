"""Tables without a full grid: columns from the words of the header, rows from rules, shading or white space.

Pure geometry, in points from the top left of the page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.heads import header_of
from extract.pages.lines import HEADING, HEADING_PITCH, Box, Word, chunks, middle, size, to_lines
from normalize.marks import split_mark
from normalize.text import fold

# A header is printed on at most so many lines.
HEADER_LINES = 4
# Marks of one column stand this close to one another (points).
STACKED = 6.0
# A gap this much larger (in type sizes) than between two lines separates rows.
ROW_GAP = 0.2
# A band with an indicator and no mark is a row of its own where the gap above it is this share of the usual
# gap between rows; else it is another indicator of the row above.
OWN_ROW = 0.8
# A rule or a shaded band separates rows where it covers this share of the width of the table.
SEPARATES = 0.5

Lines = Sequence[Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Columns:
    """`edges` between neighbouring columns, from left to right; `first` is the column of the indicators."""

    edges: tuple[float, ...]
    first: int

    def of(self, word: Word) -> int:
        """The column in which a word stands."""
        return sum(word.x0 + 1 >= edge for edge in self.edges)

    def crossed_by(self, line: Sequence[Word]) -> bool:
        """Whether a line does not keep to the columns: prose, a theme bar."""
        for edge in self.edges:
            left = max((w.x1 for w in line if w.x0 < edge - 1), default=float("-inf"))
            right = min((w.x0 for w in line if w.x0 >= edge - 1), default=float("inf"))
            if left > edge + 1 or right - left < SPACE_IN_PROSE * size(line):
                return True
        return False


# Two words are of one column where less than this share of the type size is between them.
SPACE_IN_PROSE = 0.33


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
        headers = list(_headers(lines, drawn))
        ends = [begin for begin, _, _ in headers[1:]] + [len(lines)] * bool(headers)
        yield from self._body(lines[: headers[0][0] if headers else len(lines)], level, fills)
        for (begin, end, spans), stop in zip(headers, ends, strict=True):
            if self.columns is None or not _same(spans, self._heads):
                self.columns = _columns(spans, lines[begin:end], lines[end:stop], upright)
            self._heads = spans
            yield Stretch(_flat(lines[begin:end]), (_in_columns(_flat(lines[begin:end]), self.columns),))
            yield from self._body(lines[end:stop], level, fills, headed=True)

    def _body(
        self, lines: Lines, level: Sequence[Box], fills: Sequence[Box], *, headed: bool = False
    ) -> Iterator[Stretch]:
        """Lines below a header, or of a page on which the table may go on."""
        if self.columns is None:
            if lines:
                yield Stretch(_flat(lines))
            return
        running: list[Sequence[Word]] = []
        for of_table, stretch in _runs(lines, self.columns):
            goes_on = headed or (self._in_table and not running)
            self._in_table = of_table and (goes_on or _has_marks(stretch, self.columns))
            if self._in_table:
                if running:
                    yield Stretch(_flat(running))
                running = []
                yield Stretch(_flat(stretch), tuple(_rows(stretch, self.columns, level, fills, self._votes)))
            else:
                running.extend(stretch)
            headed = False
        if running:
            yield Stretch(_flat(running))


def _flat(lines: Lines) -> tuple[Word, ...]:
    return tuple(word for line in lines for word in line)


def _same(heads: Sequence[Box], before: Sequence[Box]) -> bool:
    """Whether the heads of two headers stand at the same places from left to right."""
    return len(heads) == len(before) and all(
        abs(a[0] - b[0]) < 1 and abs(a[2] - b[2]) < 1 for a, b in zip(heads, before, strict=True)
    )


def _headers(lines: Lines, drawn: Sequence[float]) -> Iterator[tuple[int, int, list[Box]]]:
    """(first line, line behind the last, box of each column's head) of every header. It ends where the type changes
    or something is drawn."""
    at = 0
    while at < len(lines):
        end = at + 1
        while end < min(at + HEADER_LINES, len(lines)) and _goes_on(lines[end - 1], lines[end], drawn):
            end += 1
        ends = (n for n in range(end, at, -1) if header_of([text for text, _ in _heads(lines[at:n])]))
        last = next(ends, None)
        if last and len(heads := _heads(lines[at:last])) > 1:
            yield at, last, [box for _, box in heads]
        at = last or at + 1


def _goes_on(line: Sequence[Word], below: Sequence[Word], drawn: Sequence[float]) -> bool:
    """Whether a header may go on in the line below."""
    top, bottom = middle(line), middle(below)
    near = bottom - top < HEADING_PITCH * size(below)
    same = {word.font for word in below} <= {word.font for word in line}
    return near and same and not any(top < y < bottom for y in drawn)


def _heads(lines: Lines) -> list[tuple[str, Box]]:
    """Lines side by side to columns: (text, box) of what stands one above the other."""
    heads: list[list[Sequence[Word]]] = []
    for chunk in (chunk for line in lines for chunk in chunks(line)):
        over = next((h for h in heads if any(o[0].x0 < chunk[-1].x1 and o[-1].x1 > chunk[0].x0 for o in h)), None)
        if over is None:
            heads.append([chunk])
        else:
            over.append(chunk)
    heads.sort(key=lambda head: min(chunk[0].x0 for chunk in head))
    return [(" ".join(w.text for chunk in head for w in chunk), _bounds(_flat(head))) for head in heads]


def _bounds(words: Iterable[Word]) -> Box:
    x0, top, x1, bottom = zip(*(w.box for w in words), strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def _columns(heads: Sequence[Box], header: Lines, body: Lines, upright: Sequence[Box]) -> Columns:
    """The columns below a header: their edges are upright rules, else run through the white space left of their marks
    or of their heads."""
    first = int(any(fold(w.text).startswith("criteri") for line in header for w in line))
    top, bottom = heads[0][1], max((w.bottom for line in body for w in line), default=heads[0][3])
    edges = []
    for n, (left, right) in enumerate(pairwise(heads), 1):
        ruled = [
            r[0]
            for r in upright
            if left[0] < r[0] < right[2] and min(r[3], bottom) - max(r[1], top) > 0.3 * (bottom - top)
        ]
        anchor = _stack(body, left[0], right) if n > first else None
        edges.append(ruled[0] if len(ruled) == 1 else _corridor(body, left, right, anchor))
    return Columns(tuple(edges), first)


def _stack(body: Lines, left: float, head: Box) -> float | None:
    """Where the marks of a column stand: the usual left edge of marks near its head."""
    places = Counter(
        round(chunk[0].x0)
        for line in body
        for chunk in chunks(line)
        if _is_mark(chunk[0]) and left < chunk[0].x0 < head[2]
    )
    return max(
        places, key=lambda x: (sum(places[y] for y in places if abs(x - y) < STACKED), -abs(x - head[0])), default=None
    )


def _is_mark(word: Word) -> bool:
    return bool(split_mark(word.text + " "))


def _corridor(body: Lines, left: Box, right: Box, anchor: float | None) -> float:
    """The white space between two columns that ends nearest to where the right one begins."""
    begins = anchor if anchor is not None else right[0]
    places = range(int(left[2]), int(right[0]) + 1)
    over = {x: sum(any(w.x0 - 1 < x < w.x1 + 1 for w in line) for line in body) for x in places}
    least = min(over.values(), default=0)
    free = [x for x in places if over[x] <= least]
    runs: list[tuple[int, int]] = []
    for x in free:
        if runs and runs[-1][1] == x - 1:
            runs[-1] = runs[-1][0], x
        else:
            runs.append((x, x))
    _begin, end = min(runs, key=lambda run: (abs(run[1] + 1 - begins), run), default=(0, int(begins) - 1))
    return float(end)


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
    return any(_is_mark(w) and any(abs(w.x0 - x) < 2 * STACKED for x in begins) for line in lines for w in line)


def _in_columns(words: Iterable[Word], columns: Columns) -> tuple[tuple[Word, ...], ...]:
    cells: list[list[Word]] = [[] for _ in range(len(columns.edges) + 1)]
    for word in words:
        cells[columns.of(word)].append(word)
    return tuple(map(tuple, cells))


def _rows(
    lines: Lines, columns: Columns, level: Sequence[Box], fills: Sequence[Box], votes: "Votes"
) -> Iterator[tuple[tuple[Word, ...], ...]]:
    """The rows of a table: between its rules or shaded bands where these separate rows, else by white space."""
    words = _flat(lines)
    white = list(_by_white_space(words, columns))
    drawn = _at(words, _separators(words, columns, level, fills))
    votes.take([sum(_begins_row(band, columns) for band in white if _within(band, own)) for own in drawn])
    for band in drawn if votes.drawn else white:
        yield _in_columns(band, columns)


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
    marks = [w for w in band if columns.of(w) > columns.first and _is_mark(w)]
    return bool(indicator and marks)


def _separators(words: Sequence[Word], columns: Columns, level: Sequence[Box], fills: Sequence[Box]) -> list[float]:
    """Where rules or the ends of shaded bands separate rows, from top to bottom."""
    beside = [w for w in words if columns.of(w) >= columns.first]
    if not beside:
        return []
    x0, top, x1, bottom = _bounds(beside)
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
    per_column = [to_lines(own) for own in _in_columns(words, columns)[columns.first :]]
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
