"""Layouts without any table: cell after cell, as `pdftotext` in reading order or a careless export gives them."""

from collections.abc import Sequence
from itertools import groupby
from random import Random

from tests.generator.blocks import Block, Bullets, Heading, Paragraph, Table, TableRow
from tests.generator.sheets import Factsheet, Row
from tests.generator.style import Style, marked
from tests.generator.wrap import wrap


def flat(blocks: Sequence[Block], style: Style, *, blank: bool, hyphens: bool) -> str:
    """Lines of one width; `blank` lines between blocks and cells or none anywhere."""
    width = style.rng.randint(44, 96)
    rng = style.rng if hyphens else None
    lines: list[str] = []
    gap = [""] if blank else []
    for block in blocks:
        match block:
            case Heading(text):
                lines += [text, *gap]
            case Paragraph(text):
                lines += [*wrap(text, width, rng), *gap]
            case Bullets(items):
                lines += [line for item in items for line in wrap(f"- {item}", width, rng)] + gap
            case Table():
                lines += [block.continued, *gap] if block.continued else []
                lines += [block.theme, *gap] if block.theme else []
                lines += [" ".join(block.header), *gap]
                joins = style.joined and not gap and block.header[0] == "Criteria"
                for row in block.rows:
                    lines += _row(row, width, rng, gap, style, joins)
    return "\n".join(lines) + "\n"


def _row(row: TableRow, width: int, rng: Random | None, gap: list[str], style: Style, joins: bool) -> list[str]:
    """Cell after cell; where it `joins`, a criterion of one line stands on the indicator's first line. A page may end
    between any two lines."""
    cells = row.cells[1:] if row.covered else row.cells
    lines: list[str] = []
    for n, cell in enumerate(cells):
        narrow = max(28, width // 2) if n < len(cells) - 1 else width
        printed = [line for part in cell for line in wrap(marked(part), narrow, rng)]
        if n == 1 and joins and not row.covered and len(lines) == 1:
            printed[0] = f"{lines.pop()} {printed[0]}"
        lines += [*printed, *(gap if cell else [])]
    if style.rng.random() < style.broken and len(lines) > 3:
        at = style.rng.randrange(1, len(lines) - 1)
        lines[at:at] = [*gap, *style.furniture(), *gap]
    return lines


def labelled(sheet: Factsheet, style: Style) -> str:
    """Lines that say what they are, and under them indicators and findings, each on a line of its own."""
    rng = style.rng
    tabbed = rng.random() < 0.4
    lines = [f"Factsheet {sheet.town.assessed}", ""] if rng.random() < 0.5 else [f"Gemeente: {sheet.town.assessed}"]
    if "legend" in sheet.traits:
        lines += [f"Een aanpak voldoet ({sheet.glyphs[0]}) of er is een verbeterpunt ({sheet.glyphs[1]}).", ""]
    for section in sheet.sections:
        for n, column in enumerate(section.columns):
            lines += [f"Aanpak: {column.aanpak}", f"Jaar: {column.year}", ""]
            for theme, rows in groupby(section.rows, key=lambda row: row.theme):
                lines += [f"Thema: {theme}"] if theme not in section.untitled else []
                lines += ["Indicator\tBevinding"] if tabbed else [""]
                lines += [line for row in rows for line in _labelled_row(row, n, tabbed)]
                lines += [""] if tabbed else []
    return "\n".join(lines) + "\n"


def _labelled_row(row: Row, column: int, tabbed: bool) -> list[str]:
    cell = row.cells[column]
    texts = [cell.loose] if cell.loose else []
    for finding in cell.findings:
        note = f" LET OP: {finding.note}" if finding.note else ""
        first, *rest = finding.paragraphs
        texts += [f"{finding.glyph} {first}", *rest]
        texts[-1] += note
    if tabbed:
        joined = " ".join(f"<p>{text}</p>" for text in texts) if len(texts) > 1 else "".join(texts)
        return [" ".join(p.text for p in row.indicators) + "\t" + joined]
    return [*(p.text for p in row.indicators), *texts, ""]
