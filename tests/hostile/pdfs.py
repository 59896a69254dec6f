"""PDFs that cost time or memory, lead in circles or are damaged, written object by object."""

import zlib
from collections.abc import Iterator, Mapping

from tests.hostile.small import follow_up, naked

Entry = tuple[str, bytes, str]

HEAD = b"%PDF-1.7\n"


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R", head: bytes = HEAD) -> bytes:
    """A PDF of these objects with its table."""
    out, places = bytearray(head), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places.get(number, 0)
    return bytes(out) + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def flate(data: bytes, times: int = 1) -> bytes:
    """Compressed so often, in one stream."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter [" + b"/FlateDecode " * times + b"]")


def page(content: bytes, more: bytes = b"", objects: Mapping[int, bytes] | None = None) -> bytes:
    """A PDF of one page; `content` is the object 4, `more` stands in the page's resources."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <<"
            b" /Font << /F1 5 0 R >> " + more + b" >> >>",
            4: content,
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            **(objects or {}),
        }
    )


def text(lines: list[bytes]) -> bytes:
    """Lines of Helvetica from the top of a page."""
    shown = b"".join(b"(%s) ' " % line for line in lines)
    return b"BT /F1 9 Tf 11 TL 40 800 Td " + shown + b" ET"


def bombs() -> Iterator[Entry]:
    """What takes for ever, or all memory, from a few bytes."""
    yield "operator-bomb.pdf", page(flate(b"q " * 8_000_000)), "too large"
    yield "operator-bomb-text.pdf", page(flate(b"BT /F1 1 Tf (aaaaaaaaaaaaaaaaaaaa) Tj ET " * 200_000)), "too large"
    yield "operand-bomb.pdf", page(flate(b"1 " * 8_000_000)), "too large"
    yield "array-bomb.pdf", page(flate(b"[" * 4_000_000)), "too large"
    yield "dictionary-bomb.pdf", page(flate(b"<<" * 2_000_000)), "too large"
    yield "flate-bomb.pdf", page(flate(b"\0" * 40_000_000)), "too large"
    yield "flate-bomb-twice.pdf", page(flate(b" " * 60_000_000, 2)), "too large"
    yield "flate-bomb-chain.pdf", page(flate(b" " * 20_000_000, 12)), "too large"
    yield "flate-bombs-many.pdf", _many_streams(), "too large"
    yield "lzw-bomb.pdf", page(stream(_lzw_zeros(), b"/Filter /LZWDecode")), "too large"
    yield "run-length-bomb.pdf", page(stream(b"\x81 " * 400_000, b"/Filter /RunLengthDecode")), "too large"
    yield "ascii85-bomb.pdf", page(stream(b"z" * 5_000_000 + b"~>", b"/Filter /ASCII85Decode")), "too large"
    for name, parameters in {
        "columns": b"/Predictor 12 /Columns 1900000000",
        "colors": b"/Predictor 12 /Colors 1900000000 /Columns 1",
        "tiff": b"/Predictor 2 /Columns 1900000000 /Colors 4",
        "negative": b"/Predictor 12 /Columns -5",
        "zero": b"/Predictor 15 /Columns 0 /Colors 0",
    }.items():
        body = stream(zlib.compress(b"\0" * 64), b"/Filter /FlateDecode /DecodeParms << " + parameters + b" >>")
        yield f"predictor-{name}.pdf", page(body), "broken PDF"
    yield "w-range.pdf", _cid_font(b"/W [0 99999999 500]"), "too large"
    yield "w2-range.pdf", _cid_font(b"/W2 [0 99999999 500 500 500]", b"/Identity-V"), "too large"
    yield "to-unicode-range.pdf", _mapped(b"1 beginbfrange <00000000> <7fffffff> <0041> endbfrange"), "too large"
    yield (
        "to-unicode-long-range.pdf",
        _mapped(b"1 beginbfrange <000000000000> <7fffffffffff> <0041> endbfrange"),
        "too large",
    )
    yield "cid-range.pdf", _mapped(b"1 begincidrange <00000000> <7fffffff> 1 endcidrange"), "too large"
    yield "nested-forms.pdf", _nested_forms(10, 12), "too large"
    yield "wide-forms.pdf", _nested_forms(2, 6_000), "too large"
    yield "form-in-itself.pdf", _nested_forms(1, 1), "empty"
    yield "many-lines.pdf", page(flate(b"".join(b"0 %d m 600 %d l S " % (y, y) for y in range(12_000)))), "too large"
    yield "grid-of-lines.pdf", page(flate(_grid(4_000))), "empty"
    yield "many-paths.pdf", page(flate(b"0 0 m " + b"0 0 l " * 80_000 + b"n")), "empty"
    yield "million-characters.pdf", page(flate(text([b"a" * 1000] * 1000))), "too large"
    yield "many-characters.pdf", page(flate(text([b"woord " * 100] * 80))), "no factsheet"
    yield "thousands-of-pages.pdf", _pages(5_000), "too large"
    yield "many-blank-pages.pdf", _pages(900), "empty"
    yield "many-fonts.pdf", _fonts(3_000), "empty"


