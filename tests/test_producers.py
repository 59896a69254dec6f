"""PDFs of many producers, one per habit, against the text that they print: see tests/producers.

`tests/producers/golden/NAME.txt` belongs to `tests/producers/pdf/NAME.pdf`, and the reverse. `pytest --accept`
rewrites them.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from schema.document import Place
from schema.kader import Kader
from schema.verdict import Reading, Reason, Verdict
from tests.conftest import SAMPLES
from tests.test_evidence import SCALE, ink_around, letters, mark_in, page_of, printed_in
from tests.test_golden import render

FOLDER = Path(__file__).parent / "producers"
PDFS = sorted((FOLDER / "pdf").glob("*.pdf"))
# No sample is larger, in bytes.
LARGEST = 150_000
# So far around the box of a mark its ink is looked for, in points.
AROUND = 6
# The PDFs whose marks are told by their shape, as the text does not explain them.
BY_SHAPE = {
    "dordrecht-2015.reportlab-strokes",
    "leeuwarden-2015.chromium-png",
    "leeuwarden-2015.reportlab-badges",
    "leeuwarden-2015.reportlab-subset",
}
# How a path of the machine that built it would begin in a PDF.
_PATH = re.compile(rb"file:|[/\\](?:home|root|tmp|Users|var)[/\\]")

# pdfium looks for text on the page before it is turned; tests/test_evidence.py holds boxes on turned pages.
UPRIGHT = [path for path in PDFS if "-rotate" not in path.stem and ".ocrmypdf-" not in path.stem]

# Words that OCR read are not always those that are printed.
SCANS = {path for path in PDFS if ".ocrmypdf-" in path.name}

every_pdf = pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)


def said_by_text(path: Path, reading: Callable[[Path], Reading]) -> Reading:
    """The reading of the sample that a PDF prints."""
    return reading(SAMPLES / f"{path.name.split('.')[0]}.txt")


def places(reading: Reading) -> str:
    """Where each finding stands, in whole points."""
    lines = [
        f"  {n} {found.finding.marker} {_place(found.finding.place)} in {'; '.join(map(_place, found.finding.boxes))}"
        for n, found in enumerate(reading.findings)
    ]
    return "\n".join(["", "plaatsen", *lines, ""])


def _place(place: Place) -> str:
    return f"p{place.page} {' '.join(f'{side:.0f}' for side in place.bbox or ())}"


def test_every_pdf_has_a_golden_file_and_the_reverse(request: pytest.FixtureRequest) -> None:
    golden, names = {path.stem for path in (FOLDER / "golden").glob("*.txt")}, {path.stem for path in PDFS}
    if not request.config.getoption("--accept"):
        assert golden == names
        return
    for name in golden - names:
        (FOLDER / "golden" / f"{name}.txt").unlink()


@every_pdf
def test_what_is_read(
    path: Path, request: pytest.FixtureRequest, reading: Callable[[Path], Reading], kader: Kader
) -> None:
    golden = FOLDER / "golden" / f"{path.stem}.txt"
    found = render(reading(path), kader) + places(reading(path))
    if request.config.getoption("--accept"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def _read_by_ocr(verdict: Verdict) -> dict[str, Any]:
    """What may differ where OCR read the words; the indicator is the kader's, whatever its words."""
    return {"match": verdict.match, "explanation": verdict.explanation}


@every_pdf
def test_a_pdf_says_what_its_text_says(path: Path, reading: Callable[[Path], Reading]) -> None:
    """Places aside; and marks that are told by their shape are to be reviewed, all of them."""
    pdf, text = reading(path), said_by_text(path, reading)
    by_shape = (Reason.MARK_BY_SHAPE.because(),) * (path.stem in BY_SHAPE)
    wanted: list[Verdict] = [
        replace(t, place=p.place, reasons=(*by_shape, *t.reasons), **(_read_by_ocr(p) if path in SCANS else {}))
        for p, t in zip(pdf.verdicts, text.verdicts, strict=True)
    ]
    assert list(pdf.verdicts) == wanted
    assert [v.match.indicator_id for v in pdf.verdicts] == [v.match.indicator_id for v in text.verdicts]
    assert (pdf.kind, pdf.published, pdf.reasons) == (text.kind, text.published, text.reasons)


@every_pdf
def test_the_box_of_every_mark_holds_its_ink(path: Path, reading: Callable[[Path], Reading]) -> None:
    """All that hangs together with the ink in the box is in the box."""
    for place in (found.finding.place for found in reading(path).findings):
        assert place.page
        assert place.bbox
        x0, top, x1, bottom = place.bbox
        ink = mark_in(ink_around(page_of(path.read_bytes(), place.page), place.bbox, AROUND), AROUND)
        assert ink, f"no ink in {place}"
        out = max(-ink[0], -ink[1], ink[2] - (x1 - x0), ink[3] - (bottom - top))
        assert out <= 1 / SCALE, f"{ink} reaches out of {place}"
    page_of.cache_clear()  # all pages of all documents would fill the memory


@pytest.mark.parametrize("path", UPRIGHT, ids=lambda path: path.stem)
def test_the_boxes_hold_the_findings(path: Path, reading: Callable[[Path], Reading]) -> None:
    with pypdfium2.PdfDocument(path) as pdf:
        for finding in (found.finding for found in reading(path).findings):
            text = letters("LET OP".join([finding.explanation, *finding.let_op]))
            printed = printed_in(pdf, finding.boxes)
            assert printed.endswith(text)


@every_pdf
def test_a_pdf_is_small_and_names_no_path(path: Path) -> None:
    content = path.read_bytes()
    assert len(content) <= LARGEST
    with pypdfium2.PdfDocument(content) as pdf:
        said = " ".join(pdf.get_metadata_dict().values())
    assert not _PATH.search(content)
    assert not _PATH.search(said.encode())


def test_pages_read_by_ocr_are_named(reading: Callable[[Path], Reading]) -> None:
    assert {path for path in PDFS if reading(path).ocr_pages} == SCANS


def test_there_are_pdfs_of_at_least_four_producers() -> None:
    producers = {path.stem.split(".")[1].split("-")[0] for path in PDFS}
    assert len(producers) >= 4, producers
