"""What the producers print: a sample's blocks, with marks of the producer's own."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from tests.typeset import Row, Table, Text, groups_of, parse

SAMPLES = Path(__file__).parent.parent.parent / "samples"

Block = Text | Table
# The markup of a mark: of the tick where the argument is True, else of the cross.
Mark = Callable[[bool], str]

# A mark as tests.typeset marks it up; also "(X)", which the text explains.
_MARK = re.compile(r'(?:<b>)?<font name="ZapfDingbats">([✓✗])</font>(?:</b>)?|^<b>[Xx×]</b>|(?<=\()X(?=\))')

# A sample's legend, and one that has its words beside the marks.
_LEGEND = (
    "Voldoet de aanpak aan een indicator, dan is dat aangegeven (✓); valt er iets te verbeteren, dan ook (X).",
    "Bij elke indicator staat of de aanpak voldoet (✓) dan wel of er sprake is van een verbeterpunt (X).",
)

# The numbers by which a file is told from others, in its trailer.
_NUMBERS = re.compile(rb"/ID *\[[^]]*\]|/DocChecksum */\w+")


def blocks_of(name: str, mark: Mark) -> list[Block]:
    """The blocks of the sample that the PDF `name` prints; `mark` is called in the order of the text."""
    text = (SAMPLES / f"{name.split('.')[0]}.txt").read_text(encoding="utf-8")
    return [_marked(block, mark) for block in parse(text.replace(*_LEGEND))]


def _marked(block: Block, mark: Mark) -> Block:
    def markup(text: str) -> str:
        return _MARK.sub(lambda found: mark(found[1] == "✓"), text)

    if isinstance(block, Text):
        return replace(block, markup=markup(block.markup))
    return Table(tuple(tuple(tuple(map(markup, cell)) for cell in row) for row in block.rows))


def title_of(blocks: list[Block]) -> str:
    """The title of a factsheet."""
    return next(block.markup for block in blocks if isinstance(block, Text) and block.style == "title")


def stretches(blocks: list[Block]) -> list[tuple[bool, list[Block]]]:
    """Runs of blocks, with whether they are prose in columns."""
    return [(p, list(run)) for p, run in groupby(blocks, key=lambda b: isinstance(b, Text) and not b.wide)]


def tables_of(table: Table) -> list[list[tuple[str, list[Row]]]]:
    """A table per theme bar: groups of rows as `groups_of` tells them, with their style."""
    tables: list[list[tuple[str, list[Row]]]] = []
    for style, rows in groups_of(table.rows):
        if style == "bar" or not tables:
            tables.append([])
        tables[-1].append((style, rows))
    return tables


def undated(pdf: bytes) -> bytes:
    """The same PDF without the hour it was made at and the numbers made of it; all offsets stay."""
    pdf = re.sub(rb"(?<=Date\(D:|ate \(D:)\d{14}", b"20150601120000", pdf)
    return _NUMBERS.sub(lambda found: re.sub(rb"\b[0-9A-F]{32}\b", b"0" * 32, found[0]), pdf)