def loops() -> Iterator[Entry]:
    """What leads in circles, or nowhere."""
    yield "xref-stream-endless.pdf", _xref_stream(b"/Index [0 2147483647]"), "too large"
    yield "xref-stream-negative.pdf", _xref_stream(b"/Index [0 -5]"), "broken PDF"
    yield "xref-stream-words.pdf", _xref_stream(b"/Index [/A /B]"), "broken PDF"
    yield "xref-stream-no-widths.pdf", _xref_stream(b"", b"/W []"), "broken PDF"
    yield "xref-stream-wide.pdf", _xref_stream(b"", b"/W [1 999999999 1]"), "broken PDF"
    yield "xref-prev-itself.pdf", _prev(b"/Prev 0"), "broken PDF"
    yield "xref-prev-loop.pdf", _prev_loop(), "broken PDF"
    yield "page-tree-loop.pdf", _tree(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), "empty"
    yield (
        "page-tree-two-loop.pdf",
        _tree(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        "empty",
    )
    yield "page-tree-deep.pdf", _deep(3_000), "broken PDF"
    yield "page-tree-of-nothing.pdf", _tree(b"<< /Type /Pages /Kids [] /Count 0 >>"), "broken PDF"
    yield "page-tree-a-number.pdf", _tree(b"42"), "broken PDF"
    yield "page-tree-missing.pdf", pdf({1: b"<< /Type /Catalog /Pages 9 0 R >>"}), "broken PDF"
    yield "page-tree-billions.pdf", _tree(b"<< /Type /Pages /Kids [] /Count 2147483647 >>"), "broken PDF"
    yield "object-is-itself.pdf", pdf({1: b"1 0 R"}), "broken PDF"
    yield "objects-are-each-other.pdf", pdf({1: b"2 0 R", 2: b"1 0 R"}), "broken PDF"
    yield "length-is-itself.pdf", page(b"<< /Length 4 0 R >>\nstream\nq\nendstream"), ""
    yield "length-negative.pdf", page(b"<< /Length -5 >>\nstream\nq\nendstream"), ""
    yield "length-too-long.pdf", page(b"<< /Length 99999999 >>\nstream\nq\nendstream"), ""
    yield "content-is-a-font.pdf", page(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"), ""
    yield "content-is-missing.pdf", page(b"null"), ""
    yield "font-is-itself.pdf", page(stream(text([b"Woord"])), b"", {5: b"5 0 R"}), "no factsheet"
    yield (
        "descendant-is-itself.pdf",
        page(stream(text([b"Woord"])), b"", {5: b"<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] >>"}),
        "broken PDF",
    )
    yield "media-box-words.pdf", naked().replace(b"[ 0 0 595.28 330 ]", b"[ /a /b /c /d ]  "), ""
    yield "media-box-huge.pdf", naked().replace(b"[ 0 0 595.28 330 ]", b"[ 0 0 9e30 9e30 ] "), ""
    yield "media-box-nothing.pdf", naked().replace(b"[ 0 0 595.28 330 ]", b"[ 0 0 0 0 ]       "), ""
    yield "media-box-infinite.pdf", naked().replace(b"[ 0 0 595.28 330 ]", b"[ 0 0 " + b"9" * 400 + b" 9 ] "), ""
    yield "rotate-a-word.pdf", naked().replace(b"/Rotate 0", b"/Rotate /x"), "broken PDF"
    yield "rotate-17.pdf", naked().replace(b"/Rotate 0", b"/Rotate 17"), "broken PDF"
    yield "font-size-infinite.pdf", naked().replace(b" Tf", b"9" * 300 + b" Tf"), ""
    yield "deep-arrays.pdf", _tree(b"[" * 200_000 + b"]" * 200_000), "broken PDF"
    yield "deep-dictionaries.pdf", _tree(b"<</A " * 50_000 + b">>" * 50_000), "broken PDF"
    yield "header-only.pdf", HEAD, "broken PDF"
    yield "header-late.pdf", b"\n" * 1020 + b"%PDF-1.4", "no factsheet"
    yield "header-twice.pdf", HEAD + HEAD, "broken PDF"
    yield "header-and-zeros.pdf", HEAD + bytes(50_000), "broken PDF"
    yield "header-and-noise.pdf", HEAD + bytes(n * n * 31 % 251 for n in range(50_000)), "broken PDF"
    yield "lone-numbers.pdf", HEAD + b"1 0 obj\n" * 20_000, "broken PDF"
    yield "startxref-huge.pdf", HEAD + b"startxref\n99999999999999999999\n%%EOF", "broken PDF"
    yield "startxref-many.pdf", HEAD + b"startxref\n" * 100_000, "broken PDF"
    yield (
        "encrypt-nonsense.pdf",
        pdf({1: b"<< /Type /Catalog >>"}, b"/Root 1 0 R /Encrypt << /Filter /Nix >>"),
        "broken PDF",
    )
    yield "cmap-path.pdf", _cid_font(b"", b"/..#2f..#2f..#2f..#2fetc#2fpasswd"), ""


def cuts() -> Iterator[Entry]:
    """A good PDF that is cut off, at many points: what is left gives findings only with a review mark."""
    whole = follow_up()
    for share in range(2, 100, 5):
        yield f"cut-{share:02}.pdf", whole[: len(whole) * share // 100], ""


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(3, count + 3))
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /MediaBox [0 0 100 100] /Kids [" + kids + b"] /Count %d >>" % count,
            **dict.fromkeys(range(3, count + 3), b"<< /Type /Page /Parent 2 0 R >>"),
        }
    )


