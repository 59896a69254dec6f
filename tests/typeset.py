"""Text to PDF: the text of a factsheet set as the ministry sets it, so that a sample and its PDF say the same.

Prose stands in two columns, tables are fully ruled and run on over the page, also in the middle of a row. The same
text always gives the same bytes. `python -m tests.typeset` writes the PDFs in samples/ from their texts again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from schema.kader import load

SAMPLES = ("spijkenisse-2013", "dordrecht-2015", "leeuwarden-2015")

# A4 and what stands on it, in points.
WIDTH, HEIGHT = 595.28, 841.89
MARGIN, GUTTER, PADDING = 45.0, 20.0, 4.0
# A row is split, and a column of prose begun, only where there is room for this much of it.
SMALLEST = 46.0
# The shares of a table's columns, by their number.
SHARES = {2: (0.5, 0.5), 3: (0.2, 0.27, 0.53), 4: (0.19, 0.27, 0.27, 0.27)}
THEME, HEADER = HexColor("#A90061"), HexColor("#F6E5EF")

# Glyphs that Helvetica does not have → the ZapfDingbats glyph that is printed for them.
DINGBATS = {"✓": "✓", "✔": "✔", "√": "✓", "☑": "✔", "✅": "✔", "✗": "✗", "✘": "✘", "❌": "✖", "☒": "✘", "✖": "✖", "✕": "✕"}

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=11, spaceBefore=5, splitLongWords=0)
STYLES = {
    style.name: style
    for style in (
        _BODY,
        ParagraphStyle("ministry", _BODY, fontSize=7.5, leading=9),
        ParagraphStyle("title", _BODY, fontSize=17, leading=21, spaceBefore=22, textColor=THEME),
        ParagraphStyle("lead", _BODY, fontSize=10.5, leading=13),
        ParagraphStyle("chapter", _BODY, fontSize=14, leading=17, spaceBefore=12, textColor=THEME),
        ParagraphStyle("heading", _BODY, fontSize=11.5, leading=14, spaceBefore=10, textColor=THEME),
        ParagraphStyle("item", _BODY, leftIndent=9, firstLineIndent=-9, spaceBefore=1),
        ParagraphStyle("cell", _BODY, fontSize=8.5, leading=10.3),
        ParagraphStyle("head", _BODY, fontName="Helvetica-Bold", fontSize=8.5, leading=10.3),
        ParagraphStyle("bar", _BODY, fontName="Helvetica-Bold", textColor=HexColor("#FFFFFF")),
    )
}

# "September 2013": the last line of the title
_DATE = re.compile(r"[A-Z][a-z]+ 20\d\d")
# "Aanpak: Reset", "Conclusie", "Vervolg conclusie": a page begins here
_NEW_PAGE = re.compile(r"Aanpak: |Conclusie$|Vervolg ")
_HEADING = re.compile(r"(#+) (.*)")
_ITEM = re.compile(r"- |(\d+\.) ")
_CROSS = re.compile(r"^(?:<b>)?([Xx])(?:</b>)?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of running text: reportlab's markup, and the name of its style. `wide` text stands over both
    columns, and begins a page where `breaks` says so."""

    markup: str
    style: str = "body"
    wide: bool = False
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each of one or several paragraphs; a row of one filled cell is a theme bar, the row below
    it the header."""

    rows: tuple[tuple[tuple[str, ...], ...], ...]


def parse(text: str) -> list[Text | Table]:
    """The blocks of a sample: markdown for running text, tab-separated lines for tables."""
    blocks: list[Text | Table] = []
    titled = False
    for stretch in re.split(r"\n\s*\n", text.strip("\n")):
        lines = stretch.strip("\n").split("\n")
        if any("\t" in line for line in lines):
            if blocks and isinstance(blocks[-1], Text) and blocks[-1].style == "heading":
                blocks[-1] = replace(blocks[-1], style="chapter", wide=True)
            blocks.append(Table(tuple(tuple(map(_paragraphs, line.split("\t"))) for line in lines)))
        elif titled:
            blocks.extend(_texts(lines))
        else:
            style = "ministry" if not blocks else "title" if lines[0].startswith("# ") else "lead"
            blocks.append(Text("<br/>".join(_markup(line.lstrip("# ")) for line in lines), style, wide=True))
            titled = bool(_DATE.fullmatch(lines[-1].strip()))
    return blocks


def _texts(lines: Sequence[str]) -> Iterator[Text]:
    """The paragraphs of one stretch of lines: a heading, items, or a paragraph whose line ends are kept."""
    heading = _HEADING.fullmatch(lines[0].strip())
    name = heading[2] if heading else lines[0].strip()
    if heading or _NEW_PAGE.match(name):
        opens = bool(_NEW_PAGE.match(name))
        yield Text(_markup(name), "chapter" if opens else "heading", wide=opens, breaks=opens)
    elif all(_ITEM.match(line) for line in lines):
        for line in lines:
            yield Text(_markup(_ITEM.sub(lambda found: f"{found[1] or '•'} ", line, count=1)), "item")
    else:
        yield Text("<br/>".join(map(_markup, lines)))


def _paragraphs(cell: str) -> tuple[str, ...]:
    """The paragraphs of a cell: those that are tagged, and of several indicators each its own."""
    for indicator in load().indicators:
        cell = cell.replace(f" {indicator.text}", f"<p>{indicator.text}")
    return tuple(_markup(part) for part in re.split(r"</?p>", cell) if part.strip())


def _markup(text: str) -> str:
    """Markdown and printed glyphs to reportlab's markup."""
    text = re.sub(r"&(?!\w+;)", "&amp;", text.strip())
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
    text = _CROSS.sub(r"<b>\1</b>", text)
    return re.sub("[" + "".join(DINGBATS) + "]", lambda m: f'<font name="ZapfDingbats">{DINGBATS[m[0]]}</font>', text)


