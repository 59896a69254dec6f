"""Habits of texts, one each: what a person reads must be read, and what nobody can tell must be said."""

import pytest

from extract.read import read
from schema.kader import Kader
from schema.verdict import VERBETERPUNT, VOLDOET, Reading

TITLE = "Uitkomsten toezichtonderzoek Dordrecht\n\nAanpak: Reset\n\nSeptember 2013\n\n"
FOLLOW_UP = "Uitkomsten verbeterpunten toezichtonderzoek Dordrecht\n\nAanpak: Reset\n\nJuni 2015\n\n"
SIGHT = "De gemeente heeft zicht op de populatie GGSR"
SAME = "Alle netwerkpartners hanteren dezelfde omschrijving van GGSR"


def said(text: str, kader: Kader) -> list[tuple[str | None, str | None, int | None, str | None, str | None]]:
    return [
        (v.gemeente, v.aanpak, v.year, v.match.indicator_id, v.verdict) for v in read(text.encode(), kader).verdicts
    ]


def reasons(reading: Reading) -> list[list[str]]:
    return [[reason.split(":")[0].split("\0")[0] for reason in v.reasons] for v in reading.verdicts]


TWO_YEARS = [
    ("Dordrecht", "Reset", 2013, "1.1.2", VERBETERPUNT),
    ("Dordrecht", "Reset", 2014, "1.1.2", VOLDOET),
]


@pytest.mark.parametrize(
    "table",
    [
        f"Indicator\t2013\t2014\n{SIGHT}\tX Nee.\t✓ Ja.\n",
        f"Indicator\tOordeel 2013\tOordeel 2014\n{SIGHT}\tX Nee.\t✓ Ja.\n",
        f"Indicator\t2013\t2014 stand van zaken\n{SIGHT}\tX Nee.\t✓ Ja.\n",
        f"Indicator | 2013 | 2014\n--- | --- | ---\n{SIGHT} | X Nee. | ✓ Ja.\n",
        f"+---+---+---+\n| Indicator | 2013 | 2014 |\n+===+===+===+\n| {SIGHT} | X Nee. | ✓ Ja. |\n+---+---+---+\n",
        f"Indicator 2013 2014\n{SIGHT}\nX Nee.\n✓ Ja.\n",
        f"Indicatoren Bevinding 2013 Bevinding 2014\n{SIGHT}\nX Nee.\n✓ Ja.\n",
        "Indicator                 2013         2014\nDe gemeente heeft zicht   X Nee, nog   ✓ Ja.\n"
        "op de populatie GGSR      niet.\n",
        # one blank between columns, and a row that stands elsewhere than the one above it
        f"Indicator                 2013         2014\n{SAME[:22]}    X Nee.       ✓ Ja.\n{SAME[23:]}\n\n"
        "De gemeente heeft ruim zicht X Nee, nog   ✓ Ja.\nop de populatie GGSR         niet.\n",
    ],
)
def test_two_years(table: str, kader: Kader) -> None:
    found = [row for row in said(FOLLOW_UP + table, kader) if row[3] == "1.1.2"]
    assert found == TWO_YEARS


def test_a_column_of_marks(kader: Kader) -> None:
    table = f"| Indicator | Oordeel | Bevinding |\n|---|---|---|\n| {SIGHT} | X | Nee, nog niet. |\n"
    reading = read((TITLE + table).encode(), kader)
    assert [(v.verdict, v.explanation, v.reasons) for v in reading.verdicts] == [(VERBETERPUNT, "Nee, nog niet.", ())]


@pytest.mark.parametrize(
    "label", ["Thema: Gezin centraal", "Thema 2: Gezin centraal", "GEZIN CENTRAAL", "gezin centraal."]
)
def test_a_theme_in_any_dress(label: str, kader: Kader) -> None:
    table = "Indicator\tBevinding\nBinnen de aanpak wordt het sociale netwerk van het gezin benut\t✓ Ja.\n"
    both = f"{TITLE}Toeleiding\n\nIndicator\tBevinding\n{SIGHT}\tX Nee.\n\n{label}\n\n{table}"
    assert reasons(read(both.encode(), kader)) == [[], []]


def test_the_heading_of_a_theme_is_missing(kader: Kader) -> None:
    row = "Binnen de aanpak wordt het sociale netwerk van het gezin benut\t✓ Ja."
    text = f"{TITLE}Toeleiding\n\nIndicator\tBevinding\n{SIGHT}\tX Nee.\n{row}\n"
    assert reasons(read(text.encode(), kader)) == [[], ["thema-wijkt-af"]]


