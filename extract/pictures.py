"""Pages that are pictures: read by OCR where they have no text layer, their rules and marks seen on the picture.

What is seen stands on a page that was levelled; `displayed` gives places on the page as it is displayed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from extract import scan
from extract.layout import Word
from extract.ocr import MOST_PAGES, Ocr, recognised
from extract.page import Sheet
from extract.shapes import Bitmap
from schema.document import Cell, Place
from schema.verdict import Rejected

# A page that is covered by a picture and has fewer words beside it is no page of text: a stamp, a page number.
FEW_WORDS = 20


class Pages(Protocol):
    """Draws pages: the page in grey as displayed, and its pixels per point."""

    def picture(self, number: int) -> tuple[Bitmap, float]: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """By how many degrees a page of this size (points) was turned anticlockwise to be level."""

    angle: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages of a document, what is on pictures included. `turns` by page; `recognised` are the pages whose text is
    of OCR, here or before; `unread` why pages could not be read."""

    sheets: tuple[Sheet, ...]
    turns: Mapping[int, Turn]
    recognised: tuple[int, ...]
    unread: Mapping[int, str]


def see(
    sheets: Sequence[Sheet], pages: Pages, ocr: Ocr, words_in: Callable[[bytes], Sequence[Word]], doubt: str
) -> Seen:
    """Read the pages that are pictures; `words_in` reads the words in a PDF of one page, `doubt` is the reason to
    review a mark that is not certain. Raises Rejected where no page of the document can be read, MoreTime where
    reading takes more than was granted."""
    layered = {sheet.number for sheet in sheets if scan.is_ocr_layer(word.font for word in sheet.words)}
    bare = {sheet.number for sheet in sheets if sheet.number not in layered and _is_picture(sheet, pages)}
    if not layered | bare:
        return Seen(tuple(sheets), {}, (), {})
    if len(bare) > MOST_PAGES:
        raise Rejected(f"too large: {len(bare)} of its pages are pictures. At most {MOST_PAGES} are read by OCR.")
    hindrance = ocr.hindrance() if bare else None
    ocr.claim(len(layered) if hindrance else len(layered | bare))
    turns: dict[int, Turn] = {}
    unread: dict[int, str] = {}
    examples: dict[str, Bitmap] = {}
    seen: list[Sheet] = []
    for sheet in sheets:
        if sheet.number not in layered | bare:
            seen.append(sheet)
            continue
        try:
            if sheet.number in bare and hindrance:
                raise Rejected(hindrance)
            found, turn = _seen(sheet, pages, words_in if sheet.number in bare else None, examples, doubt)
        except Rejected as rejected:
            unread[sheet.number] = str(rejected)
            seen.append(sheet)
        else:
            turns[sheet.number] = turn
            seen.append(found)
    if unread and not any(sheet.words for sheet in seen):
        raise Rejected(next(iter(unread.values())))
    return Seen(tuple(seen), turns, tuple(sorted(turns)), unread)


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


def _is_picture(sheet: Sheet, pages: Pages) -> bool:
    """Whether the page says something that is no text."""
    if sheet.words:
        return sheet.scanned and len(sheet.words) < FEW_WORDS
    return not scan.is_blank(*pages.picture(sheet.number))


def _seen(
    sheet: Sheet,
    pages: Pages,
    words_in: Callable[[bytes], Sequence[Word]] | None,
    examples: dict[str, Bitmap],
    doubt: str,
) -> tuple[Sheet, Turn]:
    """A page that is a picture, levelled, and how it was turned for that. `examples` grows by those of its legend."""
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
    for glyph, picture in scan.examples(level, scale, words).items():
        examples.setdefault(glyph, picture)
    found = scan.marks(level, scale, words, rules, examples)
    printed = scan.with_marks(words, found, rules, doubt)
    straight = replace(
        sheet, words=tuple(printed), rules=(*rules.level, *rules.upright), fills=rules.shaded, drawings=(), scanned=True
    )
    return straight, turn
