"""What `pdftotext -layout` makes of a page: columns side by side on the same lines, blanks between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.generator.blocks import Block, Bullets, Paragraph, Table, TableCell, TableRow
from tests.generator.style import Style, marked
from tests.generator.wrap import wrap

# Characters across the page, by number of columns, as seen in real factsheets.
WIDTHS = {2: (54, 54), 3: (25, 34, 66), 4: (25, 35, 37, 36)}
FOLLOW_UP = (27, 54, 52)  # indicator, 2013, 2014
LINES_A_PAGE = (44, 62)


@dataclass(frozen=True, slots=True)
class _Page:
    """Where columns begin on this page."""

    starts: tuple[int, ...]
    widths: tuple[int, ...]


class _Typesetter:
    def __init__(self, style: Style, prose_in_columns: bool) -> None:
        self.style, self.rng = style, style.rng
        self.lines: list[str] = []
        self.left = self.rng.randint(*LINES_A_PAGE)
        self.page = 1
        self.in_columns = prose_in_columns
        self.number = self.rng.choice(("{n}", "- {n} -", "Pagina {n} van 15", "{title} {n}", "", ""))
        self.head = self.rng.choice((style.title, "", ""))
        self.hyphens = self.rng if self.rng.random() < 0.5 else None
        self.airy = self.rng.random() < 0.4  # a blank line between rows
        self.indent = self.rng.choice((0, 0, 1))

    def put(self, *lines: str) -> None:
        self.lines += [(" " * self.indent + line).rstrip() for line in lines]
        self.left -= len(lines)

    def turn(self) -> None:
        """The end of a page: its number, a form feed, the running head of the next."""
        if self.number:
            foot = self.number.format(n=self.page, title=self.style.title.ljust(120))
            self.lines += ["", "", foot if "title" in self.number else " " * self.rng.randint(40, 70) + foot]
        self.page += 1
        self.left = self.rng.randint(*LINES_A_PAGE)
        self.indent = self.rng.choice((0, 0, 1))
        self.lines.append("\f" + self.head)
        if self.head:
            self.lines.append("")

    def need(self, lines: int) -> None:
        if self.left < lines:
            self.turn()

    def prose(self, blocks: Sequence[Paragraph | Bullets]) -> None:
        """Paragraphs and lists, over the whole page or in two columns."""
        width = 62 if self.in_columns else 100
        lines = [line for block in blocks for line in self._set(block, width)]
        if not self.in_columns or len(lines) < 8:
            for line in lines:
                self.need(1)
                self.put(line)
            return
        half = (len(lines) + 1) // 2
        left, right = lines[:half], lines[half:]
        right = right[1:] if right and not right[0] else right
        start = max(map(len, left)) + self.rng.randint(2, 5)
        self.need(half)
        for n in range(half):
            self.put(left[n].ljust(start) + (right[n] if n < len(right) else ""))

    def _set(self, block: Paragraph | Bullets, width: int) -> list[str]:
        if isinstance(block, Paragraph):
            return [*wrap(block.text, width, self.hyphens), ""]
        lines: list[str] = []
        for item in block.items:
            first, *rest = wrap(item, width - 2, self.hyphens)
            lines += [f"• {first}", *(f"  {line}" for line in rest)]
        return [*lines, ""]

    def table(self, table: Table) -> None:
        """A table; where it runs over a page, theme and header again or not."""
        if table.continued:
            self.turn()
            self.put(table.continued)
        again = self.rng.random() < 0.6
        self.need(10)
        page = self._columns(table)
        self._head(table, page)
        for n, row in enumerate(table.rows):
            height = max(len(self._cell(c, w)) for c, w in zip(row.cells, page.widths, strict=True))
            cut = self.left < height and self.left > 6 and self.rng.random() < max(self.style.broken, 0.15)
            if self.left < height and not cut:
                page = self._next(table, again)
            elif n and self.airy:
                self.put("")
            self._row(row, page, table, again)
        self.put("", "")

    def _next(self, table: Table, again: bool) -> _Page:
        self.turn()
        page = self._columns(table)
        if again:
            self._head(table, page)
        return page

    def _head(self, table: Table, page: _Page) -> None:
        if table.theme:
            self.put(table.theme)
        cells = [wrap(name, w) for name, w in zip(table.header, page.widths, strict=True)]
        self._side_by_side(cells, page.starts)
        if any(len(cell) > 1 for cell in cells) or self.airy:
            self.put("")

    def _columns(self, table: Table) -> _Page:
        """Columns drift by a character or two from page to page."""
        count = len(table.header)
        widths = FOLLOW_UP if count == 3 and table.header[0] == "Indicator" else WIDTHS[count]
        starts = [0]
        for width in widths[:-1]:
            starts.append(starts[-1] + width + self.rng.randint(-2, 2))
        room = [b - a - 2 for a, b in zip(starts, [*starts[1:], starts[-1] + widths[-1]], strict=True)]
        return _Page(tuple(starts), tuple(room))

    def _cell(self, cell: TableCell, width: int) -> list[str]:
        return [line for part in cell for line in wrap(marked(part), width, self.hyphens)]

    def _row(self, row: TableRow, page: _Page, table: Table, again: bool) -> None:
        cells = [self._cell(c, w) for c, w in zip(row.cells, page.widths, strict=True)]
        if row.covered:
            cells[0] = []
        starts = self._drifted(cells, page)
        height = max(map(len, cells))
        if height <= self.left:
            self._side_by_side(cells, starts)
            return
        room = self.left - 1
        self._side_by_side([cell[:room] for cell in cells], starts)
        page = self._next(table, again)
        self._side_by_side([cell[room:] for cell in cells], page.starts)

    def _drifted(self, cells: Sequence[Sequence[str]], page: _Page) -> tuple[int, ...]:
        """A row in which the program saw the columns nearer to each other than they stand in the rest."""
        starts = list(page.starts)
        if self.rng.random() < 0.2:
            at = self.rng.randrange(1, len(starts))
            longest = max((len(line) for line in cells[at - 1]), default=0)
            room = starts[at] - starts[at - 1] - longest - 2
            nearer = min(max(room, 0), self.rng.randint(1, 4))
            starts[at:] = [start - nearer for start in starts[at:]]
        return tuple(starts)

    def _side_by_side(self, cells: Sequence[Sequence[str]], starts: Sequence[int]) -> None:
        for n in range(max(map(len, cells))):
            line = ""
            for cell, start in zip(cells, starts, strict=True):
                if n < len(cell) and cell[n]:
                    off = 1 if start and self.rng.random() < 0.03 else 0
                    line = line.ljust(start + off) + cell[n]
            self.put(line)


def layout(blocks: Sequence[Block], style: Style, prose_in_columns: bool) -> str:
    """The whole document."""
    out = _Typesetter(style, prose_in_columns)
    waiting: list[Paragraph | Bullets] = []
    for block in blocks:
        if isinstance(block, Paragraph | Bullets):
            waiting.append(block)
            continue
        if waiting:
            out.prose(waiting)
            waiting = []
        if isinstance(block, Table):
            out.table(block)
        else:
            out.need(8)
            gap = [""] if block.level == 2 else []
            out.put(*gap, *wrap(block.text, 100), *([""] if block.level == 1 else []))
    out.prose(waiting)
    return "\n".join(out.lines) + "\n"
