"""Cells that cover several columns or rows, columns to tick, and what the heads of columns say."""

from collections.abc import Sequence

import pytest

from extract.read import read
from schema.kader import Kader
from schema.verdict import Reading
from tests.tables import POLICY, TICK, TRACKED, VISION, Span, document, table

HEAD = ("Indicator", "2013", "2014")
FULL = (POLICY, f"{TICK} Dat is vastgesteld.", f"{TICK} Dat is zo gebleven.")
Said = list[tuple[str, int | None, str | None, tuple[str, ...]]]


def said(reading: Reading) -> Said:
    """Indicator, year, verdict and the words of the reasons."""
    return sorted(
        (v.match.indicator_id or "?", v.year, v.verdict, tuple(reason.split(":")[0] for reason in v.reasons))
        for v in reading.verdicts
    )


ABOVE: Said = [("3.1.1", 2013, "voldoet", ()), ("3.1.1", 2014, "voldoet", ())]


@pytest.mark.parametrize(
    ("row", "span", "expected"),
    [
        (
            (VISION, "X Hierover is niets afgesproken.", ""),
            ((1, 2), (2, 2)),
            [("3.1.2", 2013, None, ("kolom-onzeker",)), ("3.1.2", 2014, None, ("kolom-onzeker",))],
        ),
        (
            (VISION, "n.v.t.", ""),
            ((1, 2), (2, 2)),
            [("3.1.2", 2013, None, ("geen-oordeel",)), ("3.1.2", 2014, None, ("geen-oordeel",))],
        ),
        (
            (VISION, "", "X Hierover is niets afgesproken."),
            ((0, 2), (1, 2)),
            [("3.1.2", 2013, None, ("geen-oordeel",)), ("3.1.2", 2014, "verbeterpunt", ())],
        ),
    ],
    ids=["a finding", "no verdict", "the indicator"],
)
def test_a_cell_over_two_columns_is_not_the_cell_above(
    row: Sequence[str], span: Span, expected: Said, kader: Kader
) -> None:
    pdf = document(table([HEAD, FULL, row], [span]))
    assert said(read(pdf, kader)) == [*ABOVE, *expected]


def test_a_cell_over_two_rows_is_of_both(kader: Kader) -> None:
    rows = [HEAD, FULL, (VISION, "X Nog niet.", "X Ook nu niet."), (TRACKED, f"{TICK} Al jaren.", "")]
    pdf = document(table(rows, [((2, 2), (2, 3))]))
    below: Said = [("3.1.2", 2014, "verbeterpunt", ()), ("3.1.4", 2014, "verbeterpunt", ())]
    assert [row for row in said(read(pdf, kader)) if row[1] == 2014] == [ABOVE[1], *below]


def test_a_cell_of_a_page_over_two_columns(kader: Kader) -> None:
    page = (
        "<html><body><h1>Uitkomsten verbeterpunten toezichtonderzoek Venlo</h1><p>Aanpak: Op Koers</p><table>"
        "<tr><th>Indicator</th><th>2013</th><th>2014</th></tr>"
        f"<tr><td>{POLICY}</td><td>✓ Dat is vastgesteld.</td><td>✓ Dat is zo gebleven.</td></tr>"
        f"<tr><td>{VISION}</td><td colspan=2>X Hierover is niets afgesproken.</td></tr></table></body></html>"
    )
    doubted = ("kolom-onzeker",)
    found = said(read(page.encode(), kader))
    assert found == [*ABOVE, ("3.1.2", 2013, None, doubted), ("3.1.2", 2014, None, doubted)]


@pytest.mark.parametrize("head", [("+", "-"), ("voldoet", "verbeterpunt"), None], ids=["signs", "words", "none"])
def test_a_column_to_tick_for_each_verdict(head: tuple[str, str] | None, kader: Kader) -> None:
    rows = [("Indicator", "2014", "", ""), (POLICY, "X", "", "Dat is er."), (VISION, "", "X", "Dat is er niet.")]
    if head:
        rows.insert(1, ("", *head, "Toelichting"))
    pdf = document(table(rows, [((1, 0), (3, 0))]))
    doubted = ("kolom-onzeker",)
    assert said(read(pdf, kader)) == [("3.1.1", 2014, None, doubted), ("3.1.2", 2014, None, doubted)]


@pytest.mark.parametrize(
    ("head", "aanpak", "reasons"),
    [
        ("2013", "Op Koers", ()),
        ("2013 (oud)", "Op Koers", ()),
        ("2013 Gezinshulp", "Gezinshulp", ()),
        ("2013 (Gezinshulp)", "Gezinshulp", ()),
        ("2013 Buurtzorg", "Buurtzorg", ("aanpak-onzeker",)),
        ("2013/2014", "Op Koers", ("kolom-onzeker",)),
        ("2013 (voorjaar 2014)", "Op Koers", ("kolom-onzeker",)),
        ("2013 en 2014", "en 2014", ("kolom-onzeker", "aanpak-onzeker")),
    ],
)
def test_what_the_head_of_a_column_says(head: str, aanpak: str, reasons: tuple[str, ...], kader: Kader) -> None:
    introduction = ("Uitkomsten verbeterpunten toezichtonderzoek Venlo", "Aanpak: Op Koers", "Gezinshulp was er al.")
    pdf = document(table([("Indicator", head, "2015"), FULL]), introduction=introduction)
    first = read(pdf, kader).verdicts[0]
    words = tuple(reason.split(":")[0] for reason in first.reasons)
    assert (first.year, first.aanpak, words) == (2013, aanpak, reasons)
