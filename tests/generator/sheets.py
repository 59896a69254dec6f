"""What a generated factsheet says, before it is written in any layout."""

from dataclasses import dataclass
from itertools import groupby
from random import Random

from schema.kader import Indicator, load
from schema.verdict import VERBETERPUNT, VOLDOET
from tests.generator import names
from tests.generator.sentences import ABOUT, GENERAL, NOTES

FULL, FOLLOW_UP = "full", "follow-up"
# (tick, cross): those that need no legend, and those that only a legend explains
KNOWN_GLYPHS = (("✓", "X"), ("✓", "✗"), ("√", "X"), ("✔", "✘"), ("☑", "☒"), ("✓", "×"))
OWN_GLYPHS = (("v", "o"), ("V", "X"), ("+", "−"), ("J", "N"), ("v", "x"), ("V", "O"))
# Of a document's cells: several indicators in one, of these with fewer marks; and of documents, own glyphs.
MERGED, FEWER, OWN = 0.25, 0.25, 0.12


@dataclass(frozen=True, slots=True)
class Finding:
    """A mark and the paragraphs behind it; `note` is what stands behind LET OP at the end."""

    verdict: str
    glyph: str
    paragraphs: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """An indicator and its text as printed. `state`: "" (in the kader's words), "reworded" (still recognisable),
    "other" (it has become another statement) or "foreign" (of no kader)."""

    indicator: Indicator
    text: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The findings of one column. `owner`: per indicator of the row, which finding decides it; `loose`: what stands
    there instead of, or before, findings."""

    findings: tuple[Finding, ...]
    owner: tuple[int, ...]
    loose: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`review`: "must" or "may" (or ""), what a reader does with its verdicts, and `why`; `unreadable`: no verdict can
    be told, whatever marks it has."""

    indicators: tuple[Printed, ...]
    cells: tuple[Cell, ...]
    review: str = ""
    why: str = ""
    unreadable: bool = False

    @property
    def theme(self) -> str:
        return self.indicators[0].indicator.theme


@dataclass(frozen=True, slots=True)
class Column:
    """A column of findings: its year, its approach, and what its head says."""

    year: int
    aanpak: str
    head: str


@dataclass(frozen=True, slots=True)
class Section:
    """What is said of one approach. `heading` is the line above it, None where it has none of its own;
    `untitled` are the themes whose heading is missing, `emptied` those whose table has no rows."""

    aanpak: str
    heading: str | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    untitled: frozenset[str] = frozenset()
    emptied: frozenset[str] = frozenset()

    def tables(self) -> list[tuple[str, list[Row]]]:
        """(theme, rows) of each of its tables."""
        return [(theme, list(rows)) for theme, rows in groupby(self.rows, key=lambda row: row.theme)]


@dataclass(frozen=True, slots=True)
class Factsheet:
    """A whole document. `current` is the approach that a follow-up's title names. `traits` are turns of style,
    `remarks` paragraphs at its end; `doubtful`: a reader must have a doubt about the document or one of its rows."""

    kind: str
    town: names.Town
    current: str | None
    sections: tuple[Section, ...]
    glyphs: tuple[str, str]
    traits: frozenset[str]
    remarks: tuple[str, ...] = ()
    doubtful: bool = False

    @property
    def place(self) -> str:
        """The gemeente that the title names."""
        return self.town.later if "successor" in self.traits else self.town.assessed

    @property
    def earlier(self) -> tuple[str, ...]:
        """The approaches assessed in 2013."""
        return tuple(dict.fromkeys(c.aanpak for s in self.sections for c in s.columns if c.year == 2013))


def invent(rng: Random, town: names.Town) -> Factsheet:
    """A full assessment of one or two approaches, or a follow-up in one of its four forms."""
    form = rng.choice((FULL, FULL, "two-columns", "two-columns", "three-columns", "two-sections"))
    own = rng.random() < OWN
    glyphs = rng.choice(OWN_GLYPHS if own else KNOWN_GLYPHS)
    traits = {t for t in ("bold", "legend", "run-on", "bullets", "two-column-prose") if rng.random() < 0.5}
    traits |= {"legend"} if own else set()
    if form == FULL:
        return _full(rng, town, glyphs, traits)
    if town.later != town.assessed and rng.random() < 0.5:
        traits.add("successor")
    if form == "two-columns":
        return _two_columns(rng, town, glyphs, traits)
    return (_three_columns if form == "three-columns" else _two_sections)(rng, town, glyphs, traits)


def _full(rng: Random, town: names.Town, glyphs: tuple[str, str], traits: set[str]) -> Factsheet:
    found = names.approaches(rng, rng.choice((1, 1, 2)))
    sections = []
    for name in found:
        columns = (Column(2013, name, "Bevindingen"),)
        rows = tuple(_row(rng, run, columns, glyphs) for run in _runs(rng, load().indicators))
        sections.append(Section(name, f"Aanpak: {name}", columns, rows))
    return Factsheet(FULL, town, None, tuple(sections), glyphs, frozenset(traits))


