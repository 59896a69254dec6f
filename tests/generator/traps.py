"""Traps: factsheets in which some rows must be flagged, and the sound rows beside them must not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from schema.verdict import VERBETERPUNT, VOLDOET
from tests.generator.gold import RUNNING
from tests.generator.names import LIKE_THEMES
from tests.generator.sentences import ABOUT, FOREIGN, GENERAL
from tests.generator.sheets import Cell, Column, Factsheet, Finding, Printed, Row, Section

_Change = Callable[[Row, Random], list[Row]]


@dataclass(frozen=True, slots=True)
class Trap:
    """What it does to a factsheet; on which it can be set; in which layouts it cannot (a person could not tell)."""

    set: Callable[[Factsheet, Random], Factsheet]
    fits: Callable[[Factsheet], bool] = lambda _: True
    not_in: tuple[str, ...] = ()


def _at_one_row(change: _Change) -> Callable[[Factsheet, Random], Factsheet]:
    """The trap that changes one row of one indicator, not the first of its section."""

    def set_it(sheet: Factsheet, rng: Random) -> Factsheet:
        s = rng.randrange(len(sheet.sections))
        rows = sheet.sections[s].rows
        n = rng.choice([n for n, row in enumerate(rows) if n and len(row.indicators) == 1])
        return _with_rows(sheet, s, (*rows[:n], *change(rows[n], rng), *rows[n + 1 :]))

    return set_it


def _with_rows(sheet: Factsheet, number: int, rows: tuple[Row, ...]) -> Factsheet:
    sections = list(sheet.sections)
    sections[number] = replace(sections[number], rows=rows)
    return replace(sheet, sections=tuple(sections))


def _no_marker(row: Row, _: Random) -> list[Row]:
    cells = tuple(replace(c, findings=tuple(replace(f, glyph="") for f in c.findings)) for c in row.cells)
    return [replace(row, cells=cells, review="must", why="no-marker")]


def _two_opposite(row: Row, rng: Random) -> list[Row]:
    """Behind each finding the opposite one, in the glyph that this document uses for it."""
    return [
        replace(
            row, cells=tuple(_opposed(c, row, rng) for c in row.cells), review="must", why="opposite", unreadable=True
        )
    ]


def _opposed(cell: Cell, row: Row, rng: Random) -> Cell:
    first = cell.findings[0]
    bad = first.verdict == VOLDOET
    text = rng.choice(ABOUT[row.indicators[0].indicator.id][bad])
    other = Finding(VERBETERPUNT if bad else VOLDOET, f"{{{int(bad)}}}", (text,))
    return replace(cell, findings=(first, other))


def _foreign(row: Row, rng: Random) -> list[Row]:
    """A row more, of no kader. Where nothing separates rows, it may throw doubt on the row above."""
    printed = Printed(row.indicators[0].indicator, rng.choice(FOREIGN), "foreign")
    cells = tuple(
        replace(c, findings=tuple(replace(f, paragraphs=(rng.choice(GENERAL),)) for f in c.findings)) for c in row.cells
    )
    return [replace(row, review="may-running", why="above-foreign"), Row((printed,), cells)]


def _not_due(row: Row, rng: Random) -> list[Row]:
    """The last column says that there is no verdict."""
    nothing = Cell((), (), rng.choice(("n.v.t.", "-", "")))
    return [replace(row, cells=(*row.cells[:-1], nothing))]


def _not_due_in_words(row: Row, rng: Random) -> list[Row]:
    return [replace(row, cells=tuple(Cell((), (), "n.v.t.") for _ in row.cells))]


def _quoted(row: Row, rng: Random) -> list[Row]:
    """The finding quotes another row with its mark, as a paragraph of its own: whether that is a second finding,
    nobody can tell."""
    quoted = rng.choice(ABOUT["3.2.2"][1])
    cells = []
    for cell in row.cells:
        first = cell.findings[0]
        quote = Finding(first.verdict, "{1}", (quoted,))
        said = replace(
            first,
            paragraphs=(*first.paragraphs, "Bij de doorzettingsmacht staat in het vorige rapport:"),
            note=None,
        )
        cells.append(replace(cell, findings=(said, quote)))
    return [replace(row, cells=tuple(cells), review="must", why="quoted", unreadable=True)]


def _quoted_inside(row: Row, rng: Random) -> list[Row]:
    """The quotation stands in the middle of a sentence: the mark at the beginning decides."""
    quoted = rng.choice(ABOUT["3.2.2"][1])
    text = f"Bij de doorzettingsmacht staat \u201c{{1}} {quoted}\u201d, en dat is hier niet anders."
    cells = tuple(
        replace(
            c,
            findings=tuple(
                replace(f, paragraphs=(*f.paragraphs[:-1], f"{f.paragraphs[-1]} {text}")) for f in c.findings
            ),
        )
        for c in row.cells
    )
    return [replace(row, cells=cells, review="may", why="quoted-inside")]


def _twice(sheet: Factsheet, rng: Random) -> Factsheet:
    """A row again, two rows further, with the other verdict."""
    rows = list(sheet.sections[0].rows)
    n = rng.choice([n for n, row in enumerate(rows) if len(row.indicators) == 1 and n + 2 < len(rows)])
    again = tuple(replace(c, findings=tuple(_turned(f, rows[n], rng) for f in c.findings)) for c in rows[n].cells)
    rows[n] = replace(rows[n], review="must", why="twice", unreadable=True)
    rows.insert(n + 1 + (rows[n + 1].theme == rows[n].theme), replace(rows[n], cells=again))
    return _with_rows(sheet, 0, tuple(rows))


def _turned(finding: Finding, row: Row, rng: Random) -> Finding:
    bad = finding.verdict == VOLDOET
    text = rng.choice(ABOUT[row.indicators[0].indicator.id][bad])
    return Finding(VERBETERPUNT if bad else VOLDOET, f"{{{int(bad)}}}", (text,))


def _no_theme(sheet: Factsheet, rng: Random) -> Factsheet:
    """The heading of a theme is missing, not of the first; the rows beneath it may be doubted."""
    section = sheet.sections[0]
    theme = rng.choice([name for name, _ in section.tables()][1:])
    rows = tuple(replace(r, review="may", why="no-theme") if r.theme == theme else r for r in section.rows)
    changed = replace(section, rows=rows, untitled=frozenset({theme}))
    return replace(sheet, sections=(changed, *sheet.sections[1:]), doubtful=True)


def _cut_off(sheet: Factsheet, rng: Random) -> Factsheet:
    """The file ends in the last cell of a row, behind its mark, in the middle of a sentence."""
    *before, section = sheet.sections
    n = rng.choice([n for n, row in enumerate(section.rows) if n > 1 and len(row.cells[-1].findings) == 1])
    row = section.rows[n]
    final = row.cells[-1].findings[0]
    text = " ".join([ABOUT[row.indicators[0].indicator.id][final.verdict == VERBETERPUNT][0], *rng.sample(GENERAL, 9)])
    cell = replace(row.cells[-1], findings=(replace(final, paragraphs=(text,), note=None),))
    row = replace(row, cells=(*row.cells[:-1], cell), review="must", why="cut-off")
    return replace(
        sheet,
        sections=(*before, replace(section, rows=(*section.rows[:n], row))),
        traits=sheet.traits | {"cut-off"},
        doubtful=True,
    )


def _other_order(sheet: Factsheet, rng: Random) -> Factsheet:
    """Two neighbouring rows of one criterion change places; they may be doubted."""
    rows = list(sheet.sections[0].rows)
    n = rng.choice(_swappable(sheet))
    first, second = (replace(row, review="may", why="order") for row in rows[n : n + 2])
    rows[n : n + 2] = [second, first]
    return replace(_with_rows(sheet, 0, tuple(rows)), doubtful=True)


def _swappable(sheet: Factsheet) -> list[int]:
    rows = sheet.sections[0].rows
    same = [a.indicators[0].indicator.criterion_id == b.indicators[0].indicator.criterion_id for a, b in pairwise(rows)]
    return [n for n, one in enumerate(same) if one]


def _like_theme(sheet: Factsheet, rng: Random) -> Factsheet:
    """The approach is called like one of the kader's themes."""
    name = rng.choice(LIKE_THEMES)
    old = sheet.sections[0].columns[0].aanpak

    def renamed(column: Column) -> Column:
        return replace(column, aanpak=name, head=column.head.replace(old, name)) if column.aanpak == old else column

    section = sheet.sections[0]
    heading = section.heading.replace(old, name) if section.heading else None
    changed = replace(
        section,
        aanpak=name if section.aanpak == old else section.aanpak,
        heading=heading,
        columns=tuple(map(renamed, section.columns)),
    )
    current = name if sheet.current == old else sheet.current
    return replace(sheet, sections=(changed, *sheet.sections[1:]), current=current)


