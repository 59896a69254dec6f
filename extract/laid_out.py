"""Text that is laid out in columns with blanks (`pdftotext -layout`): physical lines to running text and tables.

Geometry in characters. It finds the columns and gives a table line by line; which printed lines make a row, the kader
decides (`printed_rows.py`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from statistics import median

import regex

from extract.furniture import is_of_page, is_page_number, is_running_head
from extract.heads import column_starts, header_of
from extract.pages.lines import Word, blocks, to_lines
from extract.recognise import is_chapter
from normalize.marks import LETTERS, split_mark
from normalize.text import clean, fold, unspaced

# What stands side by side is at least two blanks apart.
_CHUNK = regex.compile(r"[^\s\u00a0]+(?:[ \u00a0][^\s\u00a0]+)*+")
_WORD = regex.compile(r"[^\s\u00a0]+")
_DIGITS = regex.compile(r"\d+")
_COLUMN_HEAD = regex.compile(r"\G\s*+(?:criteri|indicator|bevinding|(?:19|20)\d\d)", regex.IGNORECASE)
# Columns drift by a character or two, and text is indented by two behind a mark.
DRIFT = 3
MARK_WIDTH = 2
# A row may stand so far left of the others; text of the column left of it does not begin so near its right edge.
LEFT = 6
# Columns are at least so wide.
NARROWEST = 6
# Text of a column may run so far into an empty column beside it.
OVERFLOW = 4
# Text that fills its column pushes what stands right of it by so much at most.
PUSHED = 8
# Lines near enough to say where a column begins in a line between them.
NEAR = 3
# A header is printed on so many lines at most; running heads and feet too.
HEADER_LINES, MARGIN_LINES = 4, 4
# A running head or foot stands on this share of the pages at least.
MANY_PAGES = 0.4
# So many lines of two columns make prose in columns, if the left column is so many characters wide.
COLUMN_LINES, COLUMN_WIDTH = 4, 15
# Characters and lines in points, for what reads columns of prose on pages: blanks between words are 3.8 wide, two
# blanks 9.8.
_ACROSS, _DOWN, _SIZE, _INK = 6.0, 14.4, 12.0, 2.2


@dataclass(frozen=True, slots=True)
class Printed:
    """A physical line that is not blank: its number, its offset in the text, its page; `opens`: a blank line or a page
    end stands above it."""

    number: int
    start: int
    text: str
    page: int
    opens: bool

    @property
    def wording(self) -> str:
        """Its text without markdown."""
        return clean(unspaced(self.text)).strip("#*_ ")

    @property
    def chunks(self) -> list[tuple[int, int]]:
        """Where what stands side by side begins and ends."""
        if clean(unspaced(self.text)) != clean(self.text):
            return [(len(self.text) - len(self.text.lstrip()), len(self.text.rstrip()))]
        return [found.span() for found in _CHUNK.finditer(self.text)]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a physical line; `opens`: a paragraph begins with it."""

    line: Printed
    begin: int
    end: int
    opens: bool

    @property
    def text(self) -> str:
        """As printed."""
        return self.line.text[self.begin : self.end]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: per column its pieces. `header`: it is whole; else it is one printed line of a row."""

    cells: tuple[tuple[Piece, ...], ...]
    header: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Running text (`rows` empty), or the rows of a table."""

    pieces: tuple[Piece, ...] = ()
    rows: tuple[Row, ...] = ()


def stretches(lines: Sequence[Printed]) -> list[Stretch]:
    """Running text and tables in reading order; empty where nothing is laid out in columns."""
    furniture = _furniture(lines)
    body = [line for line in lines if line not in furniture]
    headers = {at: found for at in range(len(body)) if (found := _header(body, at))}
    body = [replace(line, opens=line.opens or at + 1 in headers) for at, line in enumerate(body)]  # a theme
    cut = list(_tables(body, headers))
    if not any(isinstance(item, Row) and not item.header for item in cut):
        if not any(map(_columns_of_prose, _pages(body))):
            return []
        cut = [*body]
    return list(_grouped(cut))


def _grouped(cut: Sequence[Printed | Row]) -> Iterator[Stretch]:
    for _, group in groupby(cut, key=lambda item: isinstance(item, Row)):
        items = list(group)
        rows = tuple(item for item in items if isinstance(item, Row))
        yield Stretch(rows=rows) if rows else Stretch(_in_reading_order([x for x in items if isinstance(x, Printed)]))


