"""The five real factsheets, as text and as PDF, against an annotation made by reading them.

`seeds.tsv` holds a line per printed marker: place, meaning, assignment, and digests of the explanation and of
the LET OP note. It was made from the documents, by two annotators who did not see each other's work nor the
program's output; they agreed on all 148 lines. The documents themselves are not part of the project.
"""

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from schema.verdict import Reading, Verdict
from tests.conftest import SEEDS

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real factsheets are not here")

with (Path(__file__).parent / "seeds.tsv").open(encoding="utf-8", newline="") as file:
    GOLD = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
DOCUMENTS = sorted({row["document"] for row in GOLD})
CURRENT = {
    "001_254b2debdf66535d": "Sociale- en Jeugdteams en Reset",
    "003_6d8eea15a7d555cb": "Sociale Wijkteams",
}
PUBLISHED = {"000": "2013-09", "001": "2015-06", "002": "2013-10", "003": "2015-06", "004": None}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def gold_verdicts(document: str) -> list[tuple[str, ...]]:
    """(gemeente, aanpak, year, indicator, verdict, assignment, explanation, LET OP) per verdict."""
    return sorted(
        (
            row["gemeente"], row["aanpak"], row["year"], indicator, row["verdict"], row["assignment"],
            row["explanation_digest"], row["let_op_digest"],
        )
        for row in GOLD
        if row["document"] == document
        for indicator in row["indicator_ids"].split(",")
    )  # fmt: skip


def as_gold(verdict: Verdict) -> tuple[str, ...]:
    return (
        str(verdict.gemeente), str(verdict.aanpak), str(verdict.year), str(verdict.match.indicator_id),
        str(verdict.verdict), str(verdict.assignment), digest(verdict.explanation or ""),
        digest(verdict.let_op[0]) if verdict.let_op else "",
    )  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("folder", ["", "pdf"])
def test_every_verdict(document: str, folder: str, reading: Callable[[Path], Reading]) -> None:
    suffix = ".pdf" if folder else ".txt"
    found = reading(SEEDS / folder / (document + suffix))
    assert sorted(map(as_gold, found.verdicts)) == gold_verdicts(document)
    assert found.published == PUBLISHED[document[:3]]
    assert found.reasons == ()
    assert {v.aanpak_current for v in found.verdicts} == {CURRENT.get(document)}
    assert all(len(v.let_op) <= 1 for v in found.verdicts)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("folder", ["", "pdf"])
def test_every_marker(document: str, folder: str, reading: Callable[[Path], Reading]) -> None:
    suffix = ".pdf" if folder else ".txt"
    found = reading(SEEDS / folder / (document + suffix))
    gold = [row for row in GOLD if row["document"] == document]
    assert found.markers_seen == len(gold)
    printed = [
        (f.finding.marker, f.finding.verdict, f.theme_id, ",".join(f.indicator_ids), f.year, f.aanpak)
        for f in found.findings
    ]
    expected = [
        (r["marker"], r["verdict"], r["theme_id"], r["indicator_ids"], int(r["year"]), r["aanpak"]) for r in gold
    ]
    assert printed == expected


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_finding_can_be_pointed_at(document: str, reading: Callable[[Path], Reading]) -> None:
    path = SEEDS / f"{document}.txt"
    text = path.read_bytes().decode("utf-8-sig")
    found = reading(path).findings
    assert [f.finding.place.line for f in found] == [int(r["line"]) for r in GOLD if r["document"] == document]
    for finding in (f.finding for f in found):
        assert finding.place.span is not None
        start, end = finding.place.span
        assert text[start:end].startswith(finding.marker)
        assert text[start:end].rstrip().endswith((finding.let_op or (finding.explanation,))[-1].split()[-1])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_boxes_hold_the_marker(document: str, reading: Callable[[Path], Reading]) -> None:
    import pdfplumber

    path = SEEDS / "pdf" / f"{document}.pdf"
    with pdfplumber.open(path) as pdf:
        for finding in (f.finding for f in reading(path).findings):
            assert finding.place.page is not None
            assert finding.place.bbox is not None
            page = pdf.pages[finding.place.page - 1]
            assert page.crop(finding.place.bbox).extract_text().strip() == finding.marker


def test_review_only_what_is_inferred(reading: Callable[[Path], Reading]) -> None:
    doubtful = [v for d in DOCUMENTS for v in reading(SEEDS / f"{d}.txt").verdicts if v.reasons]
    assert {v.assignment for v in doubtful} == {"inferred"}
    assert len(doubtful) == 14


def test_one_tick_one_cross_four_indicators(reading: Callable[[Path], Reading]) -> None:
    path = SEEDS / "002_daac6b372deb2022.txt"
    cell = {
        v.match.indicator_id: (v.verdict, v.assignment, bool(v.reasons))
        for v in reading(path).verdicts
        if v.aanpak == "TASs/Mijn Zuid" and "3.1.4" <= str(v.match.indicator_id) <= "3.1.7"
    }
    cross = ("verbeterpunt", "inferred", True)
    assert cell == {"3.1.4": ("voldoet", "inferred", True), "3.1.5": cross, "3.1.6": cross, "3.1.7": cross}
