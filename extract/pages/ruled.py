"""Rules to grids: the cells of fully ruled tables. Pure geometry, by pdfplumber's table functions, in points."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from extract.pages.lines import Box

# Rules this close belong together: borders drawn cell by cell leave gaps of up to 2.25 points.
SNAP = 3.0
# What is shorter than this is no rule of a table: the sides of boxes that are drawn as marks.
SHORTEST = 10.0

_Edge = dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: (row, column, box) of its cells; one that spans rows or columns stands where it begins."""

    box: Box
    cells: tuple[tuple[int, int, Box], ...]

    def extent(self, box: Box) -> tuple[int, int]:
        """How many columns and rows a cell covers."""
        across = sum(box[0] <= left < box[2] for left in {cell[0] for _, _, cell in self.cells})
        return across, sum(box[1] <= top < box[3] for top in {cell[1] for _, _, cell in self.cells})


def level_and_upright(rules: Iterable[Box]) -> tuple[list[Box], list[Box]]:
    """The rules that lie and those that stand, pieces of one rule joined, each as a box without thickness."""
    edges: list[_Edge] = [_edge(*rule) for rule in rules]
    merged = merge_edges(edges, SNAP, SNAP, SNAP, SNAP) if edges else []
    boxes = [(e["orientation"], (float(e["x0"]), float(e["top"]), float(e["x1"]), float(e["bottom"]))) for e in merged]
    level = [box for way, box in boxes if way == "h" and box[2] - box[0] >= SHORTEST]
    return level, [box for way, box in boxes if way == "v" and box[3] - box[1] >= SHORTEST]


def grids(level: Sequence[Box], upright: Sequence[Box], above: Grid | None = None) -> list[Grid]:
    """The ruled tables, from top to bottom. Where a page end cuts a row no rule is drawn: there the ends of the
    upright rules close it; a table that is closed by nothing else has no grid, unless it goes on in the columns of
    `above`, with which the page before ends: one row may fill a page."""
    edges = [_edge(*rule) for rule in [*level, *_cuts(level, upright), *upright]]
    corners = edges_to_intersections(edges, SNAP, SNAP)
    tables = cells_to_tables(intersections_to_cells(corners))
    found = sorted(map(_grid, tables), key=lambda grid: grid.box[1])
    return [grid for grid in found if any(_lies_in(rule, grid.box) for rule in level) or _goes_on(grid, above)]


def _goes_on(grid: Grid, above: Grid | None) -> bool:
    """Whether a table has the columns of the one above it."""
    edges = [sorted({x for _, _, box in own.cells for x in (box[0], box[2])}) for own in (grid, above) if own]
    return (
        len(edges) == 2
        and len(edges[0]) == len(edges[1])
        and all(abs(a - b) <= SNAP for a, b in zip(*edges, strict=True))
    )


def _lies_in(rule: Box, box: Box) -> bool:
    """Whether a rule lies in a box or at its sides, over half of its width."""
    over = min(rule[2], box[2]) - max(rule[0], box[0])
    return box[1] - SNAP <= rule[1] <= box[3] + SNAP and over > (box[2] - box[0]) / 2


def _grid(cells: Sequence[Box]) -> Grid:
    """The cells of a table, numbered: rows by their tops, columns by their left edges."""
    tops, lefts = sorted({cell[1] for cell in cells}), sorted({cell[0] for cell in cells})
    placed = sorted((tops.index(cell[1]), lefts.index(cell[0]), cell) for cell in cells)
    x0, top, x1, bottom = zip(*cells, strict=True)
    return Grid((min(x0), min(top), max(x1), max(bottom)), tuple(placed))


def _edge(x0: float, top: float, x1: float, bottom: float) -> _Edge:
    """A rule as pdfplumber's edge: without thickness."""
    if x1 - x0 >= bottom - top:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    way = "h" if top == bottom else "v"
    sides = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top, "doctop": top}
    return {**sides, "orientation": way}


def _cuts(level: Sequence[Box], upright: Sequence[Box]) -> Iterator[Box]:
    """Where at least two upright rules end and none goes on, and no rule lies."""
    ends = sorted({round(end, 1) for rule in upright for end in (rule[1], rule[3])})
    for y in ends:
        here = [rule for rule in upright if abs(rule[1] - y) < 1.5 or abs(rule[3] - y) < 1.5]
        passing = any(rule[1] < y - 1.5 and rule[3] > y + 1.5 for rule in upright)
        if len(here) >= 2 and not passing and not any(abs(rule[1] - y) < 2 for rule in level):
            yield min(rule[0] for rule in here), y, max(rule[0] for rule in here), y
