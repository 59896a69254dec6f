"""Which row belongs to which gemeente, approach and year."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extract import approaches
from extract.approaches import Heading
from extract.imprint import Imprint
from normalize import gemeente as register
from normalize.text import fold, join_lines
from schema.document import Document
from schema.label import Kind, Label
from schema.verdict import Reason, Row, Setting

BEVINDINGEN = "bevindingen"
VERBETERPUNTEN = "verbeterpunten"
NOWHERE = 10**9


class Sections:
    """The sections of one document. Built from its running text and its rows; asked row by row."""

    def __init__(self, document: Document, labels: Sequence[Label], rows: Sequence[Row]) -> None:
        self._imprint = Imprint(document)
        self._rows = rows
        self._first_year = min((row.column.year for row in rows if row.column.year), default=None)
        self._columns = [column for label in labels if label.kind is Kind.HEADER for column in label.columns]
        self._unheard = self._not_said(document)
        self._outcomes = [label.order for label in labels if label.kind is Kind.OUTCOMES]
        self.published = self._imprint.published
        self.kind = self._kind()
        self._new_way = approaches.new_way(self._imprint)
        if self.kind == BEVINDINGEN or self._is_labelled():
            headings = approaches.assessed(self._imprint)
            self._current: str | None = None
            self._earlier: tuple[str, ...] = ()
            self._part = {row.order: _last_before(headings, row.order) for row in rows}
        else:
            self._current, self._earlier, headings = self._follow_up()
            self._part = self._assign(headings)

    def of(self, row: Row) -> Setting:
        """Where this row belongs."""
        year = self._year(row)
        name, found, reasons = self._imprint.gemeente_in(year)
        after = register.successor(found) if found else None
        aanpak, predecessors = self._aanpak(row, year)
        if aanpak is None:
            reasons.append(Reason.NO_AANPAK.because())
        elif self._current is None and aanpak == self._new_way and approaches.is_unsure(aanpak, self._imprint):
            reasons.append(Reason.UNSURE_AANPAK.because(aanpak))
        if row.column.doubt:
            reasons.append(row.column.doubt)
        if row.column.aanpak in self._unheard:
            reasons.append(Reason.UNSURE_AANPAK.because(row.column.aanpak or ""))
        if year is None:
            reasons.append(Reason.NO_YEAR.because())
        return Setting(
            gemeente=name,
            gemeente_code=found.code if found else None,
            successor=after.name if after else None,
            successor_code=after.code if after else None,
            aanpak=aanpak,
            aanpak_current=self._current,
            predecessors=predecessors,
            year=year,
            reasons=tuple(reasons),
        )

    def _year(self, row: Row) -> int | None:
        return row.column.year or self._imprint.year(row.order)

    def _is_labelled(self) -> bool:
        """Whether lines of their own state several years, not the heads of columns."""
        named = any(column.year for column in self._columns)
        return not named and len({year for _, year in self._imprint.stated_years()}) > 1

    def _not_said(self, document: Document) -> frozenset[str]:
        """The names in the heads of columns that the document says nowhere else."""
        heads = [column.aanpak for column in self._columns if column.aanpak]
        cells = [cell for cell in document.cells if heads and cell.table is not None]
        in_tables = [join_lines(line.text for line in cell.lines) for cell in cells]
        said = f" {fold(' '.join([self._imprint.text, *in_tables]))} " if heads else ""
        return frozenset(name for name in heads if said.count(f" {fold(name)} ") <= heads.count(name))

    def _kind(self) -> str:
        """A column per year makes a follow-up, or several years stated; where no header says so, the title does."""
        if self._is_labelled():
            return VERBETERPUNTEN
        if self._columns:
            return VERBETERPUNTEN if any(column.year for column in self._columns) else BEVINDINGEN
        return VERBETERPUNTEN if self._imprint.is_follow_up() else BEVINDINGEN

    def _follow_up(self) -> tuple[str | None, tuple[str, ...], list[Heading]]:
        """(current approach as the title names it, earlier approaches, headings of sections)."""
        first_row = self._rows[0].order
        title, formerly = approaches.title_of(self._imprint, first_row)
        year = self._first_year
        heads = [row.column.aanpak for row in self._rows if row.column.aanpak and row.column.year == year]
        earlier = tuple(dict.fromkeys(heads)) or approaches.earlier(self._imprint, year, formerly, _repeats(self._rows))
        if not earlier and title:
            earlier = (title.aanpak,)
        stated = [*([title.aanpak] if title else []), *(h.aanpak for h in approaches.stated(self._imprint)), *heads]
        earlier = tuple(dict.fromkeys(approaches.as_stated(name, stated) for name in earlier))
        headings = [h for h in approaches.stated(self._imprint) if title is None or h.order != title.order]
        headings += approaches.headings_of(self._imprint, earlier)
        return title.aanpak if title else None, earlier, headings

    def _aanpak(self, row: Row, year: int | None) -> tuple[str | None, tuple[str, ...]]:
        """The approach of a row, and the earlier ones that it follows up."""
        section = self._part.get(row.order)
        if self._is_labelled():
            first = min(year for _, year in self._imprint.stated_years())
            before = dict.fromkeys(self._part[r.order] for r in self._rows if self._year(r) == first)
            return section, tuple(filter(None, before)) if year != first else ()
        if self.kind == BEVINDINGEN or year == self._first_year:
            return row.column.aanpak or section, ()
        if row.column.aanpak:
            return row.column.aanpak, self._earlier
        if self._is_split():
            return section, (section,) if section else ()
        return self._current or self._new_way, self._earlier

    def _is_split(self) -> bool:
        """Whether the document has a section for each of several earlier approaches."""
        return len(self._earlier) > 1 and not any(row.column.aanpak for row in self._rows)

    def _assign(self, headings: Sequence[Heading]) -> dict[int, str | None]:
        """Position of a row of a follow-up → its approach."""
        orders = [row.order for row in self._rows]
        if not self._is_split():
            return dict.fromkeys(orders, self._earlier[0] if len(self._earlier) == 1 else None)
        own = [heading for heading in headings if fold(heading.aanpak) in map(fold, self._earlier)]
        if len({fold(heading.aanpak) for heading in own}) == len(self._earlier):
            return {order: _last_before(own, order) for order in orders}
        starts = self._starts(own)
        if len(starts) < len(self._earlier):
            return dict.fromkeys(orders, None)
        opened = [Heading(start, name) for start, name in zip(starts, self._earlier, strict=True)]
        return {order: _last_before(opened, order) for order in orders}

    def _starts(self, own: Sequence[Heading]) -> list[int]:
        """Where each section begins, in the order in which the title names them: at its own heading, at the
        "Uitkomsten …" line, or else where the order of themes falls back, before the first indicator that is
        printed twice. Fewer than there are approaches, where that cannot be told."""
        starts = [self._rows[0].order]
        for name in self._earlier[1:]:
            rest = [row for row in self._rows if row.order >= starts[-1]]
            twice = _first_repeat(rest)
            headed = [h.order for h in own if fold(h.aanpak) == fold(name)]
            begun = [o for o in reversed(self._outcomes) if o <= twice]
            fallen = [b.order for a, b in reversed(_neighbours(rest)) if _theme(b) < _theme(a) and b.order <= twice]
            firsts = [min((r.order for r in rest if r.order >= o), default=NOWHERE) for o in [*headed, *begun, *fallen]]
            possible = [at for at in firsts if starts[-1] < at < NOWHERE]
            start = next((at for at in possible if not _repeats([r for r in rest if r.order < at])), None)
            if start is None:
                break
            starts.append(start)
        return starts


def _first_repeat(rows: Iterable[Row]) -> int:
    """Position of the first row that prints an indicator again for the same column; NOWHERE where none does."""
    seen: set[tuple[int | None, str | None, str]] = set()
    for row in rows:
        for match in row.indicators:
            key = (row.column.year, row.column.aanpak, match.indicator_id or match.text)
            if key in seen:
                return row.order
            seen.add(key)
    return NOWHERE


def _repeats(rows: Iterable[Row]) -> bool:
    return _first_repeat(rows) < NOWHERE


def _last_before(headings: Iterable[Heading], order: int) -> str | None:
    return max(((h.order, h.aanpak) for h in headings if h.order <= order), default=(0, None))[1]


def _theme(row: Row) -> str:
    return next((m.indicator_id.split(".")[0] for m in row.indicators if m.indicator_id), row.theme or "")


def _neighbours(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    return list(pairwise(row for row in rows if _theme(row)))
