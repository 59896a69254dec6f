"""Tables in which the place of a mark says the verdict, not its glyph: a column to tick for each verdict."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from normalize.marks import split_mark
from schema.document import Document
from schema.label import Kind, Label
from schema.verdict import Column, Reason

# Marks of one column that stand alone are this close to one another (points): a cross centred below a tick is 3 off.
ONE_PLACE = 24.0

_Key = tuple[tuple[Column, ...], int | None]


def doubted(labels: Sequence[Label], document: Document) -> list[Label]:
    """The labels, cells doubted in columns of findings whose marks stand alone at several places of one table."""
    keys = list(_keys(labels))
    grid: dict[tuple[_Key, int | None], set[int]] = {}
    for label, key in zip(labels, keys, strict=True):
        if label.mark_at is not None:
            grid.setdefault((key, document.cells[label.order].table), set()).add(label.mark_at)
    places: dict[tuple[_Key, int | None], list[float]] = {}
    ticked = {key for (key, _), columns in grid.items() if len(columns) > 1}
    for label, key in zip(labels, keys, strict=True):
        box = label.lines[0].start.bbox if label.mark_at is not None and len(label.lines) == 1 else None
        if box and _is_all(label):
            places.setdefault((key, document.cells[label.order].table), []).append(box[0])
    ticked |= {key for (key, _), lefts in places.items() if max(lefts) - min(lefts) > ONE_PLACE}
    doubt = Reason.COLUMN.because("marks stand in several columns below one head")
    return [
        replace(label, doubt=label.doubt or doubt) if label.kind is Kind.CELL and key in ticked else label
        for label, key in zip(labels, keys, strict=True)
    ]


def _is_all(label: Label) -> bool:
    mark = split_mark(label.lines[0].text)
    return bool(mark and not mark[2].strip())


def _keys(labels: Iterable[Label]) -> Iterator[_Key]:
    """Of each label the header above it and its column of findings."""
    columns: tuple[Column, ...] = ()
    for label in labels:
        columns = label.columns if label.kind is Kind.HEADER else columns
        yield columns, label.column
