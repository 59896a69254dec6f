"""What a run says to the person who started it, and the same as one JSON object."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from publish.dataset import Dataset
from schema.verdict import VERBETERPUNT, VOLDOET, Reason

SHOWN = 10


def printable(text: object) -> str:
    """Text that is safe on a terminal: control, format and unassigned characters as \\uNNNN."""
    return "".join(c if unicodedata.category(c)[0] != "C" else f"\\u{ord(c):04x}" for c in str(text))


def as_json(dataset: Dataset, out: Path, unchanged: int) -> str:
    """The summary as one JSON object on one line; `unchanged` documents were known from an earlier run."""
    return json.dumps(
        {
            "out": str(out),
            **dataset.metadata,
            "documents": dict(sorted(Counter(str(d["status"]) for d in dataset.documents).items())),
            "unchanged": unchanged,
            "verdicts": len(dataset.verdicts),
            "findings": len(dataset.findings),
            "restated": sum(bool(v["restated"]) for v in dataset.verdicts),
            "review": len(dataset.review),
            "assessments": [
                {"gemeente": g, "aanpak": a, "year": y, **counts} for (g, a, y), counts in _assessments(dataset).items()
            ],
            "rejected": [{"source": d["source"], "reason": d["reason"]} for d in _of(dataset, "rejected")],
        }
    )


def show(dataset: Dataset, out: Path, unchanged: int, console: Console, verbose: bool) -> None:
    """The summary for a person; `unchanged` documents were known from an earlier run."""
    counts = Counter(str(d["status"]) for d in dataset.documents)
    said = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
    console.print(Text(f"Documents: {len(dataset.documents)} ({said})" if counts else "Documents: none"))
    if unchanged:
        console.print(Text(f"Unchanged since an earlier run, and not read again: {unchanged} (--force reads all)"))
    table = Table("gemeente", "aanpak", "year", box=None, pad_edge=False)
    for name in (VOLDOET, VERBETERPUNT, "unread", "review"):
        table.add_column(name, justify="right")
    for (gemeente, aanpak, year), row in _assessments(dataset).items():
        cells = [Text(printable("?" if x is None else x)) for x in (gemeente, aanpak, year)]
        table.add_row(*cells, *(str(n or "·") for n in row.values()))
    if table.row_count:
        console.print(table)
    restated = sum(bool(v["restated"]) for v in dataset.verdicts)
    console.print(Text(f"Verdicts: {len(dataset.verdicts)}, of which {restated} restate another document's."))
    _show_review(dataset, console)
    for status in ("rejected", *(("skipped", "duplicate") if verbose else ())):
        for document in _of(dataset, status):
            console.print(Text(f"{status}: {printable(document['source'])}: {printable(document['reason'])}"))
    console.print(Text(f"Written to {printable(out)} (generation {dataset.generation})."))


def _show_review(dataset: Dataset, console: Console) -> None:
    """What to review and why, most frequent reason first."""
    if not dataset.review:
        console.print(Text("Nothing to review."))
        return
    why = Counter(word for row in dataset.review for word in _words(str(row["review_reasons"])))
    console.print(Text(f"To review: {len(dataset.review)} rows in review.csv"))
    for word, count in sorted(why.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]:
        console.print(Text(f"  {count:4} × {word}: {Reason.named(word).explain}"))


def _words(reasons: str) -> list[str]:
    known = {reason.value for reason in Reason}
    return [word for part in reasons.split("; ") if (word := part.partition(":")[0]) in known]


def _of(dataset: Dataset, status: str) -> Iterable[Mapping[str, object]]:
    return [document for document in dataset.documents if document["status"] == status]


def _assessments(dataset: Dataset) -> dict[tuple[object, object, object], dict[str, int]]:
    """(gemeente, aanpak, year) → numbers of original verdicts."""
    found: dict[tuple[object, object, object], dict[str, int]] = {}
    for v in dataset.verdicts:
        if not v["restated"]:
            key = (v["gemeente"], v["aanpak"], v["year"])
            row = found.setdefault(key, {VOLDOET: 0, VERBETERPUNT: 0, "unread": 0, "review": 0})
            row[str(v["verdict"] or "unread")] += 1
            row["review"] += bool(v["needs_review"])
    return found
