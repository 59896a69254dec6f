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
    """So many documents; without `layout`, all layouts (that can carry the trap) in turn. No gemeente is assessed in
    two of them, as long as there are enough."""
    found = towns(Random(f"{seed} {layout} {damage} {trap}"))
    possible = [name for name in layouts.NAMES if not trap or name not in traps.NAMES[trap].not_in]
    names = [layout] if layout else possible
    return [
        _document(
            f"{seed} {n}",
            (found[2 * n % len(found)], found[(2 * n + 1) % len(found)]),
            names[n % len(names)],
            damage,
            trap,
            n,
        )
        for n in range(number)
    ]


def _document(seed: str, two: tuple[Town, Town], layout: str, damage: str, trap: str | None, number: int) -> Document:
    """One document, by its own random numbers; where it holds two factsheets, of two gemeenten."""
    rng = Random(f"{seed} {layout} {damage} {trap}")
    name = f"{trap or layout}-{damage}-{number:03}{layouts.SUFFIXES.get(layout, '.txt')}"
    strength = STRENGTHS[damage]
    contents, rows = [], []
    for town in two if trap == "two-factsheets" else two[:1]:
        sheet = _fitting(rng, town, layout, trap)
        if trap:
            sheet = traps.spring(trap, sheet, rng)
        sheet = damaged(sheet, rng, strength)
        contents.append(layouts.write(sheet, layout, rng, strength))
        rows += gold(sheet, document=name, layout=layout, damage=damage, trap=trap or "")
    return Document(name, b"\n\n".join(contents), tuple(rows))


def _fitting(rng: Random, town: Town, layout: str, trap: str | None) -> Factsheet:
    """A factsheet that this layout can carry (labelled lines name the gemeente that was assessed), on which the trap
    can be set."""
    while True:
        sheet = invent(rng, town)
        if layout == "labelled":
            sheet = replace(sheet, traits=sheet.traits - {"successor"})
        if not trap or traps.NAMES[trap].fits(sheet):
            return sheet
