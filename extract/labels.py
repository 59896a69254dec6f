"""Cells to labels: the kader decides what a cell is. Furniture gets no label at all."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from extract.furniture import furniture
from extract.grids import Grids
from extract.recognise import Recogniser
from extract.running import RunningText
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
    """Indicator cells that a page end broke in two, made whole: where both together are more like the kader
    than each. What stands beside the second half then belongs to the first."""
    whole: list[Label] = []
    last: int | None = None  # where the indicator before stands
    for this in labels:
        if this.kind is Kind.INDICATOR and last is not None:
            lines = (*whole[last].lines, *this.lines)
            halves = [recogniser.likeness(whole[last].lines), recogniser.likeness(this.lines)]
            if recogniser.likeness(lines) > max(halves):
                whole[last] = replace(whole[last], lines=lines, matches=recogniser.match(lines))
                continue
        if this.kind in (Kind.INDICATOR, Kind.HEADING):
            last = len(whole) if this.kind is Kind.INDICATOR else None
        whole.append(this)
    return whole
