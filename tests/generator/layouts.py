"""The layouts by name: a factsheet to the text of a file."""

from collections.abc import Callable, Sequence
from random import Random

from tests.generator import columns, running, tables, web
from tests.generator.blocks import Block, Table, blocks
from tests.generator.damage import STRENGTHS, Strength, damaged_blocks
from tests.generator.sheets import FULL, Factsheet
from tests.generator.style import Style

_Writer = Callable[[Sequence[Block], Style], str]


def _mixed(found: Sequence[Block], style: Style) -> str:
    """Every table in a syntax of its own."""

    def one_of(table: Table, style: Style) -> list[str]:
        writers = (tables.tabs, tables.pipes, tables.grid, web.table)
        return style.rng.choice(writers)(table, style)

    return tables.document(found, style, one_of)


_OF_BLOCKS: dict[str, _Writer] = {
    "tabs": lambda b, s: tables.document(b, s, tables.tabs),
    "plain": lambda b, s: tables.document(b, s, tables.tabs, markdown=False),
    "pipes": lambda b, s: tables.document(b, s, tables.pipes),
    "pandoc-pipes": lambda b, s: tables.document(b, s, tables.aligned),
    "html": web.page,
    "grid": lambda b, s: tables.document(b, s, tables.grid),
    "multiline": lambda b, s: tables.document(b, s, tables.multiline),
    "layout": lambda b, s: columns.layout(b, s, prose_in_columns=s.rng.random() < 0.6),
    "raw": lambda b, s: running.flat(b, s, blank=False, hyphens=False),
    "flat": lambda b, s: running.flat(b, s, blank=True, hyphens=True),
    "hyphens": lambda b, s: running.flat(b, s, blank=False, hyphens=True),
    "mixed": _mixed,
}
SUFFIXES = {"html": ".html", "pipes": ".md", "pandoc-pipes": ".md", "grid": ".md", "multiline": ".md"}
NAMES = (*_OF_BLOCKS, "labelled")


def write(sheet: Factsheet, name: str, rng: Random, strength: Strength = STRENGTHS["none"]) -> bytes:
    """The file's content."""
    kind = "toezichtonderzoek" if sheet.kind == FULL else "verbeterpunten toezichtonderzoek"
    title = f"Uitkomsten {kind} {sheet.place}"
    style = Style(rng, title, "bold" in sheet.traits, strength.breaks, strength.broken, rng.random() < 0.3)
    if name == "labelled":
        text = running.labelled(sheet, style)
    else:
        text = _OF_BLOCKS[name](damaged_blocks(blocks(sheet, rng), rng, strength), style)
    return (_until_cut(text, sheet) if "cut-off" in sheet.traits else text).encode()


def _until_cut(text: str, sheet: Factsheet) -> str:
    """The text up to the middle of its last finding."""
    words = sheet.sections[-1].rows[-1].cells[-1].findings[-1].paragraphs[-1].split()
    middle = [word for word in words[len(words) // 2 :][:8] if len(word) > 3]
    at, word = max((text.rfind(word), word) for word in middle)  # a word that was broken is not found
    return text[: at + len(word) // 2].rstrip(".!?:;")  # what ends like a sentence is not known to be cut
