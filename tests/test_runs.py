"""Runs that follow, meet or break off one another: what was read is kept, and the bytes are those of one full run."""

import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests import disk
from tests.conftest import ROOT, SAMPLES
from tests.misbehave import LOG
from tests.test_pool import alive, until

FILES = ("verdicts.parquet", "findings.parquet", "documents.parquet", "review.csv")
SAMPLE = SAMPLES / "leeuwarden-2015.txt"


def start(*arguments: object, module: str = "run_pipeline", **variables: str) -> "subprocess.Popen[str]":
    """The command, started."""
    command = [sys.executable, "-m", module, *map(str, arguments), "--ocr", "never"]
    environment = {**os.environ, **variables}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def run(*arguments: object, **variables: str) -> tuple[int, str, str]:
    """The command: its exit code, what it said on standard output and on standard error."""
    with start(*arguments, **variables) as process:
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err


def unchanged(*arguments: object) -> int:
    """A run, in this process, that must succeed: how many documents it did not read again."""
    said = io.StringIO()
    with redirect_stdout(said):
        assert disk.warm([*arguments, "--json", "--ocr", "never"]) == 0
    return int(json.loads(said.getvalue())["unchanged"])


def digests(out: Path) -> dict[str, str]:
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES if (out / name).exists()}


def documents(folder: Path, names: Sequence[str]) -> list[Path]:
    """The sample under other names, each with bytes of its own."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(SAMPLE.read_text("utf-8") + f"\n{name}\n", "utf-8")
    return [folder / name for name in names]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The samples in one full run."""
    out = tmp_path_factory.mktemp("full")
    assert unchanged(SAMPLES, "--out", out, "--workers", 2) == 0
    return digests(out)


def test_unchanged_documents_are_not_read_again(tmp_path: Path) -> None:
    files = documents(tmp_path / "in", ["a.txt", "b.txt", "c.txt"])
    kept = tmp_path / "kept"
    assert unchanged(*files, "--out", tmp_path / "full") == 0
    full = digests(tmp_path / "full")
    assert unchanged(*files[:2], "--out", tmp_path / "out", "--cache", kept) == 0
    assert unchanged(*files, "--out", tmp_path / "out", "--cache", kept) == 2
    assert digests(tmp_path / "out") == full
    damaged = min(kept.glob("readings-*/*"))
    damaged.write_bytes(damaged.read_bytes()[:-9] + b" " + damaged.read_bytes()[-8:])
    assert unchanged(*files, "--out", tmp_path / "other", "--cache", kept) == 2
    assert unchanged(*files, "--out", tmp_path / "other", "--cache", kept) == 3
    assert digests(tmp_path / "other") == full
    assert unchanged(*files, "--out", tmp_path / "other", "--cache", kept, "--force") == 0
    assert digests(tmp_path / "other") == full


def test_the_summary_says_how_many_are_unchanged(tmp_path: Path) -> None:
    assert "nchanged" not in run(SAMPLE, "--out", tmp_path)[1]
    assert "Unchanged since an earlier run, and not read again: 1" in run(SAMPLE, "--out", tmp_path)[1]


def test_what_was_kept_and_published_is_no_input(tmp_path: Path) -> None:
    documents(tmp_path, ["a.txt"])
    command = (tmp_path, "--out", tmp_path / "out", "--cache", tmp_path / "kept")
    assert unchanged(*command) == 0
    first = digests(tmp_path / "out")
    assert unchanged(*command) == 1
    assert digests(tmp_path / "out") == first
    assert [row["source"] for row in pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()] == ["a.txt"]


