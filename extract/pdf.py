"""PDFs to cells: ruled tables, and the running text around them in reading order. The only importer of
pdfplumber and of pypdfium2.

Geometry decides where a cell begins and ends, nothing else. Boxes are in points from the top left of the page.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from extract.layout import Word, apart, blocks, pitch_of, to_lines, typeset_lines
from normalize.marks import printed, split_mark
from schema.document import Cell, Document
from schema.verdict import Reason, Rejected

# A word space beside a mark is less than this many glyph heights (measured: 0.9 in prose, 1.4 and more from cell to
# cell).
WORD_SPACE = 1.15

logging.getLogger("pdfminer").setLevel(logging.ERROR)


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
    try:
        return Document(tuple(cells), pages=count, markers_seen=_count_marks(content))
    except pypdfium2.PdfiumError:
        return Document(tuple(cells), pages=count, notes=(Reason.MARKER_COUNT.because("pdfium cannot open it"),))


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
    inside, outside = apart(words, [grid.bbox for grid in grids])
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


def _words(page: Any) -> list[Word]:
    """The page's words in the order of the content stream, glyphs of symbol fonts as they are printed."""
    found = page.extract_words(use_text_flow=True, extra_attrs=["fontname", "size"])
    return [Word(printed(w["fontname"], w["text"]), w["x0"], w["top"], w["x1"], w["bottom"], w["size"]) for w in found]


def _table(grid: Any, words: Sequence[Word], page: int, table: int) -> Iterator[Cell]:
    """The cells of a ruled table; a cell that spans rows or columns stands where it begins."""
    places = [(n, column, box) for n, row in enumerate(grid.rows) for column, box in enumerate(row.cells) if box]
    inside, _ = apart(words, [box for _, _, box in places])
    texts = [to_lines(own) for own in inside]
    pitch = pitch_of(texts)
    for (row, column, _), lines in zip(places, texts, strict=True):
        yield Cell(tuple(typeset_lines(lines, page, pitch)), table, row, column)


def _running_text(words: Sequence[Word], page: int) -> Iterator[Cell]:
    """Running text in reading order, a cell per line; columns of prose one after the other."""
    for block in blocks(words):
        lines = to_lines(block)
        for line in typeset_lines(lines, page, pitch_of([lines])):
            yield Cell((line,))


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
