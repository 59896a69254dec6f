"""A factsheet as a web page; what its tables and marks look like is a matter of style."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.producers.source import Block, Mark, stretches, tables_of, title_of
from tests.typeset import Row, Table, Text, widths_of

TAGS = {"title": "h1", "chapter": "h2", "heading": "h3"}
# What all pages share. Colours stay as they are; a table's heads come again on every page.
BASE = """
@page { size: A4; margin: 16mm 15mm }
* { box-sizing: border-box; print-color-adjust: exact }
body { margin: 0; font: 9pt/1.25 'Liberation Sans'; orphans: 1; widows: 1 }
p { margin: 0 0 4pt } h1, h2, h3 { color: #a90061; font-weight: normal; margin: 9pt 0 4pt; break-after: avoid }
h1 { font-size: 18pt } h2 { font-size: 14pt } h3 { font-size: 11.5pt }
.ministry { font-size: 7.5pt } .lead { font-size: 11pt } .small { font-weight: bold } .breaks { break-before: page }
.prose { column-count: 2; column-gap: 20pt; margin: 8pt 0 }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 0 0 12pt }
td, th { padding: 3pt 4pt; text-align: left; vertical-align: top; font-size: 8.5pt } td p:last-child { margin: 0 }
.bar th { background: #a90061; color: #fff } .head th { background: #f6e5ef } th { font-weight: bold }
.whole { white-space: nowrap } .bar, .head { break-inside: avoid; break-after: avoid }
"""
# A head and a foot on every page, by CSS.
RUNNING = """
@page { @top-left { content: "Samenwerkend Toezicht Jeugd"; font: 7pt 'Liberation Sans' }
  @bottom-left { content: "TITLE"; font: 7pt 'Liberation Sans' }
  @bottom-right { content: "Pagina " counter(page) " van " counter(pages); font: 7pt 'Liberation Sans' } }
"""


# Beside tags, words with a hyphen of their own: at a line end nobody could tell it from hyphenation.
_WHOLE = re.compile(r"(<[^>]*>)|\w+(?:-\w+)+")


@dataclass(frozen=True, slots=True)
class Look:
    """How marks are printed, and the style sheet; `change` is done to the text of the table cells."""

    mark: Mark
    css: str
    change: Callable[[str], str] = field(default=str)


def glyphs(tick: str, cross: str, style: str = "font-family:'DejaVu Sans'") -> Mark:
    """Marks as text: a letter in bold, another glyph in a style of its own."""

    def mark(good: bool) -> str:
        glyph = tick if good else cross
        return f"<b>{glyph}</b>" if glyph.isalpha() else f'<span style="{style}">{glyph}</span>'

    return mark


def page(blocks: list[Block], look: Look) -> str:
    """The web page of these blocks."""
    title = title_of(blocks)
    css = (BASE + look.css).replace("TITLE", title)
    body = "".join(
        f'<div class="prose">{"".join(map(_text, run))}</div>' if prose else "".join(_wide(b, look) for b in run)
        for prose, run in stretches(blocks)
    )
    return (
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>{title}</title><style>{css}</style>{body}</html>'
    )


def _wide(block: Block, look: Look) -> str:
    return _text(block) if isinstance(block, Text) else _tables(block, look)


def _text(block: Block) -> str:
    if not isinstance(block, Text):
        raise TypeError(block)
    tag = TAGS.get(block.style, "p")
    return f'<{tag} class="{block.style}{" breaks" * block.breaks}">{block.markup}</{tag}>'


def _tables(table: Table, look: Look) -> str:
    columns = "".join(f'<col style="width:{width:.1f}%">' for width in widths_of(table.rows, 100))
    out = []
    for groups in tables_of(table):
        heads = "".join(_rows(style, rows, look) for style, rows in groups if style != "cell")
        body = "".join(_rows(style, rows, look) for style, rows in groups if style == "cell")
        out.append(f"<table><colgroup>{columns}</colgroup><thead>{heads}</thead><tbody>{body}</tbody></table>")
    return "".join(out)


def _rows(style: str, rows: list[Row], look: Look) -> str:
    if style == "bar":
        return f'<tr class="bar"><th colspan="{len(rows[0])}">{rows[0][0][0]}</th></tr>'
    if style == "head":
        names = ["".join(cell) for cell in rows[0]]
        return '<tr class="head">' + "".join(f"<th>{name}</th>" for name in names) + "</tr>"
    out = []
    for n, row in enumerate(rows):
        cells = ["".join(f"<p>{_whole(look.change(part))}</p>" for part in cell) for cell in row]
        first = [f'<td rowspan="{len(rows)}">{cells[0]}</td>'] if n == 0 else []
        out.append("<tr>" + "".join([*first, *(f"<td>{cell}</td>" for cell in cells[1:])]) + "</tr>")
    return "".join(out)


def _whole(markup: str) -> str:
    return _WHOLE.sub(lambda found: found[1] or f'<span class="whole">{found[0]}</span>', markup)
