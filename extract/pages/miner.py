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
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pdfplumber
import pdfplumber.page
from pdfminer import cmapdb, lzw, pdfdocument, pdffont, pdfinterp, pdfpage, pdftypes, settings
from pdfminer.ascii85 import ascii85decode
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import PDFObjectNotFound, PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_png_predictor, apply_tiff_predictor

import schema.limits as limits
from extract.pages.sheet import window_of
from schema.limits import within
from schema.verdict import Rejected

# Where pdfminer asks for strictness also of sound files, and for a dictionary that is none: where that loses text, the
# second reader, the number of pages or the contents of one tell (of 20 damaged PDFs that lost findings none needed it).
_HARMLESS = frozenset({"PDFStream.get_filters", "PDFResourceManager.get_font", "dict_value"})
# Brackets and names that do not fit, in objects that are no contents: neither did they.
_PARSING = frozenset({"PSStackParser.nextobject", "literal_name"})
_OUTSIDE_CONTENT = frozenset(
    {
        "PDFXRefFallback.load",
        "PDFXRefStream.load",
        "PDFDocument._getobj_parse",
        "PSStackParser.nextobject.<locals>.<dictcomp>",
    }
)
# What it finds missing here is what the file says about itself (author, date), or the way to its pages: these are
# counted.
_ABOUT = "PDFDocument.__init__"
# What it warns of and costs no text: colours, the box that a font's glyphs fit in, and an object of which the table
# does not say where it is (what is missed then is noted where it is missed).
_COSMETIC = ("color", "FontBBox", "to xref because")
# A stream that holds the file of a font says one of these, or is of one of these kinds.
_FONT_KINDS = frozenset({"OpenType", "Type1C", "CIDFontType0C"})
_OF_A_FONT = ("Length1", "Length2", "Length3")
_FONT_FILES = ("FontFile", "FontFile2", "FontFile3")
# So many letters may stand outside a page, and this share of them outside its crop box.
_STRAY, _SLUG = 5, 0.2
# A page tree, or a chain of references, is no deeper than this.
_DEEPEST = 30
# So many faults are named.
_NAMED = 3