def test_rows_in_another_order(kader: Kader) -> None:
    text = f"{TITLE}Indicator\tBevinding\n{SIGHT}\tX Nee.\n{SAME}\t✓ Ja.\n"
    assert reasons(read(text.encode(), kader)) == [[], ["volgorde-wijkt-af"]]


def test_a_text_that_is_cut_off(kader: Kader) -> None:
    text = f"{TITLE}Indicator\tBevinding\n{SAME}\t✓ Ja.\n{SIGHT}\tX Nee, want de geme"
    assert reasons(read(text.encode(), kader)) == [[], ["afgebroken"]]


@pytest.mark.parametrize("inside", ["Er is een lijst. X Het andere deel ontbreekt.", "Er is een lijst! ✗ Geen nota."])
def test_another_marker_in_the_text(inside: str, kader: Kader) -> None:
    text = f"{TITLE}Indicator\tBevinding\n{SAME}\t✓ {inside}\n{SIGHT}\t✓ Een eerder oordeel (X) vervalt.\n"
    assert reasons(read(text.encode(), kader)) == [["marker-zonder-oordeel"], []]


def test_two_gemeenten_in_one_file(kader: Kader) -> None:
    table = f"Indicator\tBevinding\n{SIGHT}\tX Nee.\n\n"
    text = TITLE + table + TITLE.replace("Dordrecht", "Leeuwarden").replace("Reset", "Kans") + table
    assert said(text, kader) == [
        ("Dordrecht", "Reset", 2013, "1.1.2", VERBETERPUNT),
        ("Leeuwarden", "Kans", 2013, "1.1.2", VERBETERPUNT),
    ]


def test_two_approaches_of_one_gemeente_in_labelled_lines(kader: Kader) -> None:
    part = "Gemeente: Dordrecht\nAanpak: {}\nJaar: 2013\n\nIndicator\tBevinding\n" + f"{SIGHT}\tX Nee.\n\n"
    found = said(part.format("Reset") + part.format("Kans"), kader)
    assert [(aanpak, verdict) for _, aanpak, _, _, verdict in found] == [
        ("Reset", VERBETERPUNT),
        ("Kans", VERBETERPUNT),
    ]


def test_a_row_of_blanks_that_may_be_two(kader: Kader) -> None:
    """No white space parts the rows, and beside the second indicator a sentence without a mark begins."""
    text = TITLE + (
        "Indicatoren                            Bevindingen\n"
        "Alle netwerkpartners hanteren          ✓ Ja, allemaal. Dat is al jaren\n"
        "dezelfde omschrijving van GGSR         zo.\n"
        "De gemeente heeft zicht op de          Hoeveel het er zijn weet niemand\n"
        "populatie GGSR                         precies.\n"
    )
    assert reasons(read(text.encode(), kader)) == [["rij-onzeker"], ["rij-onzeker"]]


@pytest.mark.parametrize(
    ("text", "indicator", "sure"),
    [
        ("De gemeente heeft zicht op populatie GGSR", "1.1.2", True),  # a word less
        ("De gemeente zicht heeft op de populatie GGSR", "1.1.2", True),  # turned round
        ("Alle partners gebruiken dezelfde definitie van GGSR", "1.1.1", True),  # synonyms of the kader's file
        ("De gerneente hecft zicht 0p de populatie GGSR", "1.1.2", True),  # OCR
        ("De gemeente heeft geen zicht op de populatie GGSR", "1.1.2", False),  # the opposite
        ("De provincie heeft zicht op de populatie GGSR", "1.1.2", False),  # another one
        ("De provincie heeft zicht op de wachtlijst", None, False),
    ],
)
def test_an_indicator_in_other_words(text: str, indicator: str | None, sure: bool, kader: Kader) -> None:
    (row,) = read(f"{TITLE}Indicator\tBevinding\n{text}\tX Nee.\n".encode(), kader).verdicts
    assert (row.match.indicator_id, not row.reasons) == (indicator, sure)


def test_a_factsheet_of_a_file_that_gives_nothing_is_not_passed_over(kader: Kader) -> None:
    """The second has a marker, but no table that is read: it is counted."""
    other = TITLE.replace("Dordrecht", "Leeuwarden").replace("Reset", "Kans")
    reading = read(f"{TITLE}Indicator\tBevinding\n{SIGHT}\tX Nee.\n\n{other}✓ Het gaat goed.\n".encode(), kader)
    assert reading.gemeenten == ("Dordrecht",)
    assert any(reason.startswith("markers-tellen-niet-op") for reason in reading.reasons)
