"""Text to PDF: a factsheet's text set as the ministry sets it, so that a sample and its PDF say the same.

Prose stands in two columns; tables are fully ruled and run on over the page, also in the middle of a row. The
same text always gives the same bytes. `python -m tests.typeset` writes the PDFs in samples/ again.
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

from normalize.marks import split_mark
from schema.kader import load

SAMPLES = ("spijkenisse-2013", "dordrecht-2015", "leeuwarden-2015")

# A4 and what stands on it, in points.
WIDTH, HEIGHT, MARGIN, GUTTER, PADDING = 595.28, 841.89, 45.0, 20.0, 4.0
# A row or a column begins only where there is room for this much of it, a table where there is more.
SMALLEST, SMALLEST_TABLE = 46.0, 138.0
# The shares of the columns where a table has criteria; that of the indicators where it has a column per year.
CRITERIA, INDICATORS = (0.2, 0.27, 0.53), 0.24
PURPLE, PINK, BLACK, WHITE = map(HexColor, ("#A90061", "#F6E5EF", "#000000", "#FFFFFF"))

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=11, spaceBefore=5, splitLongWords=0)
_BOLD = ParagraphStyle("small", _BODY, fontName="Helvetica-Bold")
_CELL = ParagraphStyle("cell", _BODY, fontSize=8.5, leading=10.3)
STYLES = {
    "body": _BODY,
    "ministry": ParagraphStyle("ministry", _BODY, fontSize=7.5, leading=9),
    "title": ParagraphStyle("title", _BODY, fontSize=17, leading=21, spaceBefore=22, textColor=PURPLE),
    "lead": ParagraphStyle("lead", _BODY, fontSize=10.5, leading=13),
    "chapter": ParagraphStyle("chapter", _BODY, fontSize=14, leading=17, spaceBefore=12, textColor=PURPLE),
    "heading": ParagraphStyle("heading", _BODY, fontSize=11.5, leading=14, spaceBefore=10, textColor=PURPLE),
    "small": _BOLD,
    "item": ParagraphStyle("item", _BODY, leftIndent=9, firstLineIndent=-9, spaceBefore=1),
    "bar": ParagraphStyle("bar", _BOLD, textColor=WHITE),
    "head": _BOLD,
    "cell": _CELL,
}

# "September 2013": the last line of the title
_DATE = re.compile(r"[A-Z][a-z]+ 20\d\d")
# "Aanpak: Reset", "Conclusie", "Vervolg conclusie": a page begins here
_NEW_PAGE = re.compile(r"Aanpak: |Conclusie$|Vervolg ")
# "## Inleiding"; "- wonen", "2. Sociaal wijkteam"; "**Toeleiding:**", "*Juni*", "[naam](adres)"
_HEADING, _ITEM = re.compile(r"(#+) (.*)"), re.compile(r"- |(\d+\.) ")
_BOLD_TEXT, _ITALIC = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\*(.+?)\*")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
# Helvetica has no ticks: these glyphs are printed in ZapfDingbats.
_TICK, _CROSS = re.compile("[✓✔√☑✅]"), re.compile("[✗✘✕✖☒❌]")
_LETTER = re.compile(r"^(?:<b>)?([Xx×])(?:</b>)?(?=\s|$)")

Cell = tuple[str, ...]  # its paragraphs
Row = tuple[Cell, ...]
Set = list[tuple[Any, float]]  # paragraphs, each with its distance from the top of its column


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in reportlab's markup. `wide`: over both columns; `breaks`: a page begins with it."""

    markup: str
    style: str = "body"
    wide: bool = False
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A row of one filled cell is a theme bar, the row below it the header; a blank first cell belongs to the
    cell above it."""

    rows: tuple[Row, ...]


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
    """One stretch of lines: a heading, items, or a paragraph whose line ends are kept."""
    heading = _HEADING.fullmatch(lines[0].strip())
    name = heading[2] if heading else lines[0].strip()
    if _NEW_PAGE.match(name):
        yield Text(_markup(name), "chapter", wide=True, breaks=True)
    elif heading:
        yield Text(_markup(name), "small" if len(heading[1]) > 3 else "heading")
    elif all(_ITEM.match(line) for line in lines):
        for line in lines:
            yield Text(_markup(_ITEM.sub(lambda found: f"{found[1] or '•'} ", line, count=1)), "item")
    else:
        yield Text("<br/>".join(map(_markup, lines)))


def _paragraphs(cell: str) -> Cell:
    """The paragraphs of a cell: those that are tagged, and of several indicators each its own."""
    for indicator in load().indicators:
        cell = cell.replace(f" {indicator.text}", f"<p>{indicator.text}")
    return tuple(_markup(part) for part in re.split(r"</?p>", cell) if part.strip())


def _markup(text: str) -> str:
    """Markdown and printed glyphs to reportlab's markup."""
    text = _LINK.sub(r"\1", re.sub(r"&(?!\w+;)", "&amp;", text.strip()))
    text = _ITALIC.sub(r"<i>\1</i>", _BOLD_TEXT.sub(r"<b>\1</b>", text))
    text = _LETTER.sub(r"<b>\1</b>", text)
    text = _TICK.sub('<font name="ZapfDingbats">✓</font>', text)
    return _CROSS.sub('<font name="ZapfDingbats">✗</font>', text)


