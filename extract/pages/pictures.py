"""Pages that are pictures: read by OCR where they have no text layer, their rules and marks seen on the picture.

What is seen stands on a page that was levelled; `displayed` gives places on the page as it is displayed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from extract.pages import scan
from extract.pages.lines import Word
from extract.pages.ocr import MOST_PAGES, Ocr, recognised
from extract.pages.shapes import Bitmap
from extract.pages.sheet import Sheet
from schema.document import Cell, Place
from schema.verdict import Rejected

# A page that is covered by a picture and has fewer words beside it is no page of text: a stamp, a page number.
FEW_WORDS = 20


class Pages(Protocol):
    """The pages that a second reader finds: how many, as pictures in grey as displayed with their pixels per point, and
    whether their text is invisible."""

    @property
    def pages(self) -> int: ...

    def picture(self, number: int) -> tuple[Bitmap, float]: ...

    def hides_text(self, number: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """By how many degrees a page of this size (points) was turned anticlockwise to be level."""

    angle: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages of a document, what is on pictures included; `turns` of the pages whose text is of OCR, here or
    before; `unread` says why pages could not be read. Both by page number."""

    sheets: tuple[Sheet, ...]
    turns: Mapping[int, Turn]
    unread: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Look:
    """What is on a page that was levelled."""

    turn: Turn
    words: Sequence[Word]
    rules: scan.Ruling
    marks: Sequence[scan.Mark]
    examples: Mapping[str, Bitmap]


def see(
    sheets: Sequence[Sheet], pages: Pages, ocr: Ocr, words_in: Callable[[bytes], Sequence[Word]], doubt: str
) -> Seen:
    """Read the pages that are pictures; `words_in` reads the words in a PDF of one page, `doubt` is the reason to
    review a mark that is not certain. Raises Rejected where no page of the document can be read, MoreTime where
    reading takes more than was granted."""
    drawn = sheets[: pages.pages]
    layered = {sheet.number for sheet in drawn if _has_layer(sheet, pages)}
    bare = {sheet.number for sheet in drawn if sheet.number not in layered and _is_picture(sheet, pages)}
    if not layered | bare:
        return Seen(tuple(sheets), {}, {})
    if len(bare) > MOST_PAGES:
        raise Rejected(f"too large: {len(bare)} of its pages are pictures. At most {MOST_PAGES} are read by OCR.")
    hindrance = ocr.hindrance() if bare else None
    ocr.claim(len(layered) if hindrance else len(layered | bare))
    looked: dict[int, _Look] = {}
    unread: dict[int, str] = {}
    for sheet in sheets:
        try:
            if sheet.number in bare and hindrance:
                raise Rejected(hindrance)
            if sheet.number in layered | bare:
                looked[sheet.number] = _look(sheet, pages, words_in if sheet.number in bare else None)
        except Rejected as rejected:
            unread[sheet.number] = str(rejected)
    if unread and not looked and not any(sheet.words for sheet in sheets):
        raise Rejected(next(iter(unread.values())))
    printed = _with_marks(sheets, looked, doubt)
    return Seen(tuple(printed), {n: look.turn for n, look in looked.items()}, unread)


def displayed(cells: Iterable[Cell], turns: Mapping[int, Turn]) -> Iterator[Cell]:
    """The cells, their places turned back to where they stand on the pages as displayed."""
    for cell in cells:
        lines = (
            replace(line, place=_turned_back(line.place, turns), start=_turned_back(line.start, turns))
            for line in cell.lines
        )
        yield replace(cell, lines=tuple(lines)) if turns else cell


def _turned_back(place: Place, turns: Mapping[int, Turn]) -> Place:
    turn = turns.get(place.page or 0)
    if turn is None or place.bbox is None:
        return place
    return replace(place, bbox=scan.turned_box(place.bbox, -turn.angle, turn.width, turn.height))


def _has_layer(sheet: Sheet, pages: Pages) -> bool:
    """Whether the text of the page was made by OCR."""
    by_font = scan.is_ocr_layer(word.font for word in sheet.words)
    return by_font or (sheet.scanned and bool(sheet.words) and pages.hides_text(sheet.number))


def _is_picture(sheet: Sheet, pages: Pages) -> bool:
    """Whether the page says something that is no text."""
    if sheet.words:
        return sheet.scanned and len(sheet.words) < FEW_WORDS
    return not scan.is_blank(*pages.picture(sheet.number))


def _look(sheet: Sheet, pages: Pages, words_in: Callable[[bytes], Sequence[Word]] | None) -> _Look:
    """What is on a page that is a picture; its own words where `words_in` is None."""
    picture, scale = pages.picture(sheet.number)
    turn = Turn(scan.tilt(picture), sheet.width, sheet.height)
    level = scan.turned(picture, turn.angle)
    if words_in is None:
        words = [scan.turned_word(word, turn.angle, turn.width, turn.height) for word in sheet.words]
    else:
        words = [*words_in(recognised(scan.png(level, scale)))]
        if not words:
            raise Rejected("its pages are pictures, and OCR found no words on them.")
    rules = scan.ruling(level, scale)
    words = scan.evened(words, rules)
    return _Look(turn, words, rules, scan.marks(level, scale, words, rules), scan.examples(level, scale, words))


def _with_marks(sheets: Iterable[Sheet], looked: Mapping[int, _Look], doubt: str) -> Iterator[Sheet]:
    """The pages with what was seen on pictures; the marks of the whole document are decided together."""
    legend = {glyph: picture for look in looked.values() for glyph, picture in look.examples.items()}
    decided = dict(zip(looked, scan.decided([look.marks for look in looked.values()], legend), strict=True))
    for sheet in sheets:
        look = looked.get(sheet.number)
        if look is None:
            yield sheet
            continue
        words = scan.with_marks(look.words, decided[sheet.number], look.rules, doubt)
        rules = (*look.rules.level, *look.rules.upright)
        yield replace(sheet, words=tuple(words), rules=rules, fills=look.rules.shaded, drawings=(), scanned=True)
