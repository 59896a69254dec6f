"""A PDF as pdfium sees it: the second reader, and the pages as pictures. Shares no code with the first reader."""

from collections import Counter
from ctypes import c_int, create_string_buffer
from types import TracebackType
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from pypdfium2 import PdfiumError

from extract.pages.inks import Picture
from extract.pages.shapes import Bitmap
from normalize.marks import printed, split_mark
from normalize.text import fold

__all__ = ("Paper", "PdfiumError")

# Pixels per point, in grey and in colour, and the largest picture that is made of a page.
SCALE, COLOURED = 4.0, 3.0
LARGEST = 16_000_000
# pdfium gives places on the page as displayed in whole numbers: so many per point.
FINE = 64
# A word space beside a mark is less than this many glyph heights (measured: 0.9 in prose, 1.4 and more from cell to
# cell).
WORD_SPACE = 1.15


class Paper:
    """The pages of a PDF, numbered from 1."""

    def __init__(self, pdf: pypdfium2.PdfDocument) -> None:
        self._pdf = pdf
        self._drawn: tuple[int, Bitmap, float] | None = None
        self._coloured: tuple[int, Picture, float] | None = None

    @classmethod
    def of(cls, content: bytes) -> "Paper | None":
        """The pages of a PDF; None where pdfium cannot open it. Where it cannot open one of the pages, what is asked
        of that page raises PdfiumError."""
        try:
            return cls(pypdfium2.PdfDocument(content))
        except PdfiumError:
            return None

    def __enter__(self) -> "Paper":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pdf.close()

    @property
    def pages(self) -> int:
        return len(self._pdf)

    def picture(self, number: int) -> tuple[Bitmap, float]:
        """A page as displayed, in grey, and its pixels per point."""
        if self._drawn is None or self._drawn[0] != number:
            width, height, pixels, scale = self._render(number, SCALE, grey=True)
            self._drawn = number, Bitmap(width, height, pixels), scale
        return self._drawn[1], self._drawn[2]

    def coloured(self, number: int) -> tuple[Picture, float]:
        """A page as displayed, in colour, and its pixels per point."""
        if self._coloured is None or self._coloured[0] != number:
            width, height, pixels, scale = self._render(number, COLOURED, grey=False)
            self._coloured = number, Picture(width, height, pixels), scale
        return self._coloured[1], self._coloured[2]

    def _render(self, number: int, most: float, *, grey: bool) -> tuple[int, int, bytes, float]:
        """Width, height, pixels (one or three bytes each) and pixels per point of a page."""
        page = self._pdf[number - 1]
        width, height = page.get_size()
        scale = min(most, (LARGEST / max(width * height, 1.0)) ** 0.5)
        drawn = page.render(scale=scale, grayscale=grey)
        rows = memoryview(drawn.buffer).cast("B")
        wide = drawn.width * (1 if grey else 3)
        pixels = b"".join(bytes(rows[n : n + wide]) for n in range(0, drawn.stride * drawn.height, drawn.stride))
        size = drawn.width, drawn.height
        drawn.close()
        page.close()
        return *size, pixels, scale

    def hides_text(self, number: int) -> bool:
        """Whether most of the text on a page is invisible (text rendering mode 3): a layer that OCR made."""
        page = self._pdf[number - 1]
        texts = page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
        modes = [raw.FPDFTextObj_GetTextRenderMode(text.raw) for text in texts]
        page.close()
        return 2 * modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) > len(modes)

    def letters(self, number: int) -> Counter[str]:
        """How often each letter and digit stands on a page, accents and case aside."""
        page = self._pdf[number - 1]
        text_page = page.get_textpage()
        text = text_page.get_text_bounded()
        text_page.close()
        page.close()
        return Counter(fold(text).replace(" ", ""))

    def count_marks(self) -> int:
        """How many marks open a cell, a paragraph or a line."""
        return sum(self._count_marks(number) for number in range(len(self._pdf)))

    def _count_marks(self, number: int) -> int:
        page = self._pdf[number]
        text_page = page.get_textpage()
        text = text_page.get_text_range()
        count = 0
        for at, glyph in enumerate(text):
            if glyph.isspace() or text[at + 1 : at + 2].isalnum():
                continue
            if split_mark(_shown(text_page, glyph, at) + " "):
                count += _opens(page, text_page, text, at)
        text_page.close()
        page.close()
        return count


def _shown(text_page: Any, glyph: str, at: int) -> str:
    """The glyph that the reader of the page sees."""
    if split_mark(glyph + " "):
        return glyph
    length = raw.FPDFText_GetFontInfo(text_page, at, None, 0, None)
    if not length:
        return glyph
    name = create_string_buffer(length)
    raw.FPDFText_GetFontInfo(text_page, at, name, length, None)
    return printed(name.value.decode("utf-8", "replace"), glyph)


def _inside(box: tuple[float, ...], window: tuple[float, ...]) -> bool:
    """Whether a character stands in the crop box; both are (left, bottom, right, top)."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return window[0] <= x <= window[2] and window[1] <= y <= window[3]


def _opens(page: Any, text_page: Any, text: str, at: int) -> bool:
    """Whether a character is on the page and nothing stands close to the left of it on its line."""
    left, top, right, bottom = _displayed(page, text_page, at)
    width, height = page.get_size()
    if not (0 <= (left + right) / 2 <= width and 0 <= (top + bottom) / 2 <= height):
        return False
    before = at - 1
    while before >= 0 and text[before].isspace():
        before -= 1
    if before < 0:
        return True
    _left, other_top, other_right, other_bottom = _displayed(page, text_page, before)
    same_line = abs((top + bottom) - (other_top + other_bottom)) / 2 < max(bottom - top, other_bottom - other_top)
    return not (same_line and abs(left - other_right) < WORD_SPACE * (bottom - top))


def _displayed(page: Any, text_page: Any, at: int) -> tuple[float, float, float, float]:
    """The box of a character on the page as displayed, after /Rotate and crop box (inherited ones too)."""
    width, height = page.get_size()
    x0, y0, x1, y1 = text_page.get_charbox(at)
    size = int(FINE * width), int(FINE * height)
    corners = []
    for x, y in ((x0, y0), (x1, y1)):
        across, down = c_int(), c_int()
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        corners.append((across.value / FINE, down.value / FINE))
    (ax, ay), (bx, by) = corners
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
