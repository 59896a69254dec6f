"""Collections of generated documents: the same seed gives the same bytes and the same gold."""

from dataclasses import dataclass, replace
from random import Random

from tests.generator import layouts, traps
from tests.generator.damage import STRENGTHS, damaged
from tests.generator.gold import GoldRow, gold
from tests.generator.names import Town, towns
from tests.generator.sheets import Factsheet, invent


@dataclass(frozen=True, slots=True)
class Document:
    """A file with what must be read in it."""

    name: str
    content: bytes
    gold: tuple[GoldRow, ...]


def documents(
    seed: int, number: int, layout: str | None = None, damage: str = "none", trap: str | None = None
) -> list[Document]:
    """So many documents; without `layout`, all layouts in turn. No gemeente is assessed in two of them (as long as
    there are enough)."""
    found = towns(Random(f"{seed} {layout} {damage} {trap}"))
    names = (layout,) if layout else layouts.NAMES
    return [one(f"{seed} {n}", found[n % len(found)], names[n % len(names)], damage, trap, n) for n in range(number)]


def one(seed: str, town: Town, layout: str, damage: str, trap: str | None, number: int) -> Document:
    """One document, by its own random numbers."""
    rng = Random(f"{seed} {layout} {damage} {trap}")
    sheet = _fitting(rng, town, layout)
    if trap:
        sheet = traps.NAMES[trap](sheet, rng)
    strength = STRENGTHS[damage]
    sheet = damaged(sheet, rng, strength)
    content = layouts.write(sheet, layout, rng, strength)
    name = f"{trap or layout}-{damage}-{number:03}{layouts.SUFFIXES.get(layout, '.txt')}"
    return Document(name, content, tuple(gold(sheet, name, layout, damage)))


def _fitting(rng: Random, town: Town, layout: str) -> Factsheet:
    """A factsheet that this layout can carry: labelled lines name the gemeente that was assessed."""
    sheet = invent(rng, town)
    return replace(sheet, traits=sheet.traits - {"successor"}) if layout == "labelled" else sheet
