"""Unit tables: input → whole object."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize import gemeente
from normalize.assign import cover
from normalize.marks import CROSSES, LETTERS, TICKS, count_opening, printed, split_mark
from normalize.match import Matcher
from normalize.names import approaches_in, split_names
from normalize.text import fold, join_lines, split_let_op
from schema.kader import Kader


@pytest.mark.parametrize(
    ("lines", "hyphenated", "joined"),
    [
        (["de aan-", "pak loopt"], (), "de aanpak loopt"),
        (["jeugd-", "en gezinszorg"], (), "jeugd- en gezinszorg"),
        (["leun-", "of steuncontact"], (), "leun- of steuncontact"),
        (["een 1G1P-", "aanpak"], ("1g1p-aanpak",), "een 1G1P-aanpak"),
        (["een 1G1P-", "aanpak"], (), "een 1G1Paanpak"),
        (["regie \u2013", "vaak laat"], (), "regie \u2013 vaak laat"),
        (["specialis\u00ad", "tische hulp"], (), "specialistische hulp"),
        (["  een ", "", "\u00a0twee"], (), "een twee"),
        ([], (), ""),
    ],
)
def test_join_lines(lines: list[str], hyphenated: tuple[str, ...], joined: str) -> None:
    assert join_lines(lines, hyphenated) == joined


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Er is een plan.", ("Er is een plan.", ())),
        ("Er is een plan. LET OP: het is oud.", ("Er is een plan.", ("het is oud.",))),
        ("Ja. LET OP: een. LET OP: twee.", ("Ja.", ("een.", "twee."))),
        ("Ja. Let op: de nota is oud.", ("Ja.", ("de nota is oud.",))),
        ("Men moet op de kosten letten: dat lukt.", ("Men moet op de kosten letten: dat lukt.", ())),
        ("LET OP:", ("", ())),
    ],
)
def test_split_let_op(text: str, parts: tuple[str, tuple[str, ...]]) -> None:
    assert split_let_op(text) == parts


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("✓ Er is beleid.", ("✓", "voldoet", "Er is beleid.")),
        ("√Er is beleid.", ("√", "voldoet", "Er is beleid.")),
        ("☑ Ja", ("☑", "voldoet", "Ja")),
        ("✔\ufe0f Ja", ("✔", "voldoet", "Ja")),
        ("**X** Nee", ("X", "verbeterpunt", "Nee")),
        ("x nee", ("x", "verbeterpunt", "nee")),
        ("× Nee", ("×", "verbeterpunt", "Nee")),
        ("☒", ("☒", "verbeterpunt", "")),
        ("Xander is regisseur", None),
        ("X-stelling", None),
        ("(✓) dan wel (X)", None),
        ("4 gezinnen", None),
        ("ü", None),
        ("", None),
    ],
)
def test_split_mark(text: str, mark: tuple[str, str, str] | None) -> None:
    assert split_mark(text) == mark


@pytest.mark.parametrize(
    ("font", "text", "seen"),
    [
        ("ABCDEF+ZapfDingbats", "4", "✔"),
        ("ZapfDingbatsITC", "8", "✘"),
        ("Wingdings-Regular", "ü", "✓"),
        ("AAAAAA+Wingdings2", "O", "✗"),
        ("Symbol", "\uf0d6", "√"),
        ("Helvetica", "4", "4"),
        ("Calibri", "ü", "ü"),
    ],
)
def test_a_mark_is_a_font_and_a_glyph(font: str, text: str, seen: str) -> None:
    assert printed(font, text) == seen


@given(st.text(max_size=60), st.sampled_from(TICKS + CROSSES + LETTERS), st.text(max_size=60))
def test_the_law_of_markers(before: str, glyph: str, after: str) -> None:
    """A mark is one only where it opens: whatever stands before it in the line takes that from it."""
    opening = split_mark(f"{glyph} {after}")
    assert opening is not None
    assert opening[0] == glyph
    if fold(before):
        inside = split_mark(f"{before}({glyph}) {after}")
        assert inside is None or inside == split_mark(before + "(") or inside[0] in before


@given(st.lists(st.sampled_from(["✓ Ja.", "X Nee.", "Er is een ✓ en een X.", "", "x", "Xander"]), max_size=8))
def test_the_count_agrees_with_the_law(lines: list[str]) -> None:
    assert count_opening("\n".join(lines)) == sum(split_mark(line) is not None for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De gemeente evalueert de resultaten van de aanpak", [("3.1.6", True)]),
        ("De netwerkpartners evalueren de resultaten van de aanpak", [("3.1.5", True)]),
        ("3.1.5 De netwerkpartners evalueren de resultaten van de aanpak.", [("3.1.5", True)]),
        ("De school evalueert de resultaten van de aanpak", [("3.1.6", False)]),
        (
            "Uitgangspunt bij de aanpak is dat de netwerkpartners werken met en gezamenlijk plan per gezin",
            [("3.3.1", True)],
        ),
        ("De gemeente heeft een website over opvoeden", [(None, False)]),
        (
            "De gemeente heeft beleid voor de groep GGSR De gemeente zorgt voor een gezamenlijke visie op de aanpak "
            "voor GGSR",
            [("3.1.1", True), ("3.1.2", True)],
        ),
        (
            "De resultaten van de aanpak worden bijgehouden Op basis van de evaluatie wordt het beleid "
            "gecontinueerd dan wel bijgesteld",
            [("3.1.4", True), ("3.1.7", True)],
        ),
    ],
)
def test_indicators(text: str, expected: list[tuple[str | None, bool]], kader: Kader) -> None:
    assert [(m.indicator_id, m.sure) for m in Matcher(kader).indicators([text])] == expected


def test_a_kader_matches_itself(kader: Kader) -> None:
    matcher = Matcher(kader)
    for indicator in kader.indicators:
        (match,) = matcher.indicators([indicator.text])
        assert (match.indicator_id, match.score, match.sure) == (indicator.id, 100.0, True)


def test_cover(kader: Kader) -> None:
    texts = [i.text for i in kader.indicators]
    cell = texts[10:14]  # bijgehouden, netwerkpartners evalueren, gemeente evalueert, beleid bijgesteld
    best = cover(cell, ["Alle uitkomsten worden bijgehouden.", "Niemand evalueert ze."], texts)
    assert best is not None
    assert best.owner == (0, 1, 1, 1)
    assert best.score > best.runner_up
    assert cover(cell[:1], ["een", "twee"], texts) is None


@pytest.mark.parametrize(
    ("names", "text", "several", "split"),
    [
        ("Jeugd en Gezin", "de aanpak Jeugd en Gezin is getoetst", None, ("Jeugd en Gezin",)),
        ("Jeugd en Gezin", "", False, ("Jeugd en Gezin",)),
        ("Reset en Gezinscoach", "", True, ("Reset", "Gezinscoach")),
        ("aanpak Reset en de aanpak Jeugd en Gezin", "", None, ("Reset", "Jeugd en Gezin")),
        ("Reset, Jeugd en Gezin en Vast", "De aanpak Jeugd en Gezin loopt.", True, ("Reset", "Jeugd en Gezin", "Vast")),
        ("Sociale- en Jeugdteams en Reset", "de aanpak Reset", True, ("Sociale- en Jeugdteams", "Reset")),
    ],
)
def test_split_names(names: str, text: str, several: bool | None, split: tuple[str, ...]) -> None:
    assert split_names(names, text, several) == split


@pytest.mark.parametrize(
    ("sentence", "elsewhere", "found"),
    [
        ("In 2013 is de aanpak Vroeg Erbij op beleidsniveau getoetst.", "", [("Vroeg Erbij",)]),
        ("STJ heeft de aanpakken Reset en Vast getoetst.", "", [("Reset", "Vast")]),
        ("STJ heeft de aanpak Reset in Breda getoetst.", "", [("Reset",)]),
        ("STJ heeft de aanpak Gezin in balans getoetst.", "", [("Gezin in balans",)]),
        ("De aanpak Gezin in balans verdwijnt.", "De aanpak Gezin in balans bestond.", [("Gezin in balans",)]),
        ("de aanpak Er op af! getoetst", "", [("Er op af!",)]),
        ("de aanpakken 'Zorg en Welzijn' en 'Kracht' getoetst", "", [("Zorg en Welzijn", "Kracht")]),
        ("één aanpak getoetst, te weten Zorg en Co.", "", [("Zorg en Co",)]),
        ("toetste STJ de aanpak ‘Samen sterk’ van Breda", "", [("Samen sterk",)]),
        ("aanpakken Thuis, Zorg en Welzijn en Kracht getoetst", "", [("Thuis", "Zorg en Welzijn", "Kracht")]),
        ("aanpakken: Zorg en Welzijn en Kracht getoetst", "", []),
        ("aanpakken: Zorg en Welzijn en Kracht getoetst", "De aanpak Kracht.", [("Zorg en Welzijn", "Kracht")]),
        ("de nieuwe werkwijze van het Team Integrale Regie.", "", [("Team Integrale Regie",)]),
        ("de nieuwe werkwijze Team Jeugd terugkomen.", "Het Team Jeugd helpt.", [("Team Jeugd",)]),
        ("de aanpak is planmatig", "", []),
    ],
)
def test_approaches_in(sentence: str, elsewhere: str, found: list[tuple[str, ...]]) -> None:
    assert list(approaches_in(sentence, f"{sentence} {elsewhere}")) == found


def test_gemeenten() -> None:
    spijkenisse = gemeente.named("SPIJKENISSE", 2014)
    assert spijkenisse is not None
    after = gemeente.successor(spijkenisse)
    assert after is not None
    assert (spijkenisse.code, after.name, after.code) == ("GM0612", "Nissewaard", "GM1930")
    assert gemeente.named("Nissewaard", 2014) is None
    assert [g.name for g in gemeente.predecessors(after, 2013)] == ["Bernisse", "Spijkenisse"]
    assert gemeente.named("Atlantis") is None
    assert sum(g.existed_in(2013) for g in gemeente.register().values()) == 408
