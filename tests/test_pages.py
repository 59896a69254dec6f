"""PDFs set for one rule each: what is a mark, where rows and columns are, what is on the page at all."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.pages.pdfium import Paper
from extract.read import read
from schema.kader import Kader
from schema.verdict import Reading

POLICY = "De gemeente heeft beleid voor de groep GGSR"
VISION = "De gemeente zorgt voor een gezamenlijke visie op de aanpak voor GGSR"
TRACKED = "De resultaten van de aanpak worden bijgehouden"
LEFTS = (50, 280, 430)

Draw = Callable[[Any, float, float], None]
Row = tuple[Sequence[str], Sequence[tuple[Draw, str]], Sequence[tuple[Draw, str]]]


def glyph(font: str, text: str) -> Draw:
    """A mark that is a character of a font."""

    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFont(font, 8)
        canvas.drawString(x, y, text)

    return draw


def strokes(*points: tuple[float, float], more: Sequence[tuple[float, float]] = ()) -> Draw:
    """A mark of one or two strokes, 7 points wide."""

    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setLineWidth(1.2)
        for line in filter(None, (points, more)):
            path = canvas.beginPath()
            path.moveTo(x + 7 * line[0][0], y + 7 * line[0][1])
            for across, up in line[1:]:
                path.lineTo(x + 7 * across, y + 7 * up)
            canvas.drawPath(path)

    return draw


TICK = glyph("ZapfDingbats", "✔")
CROSS = glyph("ZapfDingbats", "✖")
STROKED_TICK = strokes((0, 0.4), (0.35, 0), (1, 1))
STROKED_CROSS = strokes((0, 0), (1, 1), more=((0, 1), (1, 0)))
ARROW = strokes((0, 0.5), (1, 0.5), (0.6, 0.9), more=((1, 0.5), (0.6, 0.1)))


def sheet(rows: Sequence[Row], legend: Sequence[Draw] = (), *, ruled: bool = True, head: int = 1) -> bytes:
    """A follow-up of one page: a table of three columns, each cell's findings on lines of their own, in a grid or
    without any line."""
    out = BytesIO()
    canvas: Any = Canvas(out, pagesize=(595, 842), invariant=1)
    y = 790.0
    for line in ("Uitkomsten verbeterpunten toezichtonderzoek Venlo", "Aanpak: Op Koers", "Juni 2015"):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(50, y, line)
        y -= 24
    if legend:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, y, "Er staat of de gemeente voldoet (")
        legend[0](canvas, 175, y)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(186, y, ") dan wel dat er een verbeterpunt is (")
        legend[1](canvas, 326, y)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(337, y, ").")
        y -= 24
    canvas.setFont("Helvetica-Bold", 9)
    heads = (("Indicator", ""), ("2013", "Op Koers"), ("2014", ""))
    for left, words in zip(LEFTS, heads, strict=True):
        for n, word in enumerate(words[:head]):
            canvas.drawString(left, y - 11 * n, word)
    edges = [y + 12]
    y -= 11 * head + 13
    for indicators, *cells in rows:
        edges.append(y + 12)
        lines = 2 * max(len(indicators), *(len(cell) for cell in cells))
        for n, indicator in enumerate(indicators):
            canvas.setFont("Helvetica", 8)
            half = indicator.index(" ", len(indicator) // 2)
            canvas.drawString(LEFTS[0], y - 22 * n, indicator[:half])
            canvas.drawString(LEFTS[0], y - 22 * n - 10, indicator[half + 1 :])
        for left, cell in zip(LEFTS[1:], cells, strict=True):
            for n, (mark, text) in enumerate(cell):
                mark(canvas, left, y - 22 * n)
                canvas.setFont("Helvetica", 8)
                canvas.drawString(left + 11, y - 22 * n, text)
        y -= 11 * lines + 16
    if ruled:
        canvas.setLineWidth(0.5)
        canvas.grid([45, 275, 425, 550], [*edges, y + 12])
    canvas.save()
    return out.getvalue()


def said(reading: Reading) -> list[tuple[str | None, int | None, str | None, list[str]]]:
    """(indicator, year, verdict, words of the reasons) per verdict."""
    return [
        (v.match.indicator_id, v.year, v.verdict, [r.partition(":")[0] for r in v.reasons]) for v in reading.verdicts
    ]


def one(first: Draw, second: Draw) -> list[Row]:
    return [([TRACKED], [(first, "Ja, per gezin.")], [(second, "Nee, nog niet.")])]


@pytest.mark.parametrize(
    ("first", "second", "legend", "verdicts", "reasons"),
    [
        (TICK, CROSS, (), ("voldoet", "verbeterpunt"), []),
        (glyph("Helvetica-Bold", "X"), TICK, (), ("verbeterpunt", "voldoet"), []),
        (glyph("Symbol", "√"), CROSS, (), ("voldoet", "verbeterpunt"), []),
        (STROKED_TICK, STROKED_CROSS, (), ("voldoet", "verbeterpunt"), ["marker-naar-vorm"]),
        (STROKED_TICK, STROKED_CROSS, (STROKED_TICK, STROKED_CROSS), ("voldoet", "verbeterpunt"), []),
        # what the legend says and the shape denies is nothing to build on
        (STROKED_TICK, STROKED_CROSS, (STROKED_CROSS, STROKED_TICK), (None, None), ["marker-onleesbaar"]),
        (ARROW, ARROW, (), (None, None), ["marker-onleesbaar"]),
    ],
)
def test_what_a_mark_is(
    first: Draw,
    second: Draw,
    legend: Sequence[Draw],
    verdicts: tuple[str | None, ...],
    reasons: list[str],
    kader: Kader,
) -> None:
    found = said(read(sheet(one(first, second), legend), kader))
    assert found == [("3.1.4", year, verdict, reasons) for year, verdict in zip((2013, 2014), verdicts, strict=True)]


def test_a_mark_that_nobody_can_read_is_a_mark(kader: Kader) -> None:
    """Two findings for two indicators, one of them unread: the other is not the finding of both."""
    several: list[Row] = [
        ([POLICY, VISION], [(TICK, "Ja, beleid."), (ARROW, "Wat dit is?")], [(TICK, "Ja."), (CROSS, "Nee.")]),
        ([TRACKED], [(ARROW, "Onbekend.")], [(TICK, "Ja.")]),
    ]
    found = {(i, year): (verdict, reasons) for i, year, verdict, reasons in said(read(sheet(several), kader))}
    assert found["3.1.1", 2013] == ("voldoet", [])
    assert found["3.1.2", 2013] == (None, ["marker-onleesbaar"])
    assert found["3.1.2", 2014] == ("verbeterpunt", [])


@pytest.mark.parametrize("head", [1, 2])
@pytest.mark.parametrize("ruled", [True, False])
def test_rows_and_columns(ruled: bool, head: int, kader: Kader) -> None:
    rows: list[Row] = [
        ([POLICY], [(TICK, "Ja, beleid.")], [(CROSS, "Nee.")]),
        ([VISION], [(CROSS, "Nee.")], [(TICK, "Ja."), (glyph("Helvetica", "-"), "een punt")]),
        ([TRACKED], [(TICK, "Ja.")], [(TICK, "Ja.")]),
    ]
    reading = read(sheet(rows, ruled=ruled, head=head), kader)
    assert [(i, year, verdict) for i, year, verdict, _ in said(reading)] == [
        ("3.1.1", 2013, "voldoet"),
        ("3.1.1", 2014, "verbeterpunt"),
        ("3.1.2", 2013, "verbeterpunt"),
        ("3.1.2", 2014, "voldoet"),
        ("3.1.4", 2013, "voldoet"),
        ("3.1.4", 2014, "voldoet"),
    ]
    assert {v.aanpak for v in reading.verdicts} == {"Op Koers"}
    assert reading.reasons == ()


def test_readers_that_see_other_text(kader: Kader, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Paper.letters
    monkeypatch.setattr(Paper, "letters", lambda paper, number: seen(paper, number) + seen(paper, number))
    (reason,) = read(sheet(one(TICK, CROSS)), kader).reasons
    assert reason.startswith("lezers-verschillen: page 1")


def test_a_pdf_that_only_one_reader_can_open(kader: Kader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paper, "of", lambda content: None)
    found = read(sheet(one(TICK, CROSS)), kader)
    assert found.reasons == ("lezers-verschillen: pdfium cannot open it",)
    assert found.markers_seen is None
    assert len(found.verdicts) == 2