def typeset(blocks: Sequence[Text | Table], size: tuple[float, float] = (WIDTH, HEIGHT), canvas: Any = Canvas) -> bytes:
    """The PDF of these blocks, on pages of this size (points), drawn by this kind of canvas."""
    press = _Press(next((b.markup for b in blocks if isinstance(b, Text) and b.style == "title"), ""), size, canvas)
    for prose, run in groupby(blocks, key=lambda b: isinstance(b, Text) and not b.wide):
        if prose:
            press.prose([Paragraph(b.markup, STYLES[b.style]) for b in run if isinstance(b, Text)])
            continue
        for block in run:
            if isinstance(block, Table):
                press.table(block.rows)
            else:
                press.wide(block)
    return press.finish()


class _Press:
    """Sets one page after the other; `_down` is how far down the page it is."""

    def __init__(self, title: str, size: tuple[float, float], canvas: Any) -> None:
        self._title, self._out, self._down = title, BytesIO(), MARGIN
        self._width, self._height = size
        self._canvas = canvas(self._out, pagesize=size, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)

    @property
    def _room(self) -> float:
        return self._height - MARGIN - self._down

    def finish(self) -> bytes:
        """The last page, and the bytes."""
        self._new_page()
        self._canvas.save()
        return self._out.getvalue()

    def wide(self, text: Text) -> None:
        """A paragraph over the whole width, on the page of what follows it."""
        paragraph = Paragraph(text.markup, STYLES[text.style])
        if (text.breaks and self._down > MARGIN) or self._room < SMALLEST_TABLE + 2 * paragraph.style.leading:
            self._new_page()
        self._down += paragraph.style.spaceBefore
        placed, _, used = _fill([paragraph], self._width - 2 * MARGIN, self._room)
        self._draw(placed, MARGIN, self._down)
        self._down += used

    def prose(self, paragraphs: list[Any]) -> None:
        """Two columns, left then right; where the text ends they are of one length."""
        width = (self._width - 2 * MARGIN - GUTTER) / 2
        self._down += 10
        while paragraphs:
            if self._room < SMALLEST:
                self._new_page()
            for height in [*range(int(SMALLEST), int(self._room), 6), self._room]:
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

    def table(self, rows: Sequence[Row]) -> None:
        """A ruled grid, on as many pages as it needs."""
        widths = widths_of(rows, self._width - 2 * MARGIN)
        self._down += 8
        for style, group in groups_of(rows):
            cells = [[[Paragraph(part, STYLES[style]) for part in cell] for cell in row] for row in group]
            if style == "bar":
                if self._room < SMALLEST_TABLE:
                    self._new_page()
                self._group([cells[0][:1]], [sum(widths)], PURPLE)
            else:
                self._group(cells, widths, PINK if style == "head" else WHITE)

    def _group(self, rows: Sequence[list[list[Any]]], widths: Sequence[float], colour: Any) -> None:
        """The rows beside one first cell."""
        first, rest = rows[0][0], [row[1:] for row in rows]
        while rest or first:
            stays = _stays_whole([first, *rest[0]] if rest else [first], widths, self._room)
            if self._room < SMALLEST or (stays and self._down > MARGIN):
                self._new_page()
            parts, rest = _rows_for(self._room, rest, widths[1:])
            total = sum(height for height, _ in parts)
            room = (total if rest else self._room) - 2 * PADDING
            beside, first, used = _fill(first, widths[0] - 2 * PADDING, room)
            last, cells = parts.pop() if parts else (0.0, [[] for _ in widths[1:]])
            parts.append((max(last, last + used + 2 * PADDING - total), cells))
            self._cell(MARGIN, self._down, widths[0], sum(height for height, _ in parts), beside, colour)
            for height, row in parts:
                for n, cell in enumerate(row, 1):
                    self._cell(MARGIN + sum(widths[:n]), self._down, widths[n], height, cell, colour)
                self._down += height

    def _cell(self, x: float, top: float, width: float, height: float, placed: Set, colour: Any) -> None:
        self._canvas.setFillColor(colour)
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(x, self._height - top - height, width, height, fill=1)
        self._draw(placed, x + PADDING, top + PADDING - 1)

    def _draw(self, placed: Set, x: float, top: float) -> None:
        for paragraph, down in placed:
            paragraph.drawOn(self._canvas, x, self._height - top - down - paragraph.height)

    def _new_page(self) -> None:
        """End this page with its foot: the title, and the number of the page."""
        self._canvas.setFillColor(BLACK)
        self._canvas.setFont("Helvetica", 7.5)
        self._canvas.drawString(MARGIN, MARGIN - 18, self._title)
        self._canvas.drawRightString(self._width - MARGIN, MARGIN - 18, str(self._canvas.getPageNumber()))
        self._canvas.showPage()
        self._down = MARGIN


