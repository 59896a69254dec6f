"""Which rows only restate what another document said first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from normalize.text import fold
from schema.verdict import Reason


def mark_restated(rows: Iterable[dict[str, object]]) -> None:
    """Set `restated` on all rows but the original of those alike in gemeente, year, indicator and line of
    approaches; where their verdicts disagree, say so on each. The original is the first by (kind: bevindingen
    before verbeterpunten; text before PDF; source)."""
    listed = list(rows)
    line_of = _lines(listed)
    alike: dict[tuple[object, ...], list[dict[str, object]]] = defaultdict(list)
    for row in listed:
        indicator = row["indicator_id"] or fold(str(row["indicator_text"]))
        alike[row["gemeente"], line_of[row["gemeente"], row["aanpak"]], row["year"], indicator].append(row)
    for same in alike.values():
        same.sort(key=lambda row: (row["kind"], row["page"] is not None, row["source"]))
        for row in same[1:]:
            row["restated"] = True
        if len({row["verdict"] for row in same} - {None}) > 1:
            _disagree(same)


def _disagree(same: Iterable[dict[str, object]]) -> None:
    listed = list(same)
    for row in listed:
        others = sorted({str(o["source"]) for o in listed if o["verdict"] not in (None, row["verdict"])})
        if row["verdict"] is not None and isinstance(reasons := row["review_reasons"], list):
            reasons.append(Reason.RESTATED_DIFFERS.because(", ".join(others)))


def _lines(rows: Iterable[Mapping[str, object]]) -> dict[tuple[object, object], object]:
    """(gemeente, aanpak) → line of approaches. Documents shorten names: "Brede zorgcoördinatie" and "Brede
    zorgcoördinatie jeugd en gezin" are one line, unless a document knows both or the short name fits two."""
    sources: dict[tuple[object, object], set[object]] = defaultdict(set)
    for row in rows:
        sources[row["gemeente"], row["aanpak"]].add(row["source"])
    line_of: dict[tuple[object, object], object] = {}
    for gemeente, aanpak in sources:
        short = fold(str(aanpak or ""))
        longer = {
            fold(str(other))
            for g, other in sources
            if g == gemeente and other and short and fold(str(other)).startswith(short + " ")
            and not sources[g, other] & sources[gemeente, aanpak]
        }  # fmt: skip
        line_of[gemeente, aanpak] = longer.pop() if len(longer) == 1 else short
    return line_of
