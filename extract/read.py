"""The one door: bytes to a reading. What a file is, is decided by its content, not by its name."""

from collections.abc import Sequence
from dataclasses import replace

from extract.audit import audit, miscounted
from extract.labels import label
from extract.pages.ocr import AUTO, Ocr
from extract.parts import parts
from extract.pdf import read_pdf
from extract.rows import rows
from extract.sections import Sections
from extract.text import read_text
from extract.verdicts import judge, shifted
from normalize.match import Matcher
from normalize.text import hyphenated_words
from schema.document import Document
from schema.kader import Kader
from schema.verdict import FoundFinding, Reading, Rejected, Row, Verdict

# What begins a file that is no document of ours, whatever its name: (bytes, what it is).
OTHER_FILES = (
    (b"PK\x03\x04", "a ZIP archive or office file"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF file"),
)


def read(content: bytes, kader: Kader, ocr: Ocr = AUTO) -> Reading:
    """All that one document says. Raises Rejected, with a reason in plain words, where it gives no verdicts, and
    MoreTime where pages have to be read by OCR for which no time was granted."""
    if not content.strip(b"\x00\t\r\n\x0c "):
        raise Rejected("empty: there is nothing in it.")
    for start, what in OTHER_FILES:
        if content.startswith(start):
            raise Rejected(f"another type under that name: it is {what}. Save it as PDF or text.")
    is_pdf = b"%PDF-" in content[:1024]
    return interpret(read_pdf(content, ocr) if is_pdf else read_text(content), kader)


def interpret(document: Document, kader: Kader) -> Reading:
    """Cells → parts → labels → rows → sections → verdicts → audit."""
    made = parts(document)
    found = [reading for part in made if (reading := _interpret(part, kader))]
    if not found:
        raise Rejected("no factsheet: there is no assessment table with indicators and markers in it.")
    return found[0] if len(made) == 1 else _together(found, document)


def _interpret(document: Document, kader: Kader) -> Reading | None:
    """What one factsheet says; None where it has no assessment table."""
    matcher = Matcher(kader)
    labels = label(document, matcher)
    found = rows(labels, hyphenated_words(line.text for cell in document.cells for line in cell.lines))
    if not found:
        return None
    found = [_in_theme(row, matcher) for row in found]
    sections = Sections(document, labels, found)
    verdicts, findings = judge(found, sections, kader, themes=document.pages is None)
    reasons = audit(sections.kind, labels, found, verdicts, findings, document.markers_seen, kader)
    return Reading(
        sections.kind,
        sections.published,
        tuple(dict.fromkeys(v.gemeente for v in verdicts if v.gemeente)),
        tuple(dict.fromkeys(v.aanpak for v in verdicts if v.aanpak)),
        document.pages,
        document.markers_seen,
        document.ocr_pages,
        verdicts,
        findings,
        (*document.notes, *reasons),
    )


def _in_theme(row: Row, matcher: Matcher) -> Row:
    """The row, its indicators matched with the heading above it as evidence."""
    theme = row.theme
    return replace(row, indicators=tuple(matcher.in_theme(m, theme) for m in row.indicators)) if theme else row


def _together(readings: Sequence[Reading], document: Document) -> Reading:
    """Several factsheets of one file as one reading."""
    verdicts: list[Verdict] = []
    findings: list[FoundFinding] = []
    for reading in readings:
        verdicts.extend(shifted(verdict, len(findings)) for verdict in reading.verdicts)
        findings.extend(reading.findings)
    reasons = [reason for reading in readings for reason in reading.reasons]
    return replace(
        readings[0],
        gemeenten=tuple(dict.fromkeys(name for reading in readings for name in reading.gemeenten)),
        aanpakken=tuple(dict.fromkeys(name for reading in readings for name in reading.aanpakken)),
        markers_seen=document.markers_seen,
        verdicts=tuple(verdicts),
        findings=tuple(findings),
        reasons=tuple(dict.fromkeys([*reasons, *miscounted(document.markers_seen, len(findings))])),
    )
