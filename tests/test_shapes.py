"""What a picture of a mark shows, whatever typeface or pen drew it, at whatever size, and also in a bad scan.

The glyphs are those of the fonts that every PDF reader has; the rest is drawn here, so that no font of the machine
matters. Wrong is worse than untold: no tick is a cross or the reverse, and nothing else is either.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import product
from random import Random

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from extract.pages.shapes import CROSS, TICK, Bitmap, blobs, crop, ink_box, likeness, shape_of

Point = tuple[float, float]
Glyph = tuple[str, str]

LATIN = ("Helvetica", "Helvetica-BoldOblique", "Times-Roman", "Times-BoldItalic", "Courier")
TICKS = [*product(["ZapfDingbats"], "✓✔"), ("Symbol", "√")]
CROSSES = [*product(["ZapfDingbats"], "✕✖✗✘"), ("Symbol", "×"), *product(LATIN[:4], "X×"), ("Helvetica", "x")]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWYZabcdefghijklmnopqrstuvwyz0123456789"
OTHERS = [*product(LATIN, LETTERS + "•–—+-*#/\\|!?,.;:=~><()&@“’"), *product(["ZapfDingbats"], "●■□❍➔➢★✱")]
# The glyphs stand in cells of a sheet (points), drawn at these scales: type of 9 to 48 pixels.
SIZE, CELL, COLUMNS = 12, 30, 20
SCALES = (1.5, 2.1, 3.0, 4.0)
# Drawn marks have strokes of this share of their height; they are drawn so many times larger than they are shown.
THINNEST, THICKEST, FINE = 0.06, 0.2, 6


def bitmap(image: Image.Image) -> Bitmap:
    return Bitmap(image.width, image.height, image.tobytes())


@cache
def sheet(scale: float) -> dict[Glyph, Image.Image]:
    """Every glyph of the fonts in its cell, at a scale in pixels a point."""
    glyphs = [*TICKS, *CROSSES, *OTHERS]
    height = CELL * -(-len(glyphs) // COLUMNS)
    file = BytesIO()
    canvas = Canvas(file, pagesize=(CELL * COLUMNS, height))
    for n, (font, glyph) in enumerate(glyphs):
        canvas.setFont(font, SIZE)
        canvas.drawString(n % COLUMNS * CELL + CELL / 3, height - (n // COLUMNS + 0.65) * CELL, glyph)
    canvas.save()
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        page: Image.Image = document[0].render(scale=scale).to_pil().convert("L")
    cell = CELL * scale
    corners = [(n % COLUMNS * cell, n // COLUMNS * cell) for n in range(len(glyphs))]
    return {
        glyph: page.crop((round(x), round(y), round(x + cell), round(y + cell)))
        for glyph, (x, y) in zip(glyphs, corners, strict=True)
    }


def scanned(image: Image.Image, random: Random) -> Image.Image:
    """A picture as a scanner gives it: askew, soft, grey, with noise, as a JPEG."""
    soft = image.rotate(random.uniform(-3, 3), Image.Resampling.BICUBIC, fillcolor=image.getpixel((0, 0)))
    soft = soft.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 0.2 + image.height / 100)))
    paper, ink = random.randrange(215, 250), random.randrange(20, 70)
    grey = soft.point([round(ink + (paper - ink) * level / 255) for level in range(256)])
    noisy = bytes(min(255, max(0, round(random.gauss(level, 6)))) for level in grey.tobytes())
    file = BytesIO()
    Image.frombytes("L", grey.size, noisy).save(file, "JPEG", quality=random.randrange(45, 90))
    return Image.open(file).convert("L")


def tick(random: Random) -> list[list[Point]]:
    """The strokes of a tick, in shares of its height."""
    width, low, left = random.uniform(0.75, 1.35), random.uniform(0.22, 0.42), random.uniform(0.4, 0.7)
    return [[(0, left), (width * low, 1), (width, 0)]]


def cross(random: Random) -> list[list[Point]]:
    """The strokes of a cross, in shares of its height, with unequal arms."""
    width = random.uniform(0.75, 1.25)

    def near(x: float, y: float) -> Point:
        return x * width + random.uniform(-0.07, 0.07), y + random.uniform(-0.07, 0.07)

    return [[near(0, 0), near(1, 1)], [near(1, 0), near(0, 1)]]


def drawn(strokes: Sequence[Sequence[Point]], height: int, thickness: float, around: str = "") -> Image.Image:
    """Strokes this many pixels high, their thickness a share of that; around them a box, a ring, a badge or nothing."""
    unit = height * FINE * (0.5 if around else 1.0)
    width = max(x for stroke in strokes for x, _ in stroke)
    side = round(2.4 * unit)
    image = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(image)
    rim = (0.12 * side, 0.12 * side, 0.88 * side, 0.88 * side)
    line = max(FINE, round(0.06 * unit))
    if around in ("box", "badge"):
        pen.rectangle(rim, fill=0 if around == "badge" else 255, outline=0, width=line)
    elif around in ("ring", "disc"):
        pen.ellipse(rim, fill=0 if around == "disc" else 255, outline=0, width=line)
    for stroke in strokes:
        points = [(side / 2 + (x - width / 2) * unit, side / 2 + (y - 0.5) * unit) for x, y in stroke]
        pen.line(points, fill=255 if around in ("badge", "disc") else 0, width=round(thickness * unit), joint="curve")
    return image.resize((side // FINE, side // FINE), Image.Resampling.BOX)


def pictures(mark: Callable[[Random], list[list[Point]]]) -> Iterator[Image.Image]:
    """Marks of all sizes, thicknesses and surroundings, every second one scanned."""
    random = Random(20250101)
    for n, around in enumerate(["", "", "", "box", "ring", "badge", "disc"] * 12):
        height = round(16 * 6 ** random.random()) * (2 if around else 1)
        image = drawn(mark(random), height, random.uniform(THINNEST + 0.02 * bool(around), THICKEST), around)
        yield scanned(image, random) if n % 2 else image


@pytest.mark.parametrize(("glyphs", "shape"), [(TICKS, TICK), (CROSSES, CROSS)])
def test_glyphs_of_every_font_are_told_at_every_size(glyphs: Sequence[Glyph], shape: str) -> None:
    told = {(glyph, scale): shape_of(bitmap(sheet(scale)[glyph])) for glyph in glyphs for scale in SCALES}
    print([k for k,v in told.items() if v!=shape])
    assert set(told.values()) <= {shape, None}


@pytest.mark.parametrize(("mark", "shape"), [(tick, TICK), (cross, CROSS)])
def test_drawn_marks(mark, shape):
    told = [shape_of(bitmap(image)) for image in pictures(mark)]
    print(told.count(shape), len(told))

def test_others():
    random = Random(1)
    told = {g: shape_of(bitmap(scanned(sheet(SCALES[n % 4])[g], random) if n % 3==0 else sheet(SCALES[n % 4])[g])) for n, g in enumerate(OTHERS)}
    print({k: v for k, v in told.items() if v})
