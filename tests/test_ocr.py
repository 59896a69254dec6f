"""Pages that are pictures: what is seen on them, OCR within its limits, and what is said where it is not installed."""

import io
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pyarrow.parquet as pq
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.pages import ocr, scan
from extract.pages.lines import Word
from extract.pages.ocr import ADVICE, AUTO, SWITCHED_OFF, MoreTime, Ocr
from extract.pages.pictures import Seen, displayed, see
from extract.pages.shapes import CROSS, TICK, Bitmap
from extract.pages.sheet import Sheet, sheet_of
from extract.read import read
from normalize.marks import UNREADABLE
from schema.document import Cell, Line, Place
from schema.kader import Kader
from schema.verdict import Rejected
from tests.conftest import ROOT, SAMPLES
from tests.typeset import HEIGHT, WIDTH

SAMPLE = (SAMPLES / "leeuwarden-2015.pdf").read_bytes()
# The page of the sample that has tables on it, from 1; and what of it OCR would see.
PAGE = 3
SCALE = 4.0
needs_ocr = pytest.mark.skipif(ocr.available() is not None, reason="OCRmyPDF, Tesseract or its Dutch data is missing")


def picture_of(pdf: bytes, number: int, scale: float = SCALE) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        image: Image.Image = document[number - 1].render(scale=scale).to_pil().convert("L")
    return image


def bitmap(image: Image.Image) -> Bitmap:
    return Bitmap(image.width, image.height, image.tobytes())


def scanned(image: Image.Image, angle: float = 0.0) -> Image.Image:
    """The picture of a page as a scanner gives it: askew, with soft edges and noise (the same in every run)."""
    turned = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(1))
    tile = Image.frombytes("L", (97, 89), bytes(120 + (n * n * 7 + n * 13) % 17 for n in range(97 * 89)))
    noise = Image.new("L", turned.size)
    for x in range(0, noise.width, tile.width):
        for y in range(0, noise.height, tile.height):
            noise.paste(tile, (x, y))
    return ImageChops.add(turned, noise, 1, -128)