def _empty_table(sheet: Factsheet, rng: Random) -> Factsheet:
    section = sheet.sections[0]
    theme = rng.choice([name for name, _ in section.tables()][1:])
    return replace(sheet, sections=(replace(section, emptied=frozenset({theme})), *sheet.sections[1:]), doubtful=True)


def _no_table(sheet: Factsheet, _: Random) -> Factsheet:
    return replace(sheet, traits=sheet.traits | {"no-tables"}, doubtful=True)


def _in_prose(sheet: Factsheet, rng: Random) -> Factsheet:
    """Marks in sentences, and a list of themes that begins with them, but no table."""
    remarks = (
        "Op twee van de vijf thema's staat een {0}, op de andere een {1}.",
        "{0} Over de samenwerking is men tevreden.",
        "{1} Over de duur van de hulp niet.",
    )
    return replace(_no_table(sheet, rng), remarks=remarks)


def _single(section: Section) -> bool:
    return sum(len(row.indicators) == 1 for row in section.rows[1:]) > 0


def _all_single(sheet: Factsheet) -> bool:
    return all(map(_single, sheet.sections))


def _one_section(sheet: Factsheet) -> bool:
    return len(sheet.sections) == 1 and _all_single(sheet)


def _with_later(sheet: Factsheet) -> bool:
    rows = sheet.sections[0].rows
    return len(sheet.sections) == 1 and any(len(row.indicators) == 1 for row in rows[:-2])


