"""Unknown marks, learnt from the document: glyphs of fonts that no table knows, and marks that are drawings.

The legend in the running text ("… voldoet (✓) dan wel … verbeterpunt (X)") prints the same marks as the tables do;
where it does not, the shape on the page decides, and that is a reason to review.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Protocol
from unicodedata import category

import regex

from extract.pages.lines import Box, Word, blocks, to_lines
from extract.pages.shapes import Bitmap, crop, likeness, shape_of
from extract.pages.sheet import DRAWING, Sheet
from normalize.marks import BULLETS, NO_CHARACTER, split_mark
from normalize.text import fold
from schema.verdict import Reason

# A text font prints at least so many different letters; a font of marks prints fewer.
TEXT_FONT = 10
# Pieces of one drawing are at most this far apart (points).
PIECES = 1.0
# A drawn mark stands at most so many type sizes left of the word that it belongs to, and this far off its middle.
BESIDE, OFF = 3.5, 3.5
# Two drawings of one shape are the same mark where they are this much alike: drawn twice, a mark is 0.78 to 0.87
# alike, in another size 0.59; other marks are 0.40 at most (32 documents with drawn marks).
ALIKE = 0.55
# Drawings of no known shape are the same only where they are this much alike: a tick and a cross in discs are 0.67.
THE_SAME = 0.9
# So far above and below its box, and beside it, the ink of a mark may stand (points): brackets are closer beside it.
AROUND_INK, BESIDE_INK = 1.0, 0.6
# The shape of a mark is looked at in so many places.
LOOKS = 5
# A page with more drawings than this is a picture, not a table with marks.
MOST_DRAWINGS = 2000

# The legend: words that stand before a mark, or behind it, and say what it means; and how many of them are looked at.
_MEANS_CROSS = regex.compile(r"verbeter|niet (?:\w+ ){0,2}vold|onvoldoende")
_MEANS_TICK = regex.compile(r"voldoe|voldaan|voldoende")
NEAR = 12

# The font of the words that stand for drawings.
DRAWN = "(drawn)"

Key = tuple[str, str]  # font, text
Spot = tuple[int, Box]  # page, box
Decision = tuple[str | None, str | None]  # the glyph that it is, or None; why that is doubtful


class Pages(Protocol):
    """Draws pages: the page in grey as displayed, and its pixels per point."""

    def picture(self, number: int) -> tuple[Bitmap, float]: ...


@dataclass(frozen=True, slots=True)
class Learnt:
    """The pages with their marks as words. `any_mark`: some were learnt; `unknown`: the words that may be marks and
    could not be read."""

    sheets: tuple[Sheet, ...]
    any_mark: bool
    unknown: frozenset[str]


def learn(sheets: Sequence[Sheet], pages: Pages) -> Learnt:
    """Unknown glyphs and drawings as the marks that they are. What could not be read stays a word of its own."""
    whole = tuple(_with_drawings(sheets, pages))
    suspects = _suspects(whole)
    legend = _legend(whole, suspects)
    decided = _decide(suspects, legend, pages)
    unknown = frozenset(text for (_, text), (glyph, _) in decided.items() if glyph is None)
    return Learnt(
        tuple(_printed(sheet, decided) for sheet in whole), any(glyph for glyph, _ in decided.values()), unknown
    )


def _printed(sheet: Sheet, decided: Mapping[Key, Decision]) -> Sheet:
    words = []
    for word in sheet.words:
        glyph, doubt = decided.get((word.font, word.text), (None, None))
        words.append(replace(word, text=glyph, doubt=doubt) if glyph else word)
    return replace(sheet, words=tuple(words))


def _suspects(sheets: Sequence[Sheet]) -> dict[Key, list[Spot]]:
    """What may be a mark that no table knows, and where it stands: drawings, the glyphs of fonts that set no text,
    glyphs without a character."""
    letters: dict[str, set[str]] = {}
    for word in (word for sheet in sheets for word in sheet.words):
        letters.setdefault(word.font, set()).update(filter(str.isalpha, word.text))
    found: dict[Key, list[Spot]] = {}
    for sheet in sheets:
        for word in sheet.words:
            sets_text = len(letters[word.font]) >= TEXT_FONT
            if not split_mark(word.text + " ") and (word.font == DRAWN or _may_be_mark(word.text, sets_text)):
                found.setdefault((word.font, word.text), []).append((sheet.number, word.box))
    return found


def _may_be_mark(text: str, sets_text: bool) -> bool:
    """Whether a word is one glyph that may be a mark: of a font that sets text only where it is no character."""
    if NO_CHARACTER.fullmatch(text):
        return True
    if text in BULLETS:
        return False
    return len(text) == 1 and (not sets_text or category(text) in ("Cc", "Cn", "Co", "So"))


def _legend(sheets: Sequence[Sheet], suspects: Mapping[Key, object]) -> dict[Key, str]:
    """What the running text says about suspects; nothing where it says both, or the same of all."""
    said: dict[Key, set[str]] = {}
    for sheet in sheets:
        words = [word for block in blocks(sheet.words) for line in to_lines(block) for word in line]
        for at, word in enumerate(words):
            if (word.font, word.text) in suspects and (meaning := _meaning(words, at, suspects)):
                said.setdefault((word.font, word.text), set()).add(meaning)
    return {key: next(iter(meanings)) for key, meanings in said.items() if len(meanings) == 1}


def _meaning(words: Sequence[Word], at: int, suspects: Mapping[Key, object]) -> str | None:
    """What is said of the mark at `at`: "voldoet (✓)" by the words before it, "✓ = voldoet" by those behind it."""
    before = words[at - 1].text if at else ""
    behind = words[at + 1].text if at + 1 < len(words) else ""
    if before.endswith(("(", ":", "=")):
        near = [*reversed(words[max(0, at - NEAR) : at])]
    elif behind.startswith(("=", ":", "betekent")):
        near = [*words[at + 1 : at + NEAR]]
    else:
        return None
    own = [word.text for word in takewhile(lambda word: not _is_mark(word, suspects), near)]
    text = fold(" ".join(own if own[:1] == [behind] else reversed(own)))
    cross = max((m.end() for m in _MEANS_CROSS.finditer(text)), default=-1)
    tick = max((m.end() for m in _MEANS_TICK.finditer(text)), default=-1)
    return None if cross == tick else "X" if cross >= tick else "✓"


def _is_mark(word: Word, suspects: Mapping[Key, object]) -> bool:
    return (word.font, word.text) in suspects or bool(split_mark(word.text.strip("(),.;") + " "))


def _decide(suspects: Mapping[Key, Sequence[Spot]], legend: Mapping[Key, str], pages: Pages) -> dict[Key, Decision]:
    """What the legend says and the shape does not deny, else the shape. That is certain only where the legend prints
    drawings of both shapes."""
    shapes = {key: _shape(spots, pages) for key, spots in suspects.items()}
    drawn = {(meaning, shapes[key]) for key, meaning in legend.items() if key[0] == DRAWN}
    both = {("✓", "✓"), ("X", "X")} <= drawn
    decided: dict[Key, Decision] = {}
    for key, shape in shapes.items():
        meaning = legend.get(key)
        if meaning and shape in (None, meaning):
            decided[key] = meaning, None
        elif shape and not meaning:
            decided[key] = shape, None if both and key[0] == DRAWN else Reason.MARK_BY_SHAPE.because()
        else:
            decided[key] = None, None
    return decided


def _shape(spots: Sequence[Spot], pages: Pages) -> str | None:
    """The shape of a mark, looked at in several places; None where these are not one."""
    shapes = {shape_of(_picture(spot, pages)) for spot in spots[:: max(1, len(spots) // LOOKS)][:LOOKS]} - {None}
    shape = shapes.pop() if len(shapes) == 1 else None
    return "X" if shape == "✗" else shape


def _picture(spot: Spot, pages: Pages) -> Bitmap:
    number, (x0, top, x1, bottom) = spot
    whole, scale = pages.picture(number)
    box = (
        max(0, int((x0 - BESIDE_INK) * scale)),
        max(0, int((top - AROUND_INK) * scale)),
        min(whole.width, int((x1 + BESIDE_INK) * scale) + 1),
        min(whole.height, int((bottom + AROUND_INK) * scale) + 1),
    )
    return crop(whole, box)


def _with_drawings(sheets: Sequence[Sheet], pages: Pages) -> Iterator[Sheet]:
    """The pages with a word for each drawing that may be a mark; alike ones are the same word."""
    kinds: list[tuple[str | None, Bitmap]] = []
    for sheet in sheets:
        made = []
        for box, beside in _beside_words(sheet):
            picture = _picture((sheet.number, box), pages)
            shape = shape_of(picture)
            least = ALIKE if shape else THE_SAME
            alike = (n for n, (own, other) in enumerate(kinds) if own == shape and likeness(picture, other) >= least)
            kind = next(alike, len(kinds))
            if kind == len(kinds):
                kinds.append((shape, picture))
            made.append(Word(f"(drawn:{kind})", *box, beside.size, DRAWN))
        yield replace(sheet, words=(*sheet.words, *made)) if made else sheet


def _beside_words(sheet: Sheet) -> Iterator[tuple[Box, Word]]:
    """The drawings that stand left of a word on its line and on no text, each with that word."""
    if len(sheet.drawings) > MOST_DRAWINGS:
        return
    for box in _whole(sheet.drawings):
        x0, top, x1, bottom = box
        if max(x1 - x0, bottom - top) > DRAWING[1] or any(_overlap(box, word) for word in sheet.words):
            continue
        middle = (top + bottom) / 2
        beside = [
            word
            for word in sheet.words
            if -1 <= word.x0 - x1 <= BESIDE * word.size and abs(word.middle - middle) <= OFF + (bottom - top) / 4
        ]
        if beside:
            yield box, min(beside, key=lambda word: (abs(word.middle - middle) > OFF, word.x0))


def _overlap(box: Box, word: Word) -> bool:
    """Whether text is printed on a drawing."""
    across = min(box[2], word.x1) - max(box[0], word.x0)
    down = min(box[3], word.bottom) - max(box[1], word.top)
    return across > 1.5 and down > 0.25 * (word.bottom - word.top)


def _whole(pieces: Iterable[Box]) -> list[Box]:
    """Pieces that touch, as one drawing."""
    found: list[Box] = []
    for piece in sorted(pieces):
        own = piece
        apart = []
        for other in found:
            if _touch(own, other):
                own = min(own[0], other[0]), min(own[1], other[1]), max(own[2], other[2]), max(own[3], other[3])
            else:
                apart.append(other)
        found = [*apart, own]
    return sorted(found, key=lambda box: (box[1], box[0]))


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + PIECES
        and other[0] <= one[2] + PIECES
        and one[1] <= other[3] + PIECES
        and other[1] <= one[3] + PIECES
    )