def typeset(blocks: Sequence[Text | Table]) -> bytes:
    """The PDF of these blocks."""
    press = _Press(next((b.markup for b in blocks if isinstance(b, Text) and b.style == "title"), ""))
    for kind, run in groupby(blocks, key=lambda b: "table" if isinstance(b, Table) else "wide" if b.wide else "prose"):
        if kind == "prose":
            press.prose([Paragraph(b.markup, STYLES[b.style]) for b in run if isinstance(b, Text)])
            continue
        for block in run:
            if isinstance(block, Table):
                press.table(block)
            else:
                press.wide(block)
    return press.finish()


class _Press:
    """Sets one page after the other. `_down` is how far down the page it is, in points."""

    def __init__(self, title: str) -> None:
        self._title, self._out, self._down = title, BytesIO(), MARGIN
        self._canvas: Any = Canvas(self._out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
        self._canvas.setTitle(title)

    @property
    def _room(self) -> float:
        return HEIGHT - MARGIN - 12 - self._down

    def finish(self) -> bytes:
        self._new_page()
        self._canvas.save()
        return self._out.getvalue()

    def wide(self, text: Text) -> None:
        """A paragraph over the whole width; what follows a heading stays with it."""
        paragraph = Paragraph(text.markup, STYLES[text.style])
        if (text.breaks and self._down > MARGIN) or self._room < 3 * SMALLEST:
            self._new_page()
        taken, _, used = _fill([paragraph], WIDTH - 2 * MARGIN, self._room)
        self._down += paragraph.style.spaceBefore
        self._draw(taken, MARGIN, self._down)
        self._down += used

    def prose(self, paragraphs: list[Any]) -> None:
        """Two columns, left then right; where the text ends they are of one length."""
        width = (WIDTH - 2 * MARGIN - GUTTER) / 2
        self._down += 10
        while paragraphs:
            if self._room < SMALLEST:
                self._new_page()
            heights = [*range(int(SMALLEST), int(self._room), 6), self._room]
            for height in heights:
                left, over, used = _fill(paragraphs, width, height)
                right, rest, other = _fill(over, width, height)
                if not rest:
                    break
            self._draw(left, MARGIN, self._down)
            self._draw(right, MARGIN + width + GUTTER, self._down)
            self._down += max(used, other)
            paragraphs = rest
            if rest:
                self._new_page()

    def table(self, table: Table) -> None:
        """A ruled grid. A blank first cell belongs to the cell above it."""
        count = max(len(row) for row in table.rows)
        widths = [share * (WIDTH - 2 * MARGIN) for share in SHARES[count]]
        self._down += 8
        groups: list[list[list[list[Any]]]] = []
        for n, row in enumerate(table.rows):
            bar, header = _is_bar(row), n > 0 and _is_bar(table.rows[n - 1])
            if bar and self._room < 3 * SMALLEST:
                pass
            style = STYLES["bar" if bar else "head" if header else "cell"]
            cells = [[Paragraph(part, style) for part in cell] for cell in row]
        raise NotImplementedError(groups, widths, cells)

    def _draw(self, taken: Sequence[tuple[Any, float]], x: float, top: float) -> None:
        for paragraph, down in taken:
            paragraph.drawOn(self._canvas, x, HEIGHT - top - down - paragraph.height)

    def _new_page(self) -> None:
        """End this page with its foot: the title, and the number of the page."""
        self._canvas.setFont("Helvetica", 7.5)
        self._canvas.drawString(MARGIN, MARGIN - 12, self._title)
        self._canvas.drawRightString(WIDTH - MARGIN, MARGIN - 12, str(self._canvas.getPageNumber()))
        self._canvas.showPage()
        self._down = MARGIN


def _is_bar(row: Sequence[Sequence[str]]) -> bool:
    return bool(row[0]) and not any(row[1:])
