"""What a document says about itself: its running text, the gemeente assessed, the month of publication."""

from collections import Counter
from collections.abc import Iterator

import regex

from normalize import gemeente as register
from normalize.text import MONTHS, clean, fold, hyphenated_words, join_lines
from schema.document import Document, Line
from schema.verdict import Reason

# "Uitkomsten verbeterpunten toezichtonderzoek Dordrecht": the name may stand on the next line
TITLE = regex.compile(
    r"uitkomsten\s+(?P<follow>verbeterpunten\s+)?toezichtonderzoek\b\s*(?P<name>.{0,80})", regex.IGNORECASE
)
# "Factsheet Dordrecht", "Gemeente: Dordrecht"
_STATED_GEMEENTE = regex.compile(
    r"(?P<label>factsheet|gemeente)(?P<colon>\s*:)?\s+(?P<name>\p{Lu}[^:;]{1,60}|['’]s-.{1,40})", regex.IGNORECASE
)
# "Jaar: 2013"
_STATED_YEAR = regex.compile(
    r"(?:jaar|toetsingsjaar|jaar van (?:toetsing|onderzoek))\s*:\s*(?P<year>(?:19|20)\d\d)", regex.IGNORECASE
)
# "Juni 2015", "Publicatiedatum: 3 juni 2015", "Utrecht, juni 2015"
_DATE = regex.compile(
    r"(?:(?:publicatie)?datum\s*:\s*|\p{Lu}[\p{L}' -]{2,30},\s+)?(?:\d{1,2}\s+)?"
    rf"(?P<month>{'|'.join(MONTHS)})\s+(?P<year>(?:19|20)\d\d)",
    regex.IGNORECASE,
)
# "Thema: Continu", "Jaar: 2013": a line that labels what it says
_LABELLED = regex.compile(r"\p{Lu}[\p{L} ]{2,20}:\s.*")
# "In 2013 heeft STJ … getoetst"
ASSESSED = regex.compile(r"\b(?:getoetst|toetste?|beoordeeld|beoordeelde|onderzocht)\b")
_SENTENCE = regex.compile(r"(?<=[.!?])\s+(?=\p{Lu})")


