"""HTML: criteria, and findings that several indicators share, span rows; paragraphs in the ways of several programs."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.generator.blocks import Block, Bullets, Heading, Paragraph, Part, Table, TableCell, TableRow
from tests.generator.style import Style, marked
from tests.generator.tables import paged

# Where indicators stand, by the name of the first column.
AT = {"Criteria": 1, "Indicator": 0}


def page(blocks: Sequence[Block], style: Style) -> str:
    """A whole page."""
    head = f'<meta charset="utf-8"><title>{html.escape(style.title)}</title>'
    parts = [f"<!DOCTYPE html>\n<html><head>{head}</head><body>"]
    for block in blocks:
        match block:
            case Heading(text, level):
                tag = f"h{level}" if level else "p"
                parts.append(f"<{tag}>{entities(text)}</{tag}>")
            case Paragraph(text):
                parts.append(f"<p>{entities(text)}</p>")
            case Bullets(items):
                parts.append("<ul>" + "".join(f"<li>{entities(item)}</li>" for item in items) + "</ul>")
            case Table():
                parts += [f"<h2>{block.continued}</h2>"] if block.continued else []
                for n, part in enumerate(paged(block, style)):
                    parts += [f"<p>{html.escape(line)}</p>" for line in style.furniture()] if n else []
                    parts += table(part, style)
    return "\n".join([*parts, "</body></html>"])


def entities(text: str) -> str:
    """Text for HTML, some of its letters as named or numbered entities."""
    return html.escape(text, quote=False).replace("é", "&eacute;").replace("ë", "&#235;")


def table(found: Table, style: Style) -> list[str]:
    """The lines of one table, its theme above it or as its first row."""
    above = bool(found.theme) and style.rng.random() < 0.3
    row = f'<tr><th colspan="{len(found.header)}">{found.theme}</th></tr>' if found.theme and not above else ""
    head = row + "<tr>" + "".join(f"<th>{entities(name)}</th>" for name in found.header) + "</tr>"
    form = style.rng.choice(("p", "br", "li", "word"))
    spans = style.rng.random() < 0.5 and found.header[0] in AT
    body = list(_body(found.rows, form, style, AT[found.header[0]] if spans else None))
    if style.rng.random() < 0.5:
        head, body = f"<thead>{head}</thead>", ["<tbody>", *body, "</tbody>"]
    return [*([f"<h3>{found.theme}</h3>"] if above else []), "<table>", head, *body, "</table>"]


def _body(rows: Sequence[TableRow], form: str, style: Style, at: int | None) -> Iterator[str]:
    heights = [_height(row, at) for row in rows]
    for n, row in enumerate(rows):
        group = 1 + next((k for k, below in enumerate(rows[n + 1 :]) if not below.covered), len(rows) - n - 1)
        yield from _lines(row, sum(heights[n : n + group]), heights[n], form, style, at or 0)


def _height(row: TableRow, at: int | None) -> int:
    """How many rows of the grid it takes where each of its indicators gets a cell and one finding spans them all."""
    if at is None or len(row.cells[at]) < 2:
        return 1
    single = all(sum(bool(part.mark) for part in cell) == 1 for cell in row.cells[at + 1 :])
    return len(row.cells[at]) if single else 1


def _lines(row: TableRow, down: int, height: int, form: str, style: Style, at: int) -> Iterator[str]:
    """One row of the table: one row of the grid, or one for each of its indicators."""
    cells = []
    for n, cell in enumerate(row.cells):
        tall = down if n == 0 and (at or height == 1) else height if n != at else 1
        shown = cell[:1] if n == at and height > 1 else cell
        span = f' rowspan="{tall}"' if tall > 1 else ""
        cells.append(f"<td{span}>{_cell(shown, form, style)}</td>")
    yield "<tr>" + "".join(cells[1:] if row.covered else cells) + "</tr>"
    for part in row.cells[at][1:] if height > 1 else ():
        yield f"<tr><td>{_cell((part,), form, style)}</td></tr>"


def _cell(cell: TableCell, form: str, style: Style) -> str:
    bold = ("<b>", "</b>") if style.bold else ("", "")
    parts = [marked(_escaped(part), bold) for part in cell]
    if form == "word":
        return "\n".join(f"<p class=MsoNormal><span lang=NL>{part}</span></p>" for part in parts)
    if len(parts) < 2 and form != "p":
        return "".join(parts)
    if form == "br":
        return "<br>".join(parts)
    if form == "li":
        return "<ul>" + "".join(f"<li>{part}</li>" for part in parts) + "</ul>"
    return "".join(f"<p>{part}</p>" for part in parts)


def _escaped(part: Part) -> Part:
    return replace(part, text=entities(part.text), mark=html.escape(part.mark), note=entities(part.note))
