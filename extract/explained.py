"""Marks that only the document's own legend explains: "voldoet (v) … verbeterpunt (o)"."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from extract.recognise import paragraphs
from normalize.legend import explanations, legend
from normalize.marks import CROSSES, LETTERS, TICKS, split_mark
from normalize.text import join_lines
from schema.document import Cell, Line
from schema.verdict import VOLDOET, Reason


def explained(cells: Iterable[Cell]) -> Mapping[str, str]:
    """Glyph → verdict by the running text's legend, where that says something else than everybody knows; of a known
    glyph also where the legend is not understood as a whole."""
    text = _running_text(cells)
    said = legend(text) or {glyph: v for glyph, v in explanations(text).items() if v and _known(glyph)}
    return {glyph: verdict for glyph, verdict in said.items() if _known(glyph) != verdict}


def own_glyphs(cells: Iterable[Cell]) -> str:
    """All glyphs that legends in the running text explain, but those that everybody knows."""
    return "".join(sorted(glyph for glyph in explanations(_running_text(cells)) if not _known(glyph)))


def _running_text(cells: Iterable[Cell]) -> str:
    lines = [line for cell in cells if cell.table is None for line in cell.lines]
    return "\n".join(map(join_lines, paragraphs(lines)))


def _known(glyph: str) -> str | None:
    mark = split_mark(glyph + " ")
    return mark[1] if mark else None


def with_own_marks(cells: Iterable[Cell], own: Mapping[str, str]) -> Iterator[Cell]:
    """The cells with the document's own glyphs as marks that everybody knows, wherever they begin a line. A known glyph
    of which the legend says the opposite is doubtful."""
    for cell in cells:
        yield replace(cell, lines=tuple(_line(line, own) for line in cell.lines)) if own else cell


def _line(line: Line, own: Mapping[str, str]) -> Line:
    dressed = line.text.lstrip("*_ ")
    glyph, rest = dressed[:1], dressed[1:].lstrip("*_\ufe0f")
    if glyph not in own or (rest and not rest[0].isspace()):
        return line
    doubt = Reason.LEGEND.because(glyph) if glyph in TICKS + CROSSES + LETTERS else line.doubt
    known = TICKS[0] if own[glyph] == VOLDOET else CROSSES[0]
    return replace(line, text=f"{known} {rest.strip()}", glyph=glyph, doubt=doubt)
