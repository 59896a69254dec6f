"""Follow-ups of one table, set as PDFs by reportlab: cells may span, rules may be left out."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

POLICY = "De gemeente heeft beleid voor de groep GGSR"
VISION = "De gemeente zorgt voor een gezamenlijke visie op de aanpak voor GGSR"
TRACKED = "De resultaten van de aanpak worden bijgehouden"
TICK = "<font name='ZapfDingbats'>✔</font>"
INTRODUCTION = ("Uitkomsten verbeterpunten toezichtonderzoek Venlo", "Juni 2015", "Aanpak: Op Koers")
RULES = {
    "grid": [("GRID", (0, 0), (-1, -1), 0.6, "black")],
    "levels": [("LINEBELOW", (0, 0), (-1, -1), 0.6, "black")],
    "none": [],
}
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=11)
_CELL = ParagraphStyle("cell", _BODY, fontSize=8.5, leading=10.3)
_LARGE = ParagraphStyle("large", _BODY, fontSize=14, leading=17, spaceBefore=14, spaceAfter=6)

# (first column, first row), (last column, last row)
Span = tuple[tuple[int, int], tuple[int, int]]


def table(
    rows: Sequence[Sequence[str]],
    spans: Sequence[Span] = (),
    rules: str = "grid",
    widths: Sequence[float] | None = None,
) -> Flowable:
    """A table whose cells are reportlab's markup."""
    cells = [[Paragraph(text, _CELL) for text in row] for row in rows]
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), *RULES[rules], *(("SPAN", *span) for span in spans)]
    return Table(cells, colWidths=widths or [150, *[330 / (len(rows[0]) - 1)] * (len(rows[0]) - 1)], style=style)


def heading(text: str) -> Flowable:
    """A line in larger type."""
    return Paragraph(text, _LARGE)


def document(*parts: Flowable, introduction: Sequence[str] = INTRODUCTION) -> bytes:
    """A PDF of these parts below its introduction."""
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([*(Paragraph(t, _BODY) for t in introduction), *parts])
    return out.getvalue()
