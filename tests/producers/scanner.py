"""A scan with a layer of text: the sample's pages as pictures of black and white, read by OCRmyPDF.

Needs OCRmyPDF, Tesseract and its Dutch data; another version of Tesseract may read other words.
"""

import io

import pypdfium2

from extract.pages.ocr import recognised
from tests.producers.source import SAMPLES, undated

LOOKS = ("leeuwarden-2015.ocrmypdf-scan",)
# Dots per inch, and below which grey a dot is black.
DPI, BLACK = 150, 150


def make(name: str) -> bytes:
    """The PDF of this name."""
    bound = pypdfium2.PdfDocument.new()
    with pypdfium2.PdfDocument(SAMPLES / f"{name.split('.')[0]}.pdf") as sample:
        for page in sample:
            grey = page.render(scale=DPI / 72).to_pil().convert("L")
            picture = io.BytesIO()
            grey.point(lambda value: 255 if value > BLACK else 0).convert("1").save(picture, "PNG", dpi=(DPI, DPI))
            with pypdfium2.PdfDocument(recognised(picture.getvalue())) as layered:
                bound.import_pages(layered)
    out = io.BytesIO()
    bound.save(out)
    return undated(out.getvalue())