def _tree(root: bytes, other: bytes = b"null") -> bytes:
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: root, 3: other})


def _deep(levels: int) -> bytes:
    nodes = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in range(2, levels)}
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **nodes})


def _xref_stream(index: bytes, widths: bytes = b"/W [1 2 1]") -> bytes:
    body = (
        b"1 0 obj\n<< /Type /XRef /Size 9 /Root 2 0 R "
        + widths
        + b" "
        + index
        + b" /Length 0 >>\nstream\n\nendstream\nendobj\n"
    )
    return HEAD + body + b"startxref\n%d\n%%%%EOF" % len(HEAD)


def _prev(trailer: bytes) -> bytes:
    return pdf({1: b"<< /Type /Catalog >>"}, b"/Root 1 0 R " + trailer)


def _prev_loop() -> bytes:
    made = _prev(b"/Prev 0000000000")
    return made.replace(b"/Prev 0000000000", b"/Prev %010d" % made.index(b"xref\n"))


def _many_streams() -> bytes:
    contents = dict.fromkeys(range(10, 30), flate(b" " * 15_000_000))
    array = b"[" + b" ".join(b"%d 0 R" % n for n in contents) + b"]"
    return page(array, b"", contents)


def _nested_forms(levels: int, times: int) -> bytes:
    """Forms that each draw the next so many times; the last one draws the first."""
    forms = {}
    for n in range(levels):
        below = 10 + (n + 1) % levels
        head = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % below
        forms[10 + n] = stream(b"/X Do " * times, head)
    return page(stream(b"/X Do"), b"/XObject << /X 10 0 R >>", forms)


def _grid(lines: int) -> bytes:
    half = lines // 2
    level = b"".join(b"0 %.2f m 595 %.2f l S " % (n * 842 / half, n * 842 / half) for n in range(half))
    return level + b"".join(b"%.2f 0 m %.2f 842 l S " % (n * 595 / half, n * 595 / half) for n in range(half))


def _fonts(count: int) -> bytes:
    fonts = {n: b"<< /Type /Font /Subtype /Type1 /BaseFont /F%d >>" % n for n in range(10, 10 + count)}
    named = b" ".join(b"/A%d %d 0 R" % (n, n) for n in fonts)
    return page(stream(b"q Q"), b"/Font << " + named + b" >>", fonts)


def _cid_font(widths: bytes, encoding: bytes = b"/Identity-H") -> bytes:
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
    )
    return page(
        stream(text([b"\0A\0B"])),
        b"",
        {
            5: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /DescendantFonts [6 0 R] /Encoding " + encoding + b" >>",
            6: descendant + b" /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor >> " + widths + b" >>",
        },
    )


def _mapped(ranges: bytes) -> bytes:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    return page(stream(text([b"Woord"])), b"", {5: font, 6: stream(b"begincmap " + ranges + b" endcmap")})


def _lzw_zeros() -> bytes:
    """LZW codes that give ever longer runs of zeros, over and over."""
    bits = []
    for _ in range(12):
        bits.append(f"{256:09b}")
        bits.append(f"{0:09b}")
        for code in range(258, 4094):
            width = 9 if code < 511 else 10 if code < 1023 else 11 if code < 2047 else 12
            bits.append(f"{code:0{width}b}")
    text_of = "".join(bits)
    text_of += "0" * (-len(text_of) % 8)
    return int(text_of, 2).to_bytes(len(text_of) // 8, "big")
