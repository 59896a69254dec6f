"""PDFs to cells: pages are read, unknown marks learnt, tables found, and what a second reader sees is compared.

Geometry decides where a cell begins and ends, nothing else. Boxes are in points from the top left of the page as
displayed.
"""

import struct
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate, takewhile

import regex
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from extract.heads import header_of
from extract.pages.bands import Votes
from extract.pages.columns import HEADER_LINES
from extract.pages.glyphs import learn
from extract.pages.lines import Box, Word, apart, blocks, chunks, pitch_of, to_lines, typeset_lines
from extract.pages.margins import bodies
from extract.pages.mend import mended
from extract.pages.miner import Watch, named, open_pdf, overruns, watched
from extract.pages.ocr import Ocr
from extract.pages.pdfium import Paper, PdfiumError
from extract.pages.pictures import Seen, displayed, see
from extract.pages.ruled import Grid, grids, level_and_upright
from extract.pages.sheet import Sheet, sheet_of
from extract.pages.tables import OpenTables
from normalize.marks import UNREADABLE, split_mark
from normalize.text import fold
from schema.document import Cell, Document, Line
from schema.verdict import Reason, Rejected

# The letters of a page that one reader sees and the other does not are more than this: a difference.
LETTERS = 2


# What pdfminer and pdfplumber raise, besides PdfminerException, over files that are damaged or made to hurt.
BROKEN = (
    TypeError,
    RecursionError,
    AssertionError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    StopIteration,
    PSException,
    MalformedPDFException,
    struct.error,
    zlib.error,
)


def read_pdf(content: bytes, ocr: Ocr) -> Document:
    """The cells of a PDF. Raises Rejected where it is broken, encrypted or says nothing, MoreTime where OCR needs
    more than was granted."""
    watch = Watch()
    sheets = _sheets(content, watch)
    paper = Paper.of(content) or _mended_paper(content, watch)
    if paper is not None:
        with paper, suppress(PdfiumError):
            return _seen(sheets, paper, ocr, watch)
    if not any(sheet.words for sheet in sheets):
        raise Rejected("broken PDF: no text is found in it, and its pages cannot be drawn. Get the file again.")
    reason = Reason.READERS_DIFFER.because("pdfium cannot open it")
    return Document(tuple(_cells(sheets)), pages=len(sheets), notes=(*_damage(watch), reason))


def _mended_paper(content: bytes, watch: Watch) -> Paper | None:
    whole = mended(content, watch.doc)
    return Paper.of(whole) if whole else None


def _seen(sheets: Sequence[Sheet], paper: Paper, ocr: Ocr, watch: Watch) -> Document:
    """The cells of a PDF of which pdfium sees the pages. Raises PdfiumError where it does not see all of them."""
    seen = see(sheets, paper, ocr, _words_in, Reason.UNREADABLE.because())
    if not any(sheet.words for sheet in seen.sheets):
        raise Rejected("empty: there is nothing on its pages.")
    learnt = learn(seen.sheets, paper)
    told = {w.font for was, now in zip(seen.sheets, learnt.sheets, strict=True) for w in {*now.words} - {*was.words}}
    blind = bool(watch.broken_fonts)
    notes = (*_damage(watch, told), *_differences(sheets, paper, blind), *_unread_pages(seen), *learnt.notes)
    count = None if learnt.any_mark or seen.turns or blind else paper.count_marks()
    cells = displayed(_unread(list(_cells(learnt.sheets)), learnt.unknown), seen.turns)
    return Document(tuple(cells), len(sheets), count, notes, tuple(sorted(seen.turns)))


def _damage(watch: Watch, told: Collection[str] = ()) -> Iterator[str]:
    """What is wrong with the file; of the fonts `told` it matters what they draw, not only which letters they name."""
    faults = (*watch.faults, *(["a font is damaged"] if watch.broken_fonts.intersection(told) else []))
    if faults:
        yield Reason.DAMAGED.because(named(faults))


def _words_in(content: bytes) -> Sequence[Word]:
    """The words of a PDF of one page."""
    return _sheets(content, Watch())[0].words


def _unread_pages(seen: Seen) -> Iterator[str]:
    for number, why in seen.unread.items():
        yield Reason.PICTURE.because(f"page {number}: {why}")


def _sheets(content: bytes, watch: Watch) -> list[Sheet]:
    """What stands on each page."""
    sheets = []
    try:
        with watched(watch):
            for page in open_pdf(content, watch).pages:
                sheets.append(sheet_of(page))
                if overruns(page):
                    watch.fault("text runs out of a page")
                page.close()
    except PdfminerException as error:
        raise _plain(error) from error
    except BROKEN as error:
        raise Rejected(f"broken PDF: it cannot be read ({type(error).__name__}). Get the file again.") from error
    return sheets