class Watch:
    """What is noted while one PDF is read, and what was counted."""

    def __init__(self) -> None:
        self._faults: dict[str, None] = {}
        self._font_file: PDFStream | None = None
        self._broken_files: list[PDFStream] = []
        self.broken_fonts: set[str] = set()
        self._decoded = 0
        self._counts: dict[str, int] = {}
        self.doc: Any = None

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the file, in a few words each."""
        return tuple(self._faults)

    def fault(self, what: str) -> None:
        """Note it."""
        if self._font_file is None:
            self._faults.setdefault(what)
        else:
            self._broken_files.append(self._font_file)

    @contextmanager
    def decoding(self, stream: PDFStream) -> Iterator[None]:
        """Inside it, faults are those of this stream: in the file of a font they cost no text."""
        kind = resolve1(stream.get("Subtype"))
        of_a_font = getattr(kind, "name", None) in _FONT_KINDS or any(key in stream.attrs for key in _OF_A_FONT)
        self._font_file = stream if of_a_font else None
        yield
        self._font_file = None

    def check_font(self, font: str, file: PDFStream) -> None:
        """Note whether the file of a font, which pdfminer may never look into, is whole."""
        with suppress(ValueError, PDFException, zlib.error):
            file.get_data()
        if not file.data or any(file is broken for broken in self._broken_files):
            self.broken_fonts.add(font)

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
    watch.doc = pdf.doc
    within(len(pdf.pages), limits.MOST_PAGES, "pages")
    said = _count_of(pdf)
    if isinstance(said, int) and said != len(pdf.pages):
        watch.fault(f"of {said} pages {len(pdf.pages)} are found")
    drawn = [ids for page in pdf.pages if (ids := tuple(getattr(c, "objid", None) for c in page.page_obj.contents))]
    if len(set(drawn)) < len(drawn):
        watch.fault("two pages have one content")
    return pdf


def _count_of(pdf: Any) -> object:
    """How many pages the page tree says it has; by way of the first page where the file does not say where it is."""
    node = resolve1(pdf.doc.catalog.get("Pages"))
    above = node if isinstance(node, dict) else pdf.pages[0].page_obj.attrs if pdf.pages else {}
    for _ in range(_DEEPEST):
        parent = resolve1(above.get("Parent"))
        if not isinstance(parent, dict):
            break
        above = parent
    return resolve1(above.get("Count"))


def overruns(page: Any) -> bool:
    """Whether text runs over the edges of a page: slug lines beside it are a small part of what is printed."""
    chars = [c for c in page.chars if not c["text"].isspace()]
    return _outside(chars, page.bbox) > _STRAY or _outside(chars, window_of(page)) > _SLUG * len(chars)


def _outside(chars: Sequence[Any], box: Sequence[float]) -> int:
    middles = (((c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2) for c in chars)
    return sum(not (box[0] <= x <= box[2] and box[1] <= y <= box[3]) for x, y in middles)


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


def _resolved(reference: PDFObjRef, default: object = None) -> Any:
    """What a reference leads to, not to another reference; `default` where it leads nowhere, or in a circle."""
    found: Any = reference
    for _ in range(_DEEPEST):
        try:
            found = found.doc.getobj(found.objid)
        except PDFObjectNotFound:
            return default
        if not isinstance(found, PDFObjRef):
            return found
    return default


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
    yield pdftypes, "ascii85decode", _ascii85
    yield pdftypes, "lzwdecode", _lzw
    yield pdftypes, "rldecode", _run_length
    yield pdftypes, "apply_png_predictor", _predictor(apply_png_predictor, 1)
    yield pdftypes, "apply_tiff_predictor", _predictor(apply_tiff_predictor, 0)
    yield PDFStream, "decode", _decode(watch)
    yield pdffont, "get_widths", _widths(pdffont.get_widths)
    yield pdffont, "get_widths2", _widths(pdffont.get_widths2)
    yield pdffont, "CMapParser", _CMapParser
    yield pdfdocument, "PDFXRefStream", _XRefStream
    yield PDFObjRef, "resolve", _resolved
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
        asked, caller = sys._getframe(1).f_code.co_qualname, sys._getframe(2).f_code.co_qualname
        outside = caller in _OUTSIDE_CONTENT and asked in _PARSING
        if asked not in _HARMLESS and _ABOUT not in (asked, caller) and not outside:
            self._watch.fault(f"{asked} in {caller}")
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


def _ascii85(data: bytes) -> bytes:
    within(len(data), limits.LARGEST_ASCII85, "bytes in an ASCII85 stream")
    return ascii85decode(data)


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
        with watch.decoding(stream):
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


class _CMapParser(cmapdb.CMapParser):
    """Ranges are limited before they are spelled out."""

    def do_keyword(self, pos: int, token: Any) -> None:
        if token in (self.KEYWORD_ENDBFRANGE, self.KEYWORD_ENDCIDRANGE):
            given = [value for _, value in self.curstack]
            for start, end in zip(given[::3], given[1::3], strict=False):
                if isinstance(start, bytes) and isinstance(end, bytes):
                    span = int.from_bytes(end, "big") - int.from_bytes(start, "big")
                    within(span, limits.MOST_CODES, "glyphs in a font")
        super().do_keyword(pos, token)


class _XRefStream(pdfdocument.PDFXRefStream):
    """Announces no more objects than there can be."""

    def load(self, parser: Any) -> None:
        super().load(parser)
        within(sum(number for _, number in self.ranges), limits.MOST_OBJECTS, "objects in its table")


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
        descriptor = resolve1(spec.get("FontDescriptor"))
        for name in _FONT_FILES if isinstance(descriptor, dict) else ():
            file = resolve1(descriptor.get(name))
            if isinstance(file, PDFStream):
                watch.check_font(literal_name(resolve1(spec.get("BaseFont"))), file)
        return original(manager, number, spec)

    return noted


def _content_parser(watch: Watch) -> type:
    class Counted(pdfinterp.PDFContentParser):
        def nexttoken(self) -> Any:
            watch.count("tokens", limits.MOST_TOKENS)
            return super().nexttoken()

    return Counted


def _device(watch: Watch) -> type:
    class Counted(pdfplumber.page.PDFPageAggregatorWithMarkedContent):
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
