"""One factsheet in five costumes: tab-separated, pipe table, HTML, flat text and ruled PDF, all with the same rows.

`factsheets()` invents factsheets, `truth()` says what must be read in them; each costume is a function from the
factsheet to the bytes of a file. Furniture is what a page break leaves behind between two lines.
"""

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from hypothesis import strategies as st

from normalize.gemeente import register
from schema.kader import Indicator, load
from schema.verdict import VERBETERPUNT, VOLDOET
from tests.typeset import parse, typeset

TICKS, CROSSES = "✓✔√☑", "Xx✗✘×☒❌"
AANPAKKEN = (
    "Samen Sterk",
    "Gezin aan Zet",
    "Thuisteam Oost",
    "De Schakel",
    "Sociale- en Jeugdcoaches",
    "KANS",
    "Integrale Gezinshulp (IGH)",
)
SENTENCES = (
    "Twee van de vier partners kennen de afspraak niet.",
    "De wethouder noemt het plan 'een goed begin', maar cijfers ontbreken.",
    "Er zijn drie vormen van overleg: wekelijks, maandelijks en op afroep.",
    "Ouders en/of verzorgers mogen bij ieder gesprek aanschuiven.",
    "In 2012 ging het om 35 gezinnen, een jaar later om 48.",
    "Volgens het handboek (versie 3.1) beslist de coach zelf wat er wordt ingezet.",
    "Wie dat betaalt, staat nergens.",
    'De nota "Dichtbij huis" belooft een vervolg op de proef van vorig jaar.',
    "Scholen zijn er – op één na – niet bij betrokken.",
    "Het protocol is op 1 mei 2013 vastgesteld en geldt voor jeugd- en volwassenenzorg.",
    "Dit punt is bij de gemeente bekend; zij komt er in het najaar op terug.",
    "Waarom dat zo is, kon niemand ons uitleggen.",
    "Bij 7 van de 10 dossiers zat een ondertekend plan.",
    "Zie ook onder Samenwerking: de lijnen zijn kort, de afspraken vaag.",
    "Een enkele partner spreekt van “hulp zonder loket”.",
    "De proef loopt tot 2015 en wordt dan beoordeeld.",
    "Het gaat dan om wonen, werk, geld en opvoeding.",
    "Gezinnen die verhuizen, raken uit zicht!",
    "Is dat genoeg? De partners denken van wel.",
    "Een eerder oordeel (X) is hiermee achterhaald.",
    "De regisseur heeft 12 uur per week voor 15 gezinnen.",
    "Afgesproken is: ‘één gezin, één plan, één gezicht’.",
    "de politie sluit pas aan als er aangifte is gedaan.",
    "Alle indicatoren van dit criterium zijn met de gemeente doorgenomen.",
    "De doelgroep (0-23 jaar) is ruim omschreven.",
    "Van de aanmeldingen komt 40% van de huisarts en/of de school.",
    "Daar is in 2014 niets aan gedaan, zo blijkt uit het verslag van 3 februari.",
    "Het team Jeugd & Gezin belt binnen 5 werkdagen terug.",
    "Volgens het college is de doorzettingsmacht van de regisseur nog niet rond.",
    "De netwerkpartners evalueren ieder hun eigen deel.",
    "Toeleiding verloopt via het CJG.",
    "De wachttijd is opgelopen tot 6 weken (norm: < 4 weken).",
)
NOTES = (
    "Niet elke partner houdt zich hieraan.",
    "In de praktijk gaat dit soms mis: brieven blijven liggen.",
    "Geven ouders geen toestemming? Dan stopt het overleg.",
)

Truth = tuple[str | None, str | None, int | None, str | None, str | None, str | None, str | None, tuple[str, ...]]
Cell = tuple[str, ...]  # its paragraphs


@dataclass(frozen=True)
class Finding:
    """A mark and the paragraphs behind it; `note` is what stands behind LET OP at the end."""

    glyph: str
    paragraphs: Cell
    note: str | None

    def printed(self, bold: tuple[str, str]) -> Cell:
        """The paragraphs as they stand in the cell, mark and note in bold."""
        first, *rest = self.paragraphs
        marked = (f"{bold[0]}{self.glyph}{bold[1]} {first}", *rest)
        return (*marked[:-1], f"{marked[-1]} {bold[0]}LET OP: {self.note}{bold[1]}") if self.note else marked


