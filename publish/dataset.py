"""Outcomes to the rows of the published tables: plain dicts by column name, sorted, with their ids."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract.pool import Outcome
from publish.restate import mark_restated
from schema.document import Place
from schema.kader import Kader
from schema.tables import SCHEMA_VERSION
from schema.verdict import FoundFinding, Match, Reason, Verdict

TableRow = dict[str, object]


@dataclass(frozen=True, slots=True)
class Dataset:
    """All rows of one run. `metadata` stands in every Parquet file; `generation` is a digest of the content."""

    verdicts: tuple[Mapping[str, object], ...]
    findings: tuple[Mapping[str, object], ...]
    documents: tuple[Mapping[str, object], ...]
    review: tuple[Mapping[str, object], ...]
    metadata: Mapping[str, str]

    @property
    def generation(self) -> str:
        """The name of this generation of the dataset."""
        return self.metadata["generation"]


def assemble(outcomes: Sequence[Outcome], kader: Kader) -> Dataset:
    """The dataset of a run. The same outcomes give the same dataset, in whatever order."""
    verdicts: list[TableRow] = []
    findings: list[TableRow] = []
    documents: list[TableRow] = []
    for outcome in sorted(outcomes, key=lambda o: o.entry.source):
        own = [_verdict_row(verdict, outcome, kader) for verdict in outcome.reading.verdicts] if outcome.reading else []
        verdicts.extend(own)
        if outcome.reading:
            found = enumerate(outcome.reading.findings, 1)
            findings.extend(_finding_row(n, finding, outcome, kader) for n, finding in found)
        documents.append(_document_row(outcome))
    mark_restated(verdicts)
    for row in verdicts:
        row["needs_review"] = bool(row["review_reasons"])
    _mark_documents(documents, verdicts)
    verdicts.sort(key=_order)
    review = tuple(_review_rows(verdicts, findings, documents))
    metadata = {"schema_version": SCHEMA_VERSION, "kader": kader.id, "kader_digest": kader.digest}
    metadata["generation"] = _digest_of([metadata], verdicts, findings, documents)
    return Dataset(tuple(verdicts), tuple(findings), tuple(documents), review, metadata)


def _digest_of(*tables: Iterable[Mapping[str, object]]) -> str:
    """Row by row: all rows as one string may take more memory than the rows."""
    digest = hashlib.sha256()
    for table in tables:
        for row in table:
            text = json.dumps(row, sort_keys=True, ensure_ascii=False)
            digest.update(text.encode("utf-8", "surrogatepass") + b"\n")
        digest.update(b"\n")
    return digest.hexdigest()[:16]


def _order(row: Mapping[str, object]) -> tuple[object, ...]:
    """Sorted by gemeente, aanpak, year, indicator_id, source; nulls last."""
    columns = ("gemeente", "aanpak", "year", "indicator_id", "source", "indicator_text")
    return tuple((row[c] is None, row[c] if row[c] is not None else "") for c in columns)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _finding_id(document_id: str | None, index: int) -> str:
    """The id of the finding with this index (from 0)."""
    return f"{document_id}-{index + 1:04}"


def _kader_columns(match: Match, kader: Kader) -> TableRow:
    names = ("theme_id", "theme", "criterion_id", "criterion")
    if match.indicator_id is None:
        return dict.fromkeys((*names, "indicator_id", "indicator"))
    indicator = kader.indicator(match.indicator_id)
    return {**{n: getattr(indicator, n) for n in names}, "indicator_id": indicator.id, "indicator": indicator.text}


def _verdict_row(v: Verdict, outcome: Outcome, kader: Kader) -> TableRow:
    reading, document_id = outcome.reading, outcome.entry.document_id
    assert reading is not None
    key = v.match.indicator_id or v.match.text
    return {
        "gemeente": v.gemeente,
        "gemeente_code": v.gemeente_code,
        "successor": v.successor,
        "successor_code": v.successor_code,
        "aanpak": v.aanpak,
        "aanpak_current": v.aanpak_current,
        "predecessors": list(v.predecessors),
        "year": v.year,
        **_kader_columns(v.match, kader),
        "verdict_id": _digest(document_id, v.gemeente, v.aanpak, v.year, key),
        "verdict": v.verdict,
        "needs_review": bool(v.reasons),
        "review_reasons": [_named(reason, document_id) for reason in v.reasons],
        "assignment": v.assignment,
        "explanation": v.explanation,
        "let_op": list(v.let_op),
        "finding_id": _finding_id(document_id, v.findings[0]) if v.findings else None,
        "indicator_text": v.match.text,
        "match_score": v.match.score if v.match.indicator_id else None,
        "match_margin": v.match.margin if v.match.indicator_id else None,
        "restated": False,
        "decided_by": None,
        "verdict_read": None,
        "kind": reading.kind,
        "published": reading.published,
        "source": outcome.entry.source,
        "document_id": document_id,
        **_place(v.place.page, v.place.bbox, v.place.line),
    }


def _named(reason: str, document_id: str | None) -> str:
    """A reason that names findings by index, with their ids."""
    word, separator, indices = reason.partition("\0")
    if not separator:
        return reason
    return Reason.named(word).because(" / ".join(_finding_id(document_id, int(i)) for i in indices.split(",")))


def _place(page: int | None, bbox: Iterable[float] | None, line: int | None) -> TableRow:
    return {"page": page, "bbox": _rounded(bbox) if bbox else None, "line": line}


def _boxes(places: Iterable[Place]) -> list[TableRow]:
    return [{"page": place.page, "bbox": _rounded(place.bbox or ())} for place in places]


def _rounded(bbox: Iterable[float]) -> list[float]:
    return [round(x, 2) for x in bbox]


def _finding_row(number: int, found: FoundFinding, outcome: Outcome, kader: Kader) -> TableRow:
    finding, place = found.finding, found.finding.place
    return {
        "finding_id": _finding_id(outcome.entry.document_id, number - 1),
        "source": outcome.entry.source,
        "document_id": outcome.entry.document_id,
        "gemeente": found.gemeente,
        "aanpak": found.aanpak,
        "year": found.year,
        "theme_id": found.theme_id,
        "theme": kader.themes.get(found.theme_id or ""),
        "marker": finding.marker,
        "verdict": finding.verdict,
        "explanation": finding.explanation,
        "let_op": list(finding.let_op),
        "indicator_ids": list(found.indicator_ids),
        **_place(place.page, place.bbox, place.line),
        "span": list(place.span) if place.span else None,
        "boxes": _boxes(finding.boxes) if finding.boxes else None,
        "indicator_boxes": _boxes(found.indicator_boxes) if finding.boxes else None,
    }


def _document_row(outcome: Outcome) -> TableRow:
    reading = outcome.reading
    return {
        "source": outcome.entry.source,
        "document_id": outcome.entry.document_id,
        "status": outcome.status,
        "reason": outcome.reason,
        "kind": reading.kind if reading else None,
        "gemeenten": list(reading.gemeenten) if reading else [],
        "published": reading.published if reading else None,
        "aanpakken": list(reading.aanpakken) if reading else [],
        "pages": reading.pages if reading else None,
        "ocr_pages": list(reading.ocr_pages) if reading and reading.pages is not None else None,
        "verdicts": len(reading.verdicts) if reading else None,
        "findings": len(reading.findings) if reading else None,
        "markers_seen": reading.markers_seen if reading else None,
        "needs_review": False,
        "review_reasons": list(reading.reasons) if reading else [],
    }


def _mark_documents(documents: Iterable[TableRow], verdicts: Iterable[Mapping[str, object]]) -> None:
    doubtful = {row["source"] for row in verdicts if row["needs_review"]}
    for row in documents:
        row["needs_review"] = bool(row["review_reasons"]) or row["source"] in doubtful


def _review_rows(
    verdicts: Iterable[Mapping[str, object]],
    findings: Iterable[Mapping[str, object]],
    documents: Iterable[Mapping[str, object]],
) -> Iterable[TableRow]:
    """One row per thing to look at: verdicts, findings that no verdict rests on, documents."""
    by_id = {row["finding_id"]: row for row in findings}
    for row in verdicts:
        if row["needs_review"]:
            yield _review(row, by_id.get(row["finding_id"]))
    for row in by_id.values():
        if not row["indicator_ids"]:
            reasons = [Reason.UNUSED_MARKER.because(str(row["finding_id"]))]
            yield _review({**row, "review_reasons": reasons}, row)
    for row in documents:
        if row["review_reasons"]:
            yield _review(row, None)


def _review(row: Mapping[str, object], finding: Mapping[str, object] | None) -> TableRow:
    shown = ("verdict_id", "document_id", "source", "gemeente", "aanpak", "year", "indicator_id", "indicator_text")
    reasons = row["review_reasons"]
    assert isinstance(reasons, list)
    page, line = row.get("page"), row.get("line")
    return {
        **{column: row.get(column) for column in (*shown, "verdict", "explanation")},
        "review_reasons": "; ".join(reasons),
        "place": f"p. {page}" if page else f"regel {line}" if line else None,
        "finding_digest": _digest(finding["marker"], finding["explanation"], finding["let_op"]) if finding else None,
        **dict.fromkeys(("decision", "name", "date", "remark")),
    }
