"""What a line or a cell says, by the kader and by the headings that factsheets use."""

from collections.abc import Iterable, Sequence

import regex

from normalize.marks import split_mark
from normalize.match import Matcher
from normalize.text import fold, hyphenated_words, join_lines
from schema.document import Cell, Document, Line
from schema.label import Kind, Label
from schema.verdict import Match

# "Conclusie", "Context Spijkenisse", "Ontwikkeling 2014": a chapter begins
_HEADING = regex.compile(
    r"(?:conclusie|vervolg conclusie|context\b.*|inleiding|beschrijving|ontwikkeling(?:en)? \d{4}|colofon|"
    r"wat gaat goed|wat kan beter|bijlage\b.*)",
)
# "Aanpak: Reset", "Aanpak Reset": a section begins
_HEADING_AANPAK = regex.compile(r"Aanpak(?:\s*:\s*\S|\s+[\p{Lu}\p{N}'\"‘“]).{0,80}")
# "Thema: Continu", "Thema 2: Gezin centraal"
_THEME_LABEL = regex.compile(r"^\s*thema\s*\d?\s*[:.–-]?\s*", regex.IGNORECASE)
_OUTCOMES = regex.compile(r"(?:uitkomsten|bevindingen) (?:verbeterpunten|toezichtonderzoek)(?: toezichtonderzoek)?")
# the end of a sentence, perhaps inside quotes or brackets
_SENTENCE_END = regex.compile(r"[.!?:;…][\"'”’)\]]*$")


class Recogniser:
    """Knows the kader and one document's hyphenated words."""

    def __init__(self, document: Document, matcher: Matcher) -> None:
        self.matcher = matcher
        self.hyphenated = hyphenated_words(line.text for cell in document.cells for line in cell.lines)

    def likeness(self, lines: Sequence[Line]) -> float:
        """How well the lines together fit one or several consecutive indicators of the kader, 0 to 100."""
        return self.matcher.likeness(join_lines((line.text for line in lines), self.hyphenated))

    def match(self, lines: Sequence[Line]) -> tuple[Match, ...]:
        """The indicators that a cell of these lines prints."""
        return self.matcher.indicators([join_lines(p, self.hyphenated) for p in paragraphs(lines)])

    def text(self, cell: Cell) -> str:
        """The cell's text on one line, words hyphenated over a line end joined."""
        return join_lines((line.text for line in cell.lines), self.hyphenated)

    def special(self, line: Line, text: str, order: int, before: Line | None = None) -> Label | None:
        """A theme line or a heading, where `text` is one."""
        folded = fold(text)
        if _OUTCOMES.fullmatch(folded):
            return Label(Kind.OUTCOMES, order, (line,))
        if (_HEADING.fullmatch(folded) or _HEADING_AANPAK.fullmatch(text.strip())) and is_headline(line, before):
            return Label(Kind.HEADING, order, (line,))
        theme = self.matcher.theme(_THEME_LABEL.sub("", text))
        return Label(Kind.THEME, order, (line,), key=theme) if theme else None


def is_chapter(text: str) -> bool:
    """Whether a line, by its wording, begins a chapter or a section."""
    folded = fold(text)
    return bool(_HEADING.fullmatch(folded) or _OUTCOMES.fullmatch(folded) or _HEADING_AANPAK.fullmatch(text.strip()))


def paragraphs(lines: Iterable[Line]) -> list[list[str]]:
    """Lines to paragraphs of lines' texts."""
    found: list[list[str]] = []
    for line in lines:
        if line.opens or not found:
            found.append([])
        found[-1].append(line.text)
    return found


def ends_sentence(line: Line) -> bool:
    """Whether a sentence ends with this line."""
    return bool(_SENTENCE_END.search(line.text))


def is_headline(line: Line, before: Line | None) -> bool:
    """Whether a line can be a heading: a capital, no full stop, and no sentence running into it."""
    text = line.text.strip()
    begun = line.opens or before is None or ends_sentence(before)
    return begun and not text[:1].islower() and not text.endswith((".", ",", ";"))


def opens_finding(line: Line, before: Line | None) -> bool:
    """Whether a line that begins with a mark begins a finding: at the start of a paragraph, after the end of a
    sentence, or with a capital behind the mark; "punten met een / ✓ zijn niet getoetst" is none."""
    if line.opens or before is None or ends_sentence(before):
        return True
    mark = split_mark(line.text)
    return bool(mark and not mark[2].lstrip("\"'“‘(– ")[:1].islower())
