"""A dataset against a gold table: pure functions on rows as dicts by column name, files aside.

Every verdict of the gold and every verdict that was read becomes one `Outcome`, or one together. Pairs are found in
steps, each among what the steps before left over in the same document: by gemeente, aanpak, year and indicator; by
indicator and year, where the approach or gemeente differs; by aanpak and year, where a row of another indicator, or
of none of the kader, has the same explanation or nearly the same printed indicator.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from normalize.text import SOFT_HYPHEN, clean, fold

Row = Mapping[str, object]
T = TypeVar("T")

RIGHT, NOTHING, WRONG, LOST, INVENTED = "right", "nothing", "wrong", "lost", "invented"
# So alike (difflib's ratio) a printed indicator must be to the gold's for both to be taken for one. A pair found this
# way is never right, only better explained than a lost row and an invented one.
SAME_INDICATOR = 0.7


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a verdict: `gold` and `read` are its rows, None where it has none. NOTHING: none is to be read,
    and none was. `differs` names the columns in
    which the two differ. `flagged`: a person is told to look: the row read has needs_review; of one that was lost
    without any row, the document has a review reason of its own, or was rejected. An error that is not is silent."""

    kind: str
    document: str
    gold: Row | None
    read: Row | None
    flagged: bool
    differs: tuple[str, ...] = ()

    @property
    def error(self) -> bool:
        """Wrong, invented or lost."""
        return self.kind not in (RIGHT, NOTHING)

    @property
    def silent(self) -> bool:
        """An error, and nobody is told."""
        return self.error and not self.flagged

    @property
    def indicator(self) -> str:
        """The gold's indicator, else the one read."""
        if self.gold is not None:
            return str(self.gold["indicator"])
        assert self.read is not None
        return str(self.read["indicator_id"] or self.read["indicator_text"])

    @property
    def same_explanation(self) -> bool | None:
        """Whether the explanation is the gold's; None where the gold has none, or the verdict is not right."""
        if self.kind != RIGHT or self.gold is None or self.read is None or not self.gold.get("explanation"):
            return None
        return comparable(self.gold["explanation"]) == comparable(self.read["explanation"])


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a group of outcomes, and what follows from them. A ratio of nothing is None, never 1.0."""

    support: int
    predicted: int
    right: int
    right_unreviewed: int
    silent: int
    explained: int
    same_explanations: int

    @property
    def precision(self) -> float | None:
        """Of the verdicts read, the share that is right."""
        return _ratio(self.right, self.predicted)

    @property
    def recall(self) -> float | None:
        """Of the gold's verdicts, the share that was read and right."""
        return _ratio(self.right, self.support)

    @property
    def f1(self) -> float | None:
        """Their harmonic mean."""
        return _ratio(2 * self.right, self.support + self.predicted) if self.support and self.predicted else None

    @property
    def explanations(self) -> float | None:
        """Of the right verdicts whose explanation the gold gives, the share with the same one."""
        return _ratio(self.same_explanations, self.explained)


@dataclass(frozen=True, slots=True)
class Failed:
    """A document of the gold that gave no verdicts, and why."""

    document: str
    reason: str


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def comparable(text: object) -> str:
    """An explanation for comparing: compatibility forms (ligatures, NBSP), no soft hyphens, single spaces."""
    return clean(unicodedata.normalize("NFKC", str(text or "")).replace(SOFT_HYPHEN, ""))


def outcomes(
    gold: Iterable[Row], verdicts: Iterable[Row], documents: Iterable[Row], kader_texts: Mapping[str, str]
) -> list[Outcome]:
    """What became of every verdict of the documents that the gold names, in the gold's order.

    `verdicts` and `documents` are rows of the dataset's tables of these names; `kader_texts` is indicator id → text.
    Gold rows have document, aanpak, year, indicator (id or text), verdict (empty: none is to be read), and perhaps
    gemeente and explanation. Documents that the gold does not name are not looked at.
    """
    by_document = _grouped(gold, lambda row: str(row["document"]))
    known = list(documents)
    read = _grouped(verdicts, lambda row: str(row["source"]))
    found: list[Outcome] = []
    for name, rows in by_document.items():
        document = find_document(name, known)
        own = read.get(str(document["source"]), []) if document else []
        found += _of_document(name, rows, own, document, kader_texts)
    return found


def find_document(name: str, documents: Iterable[Row]) -> Row | None:
    """The document of this path or file name; of several with this file name, the first that was read."""
    listed = list(documents)
    exact = [d for d in listed if d["source"] == name]
    named = [d for d in listed if str(d["source"]).rsplit("/", 1)[-1] == name.rsplit("/", 1)[-1]]
    read_first = sorted(exact or named, key=lambda d: d["status"] != "read")
    return read_first[0] if read_first else None


