"""A factsheet as a stream of blocks: headings, paragraphs, lists, tables. Layouts write blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.generator.sentences import CONCLUSIONS, CONTEXT, DESCRIPTION, PARTNERS
from tests.generator.sheets import FULL, Factsheet, Finding, Row, Section

MONTHS_FULL = ("September 2013", "Oktober 2013", "November 2013", "December 2013")
MONTHS_FOLLOW_UP = ("April 2015", "Mei 2015", "Juni 2015")
LEGENDS = (
    "Per indicator wordt aangegeven of de aanpak daaraan voldoet ({tick}) dan wel of er een verbeterpunt is ({cross}).",
    "In de tabel staat of de zorg en ondersteuning voldoet ({tick}) of dat er een verbeterpunt ({cross}) is.",
)
THEMES = (
    ("Toeleiding", "de gemeente kent de gezinnen en weet ze te bereiken"),
    ("Gezin centraal", "het gezin en de mensen eromheen zijn het vertrekpunt"),
    ("De aanpak", "er is een plan, er is samenhang, men houdt vol en de regisseur kan zijn werk doen"),
    ("Samenwerking", "instanties rond een gezin werken goed met elkaar"),
    ("Continu", "hulp kan lang duren en mag onderweg van aard en zwaarte veranderen"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the title; 0 a line of the title page that is no heading in markdown."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a cell. `mark` is printed before it, `note` (with LET OP) behind it."""

    text: str
    mark: str = ""
    note: str = ""


