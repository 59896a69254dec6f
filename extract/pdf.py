"""PDFs to cells: ruled tables, and the running text around them in reading order. The only importer of
pdfplumber and of pypdfium2.

Geometry decides where a cell begins and ends, nothing else. Boxes are in points from the top left of the page.
"""

import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from normalize.marks import printed, split_mark
from schema.document import Cell, Document, Line, Place
from schema.verdict import Rejected

# Two words are of one line where their middles differ by less than this share of a line's height: a tick from a
# fallback font sits up to 2.4 points off, lines of 9-point type are 10.5 points apart.
SAME_LINE = 0.45
# A line opens a paragraph where it is this much further down than lines of one paragraph are: Chromium sets lines
# 12.0 to 12.7 points apart and paragraphs of one cell 15.7 to 16.5.
PARAGRAPH = 1.18
# Lines of one heading are at most this many type sizes apart.
HEADING_PITCH = 1.6
# The gutter between two columns of prose is at least this wide (points); spaces are up to 5 wide.
GUTTER = 9.0
# A gap of this share of the type size separates words.
SPACE = 0.12
# A word space beside a mark is less than this many glyph heights (measured: 0.9 in prose, 1.4 and more from cell to
# cell).
WORD_SPACE = 1.15
# A heading's type is at least this much larger than the text's.
HEADING = 1.12

logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def read_pdf(content: bytes) -> Document:
    """The cells of a PDF. Raises Rejected where it is broken, encrypted or holds no text."""
    cells: list[Cell] = []
    tables = 0
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            count = len(pdf.pages)
            for number, page in enumerate(pdf.pages, 1):
                found, tables = _page(page, number, tables)
                cells.extend(found)
                page.close()
    except PdfminerException as error:
        raise Rejected(_plain(error)) from error
    except (TypeError, RecursionError, AssertionError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise Rejected(f"broken PDF: it cannot be read ({type(error).__name__}). Get the file again.") from error
    if not any(cell.lines for cell in cells):
        raise Rejected("no text layer: its pages are pictures. Have it read by OCR (for instance ocrmypdf) first.")
    return Document(tuple(cells), pages=count, markers_seen=_count_marks(content))


def _plain(error: PdfminerException) -> str:
    """What pdfminer's exception means to a person."""
    cause = error.args[0] if error.args else error
    if isinstance(cause, PDFPasswordIncorrect):
        return "encrypted: it opens with a password only. Save it without one and run again."
    if isinstance(cause, PDFSyntaxError) and "Root" in str(cause):
        return "broken PDF: it has no page tree (cut off, or no PDF at all). Get the file again."
    return f"broken PDF: it cannot be read ({type(cause).__name__}). Get the file again."


def _page(page: Any, number: int, tables: int) -> tuple[list[Cell], int]:
    """The cells of one page, top to bottom, and how many tables there were up to here."""
    words = _words(page)
    grids = _grids(page)
    inside, outside = _apart(words, [grid.bbox for grid in grids])
    cells: list[Cell] = []
    top = 0.0
    for grid, own in zip(grids, inside, strict=True):
        cells.extend(_running_text([w for w in outside if top <= w.middle < grid.bbox[1]], number))
        cells.extend(_table(grid, own, number, tables))
        tables += 1
        top = grid.bbox[1]
    cells.extend(_running_text([w for w in outside if w.middle >= top], number))
    return cells, tables


def _grids(page: Any) -> list[Any]:
    """The ruled tables of a page, from top to bottom. Where a page end cuts a row no rule is drawn: there the ends
    of the upright rules close it."""
    upright = [(e["top"], e["bottom"]) for e in page.edges if e["orientation"] == "v" and e["bottom"] - e["top"] > 3]
    level = [e["top"] for e in page.edges if e["orientation"] == "h" and e["x1"] - e["x0"] > 3]
    cuts = []
    for y in sorted({round(end, 1) for edge in upright for end in edge}):
        ending = sum(abs(top - y) < 1.5 or abs(bottom - y) < 1.5 for top, bottom in upright)
        passing = any(top < y - 1.5 and bottom > y + 1.5 for top, bottom in upright)
        if ending >= 2 and not passing and not any(abs(other - y) < 2 for other in level):
            cuts.append(y)
    found = page.find_tables({"explicit_horizontal_lines": cuts} if cuts else None)
    return sorted((t for t in found if len(t.cells) > 1), key=lambda t: t.bbox[1])


def _words(page: Any) -> list[_Word]:
    """The page's words in the order of the content stream, glyphs of symbol fonts as they are printed."""
    found = page.extract_words(use_text_flow=True, extra_attrs=["fontname", "size"])
    return [_Word(printed(w["fontname"], w["text"]), w["x0"], w["top"], w["x1"], w["bottom"], w["size"]) for w in found]


def _apart(
    words: Iterable[_Word], boxes: Sequence[tuple[float, float, float, float]]
) -> tuple[list[list[_Word]], list[_Word]]:
    """The words inside each box, and those in none."""
    inside: list[list[_Word]] = [[] for _ in boxes]
    outside = []
    for word in words:
        for own, (x0, top, x1, bottom) in zip(inside, boxes, strict=True):
            if x0 <= word.x0 + 1 and word.x0 < x1 and top <= word.middle < bottom:
                own.append(word)
                break
        else:
            outside.append(word)
    return inside, outside


def _table(grid: Any, words: Sequence[_Word], page: int, table: int) -> Iterator[Cell]:
    """The cells of a ruled table; a cell that spans rows or columns stands where it begins."""
    places = [(n, column, box) for n, row in enumerate(grid.rows) for column, box in enumerate(row.cells) if box]
    inside, _ = _apart(words, [box for _, _, box in places])
    blocks = [_lines(own) for own in inside]
    pitch = _pitch(blocks)
    for (row, column, _), lines in zip(places, blocks, strict=True):
        yield Cell(tuple(_to_lines(lines, page, pitch)), table, row, column)


def _pitch(blocks: Iterable[Sequence[Sequence[_Word]]]) -> float:
    """The usual distance from line to line inside these blocks of lines; 0 where there is none."""
    steps = [_middle(b) - _middle(a) for lines in blocks for a, b in pairwise(lines)]
    return median(steps) if steps else 0.0


def _lines(words: Iterable[_Word]) -> list[list[_Word]]:
    """Words to lines, top to bottom, each from left to right."""
    lines: list[list[_Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        height = word.bottom - word.top
        if lines and word.middle - median(w.middle for w in lines[-1]) < SAME_LINE * height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]


def _to_lines(lines: Sequence[Sequence[_Word]], page: int, pitch: float) -> Iterator[Line]:
    """Lines of words to lines of text; one opens a paragraph where white space stands above it."""
    before: Sequence[_Word] | None = None
    usual = median(_size(words) for words in lines) if lines else 0.0
    for words in lines:
        step = _middle(words) - _middle(before) if before else 0.0
        heading = _size(words) > HEADING * usual
        most = HEADING_PITCH * _size(words) if heading else PARAGRAPH * pitch
        opens = before is None or step > most or _new_type(before, words)
        first = words[0]
        start = Place(page, (first.x0, first.top, first.x1, first.bottom))
        yield Line(_join(words), opens, Place(page, _box(words)), start)
        before = words


def _middle(words: Sequence[_Word]) -> float:
    return median(w.middle for w in words)


def _size(words: Sequence[_Word]) -> float:
    return median(w.size for w in words)


def _new_type(before: Sequence[_Word], words: Sequence[_Word]) -> bool:
    """Whether the type is larger or smaller than in the line before: a heading, or what follows one."""
    sizes = sorted((_size(before), _size(words)))
    return sizes[1] > HEADING * sizes[0]


def _join(words: Sequence[_Word]) -> str:
    text, right = "", 0.0
    for word in words:
        if (text and word.x0 - right > SPACE * word.size) or (text and split_mark(text.rsplit(" ", 1)[-1])):
            text += " "
        text += word.text
        right = word.x1
    return text


def _box(words: Iterable[_Word]) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = zip(*((w.x0, w.top, w.x1, w.bottom) for w in words), strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def _running_text(words: Sequence[_Word], page: int) -> Iterator[Cell]:
    """Running text in reading order, a cell per line; columns of prose one after the other."""
    for block in _blocks(words):
        lines = _lines(block)
        for line in _to_lines(lines, page, _pitch([lines])):
            yield Cell((line,))


def _blocks(words: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    """The words cut into blocks that read straight down: full-width lines, and columns one after the other."""
    edge = _right_column(words)
    if edge is None:
        if words:
            yield words
        return
    for crosses, lines in _runs(_lines(words), edge):
        run = [word for line in lines for word in line]
        if crosses:
            yield run
        else:
            yield from filter(None, ([w for w in run if w.x0 < edge], [w for w in run if w.x0 >= edge]))


def _right_column(words: Sequence[_Word]) -> float | None:
    """The left edge of a second column: where at least three lines begin, away from the left edge."""
    if not words:
        return None
    x0, _top, x1, _bottom = _box(words)
    lines = _lines(words)
    starts: set[float] = set()
    for line in lines:
        rights = [float("-inf"), *(w.x1 for w in line)]
        starts.update(round(w.x0) - 1.5 for w, right in zip(line, rights, strict=False) if w.x0 - right >= GUTTER)
    edges = [x for x in starts if x0 + 0.3 * (x1 - x0) < x < x0 + 0.8 * (x1 - x0)]
    beside = {x: sum(line[-1].x0 >= x and not _crosses(line, x) for line in lines) for x in edges}
    edge = min(edges, key=lambda x: (-beside[x], x), default=0.0)
    return edge if beside.get(edge, 0) >= 3 else None


def _crosses(line: Sequence[_Word], edge: float) -> bool:
    """Whether a word of the line stands in the gutter left of `edge`."""
    return any(w.x0 < edge and w.x1 > edge - GUTTER for w in line)


def _runs(lines: Sequence[Sequence[_Word]], edge: float) -> Iterator[tuple[bool, list[Sequence[_Word]]]]:
    """Runs of lines that cross the gutter left of `edge` and of lines that do not. A heading over both columns
    begins a new run: larger type, and nothing beside it though the right column goes on below."""
    run: list[Sequence[_Word]] = []
    crossed = False
    rights = [_middle(r) for r in ([w for w in line if w.x0 >= edge] for line in lines) if r]
    usual = median(w.size for line in lines for w in line)
    for line in lines:
        crosses = _crosses(line, edge)
        size, middle = _size(line), _middle(line)
        alone = all(abs(middle - right) > 1.2 * size for right in rights) and any(right > middle for right in rights)
        heading = size > HEADING * usual and alone
        goes_on = (
            bool(run)
            and size > HEADING * usual
            and abs(_size(run[-1]) - size) < 1
            and middle - _middle(run[-1]) < HEADING_PITCH * size
        )
        if run and not goes_on and (crosses != crossed or heading):
            yield crossed, run
            run = []
        crossed = crosses or (goes_on and crossed)
        run.append(line)
    if run:
        yield crossed, run


def _count_marks(content: bytes) -> int:
    """How many marks open a cell, a paragraph or a line, as pdfium sees the pages: it shares no code with the
    reader above."""
    count = 0
    with pypdfium2.PdfDocument(content) as pdf:
        for page in pdf:
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            for at, glyph in enumerate(text):
                if split_mark(glyph + " ") and not text[at + 1 : at + 2].isalnum() and _opens(text_page, text, at):
                    count += 1
            text_page.close()
            page.close()
    return count


def _opens(text_page: Any, text: str, at: int) -> bool:
    """Whether nothing stands close to the left of this character on its line."""
    before = at - 1
    while before >= 0 and text[before].isspace():
        before -= 1
    if before < 0:
        return True
    left, bottom, _right, top = text_page.get_charbox(at)
    _left, other_bottom, other_right, other_top = text_page.get_charbox(before)
    same_line = abs((top + bottom) - (other_top + other_bottom)) / 2 < max(top - bottom, other_top - other_bottom)
    return not (same_line and abs(left - other_right) < WORD_SPACE * (top - bottom))