def failed(gold: Iterable[Row], documents: Iterable[Row]) -> list[Failed]:
    """The documents for which the gold has verdicts and that were rejected, skipped or not among the inputs."""
    known = list(documents)
    found = []
    for name in dict.fromkeys(str(row["document"]) for row in gold if row["verdict"]):
        document = find_document(name, known)
        if document is None:
            found.append(Failed(name, "not in the dataset"))
        elif document["status"] != "read":
            found.append(Failed(name, f"{document['status']}: {document['reason'] or ''}".strip()))
    return found


def score(found: Iterable[Outcome]) -> Score:
    """The counts of these outcomes."""
    listed = list(found)
    right = [o for o in listed if o.kind == RIGHT]
    same = [o.same_explanation for o in right if o.same_explanation is not None]
    return Score(
        support=sum(bool(o.gold and o.gold["verdict"]) for o in listed),
        predicted=sum(bool(o.read and o.read["verdict"]) for o in listed),
        right=len(right),
        right_unreviewed=sum(not o.flagged for o in right),
        silent=sum(o.silent for o in listed),
        explained=len(same),
        same_explanations=sum(same),
    )


def by(found: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, Score]:
    """The score of each group, sorted by its name."""
    return {name: score(group) for name, group in sorted(_grouped(found, key).items())}


def _grouped(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _of_document(
    name: str, gold: Sequence[Row], read: Sequence[Row], document: Row | None, kader_texts: Mapping[str, str]
) -> list[Outcome]:
    """The outcomes of one document: pairs in three steps, then what is left of the gold and of what was read."""
    doubted = document is not None and (document["status"] == "rejected" or bool(document["review_reasons"]))
    wanted = [row for row in gold if row["indicator"]]
    with_gemeente = any(row.get("gemeente") for row in wanted)
    ids = {fold(text): key for key, text in kader_texts.items()}
    pairs: dict[int, Row] = {}
    left = list(read)

    def step(fits: Callable[[Row, Row], bool]) -> None:
        for n, row in enumerate(wanted):
            found = next((other for other in left if n not in pairs and fits(row, other)), None)
            if found is not None:
                pairs[n] = found
                left.remove(found)

    def indicator(row: Row) -> str:
        printed = fold(str(row["indicator"]))
        return str(row["indicator"]) if row["indicator"] in kader_texts else ids.get(printed, printed)

    def same_indicator(row: Row, other: Row) -> bool:
        return indicator(row) == (other["indicator_id"] or fold(str(other["indicator_text"])))

    def same(row: Row, other: Row, *columns: str) -> bool:
        return all(_same(row, other, c) for c in columns if c != "gemeente" or with_gemeente)

    step(lambda a, b: same_indicator(a, b) and same(a, b, "gemeente", "aanpak", "year"))
    step(lambda a, b: same_indicator(a, b) and same(a, b, "year") and _same_text(a, b))
    step(lambda a, b: same_indicator(a, b) and same(a, b, "year"))
    step(lambda a, b: same(a, b, "aanpak", "year") and (_same_text(a, b) or _alike(indicator(a), b, kader_texts)))
    found = []
    for n, row in enumerate(wanted):
        differs = _differing(row, pairs[n], same_indicator(row, pairs[n]), with_gemeente) if n in pairs else ()
        found.append(_outcome(name, row, pairs.get(n), differs, doubted))
    return found + [
        Outcome(INVENTED, name, None, other, bool(other["needs_review"])) for other in left if other["verdict"]
    ]


def _outcome(name: str, gold: Row, read: Row | None, differs: tuple[str, ...], doubted: bool) -> Outcome:
    """What became of one row of the gold."""
    flagged = bool(read["needs_review"]) if read is not None else doubted
    said = read["verdict"] if read is not None else None
    if not gold["verdict"]:
        return Outcome(INVENTED if said else NOTHING, name, gold, read, flagged, differs)
    if not said:
        return Outcome(LOST, name, gold, read, flagged, differs)
    return Outcome(WRONG if differs else RIGHT, name, gold, read, flagged, differs)


def _differing(gold: Row, read: Row, same_indicator: bool, with_gemeente: bool) -> tuple[str, ...]:
    columns = ("gemeente", "aanpak", "year") if with_gemeente else ("aanpak", "year")
    differing = [column for column in columns if not _same(gold, read, column)]
    differing += [] if same_indicator else ["indicator"]
    return tuple(differing + (["verdict"] if gold["verdict"] != read["verdict"] else []))


def _same(gold: Row, read: Row, column: str) -> bool:
    """Case, accents and punctuation aside; a gemeente that this row of the gold does not give is any."""
    if column == "gemeente" and not gold.get(column):
        return True
    return fold(str(gold[column] or "")) == fold(str(read[column] or ""))


def _same_text(gold: Row, read: Row) -> bool:
    text = comparable(gold.get("explanation"))
    return bool(text) and text == comparable(read["explanation"])


def _alike(indicator: str, read: Row, kader_texts: Mapping[str, str]) -> bool:
    text = fold(kader_texts.get(indicator, indicator))
    return SequenceMatcher(None, text, fold(str(read["indicator_text"])), autojunk=False).ratio() >= SAME_INDICATOR
