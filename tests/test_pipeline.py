"""The command as a user runs it: files, columns, exit codes, determinism."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT, SAMPLES, SEEDS

TABLES = ("verdicts.parquet", "findings.parquet", "documents.parquet")
FILES = (*TABLES, "review.csv")


def run(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "run_pipeline.py"), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=240)


def digests(out: Path) -> dict[str, str]:
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES}


@pytest.fixture(scope="module")
def samples_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("samples")
    done = run("--out", out, "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["documents"] == {"read": 8}
    return out


def verdicts(out: Path) -> list[dict[str, object]]:
    return list(pq.read_table(out / "verdicts.parquet").to_pylist())


def test_the_samples_give_what_the_real_ones_give(samples_run: Path) -> None:
    rows = verdicts(samples_run)
    text = [row for row in rows if str(row["source"]).endswith(".txt")]
    assert len(text) == 160
    assert sum(bool(row["restated"]) for row in text) == 8
    assert all(row["restated"] for row in rows if row["page"] is not None)
    originals = [row for row in rows if not row["restated"]]
    keys = {(row["gemeente"], row["aanpak"], row["year"], row["indicator_id"]) for row in originals}
    assert len(keys) == len(originals) == 152


def test_every_verdict_rests_on_a_finding(samples_run: Path) -> None:
    findings = {row["finding_id"]: row for row in pq.read_table(samples_run / "findings.parquet").to_pylist()}
    for row in verdicts(samples_run):
        finding = findings[row["finding_id"]]
        assert row["indicator_id"] in finding["indicator_ids"]
        assert (row["explanation"], row["verdict"], row["page"], row["line"]) == (
            finding["explanation"], finding["verdict"], finding["page"], finding["line"]
        )  # fmt: skip
    assert len({row["verdict_id"] for row in verdicts(samples_run)}) == len(verdicts(samples_run))


def test_sorted_as_promised(samples_run: Path) -> None:
    keys = [
        tuple(r[c] for c in ("gemeente", "aanpak", "year", "indicator_id", "source")) for r in verdicts(samples_run)
    ]
    assert keys == sorted(keys)


def test_schemas(samples_run: Path) -> None:
    category = pa.dictionary(pa.int8(), pa.string())
    expected = {
        "gemeente": pa.string(), "predecessors": pa.list_(pa.string()), "year": pa.int16(), "verdict": category,
        "assignment": category, "verdict_read": category, "kind": category, "needs_review": pa.bool_(),
        "match_score": pa.float32(), "page": pa.int16(), "bbox": pa.list_(pa.float32()), "line": pa.int32(),
    }  # fmt: skip
    schema = pq.read_schema(samples_run / "verdicts.parquet")
    assert {name: schema.field(name).type for name in expected} == expected
    generations = set()
    for name in TABLES:
        metadata = pq.read_schema(samples_run / name).metadata or {}
        assert {b"schema_version", b"kader", b"kader_digest", b"generation"} <= set(metadata)
        generations.add(metadata[b"generation"])
        assert all((field.metadata or {})[b"description"] for field in pq.read_schema(samples_run / name))
    assert len(generations) == 1


def test_review_csv_lists_what_is_doubtful(samples_run: Path) -> None:
    with (samples_run / "review.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["verdict_id"] for r in rows] == [v["verdict_id"] for v in verdicts(samples_run) if v["needs_review"]]
    assert all(row["place"] and row["finding_digest"] and not row["decision"] for row in rows)


@pytest.mark.parametrize("workers", [1, 4])
def test_same_bytes_whatever_the_order_and_the_workers(samples_run: Path, tmp_path: Path, workers: int) -> None:
    files = sorted(SAMPLES.iterdir(), reverse=workers == 4)
    environment = {**os.environ, "PYTHONHASHSEED": str(workers), "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [
        sys.executable,
        str(ROOT / "run_pipeline.py"),
        *map(str, files),
        "--out",
        str(tmp_path),
        "--workers",
        str(workers),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, timeout=240)
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path) == digests(samples_run)


@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real factsheets are not here")
def test_the_real_factsheets(tmp_path: Path) -> None:
    done = run(SEEDS, "--out", tmp_path, "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    rows = verdicts(tmp_path)
    text = [row for row in rows if row["page"] is None]
    assert (len(rows), len(text)) == (320, 160)
    assert all(row["restated"] for row in rows if row["page"] is not None)
    restated = [row for row in text if row["restated"]]
    where = [(row["gemeente"], row["year"], str(row["source"])[:3]) for row in restated]
    assert where == [("Spijkenisse", 2013, "004")] * 8
    assert not any("herhaald" in reason for row in rows for reason in row["review_reasons"])  # type: ignore[attr-defined]


def test_other_things_in_the_folder(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "in" / "out"
    (folder / "sub").mkdir(parents=True)
    sample = SAMPLES / "leeuwarden-2015.txt"
    shutil.copy(sample, folder / "a.txt")
    shutil.copy(sample, folder / "sub" / "b.txt")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "notes.docx").write_bytes(b"PK\x03\x04")
    (folder / ".hidden.txt").write_text("x")
    (folder / "page.html").write_text("<!doctype html><html><body><p>Nieuws</p></body></html>")
    (folder / "half.pdf.part").write_bytes(b"%PDF-1.4")
    (folder / "folder.pdf").mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "loop.txt").symlink_to("loop.txt")
    done = run(folder, "--out", out, "-v")
    assert done.returncode == 0, done.stderr
    again = run(folder, "--out", out, "-v")
    assert again.returncode == 0
    assert digests(out)
    documents = {d["source"]: d for d in pq.read_table(out / "documents.parquet").to_pylist()}
    assert {source: d["status"] for source, d in documents.items()} == {
        "a.txt": "read", "sub/b.txt": "duplicate", "photo.jpg": "skipped", "notes.docx": "skipped",
        ".hidden.txt": "skipped", "page.html": "skipped", "half.pdf.part": "skipped", "folder.pdf": "skipped",
        "pipe.txt": "skipped", "link.txt": "skipped", "loop.txt": "skipped",
    }  # fmt: skip
    assert "a.txt" in documents["sub/b.txt"]["reason"]


BROKEN = {
    "empty.txt": (b"", "empty"),
    "blank.pdf": (b" \n ", "empty"),
    "letter.txt": (b"Geachte heer, X hierbij de stukken.", "no factsheet"),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj <<", "broken PDF"),
    "zip.pdf": (b"PK\x03\x04rest", "another type"),
    "binary.txt": (bytes(range(256)) * 4, "no text"),
}


def test_a_document_that_gives_nothing_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, (content, _) in BROKEN.items():
        (folder / name).write_bytes(content)
    shutil.copy(SAMPLES / "leeuwarden-2015.txt", folder)
    done = run(folder, "--out", tmp_path / "out")
    assert done.returncode == 1
    documents = {d["source"]: d for d in pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()}
    for name, (_, reason) in BROKEN.items():
        assert documents[name]["status"] == "rejected"
        assert documents[name]["reason"].startswith(reason)
        assert name in done.stdout
    assert len(verdicts(tmp_path / "out")) == 18


def test_an_encrypted_pdf_is_rejected_in_plain_words(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "secret.pdf"), encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 700, "Uitkomsten")
    canvas.save()
    done = run(tmp_path / "secret.pdf", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "encrypted" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["/no/such/folder"], ["--workers", "0"], ["--timeout", "x"], ["--nonsense"], ["--kader", "/no/such.toml"]],
)
def test_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_out_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    assert run("--out", tmp_path / "out").returncode == 2


def test_decisions_are_never_overwritten(tmp_path: Path) -> None:
    sample = SAMPLES / "sittard-geleen-2013.txt"
    assert run(sample, "--out", tmp_path).returncode == 0
    review = tmp_path / "review.csv"
    text = review.read_text(encoding="utf-8").replace('"","","",""\n', '"voldoet","An","2026-01-01",""\n', 1)
    review.unlink()
    review.write_text(text, encoding="utf-8")
    before = digests(tmp_path)
    done = run(SAMPLES / "leeuwarden-2015.txt", "--out", tmp_path)
    assert done.returncode == 3
    assert "decisions" in done.stderr
    assert digests(tmp_path) == before


def test_two_runs_into_one_folder(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / ".lock").touch()
    with (tmp_path / ".lock").open("r+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        done = run(SAMPLES / "leeuwarden-2015.txt", "--out", tmp_path)
    assert done.returncode == 3
    assert "in use" in done.stderr


def test_a_file_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "evil\x1b[31m\u202e.txt").write_text("niets")
    done = run(tmp_path / "in", "--out", tmp_path / "out", "-v")
    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout + done.stderr


def test_version_and_help() -> None:
    assert run("--version").returncode == 0
    assert "--workers" in run("--help").stdout
