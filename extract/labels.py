"""Cells to labels: the kader decides what a cell is. Furniture gets no label at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from extract.captions import Captions
from extract.furniture import furniture
from extract.grids import Grids
from extract.printed_rows import PrintedRows
from extract.recognise import Recogniser, ends_sentence
from extract.running import RunningText
from extract.ticks import doubted
from normalize.marks import split_mark
from normalize.match import LIKE, Matcher
from schema.document import Cell, Document, Line
from schema.label import Kind, Label


def label(document: Document, matcher: Matcher) -> list[Label]:
    """The labels of a document, in reading order."""
    recogniser = Recogniser(document, matcher)
    return _mended(doubted(list(_labels(document, recogniser)), document), recogniser)


def _labels(document: Document, recogniser: Recogniser) -> Iterator[Label]:
    """Grids row by row, running text stretch by stretch."""
    grids, running = Grids(recogniser), RunningText(recogniser)
    out = furniture(document)
    captions, begun = Captions(document, recogniser), False
    numbered = [(n, cell) for n, cell in enumerate(document.cells) if n not in out]
    stretches = [(table, list(group)) for table, group in groupby(numbered, key=lambda item: item[1].table)]
    printed = PrintedRows((_rows(stretch) for table, stretch in stretches if table is not None), recogniser)
    for table, stretch in stretches:
        if table is None:
            last = None
            for made in running.labels(stretch):
                if made.kind is Kind.HEADING:
                    grids.leave()
                if made.kind in (Kind.HEADING, Kind.OUTCOMES):
                    grids.under(None)
                last = made
                yield made
            if begun and (heading := captions.above_table(stretch, last)):
                grids.under(heading)
            continue
        width = 1 + max(cell.column for _, cell in stretch)
        for row in printed.whole(_rows(stretch)):
            for made in grids.row(row, width):
                begun = begun or made.kind is Kind.CELL
                yield made


def _rows(cells: Iterable[tuple[int, Cell]]) -> list[list[tuple[int, Cell]]]:
    """The cells of a table row by row."""
    return [list(row) for _, row in groupby(cells, key=lambda item: item[1].row)]


def _mended(labels: Iterable[Label], recogniser: Recogniser) -> list[Label]:
    """What a page end broke in two, made whole: an indicator cell whose halves together are more like the kader than
    each, and a cell of several indicators where a finding beside them goes on. What stands beside the second half
    then belongs to the first."""
    given = list(labels)
    whole: list[Label] = []
    last: int | None = None  # where the indicator before stands
    for at, this in enumerate(given):
        if this.kind is Kind.INDICATOR and last is not None:
            before = whole[last]
            lines = (*before.lines, *this.lines)
            if joined := _joined(before.lines, this.lines, recogniser):
                whole[last] = replace(before, lines=joined, matches=recogniser.match(joined))
                continue
            if _on_next_page(before, this) and _finding_goes_on(whole[last:], given[at + 1 :]):
                whole[last] = replace(before, lines=lines, matches=(*before.matches, *this.matches))
                continue
        if this.kind in (Kind.INDICATOR, Kind.HEADING):
            last = len(whole) if this.kind is Kind.INDICATOR else None
        whole.append(this)
    return whole


def _joined(before: Sequence[Line], after: Sequence[Line], recogniser: Recogniser) -> tuple[Line, ...] | None:
    """Two halves of a cell as one, where together they are more like the kader than each: the cells whole, or the
    last paragraph of one with the first of the other."""
    if recogniser.likeness((*before, *after)) > max(recogniser.likeness(before), recogniser.likeness(after)):
        return *before, *after
    last = max((n for n, line in enumerate(before) if line.opens), default=0)
    first = next((n for n, line in enumerate(after) if line.opens and n), len(after))
    end, start = before[last:], after[:first]
    apart = max(recogniser.likeness(end), recogniser.likeness(start), LIKE)
    if recogniser.likeness((*end, *start)) > apart:
        return *before, replace(after[0], opens=False), *after[1:]
    return None


def _on_next_page(before: Label, this: Label) -> bool:
    pages = (before.lines[-1].place.page, this.lines[0].place.page)
    return this.grid and None not in pages and pages[0] != pages[1]


def _finding_goes_on(before: Iterable[Label], after: Iterable[Label]) -> bool:
    """Whether a finding in the cells before, whose sentence has not ended, goes on in a cell of the row after."""
    unfinished = {
        cell.column for cell in before if cell.kind is Kind.CELL and cell.lines and not ends_sentence(cell.lines[-1])
    }
    beside = takewhile(lambda label: label.kind is Kind.CELL, after)
    return any(cell.lines and cell.column in unfinished and not split_mark(cell.lines[0].text) for cell in beside)