TableCell = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """`covered`: its first cell (the criterion) is that of the row above; `cut`: the file ends in the middle of it."""

    cells: tuple[TableCell, ...]
    covered: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`theme` is the line above the header; empty where there is none. `columns` counts them all."""

    theme: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    continued: str = ""


Block = Heading | Paragraph | Bullets | Table


def blocks(sheet: Factsheet, rng: Random) -> list[Block]:
    """The whole document in its usual order; where the file breaks off, up to its last assessment table."""
    found = list(_full(sheet, rng) if sheet.kind == FULL else _follow_up(sheet, rng))
    if "no-tables" in sheet.traits:
        found = [block for block in found if not isinstance(block, Table)]
    if "cut-off" in sheet.traits:
        last = max(n for n, b in enumerate(found) if isinstance(b, Table) and b.header[0] != "Wat gaat goed?")
        found = found[: last + 1]
    return [*found, *map(Paragraph, sheet.remarks)]


def _front(sheet: Factsheet) -> Iterator[Block]:
    yield Heading("Samenwerkend Toezicht Jeugd", 0)
    yield Heading("Ministerie van Volksgezondheid, Welzijn en Sport", 0)
    kind = "toezichtonderzoek" if sheet.kind == FULL else "verbeterpunten toezichtonderzoek"
    yield Heading(f"Uitkomsten {kind} {sheet.place}", 1)


def _explained() -> Iterator[Block]:
    yield Paragraph(
        "Een gezin met geringe sociale redzaamheid (GGSR) kampt langdurig met problemen op ten minste vier "
        "leefgebieden; de ouders komen er zonder hulp niet uit."
    )


def _full(sheet: Factsheet, rng: Random) -> Iterator[Block]:
    yield from _front(sheet)
    yield Heading(rng.choice(MONTHS_FULL), 0)
    yield from _explained()
    yield Heading(f"Context {sheet.place}")
    for text in rng.sample(CONTEXT, 3):
        yield Paragraph(text.format(gemeente=sheet.place, number=rng.randint(20, 90)))
    if len(sheet.sections) > 1:
        listed = " en ".join(f"'{s.aanpak}'" for s in sheet.sections)
        yield Paragraph(f"De gemeente noemt de aanpakken {listed}. Deze twee aanpakken heeft STJ beoordeeld.")
    for section in sheet.sections:
        yield from _assessment(sheet, section, rng)


def _assessment(sheet: Factsheet, section: Section, rng: Random) -> Iterator[Block]:
    if section.heading:
        yield Heading(section.heading)
    yield Paragraph("De vragenlijst over deze aanpak is ingevuld door de gemeente en door:")
    yield Bullets(tuple(rng.sample(PARTNERS, 3)))
    yield Heading("Beschrijving")
    for text in rng.sample(DESCRIPTION, 3):
        yield Paragraph(text.format(number=rng.randint(20, 90)))
    yield Heading("Bevindingen toezichtonderzoek")
    yield Paragraph(f"Samenwerkend Toezicht Jeugd heeft '{section.aanpak}' getoetst aan de hand van vijf thema's:")
    yield Bullets(tuple(f"{name}: {text}" for name, text in THEMES))
    if "legend" in sheet.traits:
        yield Paragraph(rng.choice(LEGENDS).format(tick=sheet.glyphs[0], cross=sheet.glyphs[1]))
    yield from _tables(sheet, section, "Vervolg bevindingen toezichtonderzoek", rng)
    yield Heading("Conclusie")
    yield Paragraph("Hieronder staat per thema wat opvalt; volledigheid is niet nagestreefd.")
    for theme in ("Toeleiding", "Samenwerking", "Continu"):
        cells = tuple((Part(rng.choice(CONCLUSIONS)),) if rng.random() < 0.8 else () for _ in range(2))
        yield Table(theme, ("Wat gaat goed?", "Wat kan beter?"), (TableRow(cells),))


def _follow_up(sheet: Factsheet, rng: Random) -> Iterator[Block]:
    yield from _front(sheet)
    yield Heading(f"Aanpak: {sheet.current}", 0)
    names = sheet.earlier
    if names != (sheet.current,):
        yield Heading(f"(2013: {' en '.join(f'aanpak {name}' for name in names)})", 0)
    yield Heading(rng.choice(MONTHS_FOLLOW_UP), 0)
    yield from _explained()
    yield Heading("Inleiding")
    several = " en de aanpak ".join(names)
    intro = f"In 2013 heeft STJ in {sheet.town.assessed} de aanpak {several} op beleidsniveau getoetst."
    yield Paragraph(f"{intro} Het toetsingskader bestaat uit vijf thema's:")
    yield Bullets(tuple(f"{name}: {text}" for name, text in THEMES))
    yield Heading("Ontwikkeling 2014")
    if sheet.place != sheet.town.assessed:
        yield Paragraph(f"De gemeente {sheet.town.assessed} gaat op 1 januari 2015 op in de gemeente {sheet.place}.")
    yield Paragraph("In het najaar van 2014 heeft de gemeente aan STJ verteld wat er met de verbeterpunten is gedaan.")
    for text in rng.sample(DESCRIPTION, 2):
        yield Paragraph(text.format(number=rng.randint(20, 90)))
    yield Paragraph("Het overzicht hierna laat zien of de verbeterpunten uit 2013 zijn opgepakt.")
    if "legend" in sheet.traits:
        yield Paragraph(rng.choice(LEGENDS).format(tick=sheet.glyphs[0], cross=sheet.glyphs[1]))
    for section in sheet.sections:
        if section.heading:
            yield Heading(section.heading, 3)
            yield Paragraph("Deze werkwijze bestaat sinds 2011.")
        yield Heading("Uitkomsten verbeterpunten")
        yield from _tables(sheet, section, "Vervolg uitkomsten verbeterpunten", rng)


def _tables(sheet: Factsheet, section: Section, again: str, rng: Random) -> Iterator[Block]:
    for n, (theme, rows) in enumerate(section.tables()):
        if theme in section.emptied:
            yield Table(theme, _header(sheet, section), ())
            continue
        printed = "" if theme in section.untitled else theme
        continued = again if n and rng.random() < 0.4 else ""
        yield Table(printed, _header(sheet, section), tuple(_rows(sheet, rows)), continued)


def _header(sheet: Factsheet, section: Section) -> tuple[str, ...]:
    if sheet.kind == FULL:
        return ("Criteria", "Indicatoren", "Bevindingen")
    return ("Indicator", *(column.head for column in section.columns))


def _rows(sheet: Factsheet, rows: list[Row]) -> Iterator[TableRow]:
    before = ""
    for row in rows:
        texts = [printed.text for printed in row.indicators]
        indicators = (Part(" ".join(texts)),) if "run-on" in sheet.traits else tuple(map(Part, texts))
        cells = [indicators, *(_cell(cell.loose, cell.findings) for cell in row.cells)]
        criterion = row.indicators[0].indicator.criterion
        if sheet.kind == FULL:
            cells.insert(0, (Part(criterion),))
        yield TableRow(tuple(cells), covered=sheet.kind == FULL and criterion == before)
        before = criterion


def _cell(loose: str, findings: tuple[Finding, ...]) -> TableCell:
    parts = [Part(loose)] if loose else []
    for finding in findings:
        *others, last = finding.paragraphs
        marks = [finding.glyph, *[""] * len(others)]
        notes = [*[""] * len(others), finding.note or ""]
        parts += [Part(*part) for part in zip((*others, last), marks, notes, strict=True)]
    return tuple(parts)