def _two_columns(rng: Random, town: names.Town, glyphs: tuple[str, str], traits: set[str]) -> Factsheet:
    (old,) = names.approaches(rng, 1)
    new = old if rng.random() < 0.3 else rng.choice(names.NEW)
    columns = (Column(2013, old, "2013"), Column(2014, new, "2014"))
    section = Section(old, None, columns, _improvable(rng, columns, glyphs))
    return Factsheet(FOLLOW_UP, town, new, (section,), glyphs, frozenset(traits))


def _three_columns(rng: Random, town: names.Town, glyphs: tuple[str, str], traits: set[str]) -> Factsheet:
    first, second = names.approaches(rng, 2, with_and=False)
    new = rng.choice(names.NEW)
    columns = (Column(2013, first, f"2013 {first}"), Column(2013, second, f"2013 {second}"), Column(2014, new, "2014"))
    return Factsheet(
        FOLLOW_UP,
        town,
        new,
        (Section(new, None, columns, _improvable(rng, columns, glyphs)),),
        glyphs,
        frozenset(traits),
    )


def _two_sections(rng: Random, town: names.Town, glyphs: tuple[str, str], traits: set[str]) -> Factsheet:
    """A section for each earlier approach; the second is known by "Uitkomsten verbeterpunten" alone, or by its
    heading. Both begin with an indicator of an early theme, so the second's beginning can be told."""
    old = names.approaches(rng, 2, with_and=False)
    new = rng.choice(names.NEW)
    both = rng.random() < 0.5
    sections = []
    for n, name in enumerate(old):
        columns = (Column(2013, name, "2013"), Column(2014, name, "2014"))
        heading = f"Aanpak {name}" if both or n == 0 else None
        sections.append(Section(name, heading, columns, _improvable(rng, columns, glyphs)))
    return Factsheet(FOLLOW_UP, town, f"{new} en {old[1]}", tuple(sections), glyphs, frozenset(traits))


def _improvable(rng: Random, columns: tuple[Column, ...], glyphs: tuple[str, str]) -> tuple[Row, ...]:
    """The rows of a follow-up: a third of the indicators, a cross in at least one of the columns of 2013."""
    kader = load().indicators
    chosen = sorted(rng.sample(range(len(kader)), rng.randint(7, 13)))
    if "1" not in {kader[n].theme_id for n in chosen[:1]}:
        chosen = [rng.randrange(4), *chosen]
    return tuple(_row(rng, run, columns, glyphs) for run in _runs(rng, tuple(kader[n] for n in chosen)))


def _runs(rng: Random, indicators: tuple[Indicator, ...]) -> list[tuple[Indicator, ...]]:
    """Which indicators share a row: consecutive ones of one criterion."""
    runs: list[tuple[Indicator, ...]] = []
    for _, group in groupby(indicators, key=lambda i: i.criterion_id):
        left = tuple(group)
        while left:
            size = rng.randint(2, 4) if len(left) > 1 and rng.random() < MERGED else 1
            runs.append(left[:size])
            left = left[size:]
    return runs


def _row(rng: Random, run: tuple[Indicator, ...], columns: tuple[Column, ...], glyphs: tuple[str, str]) -> Row:
    """One row; in all its columns as many marks."""
    count = len(run)
    fewer = count > 2 and rng.random() < FEWER
    marks = rng.randint(2, count - 1) if fewer else rng.choice((1, count))
    cuts = sorted(rng.sample(range(1, count), marks - 1))
    owner = tuple(sum(n >= cut for cut in cuts) for n in range(count))
    earlier = [n for n, column in enumerate(columns) if column.year == 2013]
    crossed = rng.choice(earlier) if columns[-1].year == 2014 else None
    cells = []
    for n in range(len(columns)):
        findings = []
        for f in range(marks):
            about = [i.id for i, o in zip(run, owner, strict=True) if o == f]
            bad = n == crossed or rng.random() < (0.7 if columns[-1].year == 2014 and n in earlier else 0.4)
            findings.append(finding(rng, about, VERBETERPUNT if bad else VOLDOET, glyphs, every=marks > 1))
        cells.append(Cell(tuple(findings), owner))
    return Row(tuple(Printed(i, i.text) for i in run), tuple(cells))


def finding(rng: Random, about: list[str], verdict: str, glyphs: tuple[str, str], every: bool = False) -> Finding:
    """A finding about these indicators: a sentence on each of them (`every`) or on one or more, and general ones."""
    bad = verdict == VERBETERPUNT
    spoken = about if every else [i for n, i in enumerate(about) if n == 0 or rng.random() < 0.6]
    sentences = [rng.choice(ABOUT[i][bad]) for i in spoken]
    sentences += rng.sample(GENERAL, rng.choice((0, 1, 1, 2, 3)))
    breaks = {n for n in range(1, len(sentences)) if rng.random() < 0.15}
    paragraphs: list[list[str]] = []
    for n, sentence in enumerate(sentences):
        if n == 0 or n in breaks:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
    note = rng.choice(NOTES) if rng.random() < 0.1 else None
    return Finding(verdict, glyphs[bad], tuple(" ".join(p) for p in paragraphs), note)
