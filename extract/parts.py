"""Several factsheets in one file: each gemeente's is read on its own."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extract.approaches import stated
from extract.explained import explained, with_own_marks
from extract.imprint import Imprint
from normalize import gemeente as register
from normalize.marks import split_mark
from normalize.text import fold
from schema.document import Cell, Document

# The approach stands so many lines below the title at most: a date or a letterhead may stand between.
NEAR = 4


def parts(document: Document) -> list[Document]:
    """The factsheets of a document: one begins where another gemeente is named as the one assessed, if tables with
    marks stand before and after. Most documents are one."""
    starts = list(_starts(document))
    bounds = [0, *starts, len(document.cells)]
    whole: list[tuple[Cell, ...]] = []
    for begin, end in pairwise(bounds):
        cells = _marked(document, begin, end)
        if whole and not (_has_marks(cells) and _has_marks(whole[-1])):
            whole[-1] = whole[-1] + cells
        else:
            whole.append(cells)
    if len(whole) == 1:
        return [replace(document, cells=_marked(document, 0, len(document.cells)))]
    return [Document(cells, document.pages, None, document.notes, document.ocr_pages) for cells in whole]


def _marked(document: Document, begin: int, end: int) -> tuple[Cell, ...]:
    """The cells of a part, with the glyphs that its legend explains, else the document's. In a PDF their fonts and
    shapes tell more."""
    cells = document.cells[begin:end]
    if document.pages is not None:
        return cells
    return tuple(with_own_marks(cells, explained(cells) or explained(document.cells)))


def _starts(document: Document) -> Iterator[int]:
    """The positions of the lines that name another gemeente than the line before that named one, or the same with
    another approach in the lines below. A name that is no gemeente's is a damaged one, not another."""
    imprint = Imprint(document)
    headings = list(stated(imprint))
    before: str | None = None
    aanpak: str | None = None
    for order, name in imprint.named():
        if not register.named(name):
            continue
        below = next((fold(h.aanpak) for h in headings if order < h.order <= order + NEAR), None)
        other = before is not None and (not _is_same(before, name) or bool(aanpak and below and below != aanpak))
        if other:
            yield order
        before = name if before is None or other else before
        aanpak = below if other or aanpak is None else aanpak


def _is_same(one: str, other: str) -> bool:
    """Whether two names are of one gemeente, perhaps the one that came after the other."""
    if one == other:
        return True
    names = []
    for name in (one, other):
        found = register.named(name)
        after = register.successor(found) if found else None
        names.append({name, *(g.name for g in (found, after) if g)})
    return bool(names[0] & names[1])


def _has_marks(cells: tuple[Cell, ...]) -> bool:
    return any(split_mark(line.text) for cell in cells for line in cell.lines)
