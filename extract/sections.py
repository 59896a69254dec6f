"""What a document says about itself: gemeente, date, kind, approaches; and to which of them each row belongs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from extract.labels import Kind, Label
from normalize import gemeente as register
from normalize.names import approaches_in, split_names
from normalize.text import clean, fold, hyphenated_words, join_lines
from schema.document import Document
from schema.verdict import Reason, Row

BEVINDINGEN = "bevindingen"
VERBETERPUNTEN = "verbeterpunten"
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()

# "Uitkomsten verbeterpunten toezichtonderzoek Dordrecht": the name may stand on the next line
_TITLE = regex.compile(
    r"uitkomsten\s+(?P<follow>verbeterpunten\s+)?toezichtonderzoek\b\s*(?P<name>.{0,80})", regex.IGNORECASE
)
# "Factsheet Dordrecht", "Gemeente: Dordrecht", "Jaar: 2013"
_STATED_GEMEENTE = regex.compile(
    r"(?:factsheet|gemeente)(?P<colon>\s*:)?\s+(?P<name>\p{Lu}[^.:;]{1,60}|'s-.{1,40})", regex.IGNORECASE
)
_STATED_YEAR = regex.compile(
    r"(?:jaar|toetsingsjaar|jaar van (?:toetsing|onderzoek))\s*:\s*(?P<year>(?:19|20)\d\d)", regex.IGNORECASE
)
# "Juni 2015", "Publicatiedatum: 3 juni 2015"
_DATE = regex.compile(
    rf"(?:(?:publicatie)?datum\s*:\s*)?(?:\d{{1,2}}\s+)?(?P<month>{'|'.join(MONTHS)})\s+(?P<year>(?:19|20)\d\d)",
    regex.IGNORECASE,
)
# "Aanpak: Reset"; "Aanpak Reset" is a heading where Reset is known to be an approach
_AANPAK = regex.compile(r"aanpak(?P<colon>\s*:)?\s+(?P<name>\S.*)", regex.IGNORECASE)
# "(2013: Gezinscoaching en Reset Thuisbegeleiding)"
_FORMERLY = regex.compile(r"\(\s*(?P<year>(?:19|20)\d\d)\s*:\s*(?P<names>[^()]+(?:\([^()]*\)[^()]*)*)\)?")
_ASSESSED = regex.compile(r"\b(?:getoetst|beoordeeld|onderzocht)\b")
_NEW_WAY = regex.compile(r"\b(?:nieuwe|huidige)\s+(?:werkwijze|aanpak)\b")
_SENTENCE = regex.compile(r"(?<=[.!?])\s+(?=\p{Lu})")
_QUOTED_ASSESSED = regex.compile(
    r"heeft\s+(?:de aanpak\s+)?['\"‘“](?P<name>[^'\"’”]{2,80})['\"’”]\s+(?:getoetst|beoordeeld)"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where one row belongs, and why that is doubtful, if it is."""

    gemeente: str | None
    gemeente_code: str | None
    successor: str | None
    successor_code: str | None
    aanpak: str | None
    aanpak_current: str | None
    predecessors: tuple[str, ...]
    year: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section: its position, the approach it names; None for an "Uitkomsten …" line."""

    order: int
    aanpak: str | None


class Sections:
    """The sections of one document. Built from its running text and its rows; asked row by row."""

    def __init__(self, document: Document, labels: Sequence[Label], rows: Sequence[Row]) -> None:
        self._rows = rows
        self._lines = [(n, line) for n, cell in enumerate(document.cells) if cell.table is None for line in cell.lines]
        self._hyphenated = hyphenated_words(line.text for _, line in self._lines)
        self._paragraphs = list(_paragraphs(self._lines, self._hyphenated))
        self._text = "\n".join(self._paragraphs)
        self.kind = self._kind(labels)
        self._name = self._stated_gemeente()
        self.published = self._published()
        self._year = self._stated_year()
        self._first_row = rows[0].order if rows else len(document.cells)
        self.current, self._earlier, headings = self._approaches()
        self._parts = self._assign(headings, [label.order for label in labels if label.kind is Kind.OUTCOMES])

    def of(self, row: Row) -> Setting:
        """Where this row belongs."""
        year = row.column.year or self._year
        name, found, reasons = self._gemeente(year)
        after = register.successor(found) if found else None
        aanpak, predecessors = self._aanpak(row, year)
        if aanpak is None:
            reasons.append(Reason.NO_AANPAK.because())
        if year is None:
            reasons.append(Reason.NO_YEAR.because())
        return Setting(
            name,
            found.code if found else None,
            after.name if after else None,
            after.code if after else None,
            aanpak,
            self.current if self.kind == VERBETERPUNTEN else None,
            predecessors,
            year,
            tuple(reasons),
        )

    # gemeente, date, kind

    def _kind(self, labels: Sequence[Label]) -> str:
        """A column per year makes a follow-up; where no header says so, the title does."""
        columns = [column for label in labels if label.kind is Kind.HEADER for column in label.columns]
        if columns:
            return VERBETERPUNTEN if any(column.year for column in columns) else BEVINDINGEN
        return VERBETERPUNTEN if any(found["follow"] for found in self._titles()) else BEVINDINGEN

    def _titles(self) -> Iterator[regex.Match[str]]:
        return filter(None, (_TITLE.fullmatch(clean(line.text)) for _, line in self._lines))

    def _stated_gemeente(self) -> str | None:
        """The gemeente that the title names, a labelled line, the introduction, or else the text most often."""
        for n, (_, line) in enumerate(self._lines):
            found = _TITLE.fullmatch(clean(line.text))
            if found:
                below = self._lines[n + 1][1].text if n + 1 < len(self._lines) else ""
                name = _place_name(found["name"], below)
                if name:
                    return name
        for _, line in self._lines:
            found = _STATED_GEMEENTE.fullmatch(clean(line.text))
            if found and (found["colon"] or register.named(found["name"])):
                return _known(clean(found["name"]))
        for sentence in self._sentences():
            mentioned = register.mentions(sentence)
            if _ASSESSED.search(sentence) and len(mentioned) == 1 and regex.search(r"\b20\d\d\b", sentence):
                return next(iter(mentioned))
        counts = Counter[str]()
        for name, count in register.mentions(self._text).items():
            if f" gemeente {fold(name)} " in f" {fold(self._text)} ":
                counts[name] = count
        ranked = counts.most_common(2)
        return ranked[0][0] if len(ranked) == 1 or (ranked and ranked[0][1] > 2 * ranked[1][1]) else None

    def _gemeente(self, year: int | None) -> tuple[str | None, register.Gemeente | None, list[str]]:
        """Name, entry of the register and doubts: the gemeente that existed in the year of the assessment."""
        if self._name is None:
            return None, None, [Reason.NO_GEMEENTE.because()]
        found = register.named(self._name, year)
        if found:
            return found.name, found, []
        later = register.named(self._name)
        if later and year is not None:
            before = register.predecessors(later, year)
            mentioned = register.mentions(self._text)
            assessed = {name for s in self._sentences() if _ASSESSED.search(s) for name in register.mentions(s)}
            likely = [g for g in before if g.name in assessed] or [g for g in before if mentioned[g.name]]
            if len(likely) == 1:
                return likely[0].name, likely[0], []
        return self._name, None, [Reason.NO_CODE.because(f"{self._name}, {year or 'jaar onbekend'}")]

    def _published(self) -> str | None:
        for _, line in self._lines:
            found = _DATE.fullmatch(clean(line.text).strip(".*_ "))
            if found:
                return f"{found['year']}-{1 + MONTHS.index(found['month'].lower()):02}"
        return None

    def _stated_year(self) -> int | None:
        """The year of columns that name none: stated in a line of its own, else that of publication."""
        for _, line in self._lines:
            found = _STATED_YEAR.fullmatch(clean(line.text))
            if found:
                return int(found["year"])
        return int(self.published[:4]) if self.published else None

    def _sentences(self) -> Iterator[str]:
        for paragraph in self._paragraphs:
            yield from _SENTENCE.split(paragraph)

    # approaches

    def _approaches(self) -> tuple[str | None, tuple[str, ...], list[Heading]]:
        """(current approach as the title names it, earlier approaches, headings of sections)."""
        stated = list(self._stated_approaches())
        if self.kind == BEVINDINGEN:
            headings = [Heading(order, name) for order, name in stated]
            if not headings:
                headings = [Heading(-1, found["name"]) for found in _QUOTED_ASSESSED.finditer(self._text)][:1]
            return None, tuple(dict.fromkeys(h.aanpak for h in headings if h.aanpak)), headings
        current, formerly, title = None, None, -1
        for order, name in stated:
            if order < self._first_row and current is None:
                found = _FORMERLY.search(name)
                current = clean(name[: found.start()] if found else name) or None
                formerly, title = (found["names"] if found else None), order
        earlier = self._earlier_approaches(formerly)
        if not earlier and current:
            earlier = (current,)
        headings = [Heading(order, name) for order, name in stated if order != title]
        headings += [Heading(order, name) for order, name in self._named_headings(earlier)]
        return current, earlier, headings

    def _stated_approaches(self) -> Iterator[tuple[int, str]]:
        """Lines `Aanpak: X` outside the tables, joined with the next line where the name goes on there."""
        for n, (order, line) in enumerate(self._lines):
            found = _AANPAK.fullmatch(clean(line.text))
            if not found or not found["colon"]:
                continue
            name = found["name"]
            for _, below in self._lines[n + 1 : n + 5]:
                goes_on = name.count("(") > name.count(")") or name.endswith((" en", ",", "-"))
                if not goes_on and not _FORMERLY.match(below.text):
                    break
                name = join_lines([name, below.text], self._hyphenated)
            yield order, clean(name)

    def _named_headings(self, approaches: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Lines `Aanpak X` without a colon, where X is an approach of this document."""
        for order, line in self._lines:
            found = _AANPAK.fullmatch(clean(line.text))
            if found and not found["colon"]:
                for name in approaches:
                    if fold(name) == fold(found["name"]):
                        yield order, name

    def _earlier_approaches(self, formerly: str | None) -> tuple[str, ...]:
        """The approaches of the earlier assessment: of the columns' heads, the title, the introduction."""
        years = sorted({row.column.year for row in self._rows if row.column.year})
        named = dict.fromkeys(r.column.aanpak for r in self._rows if r.column.aanpak and r.column.year == years[0])
        if named:
            return tuple(name for name in named if name)
        mentions = [
            mention
            for sentence in self._sentences()
            if _ASSESSED.search(sentence) and years and str(years[0]) in sentence
            for mention in approaches_in(sentence)
        ]
        if formerly:
            several = any(many for _, many in mentions) or len(mentions) > 1 if mentions else None
            if several is None and self._repeats(self._rows):
                several = True
            return split_names(formerly, self._text, several)
        found = [name for names, several in mentions for name in split_names(names, self._text, several or None)]
        return tuple({fold(name): name for name in reversed(found)}.values())[::-1]

    def _new_approach(self) -> str | None:
        """The one approach that the text calls the new one, where the title names none."""
        names = [
            name
            for sentence in self._sentences()
            for found in _NEW_WAY.finditer(sentence)
            for name, _ in list(approaches_in(sentence[found.start() :]))[:1]
        ]
        different = {fold(name): name for name in names}
        return next(iter(different.values())) if len(different) == 1 else None

    def _aanpak(self, row: Row, year: int | None) -> tuple[str | None, tuple[str, ...]]:
        """The approach of a row, and the earlier ones that it follows up."""
        if self.kind == BEVINDINGEN:
            return row.column.aanpak or self._parts.get(row.order), ()
        first = min((r.column.year for r in self._rows if r.column.year), default=year)
        section = self._parts.get(row.order)
        if year == first:
            return row.column.aanpak or section, ()
        if row.column.aanpak:
            return row.column.aanpak, self._earlier
        if self._split:
            return section, (section,) if section else ()
        return self.current or self._new_approach(), self._earlier

    # which row is of which approach

    @property
    def _split(self) -> bool:
        """Whether the document has a section for each of several earlier approaches."""
        return len(self._earlier) > 1 and not any(row.column.aanpak for row in self._rows)

    def _assign(self, headings: Sequence[Heading], outcomes: Sequence[int]) -> dict[int, str | None]:
        """Position of a row → its approach."""
        orders = [row.order for row in self._rows]
        if self.kind == BEVINDINGEN:
            return {order: _last_before(headings, order) for order in orders}
        if not self._split:
            return dict.fromkeys(orders, self._earlier[0] if len(self._earlier) == 1 else None)
        named = [heading for heading in headings if fold(heading.aanpak or "") in map(fold, self._earlier)]
        own = {fold(heading.aanpak or "") for heading in named}
        if len(own) == len(self._earlier):
            return {order: _last_before(named, order) for order in orders}
        starts = self._starts(len(self._earlier), outcomes)
        if len(starts) < len(self._earlier):
            return dict.fromkeys(orders, None)
        bounds = [*starts, max(orders) + 1]
        return {
            order: self._earlier[n]
            for n in range(len(self._earlier))
            for order in orders
            if bounds[n] <= order < bounds[n + 1]
        }

    def _starts(self, count: int, outcomes: Sequence[int]) -> list[int]:
        """Where each of `count` sections begins: at the "Uitkomsten …" line, or else where the order of themes
        falls back, before the first indicator that is printed twice."""
        orders = sorted({row.order for row in self._rows})
        starts = [orders[0]]
        while len(starts) < count:
            rest = [row for row in self._rows if row.order >= starts[-1]]
            twice = self._first_repeat(rest)
            begun = [o for o in outcomes if starts[-1] < o <= twice and any(r.order > o for r in rest)]
            fallbacks = [b.order for a, b in _neighbours(rest) if _theme(b) < _theme(a) and b.order <= twice]
            options = [
                at
                for at in [*(min(r.order for r in rest if r.order > o) for o in reversed(begun)), *reversed(fallbacks)]
                if at > starts[-1] and not self._repeats([r for r in rest if r.order < at])
            ]
            if not options:
                break
            starts.append(options[0])
        return starts

    @staticmethod
    def _first_repeat(rows: Sequence[Row]) -> int:
        """Position of the first row that prints an indicator again for the same year; far away where none does."""
        seen: set[tuple[int | None, str | None, str]] = set()
        for row in rows:
            for match in row.indicators:
                key = (row.column.year, row.column.aanpak, match.indicator_id or match.text)
                if key in seen:
                    return row.order
                seen.add(key)
        return 10**9

    @classmethod
    def _repeats(cls, rows: Sequence[Row]) -> bool:
        return cls._first_repeat(rows) < 10**9


