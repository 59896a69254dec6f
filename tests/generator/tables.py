"""Layouts with a syntax for tables: tabs, pipes, pandoc's grids."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tests.generator.blocks import Block, Bullets, Heading, Paragraph, Table, TableCell, TableRow
from tests.generator.style import Style, marked
from tests.generator.wrap import wrap

Writer = Callable[[Table, Style], list[str]]


def document(blocks: Sequence[Block], style: Style, table: Writer, markdown: bool = True) -> str:
    """Headings and prose in markdown or plain, tables by `table`."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Heading(text, level):
                lines += [f"{'#' * level} {text}" if level and markdown else text, ""]
            case Paragraph(text):
                lines += [text, ""]
            case Bullets(items):
                lines += [*(f"- {item}" for item in items), ""]
            case Table():
                again = f"## {block.continued}" if markdown else block.continued
                lines += [again, ""] if block.continued else []
                for n, part in enumerate(paged(block, style)):
                    lines += [*style.furniture(), ""] if n else []
                    lines += [*table(part, style), ""]
    return "\n".join(lines)


def paged(table: Table, style: Style) -> Iterator[Table]:
    """The table in the parts that page breaks cut it into, each with theme and header; a row may be cut between two
    paragraphs of its last cell or in a sentence of it, and goes on in a row with that cell alone."""
    rows: list[TableRow] = []
    for n, printed in enumerate(table.rows):
        row = printed if rows else replace(printed, covered=False)
        first, rest = _cut(row, style) if style.rng.random() < style.broken else (row, None)
        rows.append(first)
        last = n == len(table.rows) - 1
        if rest or (not last and style.rng.random() < style.breaks):
            yield replace(table, rows=tuple(rows))
            rows = [rest] if rest else []
    if rows or not table.rows:
        yield replace(table, rows=tuple(rows))


def _cut(row: TableRow, style: Style) -> tuple[TableRow, TableRow | None]:
    """A row in two, at a word in the text of its last cell; None where that is too short."""
    *others, last = row.cells
    if len(last) != 1 or len(last[0].text.split()) < 12 or last[0].note:
        return row, None
    words = last[0].text.split()
    at = style.rng.randint(5, len(words) - 5)
    head = (replace(last[0], text=" ".join(words[:at])),)
    tail = (replace(last[0], text=" ".join(words[at:]), mark=""),)
    return replace(row, cells=(*others, head)), replace(row, cells=(*(() for _ in others), tail), covered=False)


def tabs(table: Table, style: Style) -> list[str]:
    """The real factsheets' way: theme and header as rows, several paragraphs of a cell as <p>."""
    bold = ("<b>", "</b>") if style.bold else ("", "")
    lines = [table.theme + "\t" * (len(table.header) - 1)] if table.theme else []
    lines.append("\t".join(table.header))
    for row in table.rows:
        lines.append("\t".join(_tagged(cell, bold) for cell in shown(row)))
    return lines


def _tagged(cell: TableCell, bold: tuple[str, str]) -> str:
    parts = [marked(part, bold) for part in cell]
    return parts[0] if len(parts) == 1 else "".join(f"<p>{part}</p>" for part in parts)


def shown(row: TableRow) -> tuple[TableCell, ...]:
    """The cells with a covered criterion left empty."""
    return ((), *row.cells[1:]) if row.covered else row.cells


def pipes(table: Table, style: Style) -> list[str]:
    """GitHub's: the theme in the head of the table, or as a heading above it; paragraphs by <br>."""
    bold = ("**", "**") if style.bold else ("", "")
    width = len(table.header)
    above = style.rng.random() < 0.5
    rule = "|" + "---|" * width
    head = [_piped(table.header), rule]
    if table.theme and not above:
        head = [_piped([table.theme, *[""] * (width - 1)]), rule, _piped(table.header)]
    lines = [f"### {table.theme}", "", *head] if table.theme and above else head
    between = style.rng.choice(("<br>", "<br/>", "<br><br>"))
    return [*lines, *(_piped([_breaks(cell, bold, between) for cell in shown(row)]) for row in table.rows)]


def _breaks(cell: TableCell, bold: tuple[str, str], between: str) -> str:
    return between.join(_escaped(marked(part, bold)) for part in cell)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("&", "&amp;").replace("<", "&lt;")


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def aligned(table: Table, style: Style) -> list[str]:
    """pandoc's pipe table: columns padded to one width, colons in the rule."""
    bold = ("**", "**") if style.bold else ("", "")
    rows = [list(table.header), *([_breaks(cell, bold, "<br>") for cell in shown(row)] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = [_piped([text.ljust(w) for text, w in zip(row, widths, strict=True)]) for row in rows]
    rule = "|" + "|".join(":" + "-" * (w + 1) for w in widths) + "|"
    theme = [f"**{table.theme}**", ""] if table.theme else []
    return [*theme, padded[0], rule, *padded[1:]]


def grid(table: Table, style: Style) -> list[str]:
    """pandoc's grid table: every cell boxed in +---+, wrapped in its column."""
    widths = _widths(len(table.header))
    rule = "+" + "+".join("-" * (w + 2) for w in widths) + "+"
    lines = [f"**{table.theme}**", ""] if table.theme else []
    lines += [rule, *_boxed([[name] for name in table.header], widths), rule.replace("-", "=")]
    for row in table.rows:
        cells = [_paragraphs(cell, w) for cell, w in zip(shown(row), widths, strict=True)]
        lines += [*_boxed(cells, widths), rule]
    return lines


def _paragraphs(cell: TableCell, width: int) -> list[str]:
    lines: list[str] = []
    for n, part in enumerate(cell):
        lines += [""] if n else []
        lines += wrap(marked(part), width)
    return lines


def _boxed(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    height = max(1, *map(len, cells))
    filled = [[*cell, *[""] * (height - len(cell))] for cell in cells]
    return [
        "|" + "|".join(f" {cell[n].ljust(w)} " for cell, w in zip(filled, widths, strict=True)) + "|"
        for n in range(height)
    ]


def multiline(table: Table, style: Style) -> list[str]:
    """pandoc's multiline table: rows between blank lines, columns by dashes, no uprights."""
    widths = _widths(len(table.header))
    full = "-" * (sum(widths) + 2 * len(widths) - 2)
    lines = [f"**{table.theme}**", ""] if table.theme else []
    lines += ["  " + full, *_blank([[name] for name in table.header], widths)]
    lines += ["  " + "  ".join("-" * w for w in widths)]
    for n, row in enumerate(table.rows):
        cells = [
            [line for part in cell for line in wrap(marked(part), w)]
            for cell, w in zip(shown(row), widths, strict=True)
        ]
        lines += [*([""] if n else []), *_blank(cells, widths)]
    return [*lines, "  " + full]


def _blank(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    height = max(1, *map(len, cells))
    filled = [[*cell, *[""] * (height - len(cell))] for cell in cells]
    return [
        ("  " + "  ".join(cell[n].ljust(w) for cell, w in zip(filled, widths, strict=True))).rstrip()
        for n in range(height)
    ]


def _widths(columns: int) -> list[int]:
    return {2: [36, 52], 3: [24, 36, 56], 4: [28, 36, 36, 36]}[columns]
