"""Cells to labels: the kader decides what a cell is. Furniture gets no label at all."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, takewhile

from extract.furniture import furniture
from extract.grids import Grids
from extract.recognise import Recogniser, ends_sentence
from extract.running import RunningText
from normalize.marks import split_mark
from normalize.match import Matcher
from schema.document import Document
from schema.label import Kind, Label


def label(document: Document, matcher: Matcher) -> list[Label]:
    """The labels of a document, in reading order."""
    recogniser = Recogniser(document, matcher)
    return _mended(_labels(document, recogniser), recogniser)


def _labels(document: Document, recogniser: Recogniser) -> Iterator[Label]:
    """Grids row by row, running text stretch by stretch."""
    grids, running = Grids(recogniser), RunningText(recogniser)
    out = furniture(document)
    numbered = [(n, cell) for n, cell in enumerate(document.cells) if n not in out]
    for table, group in groupby(numbered, key=lambda item: item[1].table):
        if table is None:
            for made in running.labels(list(group)):
                if made.kind is Kind.HEADING:
                    grids.leave()
                yield made
            continue
        rows = [list(row) for _, row in groupby(group, key=lambda item: item[1].row)]
        width = 1 + max(cell.column for row in rows for _, cell in row)
        for row in rows:
            yield from grids.row(row, width)


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
            if recogniser.likeness(lines) > max(recogniser.likeness(before.lines), recogniser.likeness(this.lines)):
                whole[last] = replace(before, lines=lines, matches=recogniser.match(lines))
                continue
            if _on_next_page(before, this) and _finding_goes_on(whole[last:], given[at + 1 :]):
                whole[last] = replace(before, lines=lines, matches=(*before.matches, *this.matches))
                continue
        if this.kind in (Kind.INDICATOR, Kind.HEADING):
            last = len(whole) if this.kind is Kind.INDICATOR else None
        whole.append(this)
    return whole


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