def _paragraphs(lines: Iterable[tuple[int, object]], hyphenated: frozenset[str]) -> Iterator[str]:
    block: list[str] = []
    before = None
    for order, line in lines:
        text, opens = line.text, line.opens  # type: ignore[attr-defined]
        if block and (opens or (before is not None and order > before + 1)):
            yield join_lines(block, hyphenated)
            block = []
        block.append(text)
        before = order
    if block:
        yield join_lines(block, hyphenated)


def _place_name(name: str, below: str) -> str | None:
    """The gemeente behind "toezichtonderzoek", perhaps on the next line; None for what is no name."""
    name = clean(regex.sub(r"\(.*", "", name)).strip(" .:–-") if "(" in name else clean(name)
    both = join_lines([name, below])
    if register.named(both):
        return _known(both)
    if not name:
        name = clean(regex.sub(r"\(.*", "", below))
    return _known(name) if regex.fullmatch(r"(?:\p{Lu}|'s-).{1,60}", name) and not name.endswith(".") else None


def _known(name: str) -> str:
    """The register's spelling of a known name ("SPIJKENISSE"), else the name as printed."""
    bare = regex.sub(r"^gemeente\s+", "", name, flags=regex.IGNORECASE)
    found = register.named(bare)
    return found.name if found else bare


def _last_before(headings: Iterable[Heading], order: int) -> str | None:
    return next((h.aanpak for h in sorted(headings, key=lambda h: -h.order) if h.order <= order), None)


def _theme(row: Row) -> str:
    return next((m.indicator_id.split(".")[0] for m in row.indicators if m.indicator_id), row.theme or "")


def _neighbours(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    kept = [row for row in rows if _theme(row)]
    return pairwise(kept)
