"""The columns of a table without a full grid: from the words of its header, and the white space below.

Pure geometry, in points from the top left of the page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.heads import header_of, years_of
from extract.pages.lines import HEADING_PITCH, Box, Word, chunks, middle, size
from normalize.marks import split_mark
from normalize.text import fold

# A header is printed on at most so many lines.
HEADER_LINES = 4
# Marks of one column stand this close to one another (points).
STACKED = 6.0
# Two words are of one column where less than this share of the type size is between them.
SPACE_IN_PROSE = 0.33

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


def headers_in(lines: Lines, drawn: Sequence[float]) -> Iterator[tuple[int, int, list[Box]]]:
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
            boxes = [box for _, box in heads]
            if last < len(lines) and (years := _years_below([text for text, _ in heads], lines[last])):
                boxes = [*(b for text, b in heads if not fold(text).startswith("bevinding")), *years]
                last += 1
            yield at, last, boxes
        at = last or at + 1


def _years_below(heads: Sequence[str], line: Sequence[Word]) -> list[Box]:
    """The boxes of the years in the line below a header that names none: "Indicator Bevindingen" and "2013 2014"."""
    if any(column.year for column in header_of(heads)):
        return []
    found = chunks(line)
    return [bounds(c) for c in found] if years_of([" ".join(w.text for w in c) for c in found]) else []


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
    return [(" ".join(w.text for chunk in head for w in chunk), bounds(flat(head))) for head in heads]


def bounds(words: Iterable[Word]) -> Box:
    """The box around words."""
    x0, top, x1, bottom = zip(*(w.box for w in words), strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def columns_below(heads: Sequence[Box], header: Lines, body: Lines, upright: Sequence[Box]) -> Columns:
    """The columns below a header: their edges are upright rules, else run through the white space left of their marks
    or of their heads."""
    first = int(any(fold(w.text).startswith("criteri") for line in header for w in line))
    top, bottom = heads[0][1], max((w.bottom for line in body for w in line), default=heads[0][3])
    behind = _marks_behind(body, heads[first + 1 :])
    edges = []
    for n, (left, right) in enumerate(pairwise(heads), 1):
        ruled = [
            r[0]
            for r in upright
            if left[0] < r[0] < right[2] and min(r[3], bottom) - max(r[1], top) > 0.3 * (bottom - top)
        ]
        anchor = _stack(body, left[0], right) if n > first and not behind else None
        edges.append(ruled[0] if len(ruled) == 1 else _corridor(body, left, right, anchor))
    return Columns(tuple(sorted([*edges, *behind])), first)


def _marks_behind(body: Lines, heads: Sequence[Box]) -> list[float]:
    """The edges of the columns in which marks stand right of the text, one for each head that has one: where those
    below the last head do, and nothing stands right of them."""
    ends = [*(head[0] for head in heads[1:]), float("inf")]
    found = [_stack_behind(body, head[0] + STACKED, end) for head, end in zip(heads, ends, strict=True)]
    last = found[-1] if found else None
    if last is None:
        return []
    beside = [line for line in body if any(w.x0 > last for w in line)]
    bare = sum(all(is_mark(w) for w in line if w.x0 > last) for line in beside)
    texts = sum(any(heads[-1][0] - STACKED < w.x0 < last and not is_mark(w) for w in line) for line in body)
    return [x for x in found if x is not None] if texts >= len(beside) == bare else []


def _stack_behind(body: Lines, left: float, right: float) -> float | None:
    """The left edge of the marks between two places, where they stand one below the other."""
    places = sorted(w.x0 for line in body for w in line if left < w.x0 < right - 1 and is_mark(w))
    return places[0] - 1 if len(places) > 1 and places[-1] - places[0] < STACKED else None


def _stack(body: Lines, left: float, head: Box) -> float | None:
    """Where the marks of a column stand: the usual left edge of marks near its head."""
    places = Counter(
        round(chunk[0].x0)
        for line in body
        for chunk in chunks(line)
        if is_mark(chunk[0]) and left < chunk[0].x0 < head[2]
    )
    return max(
        places, key=lambda x: (sum(places[y] for y in places if abs(x - y) < STACKED), -abs(x - head[0])), default=None
    )


def is_mark(word: Word) -> bool:
    """Whether a word is a mark that stands alone."""
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


def in_columns(words: Iterable[Word], columns: Columns) -> tuple[tuple[Word, ...], ...]:
    """The words of each column."""
    cells: list[list[Word]] = [[] for _ in range(len(columns.edges) + 1)]
    for word in words:
        cells[columns.of(word)].append(word)
    return tuple(map(tuple, cells))


def flat(lines: Lines) -> tuple[Word, ...]:
    """The words of lines, one after the other."""
    return tuple(word for line in lines for word in line)