def _plain(error: PdfminerException) -> Exception:
    """What pdfminer's exception means to a person."""
    cause = error.args[0] if error.args else error
    if isinstance(cause, Rejected | MemoryError):
        return cause
    if isinstance(cause, PDFPasswordIncorrect):
        return Rejected("encrypted: it opens with a password only. Save it without one and run again.")
    if isinstance(cause, PDFSyntaxError) and "Root" in str(cause):
        return Rejected("broken PDF: it has no page tree (cut off, or no PDF at all). Get the file again.")
    return Rejected(f"broken PDF: it cannot be read ({type(cause).__name__}). Get the file again.")


def _differences(sheets: Sequence[Sheet], paper: Paper, blind: bool) -> Iterator[str]:
    """Pages of which pdfium sees other letters than were read; where it is `blind` by a broken font, that it sees fewer
    says nothing."""
    if paper.pages != len(sheets):
        yield Reason.READERS_DIFFER.because(f"{len(sheets)} pages read, {paper.pages} seen")
    for sheet in sheets[: paper.pages]:
        seen = paper.letters(sheet.number)
        missed, more = (seen - sheet.letters - sheet.symbols).total(), (sheet.letters - seen).total()
        if max(missed, 0 if blind else more) > LETTERS:
            yield Reason.READERS_DIFFER.because(f"page {sheet.number}: {missed} letters not read, {more} not seen")


def _cells(sheets: Sequence[Sheet]) -> Iterator[Cell]:
    """The cells of all pages, top to bottom. They are cut twice: only the whole document tells whether what is drawn
    separates the rows of tables without a full grid."""
    votes = Votes()
    for _ in _cut(sheets, votes):
        pass
    yield from _cut(sheets, Votes(drawn=votes.for_drawn > votes.against))


def _cut(sheets: Sequence[Sheet], votes: Votes) -> Iterator[Cell]:
    tables = _Tables(votes)
    for sheet, (top, bottom) in zip(sheets, bodies(sheets), strict=True):
        yield from _running_text([w for w in sheet.words if w.middle < top], sheet.number)
        body = tuple(w for w in sheet.words if top <= w.middle <= bottom)
        yield from tables.cells(replace(sheet, words=body))
        yield from _running_text([w for w in sheet.words if w.middle > bottom], sheet.number)


class _Tables:
    """Numbers the tables of a document, and knows the columns of one that goes on over a page end."""

    def __init__(self, votes: Votes) -> None:
        self._open = OpenTables(votes)
        self._count = 0
        self._last: Grid | None = None

    def cells(self, sheet: Sheet) -> Iterator[Cell]:
        """The cells of a page, top to bottom."""
        level, upright = level_and_upright(sheet.rules)
        ruled = [grid for grid in grids(level, upright, self._last) if _is_whole(grid, sheet.words)]
        inside, outside = apart(sheet.words, [grid.box for grid in ruled])
        top = float("-inf")
        for grid, own in zip(ruled, inside, strict=True):
            above = [w for w in outside if top <= w.middle < grid.box[1]]
            yield from self._outside(above, sheet, level, upright)
            yield from self._grid(grid, own, sheet.number)
            top = grid.box[1]
        rest = [w for w in outside if w.middle >= top]
        self._last = ruled[-1] if ruled and not rest else None
        yield from self._outside(rest, sheet, level, upright)

    def _grid(self, grid: Grid, words: Sequence[Word], page: int) -> Iterator[Cell]:
        """The cells of a ruled table."""
        inside, _ = apart(words, [box for _, _, box in grid.cells])
        rows: dict[int, dict[int, Sequence[Word]]] = {}
        for (row, column, _), own in zip(grid.cells, inside, strict=True):
            rows.setdefault(row, {})[column] = own
        parts = [_parted(row) for row in rows.values()]
        cells = list(self._spanning(grid, parts))
        yield from self._table(cells, [own for row in parts for part in row for own in part.values()], page)

    def _spanning(self, grid: Grid, parts: Sequence[Sequence[dict[int, Sequence[Word]]]]) -> Iterator[Cell]:
        """The cells of a ruled table without their lines; `parts` are the rows that each of its rows holds."""
        firsts = [0, *accumulate(map(len, parts))]
        extents = {(row, column): grid.extent(box) for row, column, box in grid.cells}
        for row, own in enumerate(parts):
            for n, part in enumerate(own, firsts[row]):
                for column in part:
                    across, down = extents[row, column]
                    is_last = n + 1 == firsts[row + 1]
                    yield Cell((), self._count, n, column, across, firsts[row + down] - n if is_last else 1)

    def _outside(
        self, words: Sequence[Word], sheet: Sheet, level: Sequence[Box], upright: Sequence[Box]
    ) -> Iterator[Cell]:
        """Running text, and tables without a full grid."""
        for stretch in self._open.cut(words, level, upright, sheet.fills):
            if stretch.rows:
                cells = [Cell((), self._count, n, at) for n, row in enumerate(stretch.rows) for at in range(len(row))]
                yield from self._table(cells, [cell for row in stretch.rows for cell in row], sheet.number)
            else:
                yield from _running_text(stretch.words, sheet.number)

    def _table(self, cells: Sequence[Cell], words: Sequence[Sequence[Word]], page: int) -> Iterator[Cell]:
        texts = [to_lines(own) for own in words]
        pitch = pitch_of(texts)
        for cell, lines in zip(cells, texts, strict=True):
            yield replace(cell, lines=tuple(typeset_lines(lines, page, pitch)))
        self._count += 1


