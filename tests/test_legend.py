"""What a text says about its own marks."""

import pytest

from extract.read import read
from normalize.legend import legend
from schema.kader import Kader
from schema.verdict import VERBETERPUNT, VOLDOET


@pytest.mark.parametrize(
    ("text", "tick", "cross"),
    [
        ("Aangegeven is of de zorg voldoet (✓) dan wel of er een verbeterpunt is (X).", "✓", "X"),
        ("Wat voldoet krijgt een vinkje (v), een verbeterpunt een rondje (o).", "v", "o"),
        ("v = voldoet, o = verbeterpunt", "v", "o"),
        ("Legenda: + = voldoet − = verbeterpunt", "+", "−"),
        ("Een v betekent dat de aanpak voldoet, een o dat er een verbeterpunt is.", "v", "o"),
        ("J betekent voldoet, N betekent voldoet niet", "J", "N"),
        ("Voldoet: v en verbeterpunt: o.", "v", "o"),
        ("geen verbeterpunt (v), verbeterpunt (o)", "v", "o"),
    ],
)
def test_a_legend_explains_two_glyphs(text: str, tick: str, cross: str) -> None:
    assert legend(text) == {tick: VOLDOET, cross: VERBETERPUNT}


@pytest.mark.parametrize(
    "text",
    [
        "Dat de aanpak voldoet (v) is gezegd.",  # one glyph only
        "Het voldoet (v), het voldoet niet (v), verbeterpunt (o).",  # it contradicts itself
        "De gemeente (A) en een verbeterpunt (B)",
        "Wat al in 2013 een ✓ scoorde, is niet opnieuw getoetst (zie de verbeterpunten).",
    ],
)
def test_what_is_no_legend(text: str) -> None:
    assert legend(text) == {}


TABLE = """Uitkomsten toezichtonderzoek Dordrecht

Aanpak: Reset
September 2013

{legend}

Indicatoren\tBevindingen
De gemeente heeft zicht op de populatie GGSR\t{first} Ja, dat heeft zij.
De gemeente heeft beleid voor de groep GGSR\t{second} Nee.
"""


@pytest.mark.parametrize(
    ("said", "glyphs", "expected"),
    [
        ("Voldoet (v) of verbeterpunt (o).", "vo", [(VOLDOET, ""), (VERBETERPUNT, "")]),
        ("Voldoet (o) of verbeterpunt (v).", "vo", [(VERBETERPUNT, ""), (VOLDOET, "")]),
        # without a legend, letters that open a cell are no marks
        ("", "vo", [(None, "geen-marker"), (None, "geen-marker")]),
        # a glyph that everybody knows, with another meaning: read as the legend says, and reviewed
        ("Voldoet (X) of verbeterpunt (O).", "XO", [(VOLDOET, "legenda-wijkt-af: X"), (VERBETERPUNT, "")]),
    ],
)
def test_a_document_may_have_its_own_glyphs(
    said: str, glyphs: str, expected: list[tuple[str | None, str]], kader: Kader
) -> None:
    reading = read(TABLE.format(legend=said, first=glyphs[0], second=glyphs[1]).encode(), kader)
    assert [(v.verdict, " ".join(v.reasons)) for v in reading.verdicts] == expected
    assert [f.finding.marker for f in reading.findings] == (list(glyphs) if said else [])
