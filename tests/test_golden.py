"""The samples against their golden files: what a Dutch reader can judge in a diff.

`tests/golden/NAME.txt` belongs to `samples/NAME`, and the reverse. `pytest --accept` rewrites them.
"""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import regex

from schema.kader import Kader
from schema.verdict import Reading, Verdict
from tests.conftest import SAMPLES

GOLDEN = Path(__file__).parent / "golden"
SAMPLE_FILES = sorted(path for path in SAMPLES.iterdir() if not path.name.startswith("."))


def render(reading: Reading, kader: Kader) -> str:
    """A reading as a person would note it down."""
    lines = [
        f"soort: {reading.kind}",
        f"gepubliceerd: {reading.published or '-'}",
        f"markers: {reading.markers_seen}",
        *(f"nakijken: {reason}" for reason in reading.reasons),
    ]
    heading = None
    for verdict in sorted(reading.verdicts, key=lambda v: (str(v.aanpak), v.year or 0, v.match.indicator_id or "")):
        here = (
            f"{verdict.gemeente} ({verdict.gemeente_code}"
            + (f", nu {verdict.successor}" if verdict.successor else "")
            + f") | {verdict.aanpak} | {verdict.year}"
            + (f" | vervolg op {', '.join(verdict.predecessors)}" if verdict.predecessors else "")
        )
        if here != heading:
            lines += ["", here]
            heading = here
        lines += _verdict(verdict)
    return "\n".join(lines) + "\n"


def _verdict(verdict: Verdict) -> list[str]:
    lines = [f"  {verdict.match.indicator_id} {verdict.verdict} [{verdict.assignment}] {verdict.match.text}"]
    lines += [f"      {verdict.explanation}"]
    lines += [f"      LET OP: {note}" for note in verdict.let_op]
    return lines + [f"      nakijken: {reason}" for reason in verdict.reasons]


def test_every_sample_has_a_golden_file_and_the_reverse(request: pytest.FixtureRequest) -> None:
    golden = {path.stem for path in GOLDEN.glob("*.txt")}
    if not request.config.getoption("--accept"):
        assert golden == {path.name for path in SAMPLE_FILES}
        return
    for name in golden - {path.name for path in SAMPLE_FILES}:
        (GOLDEN / f"{name}.txt").unlink()


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.name)
def test_sample(path: Path, request: pytest.FixtureRequest, reading: Callable[[Path], Reading], kader: Kader) -> None:
    golden = GOLDEN / f"{path.name}.txt"
    found = render(reading(path), kader)
    if request.config.getoption("--accept"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [p for p in SAMPLE_FILES if p.suffix == ".pdf"], ids=lambda path: path.name)
def test_a_pdf_says_what_its_text_says(path: Path, reading: Callable[[Path], Reading]) -> None:
    pdf, text = reading(path), reading(path.with_suffix(".txt"))
    assert pdf.verdicts == tuple(_without_place(pdf, text)), "places aside"
    assert pdf.published == text.published
    assert pdf.reasons == text.reasons


def _without_place(pdf: Reading, text: Reading) -> list[Verdict]:
    return [replace(t, place=p.place) for p, t in zip(pdf.verdicts, text.verdicts, strict=True)]


def squeezed(text: str) -> str:
    """Without tags, white space and hyphens: what wrapping and converters do not change."""
    return regex.sub(r"<[^>]+>|[\s-]+", "", text)


@pytest.mark.parametrize("path", [p for p in SAMPLE_FILES if p.suffix == ".txt"], ids=lambda path: path.name)
def test_findings_stand_in_the_sample_word_for_word(path: Path, reading: Callable[[Path], Reading]) -> None:
    """Marker, explanation and LET OP notes together are one stretch of the sample's own text."""
    text = squeezed(path.read_text(encoding="utf-8"))
    for finding in (found.finding for found in reading(path).findings):
        whole = "LET OP:".join([finding.marker + finding.explanation, *finding.let_op])
        assert squeezed(whole) in text


FACTS = {"spijkenisse": "000", "dordrecht": "001", "sittard": "002", "leeuwarden": "003", "nissewaard": "004"}


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.name)
def test_a_sample_states_the_facts_of_the_real_factsheet(path: Path, reading: Callable[[Path], Reading]) -> None:
    """The facts were annotated by hand from the real documents (see test_seeds.py)."""
    with (Path(__file__).parent / "seeds.tsv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    facts = [
        (row["gemeente"], row["aanpak"], int(row["year"]), indicator, row["verdict"], row["assignment"])
        for row in gold
        if row["document"].startswith(FACTS[path.name.split("-")[0]])
        for indicator in row["indicator_ids"].split(",")
    ]
    found = [
        (v.gemeente, v.aanpak, v.year, v.match.indicator_id, v.verdict, v.assignment) for v in reading(path).verdicts
    ]
    assert sorted(map(str, found)) == sorted(map(str, facts))
