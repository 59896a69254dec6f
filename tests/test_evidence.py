"""Where findings stand: boxes that a viewer can draw on the page as displayed, held against the page's pixels."""

import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdfium2 import raw as pdfium
from reportlab.pdfgen.canvas import Canvas

from extract.inputs import Entry
from extract.pages.evidence import CELL, MARK, MOST_PIXELS, THICK, picture
from extract.pages.lines import CLEAR
from extract.pool import Outcome
from extract.read import read
from publish.dataset import assemble
from schema.document import Place
from schema.kader import Kader
from schema.tables import to_arrow
from schema.verdict import Reading, Rejected
from tests.conftest import SAMPLES, SEEDS

REAL = sorted((SEEDS / "pdf").glob("*.pdf"))
PDFS = [*sorted(SAMPLES.glob("*.pdf")), *(pytest.param(path, marks=pytest.mark.slow) for path in REAL)]
# Pixels per point of the pages that are looked at, and how far from the background's colour ink is (0 to 255).
SCALE, INK = 4, 60
# A mark fills at least this share of its box's width and height (measured: 0.56 and more), and is at most so large.
FILLS, LARGEST = 0.5, 30.0
# Points at each side that a crop box cuts off the page, and the lower left corner of its media box.
CUT = (20.0, 15.0, 5.0, 10.0)
ORIGIN = (-300.0, -200.0)

Box = tuple[float, float, float, float]


@cache
def page_of(content: bytes, number: int, scale: int = SCALE) -> Image.Image:
    """A page as displayed, so many pixels per point."""
    with pypdfium2.PdfDocument(content) as pdf:
        image: Image.Image = pdf[number - 1].render(scale=scale).to_pil().convert("RGB")
        return image


def pixels(box: Box, scale: int, around: float) -> tuple[int, int, int, int]:
    """A box, and so many points around it, in pixels."""
    x0, top, x1, bottom = (round((at + out * around) * scale) for at, out in zip(box, (-1, -1, 1, 1), strict=True))
    return x0, top, x1, bottom


def ink_around(page: Image.Image, box: Box, around: int) -> Image.Image:
    """The ink of a box and so many points around it, as a mask: what differs from the commonest colour."""
    part = page.crop(pixels(box, SCALE, around))
    colours = part.getcolors(part.width * part.height)
    ground = max(colours or [(0, (0, 0, 0))])[1]
    assert isinstance(ground, tuple)
    red, green, blue = ImageChops.difference(part, Image.new("RGB", part.size, ground)).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda value: 255 * (value > INK))


