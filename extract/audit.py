"""What no rule consumed, what does not add up: each becomes a review reason, none is only logged."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from extract.sections import BEVINDINGEN
from schema.kader import Kader
from schema.label import Kind, Label
from schema.verdict import FoundFinding, Reason, Row, Verdict

# Text between a header and an indicator is so many lines at most: an indicator that was not known as one.
MOST_UNREAD = 14


def audit(
    kind: str,
    labels: Sequence[Label],
    rows: Sequence[Row],
    verdicts: Sequence[Verdict],
    findings: Sequence[FoundFinding],
    markers_seen: int | None,
    kader: Kader,
) -> Iterator[str]:
    """The review reasons of a document as a whole."""
    yield from miscounted(markers_seen, len(findings))
    unused = sum(not finding.indicator_ids for finding in findings)
    if unused:
        yield Reason.UNUSED_MARKER.because(str(unused))
    if several := sum(len(row.findings) > len(row.indicators) > 0 for row in rows):
        yield Reason.SEVERAL_MARKERS.because(f"{several} rows")
    if empty := sum(_is_empty(labels, n) for n, label in enumerate(labels) if label.kind is Kind.HEADER):
        yield Reason.EMPTY_TABLE.because(str(empty))
    if below := sum(_is_unread_below(labels, n) for n, label in enumerate(labels) if label.kind is Kind.HEADER):
        yield Reason.LEFTOVER.because(f"below {below} headers")
    loose = sum(bool(row.loose and row.findings) for row in rows)
    if loose:
        yield Reason.LEFTOVER.because(f"{loose} rows")
    if kind == BEVINDINGEN:
        yield from _missing(verdicts, kader)


def miscounted(markers_seen: int | None, findings: int) -> Iterator[str]:
    """The reason where an independent count of the markers found another number."""
    if markers_seen is not None and markers_seen != findings:
        yield Reason.MARKER_COUNT.because(f"{markers_seen} markers seen, {findings} findings")


def _is_empty(labels: Sequence[Label], header: int) -> bool:
    """Whether nothing of a row follows a header before the next chapter or header; one of two rows names the years in
    the second."""
    below = next((label.columns for label in labels[header + 1 : header + 2]), ())
    if below and all(column.year for column in below) and not any(column.year for column in labels[header].columns):
        return False
    after = (label.kind for label in labels[header + 1 :] if label.kind not in (Kind.THEME, Kind.OUTCOMES))
    return next(after, None) in (None, Kind.HEADING, Kind.HEADER)


def _is_unread_below(labels: Sequence[Label], header: int) -> bool:
    """Whether text that is no criterion stands between a header and the first indicator below it."""
    kinds = [label.kind for label in labels[header + 1 : header + 2 + MOST_UNREAD]]
    prose = len(list(takewhile(lambda kind: kind is Kind.PROSE, kinds)))
    return 0 < prose < len(kinds) and kinds[prose] in (Kind.INDICATOR, Kind.MARKED)


def _missing(verdicts: Sequence[Verdict], kader: Kader) -> Iterator[str]:
    """A full assessment has all indicators of the kader, for each approach."""
    for aanpak in dict.fromkeys(v.aanpak for v in verdicts):
        present = {v.match.indicator_id for v in verdicts if v.aanpak == aanpak}
        missing = [i.id for i in kader.indicators if i.id not in present]
        if missing:
            yield Reason.MISSING.because(f"{aanpak or '?'}: {', '.join(missing)}")
