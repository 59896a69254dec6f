"""Text in any state: what must be read of generated documents, by layout, strength of damage and trap.

The tuples name what is known to be read as it should; the targets are those for all of them.
"""

from collections.abc import Sequence
from functools import cache

import pytest

from tests.calibrate import Measured, Sprung, line, measure, sprung
from tests.generator import layouts, traps
from tests.generator.collection import documents

READ_UNDAMAGED: tuple[str, ...] = ("tabs", "plain", "pipes", "pandoc-pipes", "html", "raw", "flat")
READ_WITH_OWN_GLYPHS: tuple[str, ...] = ()
READ_DAMAGED: tuple[tuple[str, str], ...] = (("pipes", "light"), ("pandoc-pipes", "light"))
READ_IN_TRAPS: tuple[str, ...] = ("opposite", "no-table", "in-prose")
SOUND_IN_TRAPS: tuple[str, ...] = ("no-table", "in-prose")

# strength → (recall, right and unreviewed of what need not be reviewed)
TARGETS = {"light": (0.995, 0.97), "medium": (0.99, 0.93), "heavy": (0.98, 0.85)}
SEED, EACH, MANY = 20, 5, 24


def measured(layout: str, strength: str, number: int, glyphs: str = "") -> list[Measured]:
    """Documents of this layout, with known glyphs, with their own, or with either."""
    found = [d for d in documents(SEED, number, layout, strength) if glyphs in ("", d.gold[0]["glyphs"])]
    return [measure(document) for document in found]


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


@pytest.mark.parametrize("layout", READ_UNDAMAGED)
def test_undamaged(layout: str) -> None:
    assert_undamaged(measured(layout, "none", EACH, "known"))


@pytest.mark.parametrize("layout", READ_WITH_OWN_GLYPHS)
def test_glyphs_that_the_legend_explains(layout: str) -> None:
    assert_undamaged(measured(layout, "none", 3 * EACH, "own"))


@pytest.mark.parametrize(("layout", "strength"), READ_DAMAGED)
def test_damaged(layout: str, strength: str) -> None:
    found = measured(layout, strength, EACH)
    counts = line(found)
    assert silent(found) == []
    assert (counts.recall or 0) >= TARGETS[strength][0]
    assert (counts.right_unreviewed or 0) >= TARGETS[strength][1]


@cache
def in_trap(trap: str) -> list[Sprung]:
    """What became of the trap in some documents, in several layouts."""
    return [sprung(measure(document)) for document in documents(SEED, len(layouts.NAMES), trap=trap)]


@pytest.mark.parametrize("trap", READ_IN_TRAPS)
def test_trap_is_flagged(trap: str) -> None:
    assert [text for result in in_trap(trap) for text in (*result.unflagged, *result.silent)] == []


@pytest.mark.parametrize("trap", SOUND_IN_TRAPS)
def test_sound_rows_beside_a_trap_are_not_flagged(trap: str) -> None:
    assert [text for result in in_trap(trap) for text in result.disturbed] == []


@pytest.mark.slow
@pytest.mark.parametrize("strength", TARGETS)
def test_all_layouts_together_damaged(strength: str) -> None:
    known = [layout for layout in layouts.NAMES if (layout, strength) in READ_DAMAGED]
    if not known:
        pytest.skip("no layout is known to be read in this state yet")
    found = [m for layout in known for m in measured(layout, strength, MANY)]
    counts = line(found)
    assert silent(found) == []
    assert (counts.recall or 0) >= TARGETS[strength][0]
    assert (counts.right_unreviewed or 0) >= TARGETS[strength][1]


def test_what_is_read_exists() -> None:
    assert set(READ_UNDAMAGED) | set(READ_WITH_OWN_GLYPHS) | {layout for layout, _ in READ_DAMAGED} <= set(
        layouts.NAMES
    )
    assert set(READ_IN_TRAPS) | set(SOUND_IN_TRAPS) <= set(traps.NAMES)