def bound(images: Sequence[Image.Image]) -> bytes:
    """A PDF of pictures, each as large as a page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    for image in images:
        canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def words_of(pdf: bytes, number: int) -> list[Word]:
    """The words of a page as pdfium sees them, each with the box of its ink."""
    words = []
    with pypdfium2.PdfDocument(pdf) as document:
        text_page = document[number - 1].get_textpage()
        text = text_page.get_text_range()
        start = 0
        for token in text.split():
            start = text.index(token, start)
            boxes = [text_page.get_charbox(n) for n in range(start, start + len(token))]
            left, low, right, high = (
                f(side) for f, side in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
            )
            words.append(Word(token, left, HEIGHT - high, right, HEIGHT - low, 8.5))
            start += len(token)
    return words


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return picture_of(SAMPLE, PAGE)


# --- what is seen on the picture ---


@pytest.mark.parametrize("angle", [0.0, 0.7, -0.45])
def test_how_far_a_page_is_turned(page: Image.Image, angle: float) -> None:
    assert scan.tilt(bitmap(scanned(page, angle))) == pytest.approx(-angle, abs=0.05)


def test_a_box_that_is_turned_and_turned_back_is_where_it_was() -> None:
    box = (400.0, 100.0, 410.0, 108.0)
    turned = scan.turned_box(box, 0.7, WIDTH, HEIGHT)
    assert turned != box
    assert scan.turned_box(turned, -0.7, WIDTH, HEIGHT) == pytest.approx(box)


def test_rules_are_found_where_they_are_drawn(page: Image.Image) -> None:
    straight = scan.ruling(bitmap(page), SCALE)
    askew = scan.turned(bitmap(scanned(page, 0.6)), -0.6)
    rules = scan.ruling(askew, SCALE)
    # two sides and three rules between four columns; every lying rule of the one is one of the other
    columns = (45.0, 166.2, 294.4, 422.6, 550.3)
    for found in (straight, rules):
        assert all(any(abs(rule[0] - x) < 2.5 for rule in found.upright) for x in columns)
        assert all(any(abs(rule[0] - x) < 2.5 for x in columns) for rule in found.upright)
        assert all(rule[2] - rule[0] > 500 for rule in found.level)
    for one, other in ((straight, rules), (rules, straight)):
        assert all(any(abs(rule[1] - near[1]) < 2.5 for near in other.level) for rule in one.level)


def test_shading_is_no_rule() -> None:
    image = Image.new("L", (2400, 1200), 255)
    image.paste(60, (200, 200, 2200, 260))
    image.paste(225, (200, 260, 2200, 400))
    found = scan.ruling(bitmap(scanned(image)), SCALE)
    assert (found.level, found.upright) == ((), ())
    assert len(found.shaded) == 2
    assert found.shaded[0] == pytest.approx((50, 50, 550, 65), abs=2.5)
    assert found.shaded[1] == pytest.approx((50, 65, 550, 100), abs=2.5)
    assert found.dark == found.shaded[:1]


def test_marks_are_decided_on_the_picture_not_on_the_letter(page: Image.Image) -> None:
    words = words_of(SAMPLE, PAGE)
    printed = Counter(word.text for word in words if word.text in "✓✗X")
    misread = [replace(word, text={"✓": "/", "✗": "X"}.get(word.text, word.text)) for word in words]
    level = bitmap(scanned(page))
    rules = scan.ruling(level, SCALE)
    (found,) = scan.decided([scan.marks(level, SCALE, misread, rules)], {})
    assert Counter(mark.glyph for mark in found) == Counter("✓" * printed["✓"] + "✗" * (printed["✗"] + printed["X"]))
    for mark in found:
        assert [TICK if misread[n].text == "/" else CROSS for n in mark.replaces] == [mark.glyph]
    seen = scan.with_marks(misread, found, rules, "doubt")
    assert "/" not in [word.text for word in seen]
    assert not any(word.doubt for word in seen)


def test_marks_that_ocr_did_not_see(page: Image.Image) -> None:
    words = words_of(SAMPLE, PAGE)
    blind = [word for word in words if word.text not in "✓✗X"]
    level = bitmap(scanned(page))
    (found,) = scan.decided([scan.marks(level, SCALE, blind, scan.ruling(level, SCALE))], {})
    assert all(mark.glyph and not mark.replaces for mark in found)
    assert len(found) == len(words) - len(blind)


def test_a_mark_that_tells_nothing_is_doubtful(page: Image.Image) -> None:
    words = words_of(SAMPLE, PAGE)
    marks = [n for n, word in enumerate(words) if word.text in "✓✗X"]
    spoilt = page.copy()
    for n in marks:  # a blot over every mark
        x0, top, x1, bottom = (round(at * SCALE) for at in words[n].box)
        spoilt.paste(0, (x0, top, x1, bottom))
    misread = [replace(word, text="v") if n in marks else word for n, word in enumerate(words)]
    level = bitmap(spoilt)
    rules = scan.ruling(level, SCALE)
    (found,) = scan.decided([scan.marks(level, SCALE, misread, rules)], {})
    assert [mark.glyph for mark in found] == [None] * len(marks)
    doubtful = [word for word in scan.with_marks(misread, found, rules, "doubt") if word.doubt]
    assert [word.text for word in doubtful] == [UNREADABLE] * len(marks)


def test_a_layer_of_ocr_is_known_by_its_font() -> None:
    assert scan.is_ocr_layer(["ABCDEF+GlyphLessFont", "GlyphLessFont", "Helvetica"])
    assert not scan.is_ocr_layer(["Helvetica", "Helvetica", "GlyphLessFont"])
    assert not scan.is_ocr_layer([])


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (900, 1200)])
@pytest.mark.parametrize("grey", [0, 255])
def test_empty_and_odd_pictures(size: tuple[int, int], grey: int) -> None:
    odd = bitmap(Image.new("L", size, grey))
    word = Word("/", 1, 1, 5, 9, 8)
    rules = scan.ruling(odd, SCALE)
    assert scan.is_blank(odd, SCALE)
    assert abs(scan.tilt(odd)) <= scan.MOST_TILT + 0.2
    assert not [mark for mark in scan.marks(odd, SCALE, [word], rules) if mark.glyph]
    assert scan.png(scan.turned(odd, 0.3), SCALE).startswith(b"\x89PNG")


def test_a_photograph_takes_little_time() -> None:
    photograph = Image.effect_noise((int(WIDTH * SCALE), int(HEIGHT * SCALE)), 90)
    words = words_of(SAMPLE, PAGE)
    before = time.process_time()
    level = bitmap(photograph)
    scan.tilt(level)
    scan.marks(level, SCALE, words, scan.ruling(level, SCALE))
    assert time.process_time() - before < 10


# --- which pages are read, and what becomes of the others ---


class Album:
    """Pages that are drawn already; the text of some is invisible."""

    def __init__(self, *images: Image.Image, hidden: Sequence[int] = ()) -> None:
        self._images, self._hidden = images, hidden

    @property
    def pages(self) -> int:
        return len(self._images)

    def picture(self, number: int) -> tuple[Bitmap, float]:
        return bitmap(self._images[number - 1]), SCALE

    def hides_text(self, number: int) -> bool:
        return number in self._hidden


def bare(number: int, words: Sequence[Word] = (), scanned: bool = True) -> Sheet:
    with pdfplumber.open(io.BytesIO(bound([Image.new("L", (10, 10))]))) as document:
        return replace(sheet_of(document.pages[0]), number=number, words=tuple(words), scanned=scanned)


def look(sheets: Sequence[Sheet], *images: Image.Image, reader: Ocr = AUTO, hidden: Sequence[int] = ()) -> Seen:
    def words_in(content: bytes) -> Sequence[Word]:
        return words_of(SAMPLE, PAGE)

    return see(sheets, Album(*images, hidden=hidden), reader, words_in, "doubt")


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without OCRmyPDF: neither on PATH nor beside the interpreter."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_the_advice_is_given(page: Image.Image) -> None:
    assert ocr.available() == "ocrmypdf"
    assert Ocr().hindrance() == ADVICE
    assert all(name in ADVICE for name in ("[ocr]", "ocrmypdf", "tesseract-ocr-nld"))
    with pytest.raises(Rejected) as rejected:
        look([bare(1), bare(2)], page, page)
    assert str(rejected.value) == ADVICE
    with pytest.raises(Rejected):
        ocr.recognised(b"")


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_the_other_pages_are_read(page: Image.Image) -> None:
    text = bare(1, words_of(SAMPLE, PAGE), scanned=False)
    seen = look([text, bare(2)], page, page)
    assert seen.sheets[0] == text
    assert (dict(seen.turns), dict(seen.unread)) == ({}, {2: ADVICE})


def test_ocr_may_be_switched_off(page: Image.Image) -> None:
    with pytest.raises(Rejected) as rejected:
        look([bare(1)], page, reader=Ocr(allowed=False))
    assert str(rejected.value) == SWITCHED_OFF


@pytest.fixture(scope="module")
def scan_of_the_sample() -> bytes:
    """The sample as a scanner gives it: three pages without a text layer."""
    return bound([scanned(picture_of(SAMPLE, number)) for number in (1, 2, 3)])


def pipeline(*arguments: object) -> int:
    """The command; its exit code."""
    command = [sys.executable, "run_pipeline.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


@pytest.mark.usefixtures("without_ocr")
def test_a_scan_is_rejected_with_the_advice(scan_of_the_sample: bytes, kader: Kader) -> None:
    with pytest.raises(Rejected) as rejected:
        read(scan_of_the_sample, kader)
    assert str(rejected.value) == ADVICE


def test_a_scan_is_rejected_where_ocr_is_switched_off(scan_of_the_sample: bytes, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan_of_the_sample)
    assert pipeline(tmp_path / "scan.pdf", "--out", tmp_path / "out", "--ocr", "never") == 1
    (document,) = pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()
    assert (document["status"], document["reason"]) == ("rejected", SWITCHED_OFF)


@needs_ocr
@pytest.mark.slow
def test_a_scan_says_what_its_pages_say(scan_of_the_sample: bytes, kader: Kader, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan_of_the_sample)
    assert pipeline(tmp_path / "scan.pdf", "--out", tmp_path / "out") == 0
    (document,) = pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()
    assert (document["ocr_pages"], document["markers_seen"]) == ([1, 2, 3], None)
    rows = pq.read_table(tmp_path / "out" / "verdicts.parquet").to_pylist()
    found = {(row["aanpak"], row["year"], row["indicator_id"]): row["verdict"] for row in rows}
    assert found == {(v.aanpak, v.year, v.match.indicator_id): v.verdict for v in read(SAMPLE, kader).verdicts}


def test_an_empty_page_is_no_picture() -> None:
    blank = Image.new("L", (2380, 3367), 250)
    text = bare(1, words_of(SAMPLE, PAGE), scanned=False)
    assert look([text, bare(2, scanned=False)], blank, blank).unread == {}


def test_a_layer_of_ocr_needs_no_ocr_but_the_picture(page: Image.Image) -> None:
    layer = [
        replace(word, font="GlyphLessFont", text="/" if word.text == "✓" else word.text)
        for word in words_of(SAMPLE, PAGE)
    ]
    askew = [scan.turned_word(word, 0.5, WIDTH, HEIGHT) for word in layer]
    seen = look([bare(1, askew)], scanned(page, 0.5), reader=Ocr(allowed=False))
    assert seen.turns[1].angle == pytest.approx(-0.5, abs=0.05)
    ticks = [word for word in seen.sheets[0].words if word.text == "✓"]
    assert len(ticks) == sum(word.text == "/" for word in layer)
    line = Line("✓", place=Place(1, ticks[0].box), start=Place(1, ticks[0].box))
    (cell,) = displayed([Cell((line,))], seen.turns)
    where = cell.lines[0].place.bbox
    assert where is not None
    assert (
        min(max(abs(a - b) for a, b in zip(where, word.box, strict=True)) for word in askew if word.text == "/") < 2.5
    )


def test_invisible_text_over_a_picture_is_a_layer_of_ocr_whatever_its_font(page: Image.Image) -> None:
    words = [
        replace(word, font="Times", text="V" if word.text == "✓" else word.text) for word in words_of(SAMPLE, PAGE)
    ]
    ticks = sum(word.text == "V" for word in words)
    for hidden, expected in (((1,), ticks), ((), 0)):
        (seen,) = look([bare(1, words)], page, hidden=hidden).sheets
        assert sum(word.text == "✓" for word in seen.words) == expected


def test_more_time_is_asked_for(page: Image.Image) -> None:
    layer = [replace(word, font="GlyphLessFont") for word in words_of(SAMPLE, PAGE)]
    with pytest.raises(MoreTime) as wanted:
        look([bare(1, layer), bare(2, layer)], page, page, reader=Ocr(granted=1))
    assert wanted.value.pages == 2


# --- OCRmyPDF within its limits ---


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder on PATH for an `ocrmypdf` of our own."""
    folder = tmp_path / "fake"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def command(folder: Path, script: str) -> None:
    (folder / "ocrmypdf").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "ocrmypdf").chmod(0o755)


