"""Scores against a gold: on tables made by hand, and by the command."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publish.evaluate import main
from publish.scoring import INVENTED, LOST, NOTHING, RIGHT, WRONG, Outcome, Row, by, failed, outcomes, score
from schema.verdict import VERBETERPUNT, VOLDOET
from tests.conftest import ROOT

TEXTS = {
    "1.1.1": "Alle netwerkpartners hanteren dezelfde omschrijving van GGSR",
    "3.2.2": "De doorzettingsmacht is geregeld",
}


def gold(indicator: str = "1.1.1", verdict: str = VOLDOET, **other: object) -> Row:
    return {"document": "a.txt", "aanpak": "De Brug", "year": 2013, "indicator": indicator, "verdict": verdict, **other}


def verdict(indicator: str | None = "1.1.1", said: str | None = VOLDOET, *reasons: str, **other: object) -> Row:
    return {
        "source": "a.txt", "gemeente": "Vlist", "aanpak": "De Brug", "year": 2013, "indicator_id": indicator,
        "indicator_text": TEXTS.get(indicator or "", "Er is koffie"), "verdict": said, "needs_review": bool(reasons),
        "review_reasons": list(reasons), "explanation": "Dat klopt.", "page": None, "bbox": None, "line": 12, **other,
    }  # fmt: skip


def document(*reasons: str, status: str = "read", source: str = "a.txt") -> Row:
    return {"source": source, "status": status, "reason": "no factsheet", "review_reasons": list(reasons)}


def only(wanted: list[Row], read: list[Row], *documents: Row) -> Outcome:
    (found,) = outcomes(wanted, read, documents or [document()], TEXTS)
    return found


def test_right() -> None:
    found = only([gold()], [verdict()])
    assert (found.kind, found.flagged, found.silent) == (RIGHT, False, False)


@pytest.mark.parametrize("printed", ["1.1.1", TEXTS["1.1.1"], TEXTS["1.1.1"].upper() + "."])
def test_indicator_by_id_or_text(printed: str) -> None:
    assert only([gold(printed)], [verdict()]).kind == RIGHT


@pytest.mark.parametrize("path", ["a.txt", "map/a.txt"])
def test_document_by_path_or_name(path: str) -> None:
    assert only([gold(document=path)], [verdict(source="x/a.txt")], document(source="x/a.txt")).kind == RIGHT


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"verdict": VERBETERPUNT}, ("verdict",)),
        ({"aanpak": "De Schakel"}, ("aanpak",)),
        ({"gemeente": "Boskoop"}, ("gemeente",)),
    ],
)
def test_wrong_is_one_error_that_says_what_differs(other: dict[str, object], differs: tuple[str, ...]) -> None:
    found = only([gold(gemeente="Vlist")], [{**verdict(), **other}])
    assert (found.kind, found.differs, found.silent) == (WRONG, differs, True)
    assert not only(
        [gold(gemeente="Vlist")], [{**verdict(None, VOLDOET, "kolom-onzeker"), **other, "indicator_id": "1.1.1"}]
    ).silent


def test_of_another_indicator_with_the_same_words_is_wrong() -> None:
    found = only([gold(explanation="Dat klopt.")], [verdict("3.2.2")])
    assert (found.kind, found.differs) == (WRONG, ("indicator",))


def test_nearly_the_printed_indicator_is_reviewed() -> None:
    read = verdict(
        None, VOLDOET, "indicator-onbekend", indicator_text="Alle partners hanteren dezelfde omschrijving GGSR"
    )
    found = only([gold()], [read])
    assert (found.kind, found.flagged, found.differs) == (WRONG, True, ("indicator",))


def test_unread_verdict_is_lost_and_flagged() -> None:
    found = only([gold()], [verdict("1.1.1", None, "geen-marker")])
    assert (found.kind, found.silent) == (LOST, False)


@pytest.mark.parametrize(
    ("documents", "silent"),
    [
        ([document()], True),
        ([document("indicatoren-ontbreken: 1.1.1")], False),
        ([document(status="rejected")], False),
        ([document(source="b.txt")], True),
    ],
)
def test_lost_row_is_flagged_only_by_its_document(documents: list[Row], silent: bool) -> None:
    found = only([gold()], [], *documents)
    assert (found.kind, found.silent) == (LOST, silent)


def test_invented() -> None:
    right, invented = outcomes([gold()], [verdict(), verdict("3.2.2")], [document()], TEXTS)
    assert (right.kind, invented.kind, invented.silent) == (RIGHT, INVENTED, True)
    assert only([gold(verdict="")], [verdict()]).kind == INVENTED


def test_nothing_to_read_and_nothing_read_is_not_scored() -> None:
    found = only([gold(verdict="")], [verdict("1.1.1", None, "geen-oordeel")])
    assert found.kind == NOTHING
    assert score([found]).support == 0


def test_documents_of_no_gold_are_not_looked_at() -> None:
    assert only([gold()], [verdict(), verdict(source="b.txt")]).kind == RIGHT


def test_scores() -> None:
    wanted = [gold("1.1.1"), gold("3.2.2"), gold("Er is thee", VERBETERPUNT)]
    read = [
        verdict("1.1.1"),
        verdict("3.2.2", VERBETERPUNT),
        verdict(None, VOLDOET, indicator_text="Er is melk", aanpak="?"),
    ]
    whole = score(outcomes(wanted, read, [document()], TEXTS))
    assert (whole.support, whole.predicted, whole.right, whole.silent) == (3, 3, 1, 3)
    assert whole.precision == whole.recall == whole.f1 == pytest.approx(1 / 3)


def test_explanations_are_compared_as_printed() -> None:
    same = only([gold(explanation="Dat\u00a0  klo\u00adpt.")], [verdict()])
    assert same.same_explanation is True
    assert only([gold(explanation="Dat klopt niet.")], [verdict()]).same_explanation is False
    assert only([gold()], [verdict()]).same_explanation is None


def test_of_nothing_there_is_no_score() -> None:
    lost = score(outcomes([gold()], [], [document()], TEXTS))
    assert (lost.precision, lost.recall, lost.f1, lost.explanations) == (None, 0.0, None, None)
    invented = score(outcomes([gold(verdict="")], [verdict()], [document()], TEXTS))
    assert (invented.precision, invented.recall, invented.f1) == (0.0, None, None)
    empty = score([])
    assert (empty.precision, empty.recall, empty.f1) == (None, None, None)


def test_groups() -> None:
    found = outcomes(
        [gold(), gold("3.2.2", document="b.txt")], [verdict()], [document(), document(source="b.txt")], TEXTS
    )
    assert {name: s.recall for name, s in by(found, lambda o: o.document).items()} == {"a.txt": 1.0, "b.txt": 0.0}


def test_failed_documents() -> None:
    wanted = [gold(), gold(document="b.txt"), gold(document="c.txt"), gold("", "", document="d.txt")]
    known = [document(), document(source="b.txt", status="rejected"), document(source="d.txt", status="rejected")]
    assert [f.document for f in failed(wanted, known)] == ["b.txt", "c.txt"]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    pq.write_table(
        pa.Table.from_pylist([dict(verdict()), dict(verdict("3.2.2", VERBETERPUNT, "afgeleid"))]),
        tmp_path / "verdicts.parquet",
    )
    known = [dict(document("x")), dict(document("x", status="rejected", source="b.txt"))]
    pq.write_table(pa.Table.from_pylist(known), tmp_path / "documents.parquet")
    return tmp_path


ROWS = [gold(layout="tabs"), gold("3.2.2", layout="tabs"), gold(document="b.txt", layout="pipes")]


def written(path: Path, separator: str = ",", encoding: str = "utf-8") -> Path:
    lines = [separator.join(ROWS[0]), *(separator.join(map(str, row.values())) for row in ROWS)]
    path.write_text("\r\n".join(lines), encoding=encoding)
    return path


def evaluate(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "publish.evaluate", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), (";", "cp1252")])
def test_command_reads_csv(dataset: Path, separator: str, encoding: str) -> None:
    found = evaluate(dataset / "verdicts.parquet", written(dataset / "gold.csv", separator, encoding), "--json")
    assert found.returncode == 0, found.stderr
    said = json.loads(found.stdout)
    assert [f["document"] for f in said["failed"]] == ["b.txt"]
    assert said["errors"] == {"all": 2, "flagged": 2, "silent": 0}
    assert said["by_layout"]["pipes"]["precision"] is None
    assert (said["by_layout"]["tabs"]["precision"], said["by_indicator"]["1.1.1"]["recall"]) == (0.5, 0.5)
    assert said["all"]["explanations"] is None


def test_command_reads_parquet(dataset: Path) -> None:
    pq.write_table(pa.Table.from_pylist([dict(row) for row in ROWS]), dataset / "gold.parquet")
    said = evaluate(dataset, dataset / "gold.parquet").stdout.splitlines()
    assert said[0] == "Documents that failed: 1 of 2"
    assert next(line for line in said if line.startswith("pipes")).split()[4:7] == ["–", "0.000", "–"]
    assert any("WRONG | flagged | a.txt" in line and "line 12" in line and "afgeleid" in line for line in said)


def test_command_says_what_it_cannot_use(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = tmp_path / "short.csv"
    short.write_text("document,aanpak,year,verdict\na.txt,De Brug,2013,voldoet\n", encoding="utf-8")
    strange = tmp_path / "strange.csv"
    strange.write_text("document,aanpak,year,indicator,verdict\na.txt,De Brug,2013,1.1.1,goed\n", encoding="utf-8")
    for arguments, words in (
        ((dataset, short), "no column indicator"),
        ((dataset, strange), "verdict is 'goed'"),
        ((dataset, tmp_path / "none.csv"), "none.csv"),
        ((tmp_path / "nowhere", short), "nowhere"),
        ((dataset, dataset / "verdicts.parquet"), "no column document"),
    ):
        assert main([str(argument) for argument in arguments]) == 2
        said = capsys.readouterr()
        assert words in said.err
        assert not said.out
    assert evaluate(dataset, short).returncode == 2