@dataclass(frozen=True)
class Row:
    """One or several indicators of a criterion; per column one finding, or as many as there are indicators."""

    indicators: tuple[Indicator, ...]
    cells: tuple[tuple[Finding, ...], ...]


@dataclass(frozen=True)
class Factsheet:
    """`current` is the approach of 2014, None for a full assessment. `run_on`: several indicators of one cell are
    printed as one paragraph; `bold`: marks and notes are."""

    gemeente: str
    aanpakken: tuple[str, ...]
    current: str | None
    rows: tuple[Row, ...]
    run_on: bool
    bold: bool

    @property
    def columns(self) -> list[tuple[int, str]]:
        """The columns of findings: year and aanpak."""
        return [(2013, name) for name in self.aanpakken] + ([(2014, self.current)] if self.current else [])

    @property
    def title(self) -> str:
        kind = "verbeterpunten toezichtonderzoek" if self.current else "toezichtonderzoek"
        return f"Uitkomsten {kind} {self.gemeente}"

    @property
    def heading(self) -> str:
        """The heading over the tables."""
        return "Uitkomsten verbeterpunten" if self.current else "Bevindingen toezichtonderzoek"

    @property
    def header(self) -> list[str]:
        """The header row of the tables."""
        if not self.current:
            return ["Criteria", "Indicatoren", "Bevindingen"]
        several = len(self.aanpakken) > 1
        return ["Indicator", *(f"2013 {name}" if several else "2013" for name in self.aanpakken), "2014"]


# Where furniture stands (counted in lines, from anywhere), what it is, whether theme and header come again after it.
Furniture = Sequence[tuple[int, tuple[str, ...], bool]]
_FURNITURE = (
    ("",),
    ("", ""),
    ("", "3", ""),
    ("- 4 -",),
    ("Pagina 3 van 7",),
    ("Vervolg {heading}",),
    ("", "Vervolg {heading}", ""),
    ("{title}",),
    ("", "{title}", ""),
    ("", "5", "", "{title}", "", "Vervolg {heading}", ""),
)


def furniture() -> st.SearchStrategy[Furniture]:
    """What up to five page breaks leave behind."""
    return st.lists(st.tuples(st.integers(0, 300), st.sampled_from(_FURNITURE), st.booleans()), max_size=5)


@st.composite
def _finding(draw: st.DrawFn) -> Finding:
    glyph = draw(st.sampled_from(TICKS + CROSSES))
    sentences = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True))
    cut = draw(st.integers(1, len(sentences)))
    paragraphs = [" ".join(part) for part in (sentences[:cut], sentences[cut:]) if part]
    return Finding(glyph, tuple(paragraphs), draw(st.sampled_from((None, None, None, *NOTES))))


@st.composite
def _cell(draw: st.DrawFn, marks: int) -> tuple[Finding, ...]:
    """So many findings; sometimes the last one's full stop is forgotten."""
    *others, last = (draw(_finding()) for _ in range(marks))
    if last.note is None and draw(st.booleans()):
        last = replace(last, paragraphs=(*last.paragraphs[:-1], last.paragraphs[-1].removesuffix(".")))
    return (*others, last)


@st.composite
def _rows(draw: st.DrawFn, columns: int) -> tuple[Row, ...]:
    """Rows with indicators of the kader, in its order; never two criteria in one row."""
    kader = load().indicators
    starts = sorted(draw(st.sets(st.integers(0, len(kader) - 1), min_size=1, max_size=6)))
    rows = []
    for start, following in zip(starts, [*starts[1:], len(kader)], strict=True):
        end = min(following, start + draw(st.sampled_from((1, 1, 2, 3, 4))))
        run = tuple(i for i in kader[start:end] if i.criterion_id == kader[start].criterion_id)
        marks = len(run) if draw(st.booleans()) else 1
        rows.append(Row(run, tuple(draw(_cell(marks)) for _ in range(columns))))
    return tuple(rows)