def gone(pid: int) -> bool:
    """Whether the process ended within a few seconds."""
    for _ in range(60):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.05)
    return False


def test_what_hangs_is_killed_with_all_that_it_started(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(fake, f"sleep 1000 & echo $! $$ >{fake}/pids; wait")
    monkeypatch.setattr(ocr, "CLOCK_SECONDS", 1)
    with pytest.raises(Rejected, match="more than 1 seconds"):
        ocr.recognised(b"")
    assert all(gone(int(pid)) for pid in (fake / "pids").read_text().split())


def test_limits_of_time_and_memory_hold(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(fake, f"ulimit -t >{fake}/limits; ulimit -v >>{fake}/limits; exit 7")
    with pytest.raises(Rejected, match="60 CPU seconds or 2 GB"):
        ocr.recognised(b"")
    assert (fake / "limits").read_text().split() == ["60", str(2 * 2**20)]
    monkeypatch.setattr(ocr, "_GUARD", ocr._GUARD.replace("-t 60", "-t 1"))
    command(fake, "while :; do :; done")
    with pytest.raises(Rejected, match="CPU seconds a page"):
        ocr.recognised(b"")


def test_a_failure_is_told_in_plain_words_and_leaves_nothing(
    fake: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    command(fake, "echo noise; echo noise >&2; exit 99")
    with pytest.raises(
        Rejected, match="its pages are pictures, and OCR could not read them: OCRmyPDF ended with code 99"
    ):
        ocr.recognised(b"")
    command(fake, "exit 0")
    with pytest.raises(Rejected, match="it gave nothing"):
        ocr.recognised(b"")
    assert capfd.readouterr() == ("", "")
    assert [path.name for path in tmp_path.iterdir()] == ["fake"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_ocr_dies_with_its_worker(fake: Path) -> None:
    command(fake, f"sleep 1000 & echo $! $$ >{fake}/new; mv {fake}/new {fake}/pids; wait")
    worker = subprocess.Popen([sys.executable, "-c", "from extract.pages import ocr; ocr.recognised(b'')"], cwd=ROOT)
    for _ in range(200):
        if (fake / "pids").exists():
            break
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert all(gone(int(pid)) for pid in (fake / "pids").read_text().split())


# --- OCR itself ---


@needs_ocr
@pytest.mark.slow
def test_the_boxes_of_words_fit_the_page(page: Image.Image) -> None:
    content = ocr.recognised(scan.png(bitmap(scanned(page)), SCALE))
    with pypdfium2.PdfDocument(content) as document:
        assert document[0].get_size() == pytest.approx((WIDTH, HEIGHT), abs=0.5)
    read: dict[str, list[Word]] = {}
    for word in words_of(content, 1):
        read.setdefault(word.text, []).append(word)
    printed = [word for word in words_of(SAMPLE, PAGE) if len(word.text) > 3 and word.text.isalpha()]
    near = [
        min(
            (abs(word.x0 - other.x0) + abs(word.middle - other.middle) for other in read.get(word.text, ())), default=99
        )
        for word in printed
    ]
    assert sum(distance < 4 for distance in near) >= 0.95 * len(near)
