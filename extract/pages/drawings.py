"""Drawings that may be marks: what stands left of a word, alike ones under one name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from extract.pages.inks import Ink, Picture, differ, ink_in
from extract.pages.lines import Box, Word
from extract.pages.shapes import Bitmap, Face, crop, face_of, faces_likeness, shape_of
from extract.pages.sheet import DRAWING, Sheet

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
# A page with more drawings than this is a picture, not a table with marks; so is one with more kinds of drawings of no
# known shape.
MOST_DRAWINGS = 2000
MOST_KINDS = 50

# The font of the words that stand for drawings.
DRAWN = "(drawn)"

Spot = tuple[int, Box]  # page, box


class Pages(Protocol):
    """Draws pages: the page as displayed, in grey and in colour, and its pixels per point."""

    @property
    def pages(self) -> int: ...

    def picture(self, number: int) -> tuple[Bitmap, float]: ...

    def coloured(self, number: int) -> tuple[Picture, float]: ...


class Looks:
    """What is seen in places of a document; the same picture is looked at once."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._shapes: dict[Bitmap, str | None] = {}
        self._faces: dict[Bitmap, Face | None] = {}
        self._inks: dict[Spot, Ink | None] = {}

    def picture(self, spot: Spot) -> Bitmap:
        """A place, with the ink that may stand around its box."""
        whole, scale = self._pages.picture(spot[0])
        x0, top, x1, bottom = _pixels(spot[1], scale)
        return crop(whole, (max(0, x0), max(0, top), min(whole.width, x1), min(whole.height, bottom)))

    def ink(self, spot: Spot) -> Ink | None:
        """The colour of what stands there; None where there is nothing. What touches its sides is left out."""
        if spot not in self._inks:
            whole, scale = self._pages.coloured(spot[0])
            x0, top, x1, bottom = spot[1]
            high = int((top - AROUND_INK) * scale), int((bottom + AROUND_INK) * scale) + 1
            self._inks[spot] = ink_in(whole, (int(x0 * scale) + 1, high[0], int(x1 * scale), high[1]))
        return self._inks[spot]

    def shape(self, picture: Bitmap) -> str | None:
        """✓ or ✗ where a picture shows one."""
        if picture not in self._shapes:
            self._shapes[picture] = shape_of(picture)
        return self._shapes[picture]

    def face(self, picture: Bitmap) -> Face | None:
        """What of a picture is compared."""
        if picture not in self._faces:
            self._faces[picture] = face_of(picture)
        return self._faces[picture]

    def shows(self, sheet: Sheet) -> bool:
        """Whether the places of a page's words are those on the page as drawn: of scans these were levelled."""
        return not sheet.scanned and sheet.number <= self._pages.pages


def _pixels(box: Box, scale: float) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = box
    return (
        int((x0 - BESIDE_INK) * scale),
        int((top - AROUND_INK) * scale),
        int((x1 + BESIDE_INK) * scale) + 1,
        int((bottom + AROUND_INK) * scale) + 1,
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """What alike drawings have in common."""

    shape: str | None
    face: Face | None
    ink: Ink | None


def with_drawings(sheets: Sequence[Sheet], looks: Looks) -> tuple[tuple[Sheet, ...], tuple[int, ...]]:
    """The pages with a word for each drawing that may be a mark, alike ones the same word; and the pages with so many
    drawings that not all were looked at."""
    kinds: list[_Kind] = []
    done, crowded = [], []
    for sheet in sheets:
        if len(sheet.drawings) > MOST_DRAWINGS:
            crowded.append(sheet.number)
            done.append(sheet)
            continue
        made = []
        unknown = 0
        for box, beside in _beside_words(sheet):
            known = len(kinds)
            kind = _kind((sheet.number, box), kinds, looks)
            made.append(Word(f"(drawn:{kind})", *box, beside.size, DRAWN))
            unknown += kind == known and kinds[kind].shape is None
            if unknown > MOST_KINDS:
                crowded.append(sheet.number)
                break
        done.append(replace(sheet, words=(*sheet.words, *made)) if made else sheet)
    return tuple(done), tuple(crowded)


def _kind(spot: Spot, kinds: list[_Kind], looks: Looks) -> int:
    """The number of the kind of a drawing; a new one is added. Two colours are two kinds: of what only colour tells
    apart, each has to be explained."""
    picture = looks.picture(spot)
    face, ink = looks.face(picture), looks.ink(spot)
    near = [
        (n, likeness)
        for n, kind in enumerate(kinds)
        if not (ink and kind.ink and differ(ink, kind.ink)) and (likeness := faces_likeness(face, kind.face)) >= ALIKE
    ]
    for n, likeness in near:
        if likeness >= THE_SAME:
            return n
    shape = looks.shape(picture)
    for n, _ in near:
        if shape and kinds[n].shape == shape:
            return n
    kinds.append(_Kind(shape, face, ink))
    return len(kinds) - 1


def _beside_words(sheet: Sheet) -> Iterator[tuple[Box, Word]]:
    """The drawings that stand left of a word on its line and on no text, each with that word."""
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
