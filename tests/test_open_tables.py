"""Tables without full rules, tables that go on, and tables that are not the inspection's."""

from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak

from extract.read import read
from schema.kader import Kader
from tests.tables import INTRODUCTION, POLICY, TICK, TRACKED, VISION, document, heading, table
from tests.test_spans import FULL, HEAD, said

BOTH = [("3.1.1", 2013, "voldoet", ()), ("3.1.1", 2014, "voldoet", ())]


@pytest.mark.parametrize("rules", ["grid", "levels", "none"])
def test_marks_right_of_the_text_are_of_that_text(rules: str, kader: Kader) -> None:
    rows = [
        ("Indicator", "2013", "", "2014", ""),
        (POLICY, "Dat is vastgesteld.", TICK, "Dat is vervallen.", "X"),
        (VISION, "Dat is besproken.", "X", "Dat is afgerond.", TICK),
        (TRACKED, "Dat is begonnen.", "X", "Dat is klaar.", TICK),
    ]
    pdf = document(table(rows, rules=rules, widths=[150, 130, 30, 130, 30]))
    verdicts = [
        (indicator, year, verdict) for indicator, year, verdict, reasons in said(read(pdf, kader)) if not reasons
    ]
    assert verdicts == [
        ("3.1.1", 2013, "voldoet"),
        ("3.1.1", 2014, "verbeterpunt"),
        ("3.1.2", 2013, "verbeterpunt"),
        ("3.1.2", 2014, "voldoet"),
        ("3.1.4", 2013, "verbeterpunt"),
        ("3.1.4", 2014, "voldoet"),
    ]


@pytest.mark.parametrize("rules", ["grid", "levels", "none"])
def test_a_header_of_two_rows(rules: str, kader: Kader) -> None:
    rows = [("Indicator", "Bevindingen", ""), ("", "2013", "2014"), FULL]
    reading = read(document(table(rows, [((1, 0), (2, 0))], rules)), kader)
    assert (said(reading), reading.reasons) == (BOTH, ())


@pytest.mark.parametrize("head", ["Bevindingen 2013", "September 2013"])
def test_words_before_the_year(head: str, kader: Kader) -> None:
    assert said(read(document(table([("Indicator", head, "2014"), FULL])), kader)) == BOTH


def row_of_three_pages() -> bytes:
    """A ruled row of two indicators; the second page lies inside it: uprights, and the second findings begin."""
    out = BytesIO()
    canvas: Any = Canvas(out, pagesize=(595, 842), invariant=1)
    lefts = (50, 230, 390, 550)
    pages = [
        (
            650,
            60,
            [("Indicator", "2013", "2014"), (POLICY[:23], "X Eerst niet,", "X Nog niet,"), (POLICY[24:], "", "")],
        ),
        (780, 60, [("", "maar later wel.", "maar later wel."), ("", "✔ Daarna wel,", "✔ Daarna wel,")]),
        (780, 650, [(VISION[:35], "zegt de gemeente.", "zegt de gemeente."), (VISION[36:], "", "")]),
    ]
    canvas.setFont("Helvetica", 9)
    for n, line in enumerate(INTRODUCTION):
        canvas.drawString(50, 790 - 30 * n, line)
    for top, bottom, rows in pages:
        for x in lefts:
            canvas.line(x, top, x, bottom)
        for y in {650: (650, 630), 780: (650,) if bottom == 650 else ()}[top]:
            canvas.line(lefts[0], y, lefts[-1], y)
        for n, row in enumerate(rows):
            for x, text in zip(lefts, row, strict=False):
                mark, _, rest = text.partition(" ") if text[:1] == "✔" else ("", "", text)
                canvas.setFont("ZapfDingbats", 9)
                canvas.drawString(x + 4, top - 15 - 15 * n, mark)
                canvas.setFont("Helvetica", 9)
                canvas.drawString(x + (16 if mark else 4), top - 15 - 15 * n, rest)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_row_fills_a_page(kader: Kader) -> None:
    reading = read(row_of_three_pages(), kader)
    assert [(f.finding.verdict, f.finding.explanation) for f in reading.findings] == [
        ("verbeterpunt", "Eerst niet, maar later wel."),
        ("voldoet", "Daarna wel, zegt de gemeente."),
        ("verbeterpunt", "Nog niet, maar later wel."),
        ("voldoet", "Daarna wel, zegt de gemeente."),
    ]


@pytest.mark.parametrize(
    ("title", "reasons"),
    [("Zelfbeoordeling door de gemeente", ("kolom-onzeker",)), ("Uitkomsten verbeterpunten", ())],
)
def test_a_second_table_below_a_heading(title: str, reasons: tuple[str, ...], kader: Kader) -> None:
    rows = [HEAD, (VISION, f"{TICK} Daar is aan gewerkt.", f"{TICK} Dat loopt.")]
    found = said(read(document(table([HEAD, FULL]), heading(title), table(rows)), kader))
    assert found == [*BOTH, ("3.1.2", 2013, "voldoet", reasons), ("3.1.2", 2014, "voldoet", reasons)]


@pytest.mark.parametrize(
    "rows",
    [[(VISION, f"{TICK} Daar is aan gewerkt.")], [("Indicator", "Afgerond", "Wie"), (VISION, TICK, "Gemeente")]],
    ids=["other columns and no header", "an unknown header"],
)
def test_a_table_without_a_header_that_is_known_decides_nothing(rows: list[tuple[str, ...]], kader: Kader) -> None:
    found = said(read(document(table([HEAD, FULL]), PageBreak(), table(rows)), kader))
    assert found[:2] == BOTH
    assert found[2:]
    assert all(verdict is None and reasons for _, _, verdict, reasons in found[2:])
