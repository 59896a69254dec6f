"""What a stretch of cells is: the tokens of the grammar."""

from dataclasses import dataclass
from enum import Enum, auto

from schema.document import Line
from schema.verdict import Column, Match


class Kind(Enum):
    """What a stretch of cells is."""

    HEADING = auto()  # of a chapter: ends an assessment table
    OUTCOMES = auto()  # "Uitkomsten verbeterpunten", "Bevindingen toezichtonderzoek": may stand inside a row
    THEME = auto()
    HEADER = auto()  # "Criteria | Indicatoren | Bevindingen", "Indicator | 2013 | 2014"
    CRITERION = auto()
    INDICATOR = auto()
    CELL = auto()  # a cell of a finding column, also an empty one
    MARKED = auto()  # a line of running text that opens with a mark
    PROSE = auto()


@dataclass(frozen=True, slots=True)
class Label:
    """`order` is the index of its first cell in the document. `key` is the theme's id, `column` the finding
    column of a grid's cell (from 0, None in running text), `columns` what a HEADER says, `covered` the finding
    columns in which an indicator's row is covered by the cell above; `grid` says that it stands in one, `mark_at` in
    which column of it the mark of a CELL stands alone, `doubt` a review reason about what a CELL says."""

    kind: Kind
    order: int
    lines: tuple[Line, ...]
    key: str | None = None
    matches: tuple[Match, ...] = ()
    column: int | None = None
    columns: tuple[Column, ...] = ()
    covered: frozenset[int] = frozenset()
    grid: bool = False
    mark_at: int | None = None
    doubt: str | None = None
