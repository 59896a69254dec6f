"""Text in any state: what must be read of generated documents, by layout, strength of damage and trap."""

from collections.abc import Sequence
from functools import cache
from itertools import islice

import pytest

from tests.calibrate import Measured, Sprung, line, measure, sprung
from tests.generator import layouts, traps
from tests.generator.collection import documents

# strength → (recall, right and unreviewed of what need not be reviewed)
TARGETS = {"light": (0.995, 0.97), "medium": (0.99, 0.93), "heavy": (0.98, 0.85)}
SEED, EACH, MANY = 20, 3, 8


def measured(layout: str, strength: str, number: int) -> list[Measured]:
    """So many documents of this layout."""
    return [measure(document) for document in documents(SEED, number, layout, strength)]


def with_glyphs(layout: str, glyphs: str, number: int) -> list[Measured]:
    """So many undamaged documents of this layout, with "known" glyphs or with their "own"."""
    of_kind = (d for d in documents(SEED, 20 * number, layout, "none") if d.gold[0]["glyphs"] == glyphs)
    return [measure(document) for document in islice(of_kind, number)]


def silent(found: Sequence[Measured]) -> list[str]:
    """The errors that nobody is told of, as text."""
    return [str((o.document, o.kind, o.differs, o.gold, o.read)) for m in found for o in m.outcomes if o.silent]


def assert_undamaged(found: Sequence[Measured]) -> None:
    counts = line(found)
    assert silent(found) == []
    assert (counts.recall or 0) >= 0.998
    assert (counts.precision or 0) >= 0.998
    assert (counts.explanations or 0) >= 0.99
    assert counts.reviewed <= 0.02 * counts.verdicts


@pytest.mark.parametrize("layout", layouts.NAMES)
def test_undamaged(layout: str) -> None:
    assert_undamaged(with_glyphs(layout, "known", EACH))


def test_glyphs_that_the_legend_explains() -> None:
    assert_undamaged([m for layout in layouts.NAMES for m in with_glyphs(layout, "own", 2)])


def assert_damaged(strength: str, each: int) -> None:
    found = [m for layout in layouts.NAMES for m in measured(layout, strength, each)]
    counts = line(found)
    assert silent(found) == []
    assert (counts.recall or 0) >= TARGETS[strength][0]
    assert (counts.right_unreviewed or 0) >= TARGETS[strength][1]


@pytest.mark.parametrize("strength", TARGETS)
def test_damaged(strength: str) -> None:
    assert_damaged(strength, 2)


@cache
def in_trap(trap: str) -> list[Sprung]:
    """What became of the trap in some documents, each in a layout of its own."""
    return [sprung(measure(document)) for document in documents(SEED, 8, trap=trap)]


@pytest.mark.parametrize("trap", traps.NAMES)
def test_trap_is_flagged(trap: str) -> None:
    assert [text for result in in_trap(trap) for text in (*result.unflagged, *result.silent)] == []


@pytest.mark.parametrize("trap", traps.NAMES)
def test_sound_rows_beside_a_trap_are_not_flagged(trap: str) -> None:
    disturbed = [text for result in in_trap(trap) for text in result.disturbed]
    # columns of blanks do not tell a row of several indicators from two rows of which the second is empty
    assert [text for text in disturbed if "rij-onzeker" not in text] == []


@pytest.mark.slow
@pytest.mark.parametrize("strength", TARGETS)
def test_many_damaged(strength: str) -> None:
    assert_damaged(strength, MANY)


@pytest.mark.slow
@pytest.mark.parametrize("layout", layouts.NAMES)
def test_many_undamaged(layout: str) -> None:
    assert_undamaged(with_glyphs(layout, "known", MANY))
