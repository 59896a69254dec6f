"""What a picture of a mark shows, whatever typeface or pen drew it, at whatever size, and also in a bad scan.

The glyphs are those of the fonts that every PDF reader has; the rest is drawn here, so that no font of the machine
matters. Wrong is worse than untold: no tick is a cross or the reverse, and nothing else is either.
"""

from collections.abc import Callable, Sequence
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
Strokes = Callable[[Random], list[list[Point]]]

LATIN = ("Helvetica", "Times-Roman", "Times-BoldItalic")
TICKS = [*product(["ZapfDingbats"], "✓✔"), ("Symbol", "√")]
CROSSES = [*product(["ZapfDingbats"], "✕✖✗✘"), ("Symbol", "×"), *product(LATIN, "Xx×")]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWYZadegijkltuvwyz0123456789"
OTHERS = [*product(LATIN, LETTERS + "•–+-*#/\\|!?,.;=~><&“"), *product(["ZapfDingbats"], "●■□❍➔➢★✱")]
# The glyphs stand in cells of a sheet (points), drawn at these scales: type of 9 to 48 pixels.
SIZE, CELL, COLUMNS = 12, 30, 20
SCALES = (1.5, 2.1, 3.0, 4.0)
# Drawn marks have strokes of this share of their height; they are drawn so many times larger than they are shown.
THINNEST, THICKEST, FINE = 0.07, 0.2, 6
# Letters of 8 to 12 pixels with serifs are not told.
UNTOLD = {1.5: {("Times-Roman", "x"), ("Times-BoldItalic", "x"), ("Times-BoldItalic", "X")}}


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
    width = max((x for stroke in strokes for x, _ in stroke), default=0.0)
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


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("glyphs", "shape"), [(TICKS, TICK), (CROSSES, CROSS)])
def test_the_marks_of_every_font_are_told(glyphs: Sequence[Glyph], shape: str, scale: float) -> None:
    told = {glyph: shape_of(bitmap(sheet(scale)[glyph])) for glyph in glyphs}
    assert {glyph for glyph in glyphs if told[glyph] != shape} <= UNTOLD.get(scale, set())
    assert set(told.values()) <= {shape, None}


@pytest.mark.parametrize(("mark", "shape"), [(tick, TICK), (cross, CROSS)])
def test_drawn_marks_are_told_in_all_surroundings(mark: Strokes, shape: str) -> None:
    random = Random(20251)
    told = []
    for n, around in enumerate(["", "", "", "box", "ring", "badge", "disc"] * 6):
        height = round(16 * 6 ** random.random()) * (2 if around else 1)
        image = drawn(mark(random), height, random.uniform(THINNEST, THICKEST), around)
        told.append(shape_of(bitmap(scanned(image, random) if n % 2 else image)))
    assert set(told) <= {shape, None}
    assert told.count(shape) >= 0.97 * len(told)


def test_whatever_else_stands_on_a_page_is_no_mark() -> None:
    random = Random(20252)
    cells = [sheet(SCALES[n % len(SCALES)])[glyph] for n, glyph in enumerate(OTHERS)]
    shown = [scanned(cell, random) if n % 3 == 0 else cell for n, cell in enumerate(cells)]
    assert {glyph for glyph, cell in zip(OTHERS, shown, strict=True) if shape_of(bitmap(cell))} == set()


@pytest.mark.parametrize("around", ["", "box", "ring", "badge", "disc"])
@pytest.mark.parametrize("strokes", [[], [[(0, 0), (0.5, 1), (1, 0)]], [[(0, 0.5), (1, 0.5)]], [[(0, 1), (1, 0)]]])
def test_nothing_a_v_a_dash_and_a_slash_are_no_marks(strokes: list[list[Point]], around: str) -> None:
    image = drawn(strokes, 60, 0.12, around)
    assert {shape_of(bitmap(picture)) for picture in (image, image.rotate(3, fillcolor=255))} == {None}


@pytest.mark.parametrize(("mark", "shape"), [(tick, TICK), (cross, CROSS)])
def test_dark_on_light_light_on_dark_and_cut_close_are_one(mark: Strokes, shape: str) -> None:
    image = drawn(mark(Random(3)), 40, 0.12)
    tinted = image.point([round(90 + 130 * level / 255) for level in range(256)])
    negative = image.point([255 - level for level in range(256)])
    for picture in map(bitmap, (image, tinted, negative)):
        box = ink_box(picture)
        assert box
        assert [shape_of(picture), shape_of(crop(picture, box))] == [shape, shape]


def test_a_tick_the_wrong_way_round_is_none() -> None:
    image = drawn(tick(Random(4)), 40, 0.12)
    for way in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.ROTATE_180):
        assert shape_of(bitmap(image.transpose(way))) is None


def test_the_ink_and_its_pieces_are_found_left_to_right() -> None:
    image = Image.new("L", (60, 30), 230)
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 5, 49, 24), fill=20)
    pen.line((10, 8, 20, 18), fill=40, width=3)
    pen.point((30, 3), fill=0)
    boxes = blobs(bitmap(image))
    assert [box[0] < 25 for box in boxes] == [True, False]
    assert boxes[1] == (40, 5, 50, 25)
    whole = ink_box(bitmap(image))
    assert whole == (boxes[0][0], 5, 50, 25)
    part = crop(bitmap(image), (38, 3, 70, 99))
    assert (part.width, part.height, ink_box(part)) == (22, 27, (2, 2, 12, 22))


@pytest.mark.parametrize("size", [(0, 0), (0, 7), (7, 0), (1, 1), (1, 80), (80, 1), (30, 30)])
def test_a_blank_picture_has_no_ink(size: tuple[int, int]) -> None:
    blank = Bitmap(*size, bytes([200]) * (size[0] * size[1]))
    assert (ink_box(blank), blobs(blank), shape_of(blank), likeness(blank, blank)) == (None, [], None, 1.0)


@pytest.mark.parametrize("size", [(3, 5), (1, 80), (90, 70), (1500, 900)])
def test_noise_is_no_mark(size: tuple[int, int]) -> None:
    noise = Bitmap(*size, Random(5).randbytes(size[0] * size[1]))
    assert shape_of(noise) is None
    assert likeness(noise, noise) == pytest.approx(1)


def test_likeness_is_of_form_and_of_strength() -> None:
    random = Random(6)
    strokes = tick(random)
    image = drawn(strokes, 40, 0.12)
    one, pale = bitmap(image), bitmap(image.point([round(150 + 105 * level / 255) for level in range(256)]))
    again, other = bitmap(drawn(strokes, 52, 0.12)), bitmap(drawn(cross(random), 40, 0.12))
    assert likeness(one, one) == pytest.approx(1)
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, other) < 0.45 < 0.7 < likeness(one, again)
    assert likeness(one, pale) < likeness(one, again)
    assert likeness(one, Bitmap(9, 9, bytes(81))) == 0
