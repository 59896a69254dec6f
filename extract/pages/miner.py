"""pdfminer, watched: what it passes over in silence is noted, and what a file can make it do is limited.

pdfminer reads damaged files as far as it can and says nothing: of 80 damaged PDFs that lost text, its strict mode would
have refused 72. So it stays lenient here, and each time it asks whether to be strict (it only does where something is
wrong) that is a fault of the file.
"""

import io
import logging
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pdfplumber
import pdfplumber.page
from pdfminer import cmapdb, lzw, pdfdocument, pdffont, pdfinterp, pdfpage, pdftypes, settings
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name

from extract import limits
from extract.limits import within
from schema.verdict import Rejected

# Where pdfminer asks for strictness also of sound files.
_ALWAYS = frozenset({"get_filters", "get_font"})
# What it warns of and costs no text: colours, and the box that a font's glyphs fit in.
_COSMETIC = ("color", "FontBBox")
_FONTS = frozenset({"Type0", "Type1", "MMType1", "Type3", "TrueType", "CIDFontType0", "CIDFontType2"})
# So many faults are named.
_NAMED = 3


class Watch:
    """What is noted while one PDF is read, and what was counted."""

    def __init__(self) -> None:
        self._faults: dict[str, None] = {}
        self._decoded = 0
        self._counts: dict[str, int] = {}

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the file, in a few words each."""
        return tuple(self._faults)

    def fault(self, what: str) -> None:
        """Note it."""
        self._faults.setdefault(what)

    def new_page(self) -> None:
        """What is limited per page is counted anew."""
        self._counts.clear()

    def count(self, what: str, most: int, number: int = 1) -> None:
        """Raises Rejected where a page has more than `most` of it."""
        self._counts[what] = self._counts.get(what, 0) + number
        within(self._counts[what], most, f"{what} on a page")

    def decoded(self, size: int) -> None:
        """So many bytes came out of a stream. Raises Rejected where that is too much."""
        within(size, limits.LARGEST_STREAM, "bytes in a compressed stream")
        self._decoded += size
        within(self._decoded, limits.MOST_DECODED, "bytes in its compressed streams")


def open_pdf(content: bytes, watch: Watch) -> Any:
    """The PDF of pdfplumber; its pages are counted and held against what it says of itself. To be used, and its pages
    read, inside `watched(watch)`."""
    pdf = pdfplumber.open(io.BytesIO(content))
    within(len(pdf.pages), limits.MOST_PAGES, "pages")
    said = resolve1(resolve1(pdf.doc.catalog.get("Pages", {})).get("Count"))
    if said != len(pdf.pages):
        watch.fault(f"of {said} pages {len(pdf.pages)} are found")
    drawn = [ids for page in pdf.pages if (ids := tuple(getattr(c, "objid", None) for c in page.page_obj.contents))]
    if len(set(drawn)) < len(drawn):
        watch.fault("two pages have one content")
    return pdf


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Inside it, pdfminer is limited and its faults are noted."""
    log = logging.getLogger("pdfminer")
    handler = _Listener(watch)
    before = log.propagate, log.level
    log.addHandler(handler)
    log.propagate = False
    log.setLevel(logging.WARNING)
    try:
        with ExitStack() as stack:
            for owner, name, new in _replacements(watch):
                stack.enter_context(_standing_in(owner, name, new))
            yield
    finally:
        log.removeHandler(handler)
        log.propagate, level = before
        log.setLevel(level)


