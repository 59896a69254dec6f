"""Running text to labels: a segmental dynamic program picks the best cut of the lines into indicators, criteria,
marked lines and prose."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from extract.heads import header_in_lines
from extract.recognise import Recogniser, ends_sentence, opens_finding
from normalize.marks import is_no_verdict, split_mark
from normalize.match import SURE, unnumbered
from normalize.text import fold, join_lines
from schema.document import Cell, Line
from schema.label import Kind, Label
from schema.verdict import Column

# The longest indicators of the kader, or several in one cell, wrapped at 28 characters a line.
MOST_LINES = 18
# In running text any sentence may be taken for an indicator: "De netwerkpartners evalueren ieder hun eigen deel." is
# at 74; an indicator with 15 % of its characters wrong at 79 or more.
LIKE_IN_TEXT = 79.0
# So like the kader's is an indicator without a mark behind it: a sentence of a finding says the same in other words.
TO_THE_LETTER = 97.0
# What a line that begins an indicator loses where the sentence before it has not ended.
MID_SENTENCE = 1.5


# A cut of lines: its first label and the rest, so that all cuts share their ends.
_Cut: TypeAlias = "tuple[Label, _Cut] | None"


class RunningText:
    """Labels stretches of running text."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._theme: str | None = None
        self._columns: tuple[Column, ...] = ()

    def labels(self, cells: list[tuple[int, Cell]]) -> Iterator[Label]:
        """The labels of a stretch of cells with their positions in the document."""
        lines = self._without_repeated_heads([(order, line) for order, cell in cells for line in cell.lines])
        fixed = self._fixed(lines)
        at = 0
        while at < len(lines):
            if at in fixed:
                made, at = fixed[at]
                yield made
                continue
            end = at
            while end < len(lines) and end not in fixed:
                end += 1
            after = fixed[end][0].kind if end in fixed else None
            yield from self._cut(lines[at:end], after)
            at = end

    def _without_repeated_heads(self, lines: list[tuple[int, Line]]) -> list[tuple[int, Line]]:
        """The lines without the theme lines and headers that only say again, on a new page, what holds already:
        they may stand in the middle of an indicator."""
        kept, at, themed = [], 0, False
        fixed = self._fixed(lines)
        while at < len(lines):
            label, end = fixed.get(at, (None, at + 1))
            again = False
            if label and label.kind is Kind.THEME:
                following = fixed.get(end, (None, end))[0]
                again = label.key == self._theme and bool(following and following.kind is Kind.HEADER)
                self._theme = label.key
            elif label and label.kind is Kind.HEADER:
                again, self._columns = label.columns == self._columns and not themed, label.columns
            elif label and label.kind is Kind.HEADING:
                self._theme, self._columns = None, ()
            if not again:
                kept.extend(lines[at:end])
                themed = (
                    label is not None and label.kind is Kind.THEME
                )  # a new theme needs its header to be known as one
            at = end
        return kept

    def _fixed(self, lines: list[tuple[int, Line]]) -> dict[int, tuple[Label, int]]:
        """The lines that need no program: where each such label begins, and where it ends."""
        fixed: dict[int, tuple[Label, int]] = {}
        bare = [line for _, line in lines]
        at = 0
        while at < len(lines):
            order, line = lines[at]
            end = at + 1
            before = lines[at - 1][1] if at else None
            columns, header_end = header_in_lines(bare, at)
            if columns:
                end = header_end
                fixed[at] = Label(Kind.HEADER, order, (line,), columns=columns), end
            elif self._opens_row(lines, at, before):
                fixed[at] = Label(Kind.MARKED, order, (line,)), end
            elif special := self._recogniser.special(line, line.text, order, before):
                next_line = lines[at + 1][1] if at + 1 < len(lines) else None
                if special.kind is not Kind.THEME or self._is_theme_line(line, next_line, bare, at + 1):
                    fixed[at] = special, end
            at = end
        return fixed

    def _opens_row(self, lines: list[tuple[int, Line]], at: int, before: Line | None) -> bool:
        """Whether a finding begins with a line, or an indicator ends above it and it says that there is none."""
        line = lines[at][1]
        if split_mark(line.text):
            return opens_finding(line, before) or self._after_indicator(lines, at)
        return is_no_verdict(line.text) and self._after_indicator(lines, at)

    def _after_indicator(self, lines: list[tuple[int, Line]], at: int) -> bool:
        """Whether an indicator ends with the line before this one."""
        starts = range(max(0, at - MOST_LINES), at)
        return any(self._recogniser.likeness([line for _, line in lines[start:at]]) >= SURE for start in starts)

    def _is_theme_line(self, line: Line, after: Line | None, lines: list[Line], at: int) -> bool:
        """ "Aanpak" on a line of its own, not the last word of a sentence; above a header or a table however it is
        printed."""
        begins = line.opens or line.text.strip()[:1].isupper() or at < 2 or ends_sentence(lines[at - 2])
        if header_in_lines(lines, at)[0] and begins:
            return True
        if at == len(lines) and line.opens:
            return True
        if ends_sentence(line) or not line.text.strip()[:1].isupper():
            return False
        return line.opens or bool(after and fold(after.text) == "wat gaat goed")

    def _cut(self, lines: list[tuple[int, Line]], after: Kind | None) -> Iterator[Label]:
        """The best cut of these lines into indicators, criteria and prose; `after` is what follows them."""
        count = len(lines)
        # best[at]: (value, labels) of the best cut from there; opened[at]: of the best one that begins with an
        # indicator, and so may follow an indicator or a criterion.
        best: list[tuple[float, _Cut]] = [(0.0, None)] * (count + 1)
        opened: list[tuple[float, _Cut] | None] = [None] * (count + 1)
        criteria: list[tuple[float, _Cut] | None] = [None] * (count + 1)
        # An indicator far from any marked line is of no row.
        for at in range(count - 1, -1, -1):
            order, line = lines[at]
            best[at] = (best[at + 1][0], (Label(Kind.PROSE, order, (line,)), best[at + 1][1]))
            if not self._may_begin(lines, at):
                continue
            for end, text in self._segments(lines, at):
                value = self._value(lines, at, end, text)
                if value > 0:
                    follow = self._followed(lines, end, after, best, opened, criteria, at)
                    if follow is not None:
                        made = Label(Kind.INDICATOR, order, tuple(line for _, line in lines[at:end]))
                        candidate = (value + follow[0], (made, follow[1]))
                        if opened[at] is None or candidate[0] > opened[at][0]:  # type: ignore[index]
                            opened[at] = candidate
                next_indicator = opened[end]
                if next_indicator and self._recogniser.matcher.criterion(text):
                    made = Label(Kind.CRITERION, order, tuple(line for _, line in lines[at:end]))
                    candidate = (0.5 + next_indicator[0], (made, next_indicator[1]))
                    if criteria[at] is None or candidate[0] > criteria[at][0]:  # type: ignore[index]
                        criteria[at] = candidate
            for other in (opened[at], criteria[at]):
                if other and other[0] > best[at][0]:
                    best[at] = other
        rest = best[0][1]
        while rest is not None:
            made, rest = rest
            if made.kind is Kind.INDICATOR:
                made = replace(made, matches=self._recogniser.match(made.lines))
            yield made

    def _followed(
        self,
        lines: list[tuple[int, Line]],
        end: int,
        after: Kind | None,
        best: Sequence[tuple[float, _Cut]],
        opened: Sequence[tuple[float, _Cut] | None],
        criteria: Sequence[tuple[float, _Cut] | None],
        at: int,
    ) -> tuple[float, _Cut] | None:
        """What may follow an indicator that ends at `end`: a marked line, another indicator; or something else
        (a row without a marker) where the indicator is a paragraph of its own. None where nothing may."""
        if end == len(lines) and after is Kind.MARKED:
            return (0.0, None)
        options = [option for option in (opened[end],) if option]
        if lines[at][1].opens and (end == len(lines) or lines[end][1].opens):
            options.append(best[end])
            if criteria[end]:
                options.append(criteria[end])  # type: ignore[arg-type]
        elif self._is_row_without_mark(lines, at, end):
            options.append(best[end])
        return max(options, key=lambda option: option[0], default=None)

    def _is_row_without_mark(self, lines: list[tuple[int, Line]], at: int, end: int) -> bool:
        """Whether lines that are an indicator to the letter, and no sentence, stand between two sentences."""
        if end >= len(lines) or not at or not ends_sentence(lines[at - 1][1]) or ends_sentence(lines[end - 1][1]):
            return False
        if lines[end][1].text[:1].islower():
            return False
        text = join_lines((line.text for _, line in lines[at:end]), self._recogniser.hyphenated)
        return self._recogniser.matcher.likeness(text) >= TO_THE_LETTER

    def _segments(self, lines: list[tuple[int, Line]], at: int) -> Iterator[tuple[int, str]]:
        for end in range(at + 1, min(at + MOST_LINES, len(lines)) + 1):
            yield end, join_lines((line.text for _, line in lines[at:end]), self._recogniser.hyphenated)

    def _may_begin(self, lines: list[tuple[int, Line]], at: int) -> bool:
        text = unnumbered(lines[at][1].text.lstrip("\"'“‘(•-–* "))
        return lines[at][1].opens or not text[:1].islower()

    def _value(self, lines: list[tuple[int, Line]], at: int, end: int, text: str) -> float:
        score = self._recogniser.matcher.likeness(text)
        if score < LIKE_IN_TEXT:
            return 0.0
        value = len(text) / 20 * (score - LIKE_IN_TEXT + 5) / 25
        if at and not lines[at][1].opens and not self._may_end(lines, at):
            value -= MID_SENTENCE
        return value

    def _may_end(self, lines: list[tuple[int, Line]], at: int) -> bool:
        """Whether what stands before this line may end there: a sentence, or a criterion."""
        if ends_sentence(lines[at - 1][1]):
            return True
        before = [" ".join(line.text for _, line in lines[start:at]) for start in range(max(0, at - 4), at)]
        return any(self._recogniser.matcher.criterion(text) for text in before)