def mark_in(mask: Image.Image, around: int) -> Box | None:
    """What the ink in the middle of a mask, with all that hangs together with it, covers: in points from the top
    left of the box that the mask is around."""
    edge = around * SCALE
    middle = (range(edge, mask.width - edge), range(edge, mask.height - edge))
    inked = {(n % mask.width, n // mask.width) for n, value in enumerate(mask.tobytes()) if value}
    found = {(x, y) for x, y in inked if x in middle[0] and y in middle[1]}
    todo = list(found)
    while todo:
        x, y = todo.pop()
        beside = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & inked - found
        found |= beside
        todo.extend(beside)
    if not found:
        return None
    xs, ys = zip(*found, strict=True)
    sides = (min(xs), min(ys), max(xs) + 1, max(ys) + 1)
    x0, top, x1, bottom = (side / SCALE - around for side in sides)
    return x0, top, x1, bottom


def check_pixels(content: bytes, place: Place) -> None:
    """The box of a mark covers its ink, tightly, and nothing stands to the left of it."""
    assert place.page
    assert place.bbox
    page = page_of(content, place.page)
    box = (place.bbox[0] + CLEAR, place.bbox[1] + CLEAR, place.bbox[2] - CLEAR, place.bbox[3] - CLEAR)
    width, height = box[2] - box[0], box[3] - box[1]
    assert max(width, height) <= LARGEST
    mark = mark_in(ink_around(page, box, 6), 6)
    assert mark, f"no ink in {place}"
    out = CLEAR + 1 / SCALE
    assert min(mark[:2]) >= -out, f"{mark} reaches out of {place}"
    assert mark[2] <= width + out, f"{mark} reaches out of {place}"
    assert mark[3] <= height + out, f"{mark} reaches out of {place}"
    assert mark[2] - mark[0] >= FILLS * width, f"{mark} is small in {place}"
    assert mark[3] - mark[1] >= FILLS * height, f"{mark} is small in {place}"
    beside = ink_around(page, box, 2)
    assert not beside.crop((0, 2 * SCALE, 2 * SCALE - SCALE // 2, beside.height - 2 * SCALE)).getbbox(), "ink beside"


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_the_box_of_every_mark_covers_its_ink(path: Path, reading: Callable[[Path], Reading]) -> None:
    found = reading(path).findings
    assert found
    for place in (f.finding.place for f in found):
        check_pixels(path.read_bytes(), place)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_one_box_per_page_the_mark_in_the_first(path: Path, reading: Callable[[Path], Reading]) -> None:
    for found in reading(path).findings:
        place, boxes = found.finding.place, found.finding.boxes
        assert place.bbox
        assert boxes[0].page == place.page
        assert boxes[0].bbox == union([boxes[0], place])
        for several in (boxes, found.indicator_boxes):
            pages = [box.page for box in several]
            assert pages == sorted(set(map(int, filter(None, pages))))
        assert place.page
        assert found.indicator_boxes[0].page in (place.page - 1, place.page)


def union(places: Sequence[Place]) -> Box:
    x0, top, x1, bottom = zip(*(place.bbox for place in places if place.bbox), strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def printed_in(pdf: Any, places: Sequence[Place]) -> str:
    """What pdfium, which the reader's boxes do not come from, finds in these boxes."""
    parts = []
    for place in places:
        assert place.page
        assert place.bbox
        page = pdf[place.page - 1]
        x0, top, x1, bottom = place.bbox
        height = page.get_height()
        parts.append(page.get_textpage().get_text_bounded(x0 - 1, height - bottom - 1, x1 + 1, height - top + 1))
    return letters("".join(parts))


def letters(text: str) -> str:
    """Letters and digits only: what line ends, hyphens and the glyphs of marks do not change."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_the_boxes_hold_the_finding_and_its_indicators(path: Path, reading: Callable[[Path], Reading]) -> None:
    said = reading(path)
    with pypdfium2.PdfDocument(path) as pdf:
        for n, found in enumerate(said.findings):
            text = letters("LET OP".join([found.finding.explanation, *found.finding.let_op]))
            printed = printed_in(pdf, found.finding.boxes)
            assert printed.endswith(text)
            assert len(printed) - len(text) <= 1, "the mark may be a letter"
            indicators = printed_in(pdf, found.indicator_boxes)
            assert all(letters(v.match.text) in indicators for v in said.verdicts if n in v.findings)


def test_a_finding_over_a_page_end_has_a_box_on_either_page(reading: Callable[[Path], Reading]) -> None:
    first = reading(SAMPLES / "leeuwarden-2015.pdf").findings[0]
    assert [box.page for box in first.finding.boxes] == [1, 2]
    assert [box.page for box in first.indicator_boxes] == [1]


def findings_table(path: Path, reading: Reading, kader: Kader) -> pa.Table:
    """The published findings of one document."""
    entry = Entry(path, path.name, "0" * 16)
    return to_arrow("findings", assemble([Outcome(entry, "read", None, reading)], kader).findings, {})


def test_the_published_boxes(reading: Callable[[Path], Reading], kader: Kader) -> None:
    path = SAMPLES / "leeuwarden-2015.pdf"
    table = findings_table(path, reading(path), kader)
    boxes = pa.list_(pa.struct([("page", pa.int16()), ("bbox", pa.list_(pa.float32()))]))
    assert {table.schema.field(name).type for name in ("boxes", "indicator_boxes")} == {boxes}
    for row, found in zip(table.to_pylist(), reading(path).findings, strict=True):
        first = row["boxes"][0]
        assert (first["page"], first["bbox"][0]) == (row["page"], row["bbox"][0])
        assert first["bbox"][1] <= row["bbox"][1]
        assert [box["page"] for box in row["boxes"]] == [box.page for box in found.finding.boxes]
        assert row["indicator_boxes"][0]["bbox"] == pytest.approx(found.indicator_boxes[0].bbox, abs=0.006)


def test_text_files_have_no_boxes(reading: Callable[[Path], Reading], kader: Kader) -> None:
    path = SAMPLES / "leeuwarden-2015.txt"
    for row in findings_table(path, reading(path), kader).to_pylist():
        assert (row["boxes"], row["indicator_boxes"]) == (None, None)


def turned(content: bytes, degrees: int) -> bytes:
    """The same pages, their content turned back and /Rotate put upright again; the crop box cuts CUT off their sides,
    the media box is larger and begins at ORIGIN."""
    with pypdfium2.PdfDocument(content) as pdf:
        for page in pdf:
            (width, height), (left, bottom) = page.get_size(), ORIGIN
            matrix, sides = {
                0: ((1, 0, 0, 1, 0, 0), (CUT[0], CUT[3], width - CUT[2], height - CUT[1])),
                90: ((0, 1, -1, 0, height, 0), (CUT[1], CUT[0], height - CUT[3], width - CUT[2])),
                180: ((-1, 0, 0, -1, width, height), (CUT[2], CUT[1], width - CUT[0], height - CUT[3])),
                270: ((0, -1, 1, 0, 0, width), (CUT[3], CUT[2], height - CUT[1], width - CUT[0])),
            }[degrees]
            moved = pdfium.FS_MATRIX(*matrix[:4], matrix[4] + left, matrix[5] + bottom)
            assert pdfium.FPDFPage_TransFormWithClip(page, moved, None)
            across, up = (height, width) if degrees % 180 else (width, height)
            page.set_mediabox(left, bottom, left + across + 30, bottom + up + 40)
            page.set_cropbox(sides[0] + left, sides[1] + bottom, sides[2] + left, sides[3] + bottom)
            page.set_rotation(degrees)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_on_the_page_as_displayed(degrees: int, reading: Callable[[Path], Reading], kader: Kader) -> None:
    """After /Rotate and crop box, wherever the media box begins."""
    path = SAMPLES / "leeuwarden-2015.pdf"
    upright, content = reading(path), turned(path.read_bytes(), degrees)
    found = read(content, kader)
    assert [f.finding for f in found.findings] == [f.finding for f in upright.findings]
    for here, there in zip(found.findings, upright.findings, strict=True):
        check_pixels(content, here.finding.place)
        for box, original in zip(here.finding.boxes, map(shifted, there.finding.boxes), strict=True):
            assert box.page == original.page
            assert box.bbox == pytest.approx(original.bbox, abs=0.5)


def blank(width: float, height: float) -> bytes:
    """A PDF of one page with one letter in the middle."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, pagesize=(width, height), invariant=1)
    canvas.drawString(width / 2, height / 2, "X")
    canvas.save()
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    assert (image.format, image.mode) == ("PNG", "RGB")
    return image


def pixels_of(image: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int] | None:
    """The box of all pixels of one colour."""
    difference = ImageChops.difference(image, Image.new("RGB", image.size, colour)).convert("RGB").split()
    other = ImageChops.lighter(ImageChops.lighter(difference[0], difference[1]), difference[2])
    return other.point(lambda value: 255 * (value == 0)).getbbox()


def shifted(place: Place) -> Place:
    """A place of the upright page, on the turned one."""
    assert place.bbox
    x0, top, x1, bottom = (at - CUT[n % 2] for n, at in enumerate(place.bbox))
    return Place(place.page, (x0, top, x1, bottom))


@pytest.mark.parametrize("degrees", [None, 0, 90, 180, 270])
def test_a_picture_is_the_page_with_outlines(degrees: int | None, reading: Callable[[Path], Reading]) -> None:
    """Where nothing is cut off, it differs from the page in its outlines only; they stand around their boxes."""
    path = SAMPLES / "leeuwarden-2015.pdf"
    content = path.read_bytes() if degrees is None else turned(path.read_bytes(), degrees)
    move = shifted if degrees is not None else lambda place: place
    found = next(f.finding for f in reading(path).findings if f.finding.place.page == 2)
    marker, cell = move(found.place), move(found.boxes[0])
    check_pixels(content, marker)
    page = page_of(content, 2, 2)
    image = opened(picture(content, marker, [cell, Place(1, (0.0, 0.0, 9.0, 9.0))], scale=2, margin=1e4))
    assert image.size == page.size
    assert marker.bbox
    assert cell.bbox
    out = THICK
    assert pixels_of(image, MARK) == pytest.approx(pixels(marker.bbox, 2, out), abs=1)
    assert (pixels_of(image, CELL) or ())[2:] == pytest.approx(pixels(cell.bbox, 2, out)[2:], abs=1)
    inside = pixels(marker.bbox, 2, 0)
    assert image.crop(inside).tobytes() == page.crop(inside).tobytes()
    small = opened(picture(content, marker, [cell], scale=2, margin=12))
    left, top = (int((at - 12) * 2) for at in cell.bbox[:2])
    assert small.tobytes() == image.crop((left, top, left + small.width, top + small.height)).tobytes()
    right, bottom = ((at + 12) * 2 for at in cell.bbox[2:])
    assert (left + small.width, top + small.height) == pytest.approx((right, bottom), abs=1)


def test_a_picture_is_the_same_every_time(reading: Callable[[Path], Reading]) -> None:
    path = SAMPLES / "leeuwarden-2015.pdf"
    found = reading(path).findings[0]
    arguments = (path.read_bytes(), found.finding.place, [*found.finding.boxes, *found.indicator_boxes])
    assert picture(*arguments) == picture(*arguments)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.name)
def test_the_outline_goes_around_the_mark(path: Path, reading: Callable[[Path], Reading]) -> None:
    """Of every finding both colours are in its picture, and ink inside the outline of the mark."""
    for found in reading(path).findings:
        boxes = [*found.finding.boxes, *found.indicator_boxes]
        image = opened(picture(path.read_bytes(), found.finding.place, boxes, scale=SCALE))
        mark = pixels_of(image, MARK)
        assert mark
        assert pixels_of(image, CELL)
        x0, top, x1, bottom = (at / SCALE for at in mark)
        inside = (x0 + THICK, top + THICK, x1 - THICK, bottom - THICK)
        assert mark_in(ink_around(image, inside, 0), 0)


@pytest.mark.parametrize("side", [2000.0, 14400.0])
def test_a_huge_page_gives_a_picture_of_bounded_size(side: float) -> None:
    middle = (side / 2, side / 2 - 9, side / 2 + 7, side / 2)
    image = opened(picture(blank(side, side), Place(1, middle), [Place(1, (0.0, 0.0, side, side))]))
    assert image.width * image.height <= 1.01 * MOST_PIXELS
    assert pixels_of(image, MARK)


@pytest.mark.parametrize(
    ("content", "marker"),
    [
        (b"%PDF-1.4", Place(1, (0.0, 0.0, 9.0, 9.0))),
        (blank(200, 200), Place(2, (0.0, 0.0, 9.0, 9.0))),
        (blank(200, 200), Place(0, (0.0, 0.0, 9.0, 9.0))),
        (blank(200, 200), Place(1, (300.0, 0.0, 309.0, 9.0))),
        (blank(200, 1e6), Place(1, (0.0, 0.0, 9.0, 9.0))),
        (blank(200, 200), Place(line=4, span=(0, 9))),
    ],
    ids=["broken", "no page 2", "no page 0", "outside", "impossible size", "text file"],
)
def test_nothing_to_show(content: bytes, marker: Place) -> None:
    with pytest.raises(Rejected, match="no picture"):
        picture(content, marker, [])


def test_a_mark_at_the_edge_is_outlined_on_the_edge() -> None:
    image = opened(picture(blank(100, 100), Place(1, (-3.0, -3.0, 6.0, 6.0)), [Place(1, (90.0, 90.0, 400.0, 400.0))]))
    assert image.size == (200, 200)
    assert pixels_of(image, MARK) == (0, 0, 14, 14)
    assert pixels_of(image, CELL) == (178, 178, 200, 200)