@contextmanager
def _standing_in(owner: Any, name: str, new: Any) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, new)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _replacements(watch: Watch) -> Iterator[tuple[Any, str, Any]]:
    """(module or class, name, what stands there while a PDF is read)"""
    yield settings, "STRICT", _Forgiving(watch)
    yield pdftypes, "zlib", _Flate
    yield pdftypes, "decompress_corrupted", lambda data: _salvaged(data, watch)
    yield pdftypes, "lzwdecode", _lzw
    yield pdftypes, "rldecode", _run_length
    yield pdftypes, "apply_png_predictor", _predictor(pdftypes.apply_png_predictor, 1)
    yield pdftypes, "apply_tiff_predictor", _predictor(pdftypes.apply_tiff_predictor, 0)
    yield PDFStream, "decode", _decode(watch)
    yield pdffont, "get_widths", _widths(pdffont.get_widths)
    yield pdffont, "get_widths2", _widths(pdffont.get_widths2)
    yield pdffont, "CMapParser", _CMapParser
    yield pdfdocument, "PDFXRefStream", _XRefStream
    yield pdfdocument, "PDFXRefFallback", _fallback(watch)
    yield pdfpage.PDFPage, "_parse_contents", _contents(watch)
    yield pdfinterp.PDFResourceManager, "get_font", _font(watch)
    yield pdfinterp, "PDFContentParser", _content_parser(watch)
    yield pdfplumber.page, "PDFPageAggregatorWithMarkedContent", _device(watch)


class _Listener(logging.Handler):
    """Notes what pdfminer warns of."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.WARNING)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        if not any(word in str(record.msg) for word in _COSMETIC):
            self._watch.fault(f"{record.module}.{record.funcName}")


class _Forgiving:
    """pdfminer's setting STRICT: false, and the place that asks is noted."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __bool__(self) -> bool:
        asked = sys._getframe(1).f_code
        if asked.co_name not in _ALWAYS:
            module = asked.co_filename.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".py")
            self._watch.fault(f"{module}.{asked.co_name}")
        return False


class _Flate:
    """The part of zlib that pdfminer uses, limited."""

    error = zlib.error

    @staticmethod
    def decompress(data: bytes) -> bytes:
        inflater = zlib.decompressobj()
        out = _inflated(inflater, data)
        if not inflater.eof:
            raise zlib.error("incomplete")
        return out


def _inflated(inflater: Any, data: bytes) -> bytes:
    out: bytes = inflater.decompress(data, limits.LARGEST_STREAM + 1)
    within(len(out), limits.LARGEST_STREAM, "bytes in a compressed stream")
    return out


def _salvaged(data: bytes, watch: Watch) -> bytes:
    """A stream of which only the check sum at its end is wrong, or that is cut off; zlib.error for any other."""
    watch.fault("a compressed stream is damaged")
    return _inflated(zlib.decompressobj(), data[:-4])


def _lzw(data: bytes) -> bytes:
    out = bytearray()
    for piece in lzw.LZWDecoder(io.BytesIO(data)).run():
        out += piece
        within(len(out), limits.LARGEST_STREAM, "bytes in a compressed stream")
    return bytes(out)


def _run_length(data: bytes) -> bytes:
    """Runs of a length byte and what it counts: below 128 so many bytes and one follow, above it one is repeated."""
    out, at = bytearray(), 0
    while at < len(data) and data[at] != 128:
        length = data[at]
        out += data[at + 1 : at + length + 2] if length < 128 else data[at + 1 : at + 2] * (257 - length)
        at += length + 2 if length < 128 else 2
        within(len(out), limits.LARGEST_STREAM, "bytes in a compressed stream")
    return bytes(out)