def _furniture(lines: Sequence[Printed]) -> set[Printed]:
    """Page numbers, and lines at the top or the foot of many pages after the first that prints them."""
    pages = list(_pages(lines))
    out = {line for line in lines if len(line.chunks) == 1 and is_of_page(line.wording, line.opens)}
    out.update(_repeated_heads(lines))
    if len(pages) == 1:
        return out
    margins = [_margin(page) for page in pages]
    often = Counter(wording for margin in margins for wording in set(margin.values()))
    seen: set[str] = set()
    for page, margin in zip(pages, margins, strict=True):
        repeated = {w for w in margin.values() if often[w] >= max(2, MANY_PAGES * len(pages)) and len(w) > 3}
        out.update(line for line, wording in margin.items() if wording in repeated & seen)
        out.update(line for line in (*page[:1], *page[-1:]) if is_page_number(line.wording))
        seen.update(repeated)
    return out


def _repeated_heads(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The title and other heads of pages where they stand again."""
    seen: set[str] = set()
    for line in lines:
        wording = fold(line.wording)
        if is_running_head(wording):
            if wording in seen:
                yield line
            seen.add(wording)


def _margin(page: Sequence[Printed]) -> dict[Printed, str]:
    """The wordings of the lines at the top and the foot of a page that are of no table, numbers as zeros."""
    lines = (
        *takewhile(lambda line: not _is_of_table(line), page[:MARGIN_LINES]),
        *takewhile(lambda line: not _is_of_table(line), page[: -MARGIN_LINES - 1 : -1]),
    )
    return {line: _DIGITS.sub("0", clean(line.text)) for line in lines}


def _is_of_table(line: Printed) -> bool:
    texts = [line.text[a:b] for a, b in line.chunks]
    return bool(header_of(texts)) or any(split_mark(text) for text in texts) or is_chapter(line.wording)


def _pages(lines: Sequence[Printed]) -> Iterator[list[Printed]]:
    page: list[Printed] = []
    for line in lines:
        if page and line.page != page[-1].page:
            yield page
            page = []
        page.append(line)
    if page:
        yield page


@dataclass(frozen=True, slots=True)
class _Header:
    """The heads of the columns that are printed in lines up to `end`; `first` is the first column of findings."""

    end: int
    heads: tuple[tuple[Piece, ...], ...]
    first: int


def _header(lines: Sequence[Printed], at: int) -> _Header | None:
    """The header that begins at this line."""
    if not any(_COLUMN_HEAD.match(lines[at].text, begin) for begin, _ in lines[at].chunks):
        return None
    for end in range(min(at + HEADER_LINES, len(lines)), at, -1):
        window = lines[at:end]
        if window[-1].number - window[0].number >= len(window) or window[-1].page != window[0].page:
            continue
        heads = _heads(window)
        texts = [" ".join(piece.text for piece in head) for head in heads]
        columns = header_of(texts) if len(heads) > 1 else ()
        if columns and not any(split_mark(piece.text) for head in heads for piece in head):
            return _Header(end, tuple(map(tuple, heads)), len(heads) - len(columns))
    return None


def _heads(lines: Sequence[Printed]) -> list[list[Piece]]:
    """What stands one above the other, from left to right."""
    heads: list[list[Piece]] = []
    for line in lines:
        chunks = line.chunks
        parts = [part for chunk in chunks for part in _years_apart(line.text, chunk)] if len(chunks) > 1 else chunks
        for begin, end in parts:
            over = next((h for h in heads if any(p.begin < end and begin < p.end for p in h)), None)
            if over is None:
                over = []
                heads.append(over)
            over.append(Piece(line, begin, end, not over))
    return sorted(heads, key=lambda head: min(piece.begin for piece in head))


def _years_apart(text: str, chunk: tuple[int, int]) -> list[tuple[int, int]]:
    """The heads that stand a single blank apart: each begins with its year."""
    begin, end = chunk
    starts = [begin + at for at in column_starts(text[begin:end])]
    if len(starts) < 2 or (starts[0] > begin and not _COLUMN_HEAD.match(text, begin)):
        return [chunk]
    bounds = [begin, *(at for at in starts if at > begin), end]
    return [(a, a + len(text[a:b].rstrip())) for a, b in pairwise(bounds)]


def _tables(lines: Sequence[Printed], headers: dict[int, _Header]) -> Iterator[Printed | Row]:
    """Rows where a table is open, else lines: from a header to a chapter or to text that crosses the columns."""
    table: _Columns | None = None
    is_open = False
    at = 0
    while at < len(lines):
        if header := headers.get(at):
            last = next((n for n in sorted(headers) if n >= header.end), len(lines))
            table, is_open = _Columns.below(header, lines[header.end : last]), True
            yield Row(header.heads, header=True)
            at = header.end
            continue
        line = lines[at]
        if table and at and line.page != lines[at - 1].page:
            last = next((n for n in range(at, len(lines)) if n in headers or lines[n].page != line.page), len(lines))
            table.shift(lines[at:last])
        cells = table.split(lines, at) if table else None
        if is_open and (cells is None or _ends_table(line)):
            is_open = False
        elif table and cells and not is_open:
            is_open = table.has_mark(cells) and not _ends_table(line)
        if is_open and cells:
            yield Row(cells)
        else:
            yield line
        at += 1


def _ends_table(line: Printed) -> bool:
    return len(line.chunks) == 1 and (is_chapter(line.wording) or is_running_head(fold(line.wording)))


class _Columns:
    """Where the columns of a table begin; `first` is the first column of findings."""

    def __init__(self, starts: Sequence[int], first: int) -> None:
        self._starts = starts
        self._first = first
        self._here = list(starts)  # where each begins in the row that is being read
        self._last: dict[int, Piece] = {}

    @classmethod
    def below(cls, header: _Header, body: Sequence[Printed]) -> "_Columns":
        """The columns where most of what stands below the heads begins; marks say it better than words."""
        heads = [(min(p.begin for p in head), max(p.end for p in head)) for head in header.heads]
        own = [line for line in body if line.page == body[0].page] if body else []
        starts = [min([heads[0][0], *(line.chunks[0][0] for line in own)])]
        for column, (head, end) in enumerate(heads[1:], 1):
            places: Counter[int] = Counter()
            for begin, text in ((a, line.text[a:b]) for line in own for a, b in line.chunks):
                if starts[-1] + 2 < begin < end:
                    places[begin] += 3 if column >= header.first and split_mark(text) else 1
            around = {x: sum(places[y] for y in range(x - 1, x + 2)) for x in places}
            starts.append(max(places, key=lambda x: (around[x], places[x], -abs(x - head)), default=head))
        return cls(starts, header.first)

    def shift(self, page: Sequence[Printed]) -> None:
        """A page begins without a header of its own: its columns may stand elsewhere."""
        places: Counter[int] = Counter()
        for begin, text in ((a, line.text[a:b]) for line in page for a, b in line.chunks):
            places[begin] += 3 if split_mark(text) else 1
        around = {x: sum(places[y] for y in range(x - 2, x + 3)) for x in places}
        starts: list[int] = []
        for x in sorted(around, key=lambda x: (-around[x], -places[x], x)):
            if len(starts) < len(self._starts) and all(abs(x - other) > NARROWEST for other in starts):
                starts.append(x)
        if len(starts) == len(self._starts) and min(around[x] for x in starts) >= NEAR:
            self._starts = sorted(starts)
            self._here = sorted(starts)

    def split(self, lines: Sequence[Printed], at: int) -> tuple[tuple[Piece, ...], ...] | None:
        """A line cut into its columns; None where its text crosses them."""
        cut = self._cut(lines, at)
        if cut is None and self._is_between(lines, at):
            cut = self._cut(lines, at, forced=True)
        if cut is None:
            return None
        cells: list[list[Piece]] = [[] for _ in self._starts]
        for column, begin, end in cut:
            cells[column].append(Piece(lines[at], begin, end, self._opens(column, lines[at], begin)))
            self._last[column] = cells[column][-1]
            if column >= self._first and split_mark(cells[column][0].text):
                self._here[column] = cells[column][0].begin
        return tuple(map(tuple, cells))

    def has_mark(self, cells: Sequence[Sequence[Piece]]) -> bool:
        """Whether a finding begins in the line."""
        return any(split_mark(piece.text) for cell in cells[self._first :] for piece in cell[:1])

    def _is_between(self, lines: Sequence[Printed], at: int) -> bool:
        """Whether the lines above and below keep to the columns and no white space stands between."""
        for near in (at - 1, at + 1):
            if not 0 <= near < len(lines) or abs(lines[near].number - lines[at].number) != 1:
                return False
            cut = self._cut(lines, near)
            if cut is None or len(cut) < 2:
                return False
        return True

    def _opens(self, column: int, line: Printed, begin: int) -> bool:
        """Whether a paragraph begins: white space stands above in this column, and no sentence runs over it."""
        before = self._last.get(column)
        if before is None:
            return True
        if before.line.number == line.number:
            return False
        text = line.text[begin:]
        near = line.number - before.line.number == 1 and not line.opens
        return not near and not text[:1].islower() and not before.text.endswith("-")

    def _cut(self, lines: Sequence[Printed], at: int, *, forced: bool = False) -> list[tuple[int, int, int]] | None:
        """(column, begin, end) of each part of the line."""
        found: list[tuple[int, int, int]] = []
        for begin, end in lines[at].chunks:
            column = max((k for k in range(len(self._starts)) if self._may_begin(k, lines[at], begin)), default=0)
            while column + 1 < len(self._starts):
                place = self._place(lines, at, column + 1, (begin, end), forced)
                if place is None:
                    break
                found.append((column, begin, place))
                begin, column = place, column + 1
            if column + 1 < len(self._starts) and end > self._here[column + 1] + OVERFLOW:
                return None
            found.append((column, begin, end))
        line = lines[at].text
        return [(column, begin, begin + len(line[begin:end].rstrip())) for column, begin, end in found]

    def _may_begin(self, column: int, line: Printed, begin: int) -> bool:
        """Whether what begins here, with white space before it, stands in the column or right of it."""
        width = self._here[column] - self._here[column - 1] if column else 0
        if self._here[column] - max(DRIFT, min(LEFT, width // 3)) <= begin:
            return True
        marked = column >= self._first and split_mark(line.text[begin:])
        return bool(marked) and self._starts[column] - PUSHED <= begin

    def _place(
        self, lines: Sequence[Printed], at: int, column: int, chunk: tuple[int, int], forced: bool
    ) -> int | None:
        """Where in a chunk the next column begins, with a single blank before it: at a mark, or where it begins in
        the lines around."""
        text, start = lines[at].text, self._here[column]
        words = [found.span() for found in _WORD.finditer(text, chunk[0], chunk[1])]
        behind = [begin for begin, _ in words[1:]]
        if column >= self._first:
            bounds = (min(start, self._starts[column]) - PUSHED, max(start, self._starts[column]) + PUSHED)
            marks = [x for x in behind if bounds[0] <= x <= bounds[1] and _begins_finding(text[x:])]
            if marks:
                return min(marks, key=lambda x: (abs(x - start), x))
        if chunk[1] <= start + OVERFLOW:
            return None
        around = self._around(lines, at, column)
        exact = [x for x in behind if x in around or (column >= self._first and start <= x <= start + MARK_WIDTH)]
        if exact:
            return min(exact, key=lambda x: (abs(x - start), x))
        if not forced and len(around) < 2:
            return None
        pushed = [x for (_, end), (x, _) in pairwise(words) if end >= start - 1]
        near = [x for x in pushed[:1] if x - start <= PUSHED]
        return near[0] if near else min(behind, key=lambda x: abs(x - start), default=None) if forced else None

    def _around(self, lines: Sequence[Printed], at: int, column: int) -> list[int]:
        """Where this column begins in the lines around, where white space parts it from what is left of it."""
        start = self._here[column]
        near = [n for n in range(at - NEAR, at + NEAR + 1) if n != at and 0 <= n < len(lines)]
        close = [lines[n] for n in near if abs(lines[n].number - lines[at].number) <= NEAR]
        return [begin for line in close for begin, _ in line.chunks if abs(begin - start) <= DRIFT]


def _begins_finding(text: str) -> bool:
    """Whether a mark begins this text; "X is daarbij" goes on in the middle of a sentence."""
    mark = split_mark(text)
    return bool(mark and not (mark[0] in LETTERS and mark[2][:1].islower()))


def _in_reading_order(lines: Sequence[Printed]) -> tuple[Piece, ...]:
    """Running text, columns of prose one after the other."""
    found: list[Piece] = []
    for page in _pages(lines):
        if _columns_of_prose(page):
            found.extend(_column_by_column(page))
        else:
            found.extend(Piece(line, line.chunks[0][0], line.chunks[-1][1], line.opens) for line in page)
    return (replace(found[0], opens=True), *found[1:])


def _columns_of_prose(lines: Sequence[Printed]) -> bool:
    """Whether enough lines hold two wide columns side by side."""
    two = [line.chunks for line in lines if len(line.chunks) == 2]
    places = Counter(chunks[1][0] for chunks in two)
    edge = max(places, key=lambda x: (places[x], -x), default=0)
    left = [chunks[0][1] - chunks[0][0] for chunks in two if abs(chunks[1][0] - edge) <= DRIFT]
    return len(left) >= COLUMN_LINES and median(left) >= COLUMN_WIDTH


def _column_by_column(page: Sequence[Printed]) -> Iterator[Piece]:
    lines = {line.number: line for line in page}
    words = [
        Word(found.group(), found.start() * _ACROSS, n * _DOWN, found.end() * _ACROSS + _INK, n * _DOWN + _SIZE, _SIZE)
        for n, line in lines.items()
        for found in _WORD.finditer(line.text)
    ]
    for block in blocks(words):
        before = 0
        for own in to_lines(block):
            line = lines[round(own[0].top / _DOWN)]
            begin, end = round(own[0].x0 / _ACROSS), round((own[-1].x1 - _INK) / _ACROSS)
            yield Piece(line, begin, end, line.number != before + 1)
            before = line.number
