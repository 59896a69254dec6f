"""The rules of the contract on small documents: what is read, and what is doubted."""

import pytest

from extract.read import interpret, read
from schema.document import Cell, Document, Line, Place
from schema.kader import Kader
from schema.verdict import Reading, Rejected

TITLE = "Uitkomsten toezichtonderzoek Venlo\n\nSeptember 2013\n\nAanpak: Op Koers\n\n"
FRONT = TITLE + "Aanpak\t\t\nCriteria\tIndicatoren\tBevindingen\n"
FOLLOW_UP = "Uitkomsten verbeterpunten toezichtonderzoek Venlo\n\nAanpak: Op Koers\n\nJuni 2015\n\nAanpak\n\n"
TRACKED = "De resultaten van de aanpak worden bijgehouden"
POLICY = "De gemeente heeft beleid voor de groep GGSR"
VISION = "De gemeente zorgt voor een gezamenlijke visie op de aanpak voor GGSR"


def said(reading: Reading) -> list[tuple[str | None, str | None, str | None, tuple[str, ...]]]:
    """(indicator, verdict, assignment, words of the reasons) per verdict."""
    return [
        (
            v.match.indicator_id,
            v.verdict,
            v.assignment,
            tuple(r.partition(":")[0].partition("\0")[0] for r in v.reasons),
        )
        for v in reading.verdicts
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (f"\t{TRACKED}\t✓ Ja.", [("3.1.4", "voldoet", "direct", ())]),
        (f"\t{TRACKED}\tDat is niet bekend.", [("3.1.4", None, None, ("geen-marker",))]),
        (f"\t{TRACKED}\tn.v.t.", [("3.1.4", None, None, ("geen-oordeel",))]),
        (f"\t{TRACKED}\t-", [("3.1.4", None, None, ("geen-oordeel",))]),
        (f"\t{TRACKED}", [("3.1.4", None, None, ("geen-oordeel",))]),
        (f"\t{TRACKED}\t<p>✓ Ja.</p><p>✓ Zeker.</p>", [("3.1.4", "voldoet", "direct", ("meer-markers",))]),
        (f"\t{TRACKED}\t<p>✓ Ja.</p><p>X Nee.</p>", [("3.1.4", None, None, ("tegenstrijdig",))]),
        (f"\t{TRACKED}\tX Nee.\n\t{TRACKED}\t✓ Ja.", [("3.1.4", None, None, ("tegenstrijdig",))]),
        (f"\t{TRACKED}\tX Nee.\n\t{TRACKED}\tX Nee.", [("3.1.4", "verbeterpunt", "direct", ("indicator-dubbel",))]),
        ("\tDe school heeft een eigen psycholoog\t✓ Ja.", [(None, "voldoet", "direct", ("indicator-onbekend",))]),
        (
            f"\t{POLICY} {VISION}\t<p>✓ Ja.</p><p>X Nee.</p>",
            [("3.1.1", "voldoet", "paired", ()), ("3.1.2", "verbeterpunt", "paired", ())],
        ),
        (
            f"\t{POLICY} {VISION}\t✓ Ja.",
            [("3.1.1", "voldoet", "shared", ()), ("3.1.2", "voldoet", "shared", ())],
        ),
        (
            f"\t{POLICY} {VISION}\t<p>✓ A.</p><p>X B.</p><p>X C.</p>",
            [("3.1.1", None, None, ("meer-markers",)), ("3.1.2", None, None, ("meer-markers",))],
        ),
    ],
)
def test_one_table(rows: str, expected: list[object], kader: Kader) -> None:
    assert said(read(f"{FRONT}{rows}\n".encode(), kader)) == expected


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        # a cell that holds nothing but its mark is its own column's
        ("Indicator\t2013\t2014", f"{TRACKED}\tX\t✓ Ja.", [("verbeterpunt", ""), ("voldoet", "Ja.")]),
        # marks in columns of their own, left or right of the findings
        ("Indicator\t\t2013\t\t2014", f"{TRACKED}\tX\tNee.\t✓\tJa.", [("verbeterpunt", "Nee."), ("voldoet", "Ja.")]),
        ("Indicator\t2013\t\t2014\t", f"{TRACKED}\tNee.\tX\tJa.\t✓", [("verbeterpunt", "Nee."), ("voldoet", "Ja.")]),
    ],
)
def test_whose_column_a_lone_mark_is(head: str, row: str, expected: list[object], kader: Kader) -> None:
    found = read(f"{FOLLOW_UP}{head}\n{row}\n".encode(), kader).verdicts
    assert [(v.verdict, v.explanation) for v in found] == expected


def test_contradiction_names_both_findings_and_leaves_them_unused(kader: Kader) -> None:
    found = read(f"{FRONT}\t{TRACKED}\tX Nee.\n\t{TRACKED}\t✓ Ja.\n".encode(), kader)
    assert found.verdicts[0].reasons == ("tegenstrijdig\x000,1",)
    assert [f.indicator_ids for f in found.findings] == [(), ()]
    assert any(reason.startswith("marker-zonder-oordeel") for reason in found.reasons)