def _parted(row: dict[int, Sequence[Word]]) -> list[dict[int, Sequence[Word]]]:
    """A row of a grid, by column; where no rule lies between a repeated header and the rest of a broken row, these
    two."""
    lines = {column: to_lines(words) for column, words in row.items()}
    for most in range(HEADER_LINES, 0, -1):
        heads = {column: _alike(own)[:most] for column, own in lines.items()}
        if header_of([" ".join(w.text for line in own for w in line) for own in heads.values() if own]):
            break
    else:
        return [row]
    if heads == lines:
        return [row]
    rest = {column: own[len(heads[column]) :] for column, own in lines.items()}
    return [{column: [w for line in own for w in line] for column, own in part.items()} for part in (heads, rest)]


def _alike(lines: Sequence[Sequence[Word]]) -> list[Sequence[Word]]:
    """The first lines of a cell, as far as they are of one type."""
    return list(takewhile(lambda line: _fonts(line) <= _fonts(lines[0]), lines))


def _fonts(line: Sequence[Word]) -> set[str]:
    return {word.font for word in line}


def _is_whole(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether the rules of a grid part all of its rows and columns: no cell holds a header of several columns or what
    stands below one, or marks of two columns side by side."""
    inside, _ = apart(words, [box for _, _, box in grid.cells])
    for lines in map(to_lines, inside):
        heads = [" ".join(w.text for w in chunk) for chunk in chunks(lines[0])] if lines else []
        if header_of(heads) and len(heads) > 1:
            return False
        if len(lines) > 4 and fold(" ".join(heads)) in ("indicator", "indicatoren", "criteria", "criterium"):
            return False
        if any(sum(bool(split_mark(chunk[0].text + " ")) for chunk in chunks(line)) > 1 for line in lines):
            return False
    return len({column for _, column, _ in grid.cells}) > 1


def _running_text(words: Sequence[Word], page: int) -> Iterator[Cell]:
    """Running text in reading order, a cell per line; columns of prose one after the other."""
    for block in blocks(words):
        lines = to_lines(block)
        for line in typeset_lines(lines, page, pitch_of([lines])):
            yield Cell((line,))


def _unread(cells: Sequence[Cell], unknown: frozenset[str]) -> Iterator[Cell]:
    """The cells, words that may be marks printed as unreadable marks where they are: what begins a finding beside an
    indicator is a mark there, and wherever else it begins a line of a finding."""
    named = {cell.column for cell in cells if cell.table is not None and _NO_FINDING.match(fold(cell.text))}
    filled = {(cell.table, cell.row, cell.column) for cell in cells if cell.lines}
    findings = [cell for cell in cells if cell.table is not None and cell.column and cell.column not in named]
    marks = {
        word
        for cell in findings
        for word in [line.text.split(" ", 1)[0] for line in cell.lines[:1]]
        if word in unknown and (cell.table, cell.row, max(named, default=0)) in filled
    }
    for cell in cells:
        own = marks if cell.table is not None and cell.column and cell.column not in named else set()
        yield replace(cell, lines=tuple(_line(line, own) for line in cell.lines)) if unknown else cell


# the head of a column that holds no findings
_NO_FINDING = regex.compile(r"(?:criteri(?:a|um)|indicator(?:en)?)$")


def _line(line: Line, marks: Collection[str]) -> Line:
    word, _, rest = line.text.partition(" ")
    if word in marks:
        return replace(line, text=f"{UNREADABLE} {rest}", doubt=None)
    return replace(line, text=_DRAWN.sub("", line.text)) if "(drawn:" in line.text else line


# the word that stands for a drawing which is no mark
_DRAWN = regex.compile(r"\(drawn:\d+\) ?")
