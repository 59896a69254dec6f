"""The evidence of a verdict as a picture: the part of the page where it is printed, mark and cells outlined.

Boxes are in points from the top left of the page as displayed, which is what pdfium renders: after /Rotate and
CropBox. pdfium is not thread-safe: call this from processes, not from threads.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil, floor, sqrt
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from extract.pages.lines import Box
from schema.document import Place
from schema.verdict import Rejected

# Colours of the outlines, RGB: vermilion and blue, which people who are colour-blind tell apart.
MARK, CELL = (213, 94, 0), (0, 114, 178)
# How thick an outline is (points).
THICK = 0.75
# A picture has about this many pixels at most: an A4 page at 200 dpi has 3.9 million.
MOST_PIXELS = 4_000_000
# The longest side that a page may have (points; annex C of ISO 32000-1).
LONGEST_SIDE = 14_400.0


def picture(
    content: bytes, marker: Place, boxes: Sequence[Place], *, scale: float = 2.0, margin: float = 12.0
) -> bytes:
    """A PNG of the marker's page, cut out around the marker and those of `boxes` that stand on that page.

    The marker is outlined in MARK, the boxes in CELL. `scale` is pixels per point, less where the picture would
    have more than MOST_PIXELS; `margin` is in points. The same arguments give the same bytes. Raises Rejected
    where there is nothing to show: no PDF, no such page, a place outside it. The size of the picture is bounded;
    how long pdfium takes over a page is not, as in `read`.
    """
    if marker.page is None or marker.bbox is None:
        raise Rejected("no picture: the place is that of a text file.")
    cells = [box.bbox for box in boxes if box.page == marker.page and box.bbox]
    with _opened(content, marker.page) as page:
        region = _around([marker.bbox, *cells], margin, page.get_size())
        scale = min(scale, sqrt(MOST_PIXELS / ((region[2] - region[0]) * (region[3] - region[1]))))
        image, left, top = _rendered(page, region, scale)
    for bbox, colour in [*((cell, CELL) for cell in cells), (marker.bbox, MARK)]:
        _outline(image, bbox, (left, top), scale, colour)
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


@contextmanager
def _opened(content: bytes, number: int) -> Iterator[Any]:
    """The page with this number, from 1."""
    try:
        with pypdfium2.PdfDocument(content) as pdf:
            if not 1 <= number <= len(pdf):
                raise Rejected(f"no picture: the document has no page {number}.")
            page = pdf[number - 1]
            if not 0 < min(page.get_size()) <= max(page.get_size()) <= LONGEST_SIDE:
                raise Rejected(f"no picture: page {number} has an impossible size.")
            yield page
    except pypdfium2.PdfiumError as error:
        raise Rejected(f"no picture: pdfium cannot show the page ({error}).") from error


def _around(boxes: Iterable[Box], margin: float, size: tuple[float, float]) -> Box:
    """The part of a page that holds these boxes with a margin around them."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    left, up = max(min(x0) - margin, 0.0), max(min(top) - margin, 0.0)
    right, down = min(max(x1) + margin, size[0]), min(max(bottom) + margin, size[1])
    if not (left < right and up < down):
        raise Rejected("no picture: the place is outside the page.")
    return left, up, right, down


def _rendered(page: Any, region: Box, scale: float) -> tuple[Image.Image, int, int]:
    """A part of a page, rendered, and the pixel of the whole page that its top left corner is."""
    width, height = (ceil(side * scale) for side in page.get_size())
    left, top = floor(region[0] * scale), floor(region[1] * scale)
    right, bottom = min(ceil(region[2] * scale), width), min(ceil(region[3] * scale), height)
    # pypdfium2 rounds what is cut off up to whole pixels: half a pixel less makes rounding errors harmless.
    cut = (max(0.0, (pixels - 0.5) / scale) for pixels in (left, height - bottom, width - right, top))
    bitmap = page.render(scale=scale, crop=tuple(cut))
    return bitmap.to_pil().convert("RGB"), left, top


def _outline(
    image: Image.Image, bbox: Box, corner: tuple[int, int], scale: float, colour: tuple[int, int, int]
) -> None:
    """Draw the outline of a box into a picture; what would stand outside the picture stands on its edge."""
    thick = max(1, round(THICK * scale))
    limits = [side - 1 for side in image.size]
    start = (round(at * scale) - thick - by for at, by in zip(bbox[:2], corner, strict=True))
    end = (round(at * scale) + thick - 1 - by for at, by in zip(bbox[2:], corner, strict=True))
    corners = [min(max(at, 0), most) for at, most in zip((*start, *end), limits * 2, strict=True)]
    ImageDraw.Draw(image).rectangle(corners, outline=colour, width=thick)