def _fill(paragraphs: Sequence[Any], width: float, room: float) -> tuple[Set, list[Any], float]:
    """(what stands in a column of this width and height, what is left over, how much height is used)."""
    placed: Set = []
    rest, used = list(paragraphs), 0.0
    while rest:
        top = used + (rest[0].style.spaceBefore if placed else 0.0)
        _, height = rest[0].wrap(width, HEIGHT)
        if top + height > room:
            halves = rest[0].split(width, room - top)
            if len(halves) == 2:
                placed.append((halves[0], top))
                used, rest[0] = top + halves[0].wrap(width, HEIGHT)[1], halves[1]
            break
        placed.append((rest.pop(0), top))
        used = top + height
    while rest and placed and placed[-1][0].style.name in ("heading", "small"):
        rest.insert(0, placed.pop()[0])
    return placed, rest, used


def _rows_for(
    room: float, rows: Sequence[list[list[Any]]], widths: Sequence[float]
) -> tuple[list[tuple[float, list[Set]]], list[list[list[Any]]]]:
    """(height and cells of the rows that there is room for, the rows left over); a row may be split."""
    parts: list[tuple[float, list[Set]]] = []
    rest = list(rows)
    while rest and room >= SMALLEST:
        columns = zip(rest[0], widths, strict=True)
        filled = [_fill(cell, width - 2 * PADDING, room - 2 * PADDING) for cell, width in columns]
        if parts and _stays_whole(rest[0], widths, room):
            break
        height = max((used for _, _, used in filled), default=0.0) + 2 * PADDING
        parts.append((height, [placed for placed, _, _ in filled]))
        if any(over for _, over, _ in filled):
            rest[0] = [over for _, over, _ in filled]
            break
        room -= height
        rest.pop(0)
    return parts, rest


def _stays_whole(row: Sequence[list[Any]], widths: Sequence[float], room: float) -> bool:
    """Whether a row must wait for the next page: split between two of its indicators, nobody could tell it from
    two rows."""
    several = any(len(cell) > 1 and not split_mark(cell[0].getPlainText()) for cell in row)
    columns = zip(row, widths, strict=False)
    return several and any(_fill(cell, width - 2 * PADDING, room - 2 * PADDING)[1] for cell, width in columns)


def widths_of(rows: Sequence[Row], width: float) -> list[float]:
    """The widths of a table's columns, by what its header says and how wide the table is."""
    count = max(len(row) for row in rows)
    if any(row[0] == ("Criteria",) for row in rows):
        return [share * width for share in CRITERIA]
    first = INDICATORS if any(row[0] == ("Indicator",) for row in rows) else 1 / count
    return [first * width, *[(1 - first) * width / (count - 1)] * (count - 1)]


def groups_of(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of a table by the first cell that they share, with the style of their text."""
    groups: list[tuple[str, list[Row]]] = []
    for row in rows:
        if row[0] and not any(row[1:]):
            groups.append(("bar", [row]))
        elif groups and groups[-1][0] == "bar":
            groups.append(("head", [row]))
        elif row[0] or not groups or groups[-1][0] != "cell":
            groups.append(("cell", [row]))
        else:
            groups[-1][1].append(row)
    return groups


def main() -> None:
    """Write the PDFs of the samples from their texts again."""
    folder = Path(__file__).parent.parent / "samples"
    for name in SAMPLES:
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        (folder / f"{name}.pdf").write_bytes(typeset(parse(text)))


if __name__ == "__main__":
    main()
