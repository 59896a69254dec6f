"""What stands above a table and is no heading that factsheets use: the table may be another one than the
inspection's, a self-assessment or a list of actions."""

from collections import Counter
from collections.abc import Sequence

from extract.recognise import Recogniser, is_headline
from normalize.match import LIKE
from normalize.text import fold
from schema.document import Cell, Document
from schema.label import Kind, Label

# A heading above a table has at most so many characters: one line.
LONGEST = 60


class Captions:
    """The unknown headings of one document."""

    def __init__(self, document: Document, recogniser: Recogniser) -> None:
        self._cells = document.cells
        self._recogniser = recogniser
        self._repeated = Counter(
            _bare(line.text) for cell in document.cells if cell.table is None for line in cell.lines
        )

    def above_table(self, stretch: Sequence[tuple[int, Cell]], last: Label | None) -> str | None:
        """The heading with which a stretch of running text ends, on the page of the table below it; None where that
        line is something else, `last` being the last label of the stretch. Heads and feet of pages repeat."""
        order, cell = stretch[-1]
        below = self._cells[order + 1 : order + 2]
        if not cell.lines or not below or (last and last.order == order and last.kind is not Kind.PROSE):
            return None
        line = cell.lines[-1]
        same_page = {own.place.page for own in below[0].lines[:1]} <= {line.place.page}
        before = stretch[-2][1].lines[-1] if len(stretch) > 1 and stretch[-2][1].lines else None
        alone = line.opens and line.text[:1].isalpha() and not line.text.endswith(":") and is_headline(line, before)
        if not same_page or not alone or len(line.text) > LONGEST or self._repeated[_bare(line.text)] > 1:
            return None
        known = self._recogniser.likeness(cell.lines) >= LIKE or self._recogniser.matcher.criterion(line.text)
        return None if known else line.text


def _bare(text: str) -> str:
    """A line without its numbers: heads and feet of pages are alike but for these."""
    return " ".join(word for word in fold(text).split() if word.isalpha())