def test_a_cell_goes_on_in_lines_of_its_own(kader: Kader) -> None:
    (verdict,) = read(f"{FRONT}\t{TRACKED}\t✓ Ja, per\ngezin. LET OP: niet\noveral.\n".encode(), kader).verdicts
    assert (verdict.explanation, verdict.let_op) == ("Ja, per gezin.", ("niet overal.",))


def test_other_tables_give_no_rows(kader: Kader) -> None:
    contacts = "\n\nColofon\n\nNaam\tTelefoon\tPlaats\nAn\t077-123\tVenlo\n"
    assert len(read(f"{FRONT}\t{TRACKED}\t✓ Ja.\n{contacts}".encode(), kader).verdicts) == 1


def test_a_full_assessment_names_what_it_lacks(kader: Kader) -> None:
    (missing,) = (
        r for r in read(f"{FRONT}\t{TRACKED}\t✓ Ja.\n".encode(), kader).reasons if r.startswith("indicatoren")
    )
    assert "Op Koers" in missing
    assert "3.1.5" in missing
    assert "3.1.4" not in missing


def test_running_text_with_one_mark_for_two_columns(kader: Kader) -> None:
    found = read(f"{FOLLOW_UP}Indicator 2013 2014\n\n{TRACKED}\n\nX Nee.\n".encode(), kader)
    assert [(v.year, v.verdict, v.reasons[0].partition(":")[0]) for v in found.verdicts] == [
        (2013, None, "kolom-onzeker"),
        (2014, None, "kolom-onzeker"),
    ]


@pytest.mark.parametrize(
    ("sentence", "reasons"),
    [("Team Jeugd.", ()), ("Team Jeugd terugkomen.", ("aanpak-onzeker: Team Jeugd terugkomen",))],
)
def test_a_name_that_may_have_a_word_too_many(sentence: str, reasons: tuple[str, ...], kader: Kader) -> None:
    intro = "In 2013 heeft STJ in Venlo de aanpak Op Koers op beleidsniveau getoetst.\n\nDit is de nieuwe werkwijze "
    found = read(f"{intro}{sentence}\n\nIndicator\t2013\t2014\n{TRACKED}\tX Nee.\t✓ Ja.\n".encode(), kader)
    assert [v.reasons for v in found.verdicts] == [(), reasons]


@pytest.mark.parametrize(
    "text",
    [
        "Per indicator staat er een ✓ of een X.\n",
        "Aanpak\t\t\nCriteria\tIndicatoren\tBevindingen\n",
        f"De indicator luidt: {TRACKED}.\n",
        f"{TRACKED}\n\nDaar zijn afspraken over.\n",
    ],
)
def test_no_factsheet(text: str, kader: Kader) -> None:
    with pytest.raises(Rejected, match="no factsheet"):
        read(text.encode(), kader)


def on_page(page: int, *lines: str) -> tuple[Line, ...]:
    place = Place(page=page, bbox=(0.0, 0.0, 9.0, 9.0))
    return tuple(Line(line, n == 0, place, place) for n, line in enumerate(lines))


def broken(second_indicator: str, second_cell: str, first_indicator: str, first_cell: str) -> Document:
    """One row in two halves on two pages, with a header on the first page only."""
    head = [Cell(on_page(1, text), 0, 0, n) for n, text in enumerate(("Criteria", "Indicatoren", "Bevindingen"))]
    first = [Cell((), 0, 1, 0), Cell(on_page(1, first_indicator), 0, 1, 1), Cell(on_page(1, first_cell), 0, 1, 2)]
    lines = on_page(2, second_indicator) if second_indicator else ()
    second = [Cell((), 1, 0, 0), Cell(lines, 1, 0, 1), Cell(on_page(2, second_cell), 1, 0, 2)]
    return Document((*head, *first, *second), pages=2)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (broken("", "per gezin.", TRACKED, "✓ Ja,"), [("3.1.4", "Ja, per gezin.")]),
        (
            broken("worden bijgehouden", "per gezin.", "De resultaten van de aanpak", "✓ Ja,"),
            [("3.1.4", "Ja, per gezin.")],
        ),
        (broken(VISION, "per gezin.", POLICY, "✓ Ja,"), [("3.1.1", "Ja, per gezin."), ("3.1.2", "Ja, per gezin.")]),
        (broken(VISION, "✓ Zeker.", POLICY, "✓ Ja."), [("3.1.1", "Ja."), ("3.1.2", "Zeker.")]),
    ],
)
def test_a_row_that_a_page_end_breaks(document: Document, expected: list[tuple[str, str]], kader: Kader) -> None:
    assert [(v.match.indicator_id, v.explanation) for v in interpret(document, kader).verdicts] == expected