def _several_themes(sheet: Factsheet) -> bool:
    return len(sheet.sections) == 1 and len(sheet.sections[0].tables()) > 2


def _can_end(sheet: Factsheet) -> bool:
    return any(len(row.cells[-1].findings) == 1 for row in sheet.sections[-1].rows[2:])


NAMES: dict[str, Trap] = {
    "no-marker": Trap(_at_one_row(_no_marker), _all_single),
    "opposite": Trap(_at_one_row(_two_opposite), _all_single),
    "twice": Trap(_twice, _with_later),
    "no-theme": Trap(_no_theme, _several_themes),
    "cut-off": Trap(_cut_off, _can_end),
    "order": Trap(_other_order, lambda s: len(s.sections) == 1 and bool(_swappable(s))),
    "two-factsheets": Trap(lambda sheet, _: sheet, not_in=("labelled",)),
    "like-theme": Trap(_like_theme, lambda s: s.sections[0].aanpak in {c.aanpak for c in s.sections[0].columns[:1]}),
    "quoted": Trap(_at_one_row(_quoted), _all_single),
    "quoted-inside": Trap(_at_one_row(_quoted_inside), _all_single),
    "empty-table": Trap(_empty_table, _several_themes, ("labelled",)),
    "no-table": Trap(_no_table, not_in=("labelled",)),
    "in-prose": Trap(_in_prose, not_in=("labelled",)),
    "foreign": Trap(_at_one_row(_foreign), _all_single),
    "not-due": Trap(_at_one_row(_not_due), _all_single, RUNNING),
    "not-due-in-words": Trap(_at_one_row(_not_due_in_words), _all_single),
}


def spring(name: str, sheet: Factsheet, rng: Random) -> Factsheet:
    """The factsheet with the trap set; the glyphs that it adds are the document's own."""
    changed = NAMES[name].set(sheet, rng)
    sections = tuple(replace(s, rows=tuple(_in_glyphs(r, sheet.glyphs) for r in s.rows)) for s in changed.sections)
    return replace(changed, sections=sections, remarks=tuple(r.format(*sheet.glyphs) for r in changed.remarks))


def _in_glyphs(row: Row, glyphs: tuple[str, str]) -> Row:
    def written(finding: Finding) -> Finding:
        texts = tuple(t.format(*glyphs) if "{1}" in t else t for t in finding.paragraphs)
        return replace(finding, glyph=finding.glyph.format(*glyphs), paragraphs=texts)

    cells = tuple(replace(c, findings=tuple(map(written, c.findings))) for c in row.cells)
    return replace(row, cells=cells)
