"""Marks that every reader knows, and what the document itself says against them: its legend, its colours, what is
printed through them, over them or not at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.pages.drawings import Looks
from extract.pages.inks import Ink, differ
from extract.pages.legend import Key
from extract.pages.lines import Box, Word, chunks, to_lines
from extract.pages.sheet import Sheet
from normalize.legend import CROSS, TICK
from normalize.marks import CHECKED, CROSSED, EMPTY, TICKS, UNREADABLE, split_mark
from schema.verdict import Reason

# A rule that strikes a mark through lies between these heights of it, from its top, and is as wide (share); one below
# it lies from 0.85.
THROUGH, WIDE = (0.3, 0.75), 0.8
# Two marks of which so much of the narrower is covered stand on one another.
COVERED = 0.5


def visible(sheet: Sheet, suspects: Callable[[Word], bool], looks: Looks) -> Sheet:
    """The page without the marks that nobody sees, such as white ones on white."""
    if not looks.shows(sheet):
        return sheet
    words = tuple(
        word
        for word in sheet.words
        if not (mark_of(word) or suspects(word)) or looks.ink((sheet.number, word.box)) is not None
    )
    return replace(sheet, words=words)


def mark_of(word: Word) -> str | None:
    """The known glyph that a word is; None where it is more than that or none."""
    found = split_mark(word.text + " ")
    return found[0] if found and not found[2] and found[0] != UNREADABLE else None


def doubted(sheets: Sequence[Sheet], legend: Mapping[Key, frozenset[str]], looks: Looks) -> tuple[Sheet, ...]:
    """The pages with what makes their known marks doubtful; a mark of which nobody can tell what it says becomes
    UNREADABLE."""
    against = {**_two_colours(sheets, looks), **_of_boxes(sheets), **_by_legend(legend)}
    return tuple(
        replace(sheet, words=tuple(_doubted(word, against, own) for word in sheet.words))
        for sheet in sheets
        for own in (_spoilt(sheet) if looks.shows(sheet) else {},)
    )


def _doubted(word: Word, against: Mapping[str, str], spoilt: Mapping[Box, str]) -> Word:
    glyph = mark_of(word)
    reason = (spoilt.get(word.box) or against.get(glyph)) if glyph else None
    if not glyph or not reason:
        return word
    unread = reason.startswith(Reason.UNREADABLE.value)
    return replace(word, text=word.text.replace(glyph, UNREADABLE, 1) if unread else word.text, doubt=reason)


def _by_legend(legend: Mapping[Key, frozenset[str]]) -> dict[str, str]:
    """Known glyphs of which the legend says that they mean the opposite."""
    against = {}
    for (font, glyph), said in legend.items():
        if font or not split_mark(glyph + " "):
            continue
        own, other = (TICK, CROSS) if glyph in TICKS else (CROSS, TICK)
        if other in said:
            twice = own in said
            against[glyph] = (
                Reason.MARK_BY_SHAPE.because("the document explains it in two ways")
                if twice
                else Reason.UNREADABLE.because("the document says that it means the opposite")
            )
    return against


def _of_boxes(sheets: Sequence[Sheet]) -> dict[str, str]:
    """☒ beside ☐, where no ☑ is printed: which of them means `voldoet` only the document's author knows."""
    printed = {word.text for sheet in sheets for word in sheet.words if len(word.text) == 1}
    if not printed & set(EMPTY) or printed & set(CHECKED):
        return {}
    return dict.fromkeys(CROSSED, Reason.UNREADABLE.because("a ticked box or a cross"))


def _two_colours(sheets: Sequence[Sheet], looks: Looks) -> dict[str, str]:
    """Glyphs that open cells or lines in more than one colour, which may be what tells them apart."""
    inks: dict[tuple[str, bool], list[Ink]] = {}
    for sheet in sheets:
        for word in _opening(sheet) if looks.shows(sheet) else ():
            glyph = mark_of(word)
            ink = looks.ink((sheet.number, word.box)) if glyph else None
            if glyph and ink:
                own = inks.setdefault((glyph, word.doubt is None), [])
                if not any(not differ(ink, other) for other in own):
                    own.append(ink)
    reason = Reason.MARK_BY_SHAPE.because("printed in several colours")
    return {glyph: reason for (glyph, _), own in inks.items() if len(own) > 1}


def _opening(sheet: Sheet) -> Iterator[Word]:
    """The words that open a line or stand apart in it."""
    for line in to_lines(sheet.words):
        for part in chunks(line):
            yield part[0]


def _spoilt(sheet: Sheet) -> dict[Box, str]:
    """The places of marks that are struck through or stand on one another."""
    marks = [word for word in sheet.words if mark_of(word)]
    struck = Reason.UNREADABLE.because("it is struck through")
    spoilt = {word.box: struck for word in marks if any(_strikes(rule, word) for rule in _level(sheet))}
    for line in to_lines(marks):
        for one, other in pairwise(line):
            if mark_of(one) != mark_of(other) and _on(one, other):
                spoilt[one.box] = spoilt[other.box] = Reason.UNREADABLE.because("another mark stands on it")
    return spoilt


def _level(sheet: Sheet) -> Iterator[Box]:
    for box in (*sheet.rules, *sheet.drawings):
        if box[3] - box[1] <= 0.2 * (box[2] - box[0]):
            yield box


def _strikes(rule: Box, word: Word) -> bool:
    """Whether a level rule lies through a word."""
    height = word.bottom - word.top
    at = ((rule[1] + rule[3]) / 2 - word.top) / height if height else 0.0
    across = min(rule[2], word.x1) - max(rule[0], word.x0)
    return THROUGH[0] <= at <= THROUGH[1] and across >= WIDE * (word.x1 - word.x0)


def _on(one: Word, other: Word) -> bool:
    """Whether two words of one line stand on one another."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return across > COVERED * min(one.x1 - one.x0, other.x1 - other.x0)