@st.composite
def factsheets(draw: st.DrawFn) -> Factsheet:
    """A full assessment of one approach, or a follow-up on one or two of them."""
    gemeenten = sorted(g.name for g in register().values() if g.existed_in(2013) and g.existed_in(2014))
    earlier = draw(st.sampled_from((0, 1, 2)))
    names = draw(st.lists(st.sampled_from(AANPAKKEN), min_size=3, max_size=3, unique=True))
    return Factsheet(
        draw(st.sampled_from(gemeenten)),
        tuple(names[: max(1, earlier)]),
        draw(st.sampled_from((names[0], names[2]) if earlier == 1 else (names[2],))) if earlier else None,
        draw(_rows(earlier + 1)),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def truth(sheet: Factsheet) -> list[Truth]:
    """What must be read in every costume, in reading order."""
    found: list[Truth] = []
    for row in sheet.rows:
        for (year, aanpak), cell in zip(sheet.columns, row.cells, strict=True):
            count = len(row.indicators)
            assignment = "direct" if count == 1 else "paired" if len(cell) == count else "shared"
            for n, indicator in enumerate(row.indicators):
                finding = cell[n if len(cell) > 1 else 0]
                verdict = VOLDOET if finding.glyph in TICKS else VERBETERPUNT
                notes = (finding.note,) if finding.note else ()
                text = " ".join(finding.paragraphs)
                found.append((sheet.gemeente, aanpak, year, indicator.id, verdict, assignment, text, notes))
    return found


def _front(sheet: Factsheet) -> list[str]:
    """The lines above the first table, in markdown."""
    title = ["Samenwerkend Toezicht Jeugd", "", f"# {sheet.title}", ""]
    if sheet.current:
        names = " en ".join(f"aanpak {name}" for name in sheet.aanpakken)
        formerly = [f"(2013: {names})"] if sheet.aanpakken != (sheet.current,) else []
        title += [f"Aanpak: {sheet.current}", *formerly, "", "Juni 2015", ""]
    else:
        title += ["September 2013", "", f"## Aanpak: {sheet.aanpakken[0]}", ""]
    several = len(sheet.aanpakken) > 1
    subject = f"{'aanpakken' if several else 'aanpak'} {' en '.join(sheet.aanpakken)} {'zijn' if several else 'is'}"
    intro = f"De {subject} in 2013 in {sheet.gemeente} getoetst; per punt volgt de uitkomst."
    return [*title, intro, "", f"## {sheet.heading}", ""]


def _tables(sheet: Factsheet, bold: tuple[str, str]) -> list[tuple[str, list[list[Cell]]]]:
    """(theme, rows of cells) of each table; a criterion stands in the first of its rows only."""
    tables = []
    for theme, group in groupby(sheet.rows, key=lambda row: row.indicators[0].theme):
        rows, before = [], ""
        for row in group:
            texts = tuple(i.text for i in row.indicators)
            criterion = row.indicators[0].criterion
            cells: list[Cell] = [(" ".join(texts),) if sheet.run_on else texts]
            if not sheet.current:
                cells.insert(0, (criterion,) if criterion != before else ())
            cells += [tuple(part for f in cell for part in f.printed(bold)) for cell in row.cells]
            rows.append(cells)
            before = criterion
        tables.append((theme, rows))
    return tables


def _with_furniture(lines: Sequence[tuple[str, list[str]]], pieces: Furniture, sheet: Factsheet) -> list[str]:
    """Lines, each with what comes again after a page break before it; and the furniture between them."""
    before: dict[int, list[str]] = {}
    for place, texts, again in pieces:
        at = place % len(lines)
        heading = sheet.heading[0].lower() + sheet.heading[1:]
        before.setdefault(at, []).extend(text.format(title=sheet.title, heading=heading) for text in texts)
        before[at].extend(lines[at][1] if again else [])
    return [text for n, (line, _) in enumerate(lines) for text in (*before.get(n, ()), line)]


def tabs(sheet: Factsheet, pieces: Furniture = ()) -> bytes:
    """Tab-separated tables, several paragraphs of a cell as <p>."""
    lines: list[tuple[str, list[str]]] = []
    for theme, rows in _tables(sheet, ("<b>", "</b>") if sheet.bold else ("", "")):
        head = [theme + "\t" * (len(sheet.header) - 1), "\t".join(sheet.header)]
        lines += [(head[0], []), (head[1], [])]
        lines += [("\t".join(map(_tagged, row)), head) for row in rows]
        lines += [("", [])]
    return "\n".join([*_front(sheet), *_with_furniture(lines, pieces, sheet)]).encode()


def _tagged(cell: Cell) -> str:
    return cell[0] if len(cell) == 1 else " ".join(f"<p>{part}</p>" for part in cell)


def pipes(sheet: Factsheet, pieces: Furniture = ()) -> bytes:
    """Markdown's tables, several paragraphs of a cell with <br> between them."""
    lines: list[tuple[str, list[str]]] = []
    for theme, rows in _tables(sheet, ("**", "**") if sheet.bold else ("", "")):
        width = len(sheet.header)
        head = [_piped([theme, *[""] * (width - 1)]), "|" + "---|" * width, _piped(sheet.header)]
        lines += [(line, []) for line in head]
        lines += [(_piped(["<br>".join(cell) for cell in row]), head) for row in rows]
        lines += [("", [])]
    return "\n".join([*_front(sheet), *_with_furniture(lines, pieces, sheet)]).encode()


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def flat(sheet: Factsheet, width: int, pieces: Furniture = ()) -> bytes:
    """Running text: cell after cell, wrapped at `width` characters, a blank line between two cells."""
    front = [part for line in _front(sheet) for part in _wrapped(line.lstrip("# "), width)]
    lines: list[tuple[str, list[str]]] = []
    for theme, rows in _tables(sheet, ("", "")):
        head = [theme, "", " ".join(sheet.header), ""]
        lines += [(line, []) for line in head]
        for cell in (cell for row in rows for cell in row if cell):
            lines += [(part, head) for paragraph in cell for part in _wrapped(paragraph, width)]
            lines += [("", [])]
    return "\n".join([*front, *_with_furniture(lines, pieces, sheet)]).encode()


def _wrapped(text: str, width: int) -> list[str]:
    if text.startswith(("Uitkomsten ", "Aanpak: ", "(2013: ")):
        return [text]
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def web(sheet: Factsheet, width: int) -> bytes:
    """An HTML page, its source wrapped at `width` characters; a criterion spans the rows beside it."""
    parts = [f"<html><head><title>{html.escape(sheet.title)}</title></head><body>"]
    for line in filter(None, _front(sheet)):
        tag = "h1" if line.startswith("# ") else "h2" if line.startswith("#") else "p"
        parts.append(f"<{tag}>{html.escape(line.lstrip('# '))}</{tag}>")
    for theme, rows in _tables(sheet, ("", "")):
        parts.append(f'<table><tr><th colspan="{len(sheet.header)}">{theme}</th></tr>')
        parts.append("<tr>" + "".join(f"<th>{html.escape(name)}</th>" for name in sheet.header) + "</tr>")
        for n, row in enumerate(rows):
            down = 1 + next((k for k, below in enumerate(rows[n + 1 :]) if below[0]), len(rows) - n - 1)
            first = [f'<td rowspan="{down}">{_in_html(row[0])}</td>'] if row[0] else []
            parts.append("<tr>" + "".join([*first, *(f"<td>{_in_html(cell)}</td>" for cell in row[1:])]) + "</tr>")
        parts.append("</table>")
    return "\n".join(line for part in [*parts, "</body></html>"] for line in _wrapped(part, width)).encode()


def _in_html(cell: Cell) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in cell) if len(cell) > 1 else html.escape(cell[0])


def pdf(sheet: Factsheet, down: int) -> bytes:
    """Ruled tables; they begin further down the page with each of `down` paragraphs above them."""
    text = tabs(sheet).decode()
    above = "\n\n".join([" ".join(SENTENCES[:6])] * down)
    return typeset(parse(text.replace(f"## {sheet.heading}", f"{above}\n\n## {sheet.heading}", 1)))