def _predictor(original: Callable[..., bytes], first: int) -> Callable[..., bytes]:
    def limited(*given: Any) -> bytes:
        colors, columns, bits = given[first : first + 3]
        if not (0 < colors <= 64 and 0 < columns <= limits.LARGEST_STREAM // (8 * colors) and 0 < bits <= 64):
            raise Rejected("broken PDF: a stream's predictor makes no sense. Get the file again.")
        return original(*given)

    return limited


def _decode(watch: Watch) -> Callable[[PDFStream], None]:
    original = PDFStream.decode

    def limited(stream: PDFStream) -> None:
        within(len(stream.rawdata or b""), limits.LARGEST_STREAM, "bytes in a stream")
        original(stream)
        watch.decoded(len(stream.data or b""))

    return limited


def _widths(original: Callable[..., Any]) -> Callable[..., Any]:
    def limited(given: Iterable[object]) -> Any:
        values = [resolve1(value) for value in given]
        numbers: list[Any] = []
        for value in values:
            numbers = [] if isinstance(value, list) else [*numbers, value]
            if len(numbers) >= 2 and all(isinstance(n, int | float) for n in numbers):
                within(int(numbers[1] - numbers[0]), limits.MOST_CODES, "glyphs in a font")
            if len(numbers) >= 3 + 2 * (original.__name__ == "get_widths2"):
                numbers = []
        return original(values)

    return limited


class _CMapParser(cmapdb.CMapParser):  # type: ignore[misc]
    """Ranges are limited before they are spelled out."""

    def do_keyword(self, pos: int, token: Any) -> None:
        if token in (self.KEYWORD_ENDBFRANGE, self.KEYWORD_ENDCIDRANGE):
            given = [value for _, value in self.curstack]
            for start, end in zip(given[::3], given[1::3], strict=False):
                if isinstance(start, bytes) and isinstance(end, bytes):
                    span = int.from_bytes(end, "big") - int.from_bytes(start, "big")
                    within(span, limits.MOST_CODES, "glyphs in a font")
        super().do_keyword(pos, token)


class _XRefStream(pdfdocument.PDFXRefStream):  # type: ignore[misc]
    """Announces no more objects than there can be."""

    def load(self, parser: Any) -> None:
        super().load(parser)
        within(sum(number for _, number in self.ranges), limits.MOST_OBJECTS, "objects in its table")


def _fallback(watch: Watch) -> type:
    class Fallback(pdfdocument.PDFXRefFallback):  # type: ignore[misc]
        def load(self, parser: Any) -> None:
            watch.fault("its table of objects is damaged")
            super().load(parser)

    return Fallback


def _contents(watch: Watch) -> Callable[[Any, Any], list[Any]]:
    original = pdfpage.PDFPage._parse_contents

    def noted(page: Any, value: Any) -> list[Any]:
        found: list[Any] = original(page, value)
        if value is None or None in map(resolve1, found):
            watch.fault("a page without its content")
        return found

    return noted


def _font(watch: Watch) -> Callable[..., Any]:
    original = pdfinterp.PDFResourceManager.get_font

    def noted(manager: Any, number: object, spec: Any) -> Any:
        if literal_name(resolve1(spec.get("Type"))) != "Font" or literal_name(resolve1(spec.get("Subtype"))) not in _FONTS:
            watch.fault("a font that is none")
        return original(manager, number, spec)

    return noted


def _content_parser(watch: Watch) -> type:
    class Counted(pdfinterp.PDFContentParser):  # type: ignore[misc]
        def nextobject(self) -> Any:
            watch.count("tokens", limits.MOST_TOKENS)
            return super().nextobject()

    return Counted


def _device(watch: Watch) -> type:
    class Counted(pdfplumber.page.PDFPageAggregatorWithMarkedContent):  # type: ignore[misc]
        def begin_page(self, *given: Any) -> None:
            watch.new_page()
            super().begin_page(*given)

        def render_char(self, *given: Any, **named: Any) -> Any:
            watch.count("characters", limits.MOST_CHARACTERS)
            return super().render_char(*given, **named)

        def paint_path(self, gstate: Any, stroke: Any, fill: Any, evenodd: Any, path: Sequence[Any]) -> None:
            watch.count("paths", limits.MOST_PATHS)
            super().paint_path(gstate, stroke, fill, evenodd, path)

        def begin_figure(self, *given: Any) -> None:
            watch.count("forms and pictures", limits.MOST_FORMS)
            super().begin_figure(*given)

    return Counted


def named(faults: Sequence[str]) -> str:
    """The first faults, and how many there are."""
    more = f" and {len(faults) - _NAMED} more" if len(faults) > _NAMED else ""
    return ", ".join(faults[:_NAMED]) + more
