"""What a picture of a mark shows: whatever typeface or pen drew it, at whatever size, and also in a bad scan.

The glyphs are those of the fonts that every PDF reader has; the rest is drawn here. Nothing here asks a font of the
machine. Wrong is worse than untold: no tick may be read as a cross or the reverse, and nothing else as either.
"""

import random
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from itertools import product
from math import hypot, pi, sin

import pypdfium2
import pytest
from PIL import Image, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from extract.pages.shapes import CROSS, TICK, Bitmap, blobs, crop, ink_box, likeness, shape_of

Point = tuple[float, float]

LATIN = (
    "Helvetica Helvetica-Bold Helvetica-Oblique Helvetica-BoldOblique Times-Roman Times-Bold Times-Italic "
    "Times-BoldItalic Courier Courier-Bold Courier-Oblique"
).split()
# Type size and cell of the printed glyphs, in points; how large they are drawn, in pixels a point: 100 to 300 dpi.
SIZE, CELL, COLUMNS = 12, 24, 16
SCALES = (1.4, 2.1, 3.0, 4.2)
TICKS = [("ZapfDingbats", "3"), ("ZapfDingbats", "4"), ("Symbol", "√")]
CROSSES = [("ZapfDingbats", mark) for mark in "5678"] + [("Symbol", "×")] + list(product(LATIN, "Xx×"))
OTHERS = list(product(LATIN, "ABCDEFGHIJKLMNOPQRSTUVWYZabcdefghijklmnopqrstuvwyz0123456789•–—+-*#/\\|!?,.;:=~><()&@“’"))
DINGBATS = [("ZapfDingbats", mark) for mark in "lmnopqrstuv\u2192"]


@cache
def _sheet(scale: float) -> dict[tuple[str, str], Bitmap]:
    """Every glyph in its cell, drawn at this scale."""
    ...
