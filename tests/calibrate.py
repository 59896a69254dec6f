"""What the reader makes of generated documents, by layout and strength of damage, and of the traps.

`python -m tests.calibrate [--number N] [--seed N] [--layout NAME ...] [--damage NAME ...] [--traps]` prints the table
that the thresholds of `normalize/match.py` and the targets of `tests/test_text_states.py` are measured by.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.inputs import READ, REJECTED, Entry
from extract.pool import Outcome as Processed
from extract.read import read
from publish.dataset import Dataset, assemble
from publish.scoring import LOST, RIGHT, Outcome, outcomes, score
from schema.kader import load
from schema.verdict import Rejected
from tests.generator import layouts, traps
from tests.generator.collection import Document, documents
from tests.generator.damage import STRENGTHS


@dataclass(frozen=True, slots=True)
class Measured:
    """What was read in one generated document, against its gold. `doubted`: the document has a reason of its own, or
    was rejected."""

    document: Document
    outcomes: tuple[Outcome, ...]
    doubted: bool


def measure(document: Document) -> Measured:
    """One document, read in this process and scored as `publish.evaluate` would."""
    dataset = _dataset(document)
    texts = {i.id: i.text for i in load().indicators}
    gold = [{**row, "year": int(row["year"]) if row["year"] else None} for row in document.gold]
    found = outcomes(gold, dataset.verdicts, dataset.documents, texts)
    (row,) = dataset.documents
    return Measured(document, tuple(found), row["status"] == REJECTED or bool(row["review_reasons"]))


def _dataset(document: Document) -> Dataset:
    entry = Entry(Path(document.name), document.name, "0" * 16)
    try:
        processed = Processed(entry, READ, None, read(document.content, load()))
    except Rejected as reason:
        processed = Processed(entry, REJECTED, str(reason))
    return assemble([processed], load())


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one line of the table; `due` are verdicts that must be reviewed however well they are read (several
    indicators with fewer marks, an indicator that became another statement)."""

    verdicts: int
    predicted: int
    right: int
    unreviewed: int
    due: int
    reviewed: int
    silent: int
    lost: int
    explained: int
    same_explanations: int

    @property
    def recall(self) -> float | None:
        return self.right / self.verdicts if self.verdicts else None

    @property
    def precision(self) -> float | None:
        return self.right / self.predicted if self.predicted else None

    @property
    def right_unreviewed(self) -> float | None:
        """Of the verdicts that need no review, the share that is right and has none."""
        plain = self.verdicts - self.due
        return self.unreviewed / plain if plain else None

    @property
    def explanations(self) -> float | None:
        return self.same_explanations / self.explained if self.explained else None


def line(measured: Iterable[Measured]) -> Line:
    """The counts of these documents."""
    found = [o for m in measured for o in m.outcomes]
    whole = score(found)
    due = [o for o in found if o.gold and o.gold["verdict"] and o.gold["review"] == "must"]
    plain = [o for o in found if o not in due]
    return Line(
        verdicts=whole.support,
        predicted=whole.predicted,
        right=whole.right,
        unreviewed=sum(o.kind == RIGHT and not o.flagged for o in plain),
        due=len(due),
        reviewed=sum(o.flagged and o.read is not None for o in plain),
        silent=whole.silent,
        lost=sum(o.kind == LOST and o.read is None for o in found),
        explained=whole.explained,
        same_explanations=whole.same_explanations,
    )


@dataclass(frozen=True, slots=True)
class Sprung:
    """What became of a trap: rows (and documents) that must be doubted and are not, sound rows that are doubted or
    wrong, silent errors; each as text."""

    unflagged: tuple[str, ...]
    disturbed: tuple[str, ...]
    silent: tuple[str, ...]


def sprung(measured: Measured) -> Sprung:
    """Holds a trap's document against its gold."""
    found = [o for o in measured.outcomes if o.gold]
    unflagged = [_named(o) for o in found if o.gold and o.gold["review"] == "must" and not o.flagged]
    if measured.document.gold[0]["document_review"] and not (measured.doubted or any(o.flagged for o in found)):
        unflagged.append(f"{measured.document.name}: the document")
    sound = [o for o in found if o.gold and not o.gold["review"]]
    disturbed = [_named(o) for o in sound if o.flagged or o.kind != RIGHT]
    return Sprung(tuple(unflagged), tuple(disturbed), tuple(_named(o) for o in measured.outcomes if o.silent))


def _named(o: Outcome) -> str:
    row = o.gold or o.read or {}
    reasons = (o.read or {}).get("review_reasons") or "no reason"
    return f"{o.document}: {row['aanpak']} {row['year']} {o.indicator} {o.kind} {o.differs or ''} {reasons}"


def table(seed: int, number: int, names: Sequence[str], strengths: Sequence[str]) -> Iterable[str]:
    """The lines of the table: layout × strength, so many documents of each."""
    head = (
        "verdicts",
        "right",
        "unreviewed",
        "reviewed",
        "silent",
        "lost",
        "precision",
        "recall",
        "r.&unrev.",
        "explanations",
    )
    yield f"{'layout':14}{'damage':8}" + "".join(f"{name:>{len(name) + 2}}" for name in head)
    for strength in strengths:
        all_measured = []
        for name in names:
            measured = [measure(d) for d in documents(seed, number, name, strength)]
            all_measured += measured
            yield _shown(name, strength, line(measured), head)
        yield _shown("all", strength, line(all_measured), head)


def _shown(name: str, strength: str, found: Line, head: Sequence[str]) -> str:
    counts = (found.verdicts, found.right, found.unreviewed, found.reviewed, found.silent, found.lost)
    ratios = (found.precision, found.recall, found.right_unreviewed, found.explanations)
    cells = [*map(str, counts), *("–" if r is None else f"{r:.4f}" for r in ratios)]
    return f"{name:14}{strength:8}" + "".join(f"{c:>{len(h) + 2}}" for c, h in zip(cells, head, strict=True))


def trap_table(seed: int, number: int, names: Sequence[str]) -> Iterable[str]:
    """The lines of the table of traps: what must be flagged and is not, what is disturbed beside it."""
    yield f"{'trap':18}  documents  must be flagged  and is not  sound rows  disturbed  silent"
    for name in names:
        measured = [measure(d) for d in documents(seed, number, trap=name)]
        results = [sprung(m) for m in measured]
        rows = Counter(row["review"] for m in measured for row in m.document.gold if row["indicator"])
        due = rows["must"] + sum(bool(m.document.gold[0]["document_review"]) for m in measured)
        counts = [sum(len(getattr(r, what)) for r in results) for what in ("unflagged", "disturbed", "silent")]
        yield f"{name:18}{number:11}{due:17}{counts[0]:12}{rows['']:12}{counts[1]:11}{counts[2]:8}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.calibrate", description=__doc__)
    parser.add_argument("--number", type=int, default=2, help="documents of each layout and strength")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", nargs="+", choices=layouts.NAMES, default=layouts.NAMES)
    parser.add_argument("--damage", nargs="+", choices=tuple(STRENGTHS), default=tuple(STRENGTHS))
    parser.add_argument("--traps", action="store_true", help="the traps instead")
    parser.add_argument("--trap", nargs="+", choices=tuple(traps.NAMES), default=tuple(traps.NAMES))
    given = parser.parse_args()
    if given.traps:
        lines = trap_table(given.seed, given.number, given.trap)
    else:
        lines = table(given.seed, given.number, given.layout, given.damage)
    for text in lines:
        print(text, flush=True)


if __name__ == "__main__":
    main()