class Imprint:
    """The running text of a document (what stands in no table), and what it says of gemeente and date.

    `lines` are (position of the cell, line); `text` is all of it, a paragraph per line.
    """

    def __init__(self, document: Document) -> None:
        self.lines = [(n, line) for n, cell in enumerate(document.cells) if cell.table is None for line in cell.lines]
        self.hyphenated = hyphenated_words(line.text for _, line in self.lines)
        self.text = "\n".join(self._paragraphs())
        self.sentences = [s for paragraph in self.text.split("\n") for s in _SENTENCE.split(paragraph)]
        self.gemeente = self._title() or self._labelled() or self._introduced() or self._most_named()
        self.published = self._published()

    def is_follow_up(self) -> bool:
        """Whether the title says "verbeterpunten"."""
        titles = filter(None, (TITLE.fullmatch(clean(line.text)) for _, line in self.lines))
        return any(title["follow"] for title in titles)

    def stated_years(self) -> list[tuple[int, int]]:
        """(position, year) of the lines that state the year of an assessment."""
        found = ((order, _STATED_YEAR.fullmatch(clean(line.text))) for order, line in self.lines)
        return [(order, int(match["year"])) for order, match in found if match]

    def year(self, order: int) -> int | None:
        """The year of columns that name none, at this position: the one stated last before it, else the first stated,
        else that of publication."""
        stated = self.stated_years()
        if stated:
            return max((s for s in stated if s[0] <= order), default=stated[0])[1]
        return int(self.published[:4]) if self.published else None

    def gemeente_in(self, year: int | None) -> tuple[str | None, register.Gemeente | None, list[str]]:
        """Name, entry of the register and doubts: the gemeente that existed in the year of the assessment.

        A document may name the one that came after: then it is the predecessor that its introduction names.
        """
        if self.gemeente is None:
            return None, None, [Reason.NO_GEMEENTE.because()]
        found = register.named(self.gemeente, year)
        named = register.named(self.gemeente)
        before = register.predecessors(named, year) if named and year else []
        assessed = self._assessed(year)
        likely = [g for g in before if g.name in assessed]
        for named_in in (self._assessed(None), register.mentions(self.text)) if not found else ():
            likely = likely or [g for g in before if g.name in named_in]
        if len(likely) == 1 and (not found or found.name not in assessed):
            return likely[0].name, likely[0], []
        if found:
            return found.name, found, []
        return self.gemeente, None, [Reason.NO_CODE.because(f"{self.gemeente}, {year or 'jaar onbekend'}")]

    def paragraph_of(self, at: int) -> list[str]:
        """The lines (by index) that follow line `at` in its paragraph; none that begins another statement."""
        found: list[str] = []
        for _, line in self.lines[at + 1 :]:
            text = clean(line.text)
            if line.opens or _DATE.fullmatch(text) or TITLE.fullmatch(text) or _LABELLED.fullmatch(text):
                break
            found.append(text)
        return found

    def _paragraphs(self) -> Iterator[str]:
        block: list[str] = []
        before: int | None = None
        for order, line in self.lines:
            if block and (line.opens or (before is not None and order > before + 1)):
                yield join_lines(block, self.hyphenated)
                block = []
            block.append(line.text)
            before = order
        yield join_lines(block, self.hyphenated)

    def named(self) -> Iterator[tuple[int, str]]:
        """(position, gemeente) of the titles and the lines that state which gemeente was assessed."""
        for n, (order, line) in enumerate(self.lines):
            if name := self._in_title(n) or self._in_label(n, line):
                yield order, name

    def _title(self) -> str | None:
        return next(filter(None, map(self._in_title, range(len(self.lines)))), None)

    def _in_title(self, at: int) -> str | None:
        found = TITLE.fullmatch(clean(self.lines[at][1].text))
        below = self.lines[at + 1][1].text if at + 1 < len(self.lines) else ""
        return _place_name(found["name"], below) if found else None

    def _labelled(self) -> str | None:
        return next((name for n, (_, line) in enumerate(self.lines) if (name := self._in_label(n, line))), None)

    def _in_label(self, at: int, line: Line) -> str | None:
        found = _STATED_GEMEENTE.fullmatch(clean(line.text))
        if found and (found["colon"] or (self._alone(at) and register.named(found["name"]))):
            return _known(clean(found["name"]))
        return None

    def _alone(self, at: int) -> bool:
        """Whether a line is a paragraph of its own: "gemeente Heerlen" may also be the end of a wrapped sentence."""
        after: Line | None = self.lines[at + 1][1] if at + 1 < len(self.lines) else None
        return self.lines[at][1].opens and (after is None or after.opens)

    def _introduced(self) -> str | None:
        for sentence in self.sentences:
            mentioned = register.mentions(sentence)
            if ASSESSED.search(sentence) and len(mentioned) == 1 and regex.search(r"\b20\d\d\b", sentence):
                return next(iter(mentioned))
        return None

    def _most_named(self) -> str | None:
        folded = f" {fold(self.text)} "
        counts = {name: n for name, n in register.mentions(self.text).items() if f" gemeente {fold(name)} " in folded}
        ranked = Counter(counts).most_common(2)
        return ranked[0][0] if len(ranked) == 1 or (ranked and ranked[0][1] > 2 * ranked[1][1]) else None

    def _assessed(self, year: int | None) -> set[str]:
        """The gemeenten in sentences that say what was assessed in that year."""
        said = (s for s in self.sentences if ASSESSED.search(s) and (year is None or str(year) in s))
        return {name for sentence in said for name in register.mentions(sentence)}

    def _published(self) -> str | None:
        for _, line in self.lines:
            if found := _DATE.fullmatch(clean(line.text).strip(".*_ ")):
                return f"{found['year']}-{1 + MONTHS.index(found['month'].lower()):02}"
        return None


def _place_name(name: str, below: str) -> str | None:
    """The gemeente behind "toezichtonderzoek", perhaps on the next line; None for what is no name."""
    for whole in (name, join_lines([name, below]), f"{name}{below}" if name.endswith("-") else ""):
        for candidate in (clean(whole), _before_bracket(whole), clean(whole).rstrip("0123456789 -–|")):
            if register.named(candidate):
                return _known(candidate)
    printed = _before_bracket(name) or _before_bracket(below)
    return printed if regex.fullmatch(r"(?:\p{Lu}|['’]s-).{1,60}", printed) and not printed.endswith(".") else None


def _before_bracket(text: str) -> str:
    """`Nissewaard (voorheen Spijkenisse)` → `Nissewaard`; text behind the bracket makes it a sentence: empty."""
    found = regex.fullmatch(r"([^()]*)(?:\([^()]*\)\s*)?", clean(text))
    return clean(found.group(1)).strip(" :–-") if found else ""


def _known(name: str) -> str:
    """The register's spelling of a known name ("SPIJKENISSE"), else the name as printed."""
    bare = regex.sub(r"^gemeente\s+", "", name, flags=regex.IGNORECASE)
    found = register.named(bare)
    return found.name if found else bare