VARIANTS = {
    "one worker, Turkish": ((1, 1), {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR", "PYTHONHASHSEED": "1"}),
    "eight workers, shuffled, ASCII, Tokyo": ((8, 2), {"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2"}),
    "two workers, shuffled, Chatham": ((2, 3), {"TZ": "Pacific/Chatham", "PYTHONUTF8": "1", "PYTHONHASHSEED": "3"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_the_same_bytes_everywhere(
    full: dict[str, str], tmp_path: Path, variant: tuple[tuple[int, int], dict[str, str]]
) -> None:
    (workers, seed), variables = variant
    files = sorted(SAMPLES.iterdir())
    random.Random(seed).shuffle(files)
    for document in files:  # another order of entries in the folder, too
        (tmp_path / "in").mkdir(exist_ok=True)
        shutil.copy(document, tmp_path / "in")
    for inputs in ([tmp_path / "in"], files):
        code, _, err = run(*inputs, "--out", tmp_path / "out", "--workers", workers, "--force", **variables)
        assert code == 0, err
        assert digests(tmp_path / "out") == full


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_within_seconds_and_keeps_what_was_read(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("een factsheet")
    assert unchanged(SAMPLE, "--out", out) == 0
    before = digests(out)
    (folder / "b.txt").write_text("!sleep")
    (folder / "c.txt").write_text("!spin")
    with start(folder, "--out", out, "--workers", 2, module="tests.misbehave") as process:
        log = tmp_path / "log"
        until(lambda: log.exists() and len(log.read_text().splitlines()) == 3)
        began = time.monotonic()
        process.send_signal(number)
        said = process.communicate(timeout=20)[1]
        assert process.returncode == 128 + number
        assert time.monotonic() - began < 5
    assert "Traceback" not in said
    assert "stopped" in said
    assert digests(out) == before
    until(lambda: not any(alive(int(line.split()[0])) for line in log.read_text().splitlines()))
    code, said, _ = run(folder / "a.txt", "--out", out, "--json")
    assert (code, json.loads(said)["unchanged"]) == (0, 1)


def test_the_second_run_into_a_folder_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    (tmp_path / "a.txt").write_text("!sleep")
    with start(tmp_path / "a.txt", "--out", tmp_path / "out", module="tests.misbehave") as first:
        until((tmp_path / "log").exists)
        code, _, said = run(SAMPLE, "--out", tmp_path / "out")
        assert (code, "in use by another run" in said, len(said.splitlines())) == (3, True, 1)
        first.kill()
    assert unchanged(SAMPLE, "--out", tmp_path / "out") == 0  # the lock went with the process


def killed_at_random(folder: Path, out: Path, chosen: random.Random) -> None:
    """A run that is killed at some moment between its first import and its end."""
    with start(folder, "--out", out, "--workers", 2, "-q") as process:
        try:
            process.wait(chosen.uniform(0.3, 4.0))
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.mark.parametrize(
    ("seed", "kills"), [(1, 2), *(pytest.param(seed, 4, marks=pytest.mark.slow) for seed in range(2, 12))]
)
def test_kills_at_random_moments_also_during_recovery(tmp_path: Path, seed: int, kills: int) -> None:
    chosen = random.Random(seed)
    folder, out = tmp_path / "in", tmp_path / "out"
    documents(folder, ["a.txt", "b.txt"])
    assert unchanged(folder, "--out", out) == 0
    old = digests(out)
    documents(folder, [f"{n}.txt" for n in range(4)])
    assert unchanged(folder, "--out", tmp_path / "undisturbed") == 0
    new = digests(tmp_path / "undisturbed")
    for _ in range(kills):
        killed_at_random(folder, out, chosen)
        assert digests(out) in (old, new)
    assert unchanged(folder, "--out", out) >= 2
    assert digests(out) == new
    assert len(list((out / ".generations").iterdir())) <= 2


@pytest.mark.slow
def test_neither_memory_nor_files_grow_with_the_documents(tmp_path: Path) -> None:
    """2,000 small documents, read and then found unchanged: the most memory of the command, and its open files."""
    folder = tmp_path / "in"
    folder.mkdir()
    code = (
        "import os, resource, sys, run_pipeline; seen = []; "
        "run_pipeline._plain = lambda *a: lambda entry: seen.append(len(os.listdir('/proc/self/fd'))); "
        "done = run_pipeline.main(sys.argv[1:]); "
        "print(done, min(seen), max(seen), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    peaks = {}
    for count in (100, 2000):
        for n in range(count):
            (folder / f"{n:04}.txt").write_text(f"{n} geen")
        for _ in range(2):
            command = [sys.executable, "-c", code, str(folder), "--out", str(tmp_path / "out"), "-q"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            exit_code, least, most, peaks[count] = map(int, done.stdout.split())
            assert exit_code == 1
            assert most - least <= 8
    print(peaks)
    assert peaks[2000] - peaks[100] < 40
