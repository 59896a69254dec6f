"""A PDF whose table of objects is broken, with a new one behind it, so that the second reader can open it too.

pdfminer finds the objects of such a file by looking for "12 0 obj"; pdfium does not always. What stands in the objects
is not touched: pdfium reads it for itself.
"""

from typing import Any

from pdfminer.pdftypes import PDFObjRef


def mended(content: bytes, doc: Any) -> bytes | None:
    """The PDF with a table of the objects that pdfminer's `doc` found; None where there is no such table: the file is
    encrypted, does not begin with its header, or has objects inside streams."""
    places = {number: at for xref in reversed(doc.xrefs) for number in xref.get_objids() if (at := _at(xref, number))}
    roots = [root for xref in doc.xrefs if isinstance(root := xref.get_trailer().get("Root"), PDFObjRef)]
    if doc.encryption or not content.startswith(b"%PDF-") or not roots or not all(0 < n < 10**6 for n in places):
        return None
    if any(stream is not None or not 0 < at < 10**10 for stream, at, _ in places.values()):
        return None
    entries = [b"%d 1\n%010d %05d n \n" % (number, at, turn) for number, (_, at, turn) in sorted(places.items())]
    trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (max(places, default=0) + 1, roots[0].objid)
    table = b"xref\n0 1\n0000000000 65535 f \n" + b"".join(entries) + trailer
    return content + b"\n" + table + b"startxref\n%d\n%%%%EOF\n" % (len(content) + 1)


def _at(xref: Any, number: int) -> tuple[int | None, int, int] | None:
    """The stream that an object lies in, its place and its generation."""
    try:
        found: tuple[int | None, int, int] = xref.get_pos(number)
    except KeyError:
        return None
    return found
