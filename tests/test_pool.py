"""Worker processes: what a document does to its reader costs that document, and nobody else."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extract import processes
from extract.cache import opened
from extract.inputs import find
from extract.pool import Outcome, Terms, read_all
from extract.processes import NotStarted
from schema.kader import Kader
from tests import misbehave
from tests.conftest import ROOT, SAMPLES
from tests.misbehave import LOG, noted


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    monkeypatch.setattr(processes, "START", misbehave.START)
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


SAMPLE = SAMPLES / "leeuwarden-2015.pdf"
Tick = Callable[[object], None]
Run = Callable[..., dict[str, Outcome]]


@pytest.fixture
def run(folder: Path, kader: Kader) -> Run:
    """Reads the folder; the outcomes by source."""

    def run_it(
        workers: int = 2, timeout: int = 30, then: Callable[[object], None] = lambda _: None
    ) -> dict[str, Outcome]:
        with opened(folder.parent / "cache", kader, ocr=False, fresh=False) as cache:
            outcomes = read_all(find([folder], []), Terms(kader, timeout, False, workers), cache, then)
        return {outcome.entry.source: outcome for outcome in outcomes}

    return run_it


def put(folder: Path, **documents: str) -> None:
    """Documents by name; each has bytes of its own."""
    for name, text in documents.items():
        (folder / f"{name}.txt").write_text(f"{text} {name}")


def test_a_death_costs_one_document_and_its_neighbours_nothing(folder: Path, run: Run) -> None:
    put(folder, a="een factsheet", b="!exit", c="!segv", d="!kill", f="een factsheet", z="tekst")
    outcomes = run()
    assert [outcomes[f"{name}.txt"].status for name in "abcdfz"] == ["read", *["rejected"] * 3, "read", "rejected"]
    for name, how in (("b", "exit code 3"), ("c", "SIGSEGV"), ("d", "SIGKILL")):
        assert f"its reader died twice ({how})" in str(outcomes[f"{name}.txt"].reason)
    assert outcomes["z.txt"].reason == "no factsheet."


def test_who_died_is_tried_once_more_alone_in_a_fresh_process(folder: Path, run: Run) -> None:
    put(folder, a="!exit", b="tekst", c="tekst")
    run()
    pids, names = zip(*noted(), strict=True)
    assert sorted(names[:3]) == ["a.txt", "b.txt", "c.txt"]
    assert names[3:] == ("a.txt",)
    assert pids[3] not in pids[:3]


def test_who_died_by_accident_is_read_the_second_time(folder: Path, run: Run) -> None:
    put(folder, a="!once een factsheet")
    assert run()["a.txt"].status == "read"
    assert [name for _, name in noted()] == ["a.txt", "a.txt"]


TOO_LARGE = "too large: what was read of it takes more than 8 MB."


@pytest.mark.parametrize(
    ("timeout", "clock", "reasons"),
    [
        (1, 30, {"!spin": "timed out: it takes more than 1 CPU seconds."}),
        (1, 1, {"!sleep": "timed out: it takes more than 1 seconds."}),
        (
            30,
            3,
            {
                "!fill": "too large: it takes more than 512 MB of memory to read.",
                "!large": TOO_LARGE,
                "!endless": TOO_LARGE,
            },
        ),
    ],
)
def test_what_runs_out_is_not_tried_again_nor_kept(
    folder: Path,
    run: Run,
    kader: Kader,
    monkeypatch: pytest.MonkeyPatch,
    timeout: int,
    clock: int,
    reasons: dict[str, str],
) -> None:
    monkeypatch.setattr(processes, "CLOCK_PER_CPU", clock)
    put(folder, **{deed[1:]: deed for deed in reasons}, z="tekst")
    outcomes = run(workers=1, timeout=timeout)
    assert {f"!{name[:-4]}": outcome.reason for name, outcome in outcomes.items()} == {
        **reasons,
        "!z": "no factsheet.",
    }
    assert len(noted()) == len(outcomes)
    with opened(folder.parent / "cache", kader, ocr=False, fresh=False) as cache:
        kept = {name for name, outcome in outcomes.items() if cache.get(str(outcome.entry.digest))}
    assert kept == {"z.txt"}


def test_what_is_no_answer_is_not_taken(folder: Path, run: Run) -> None:
    deeds = ("garbage", "pickle", "many", "no-reading", "deep")
    put(folder, **{deed: f"!{deed}" for deed in deeds}, z="een factsheet")
    outcomes = run(workers=1)
    assert outcomes["z.txt"].status == "read"
    for deed in deeds:
        assert "its reader gave no sound answer" in str(outcomes[f"{deed}.txt"].reason)
    assert not Path(os.environ[LOG] + ".bait").exists()


def test_what_a_library_prints_is_no_answer(folder: Path, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    put(folder, a="!print")
    assert run()["a.txt"].reason == "no factsheet."
    assert capfd.readouterr() == ("", "")


def test_a_worker_that_stops_talking_is_a_death(folder: Path, run: Run) -> None:
    put(folder, a="!close", b="tekst")
    assert "died twice (it stopped talking)" in str(run()["a.txt"].reason)


def test_workers_are_renewed(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "RENEWED_AFTER", 2)
    put(folder, **{f"a{n}": "tekst" for n in range(5)})
    run(workers=1)
    pids = [pid for pid, _ in noted()]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [2, 2, 1]


def test_one_document_at_a_time_and_no_more_workers_than_documents(folder: Path, run: Run) -> None:
    put(folder, a="tekst", b="tekst")
    run(workers=8)
    assert len({pid for pid, _ in noted()}) <= 2


def test_no_process_is_left(folder: Path, run: Run) -> None:
    put(folder, a="!sleep", b="tekst")

    def stop(_: object) -> None:
        raise SystemExit(130)

    with pytest.raises(SystemExit):
        run(then=stop)
    for pid, _ in noted():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_worker_ends_with_its_parent(folder: Path) -> None:
    put(folder, a="!spin", b="!sleep")
    command = [sys.executable, "-m", "tests.misbehave", str(folder), "--out", str(folder.parent / "out")]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as parent:
        until(lambda: Path(os.environ[LOG]).exists() and len(noted()) == 2)
        parent.kill()
    until(lambda: not any(alive(pid) for pid, _ in noted()))


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it holds; fail where it takes too long."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and was not waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_where_no_worker_can_start_the_run_says_so(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "START", "raise SystemExit(1)")
    put(folder, a="tekst")
    with pytest.raises(NotStarted, match="exit code 1"):
        run()


def test_workers_of_another_edition_are_not_taken(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what they read would be kept as if the code that the run began with had read it."""
    monkeypatch.setattr(processes, "edition", lambda: "0123456789abcdef")
    put(folder, a="tekst")
    with pytest.raises(NotStarted, match="changed while this run"):
        run()


def test_what_changes_or_vanishes_during_the_run_is_reported(kader: Kader, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder, a="tekst", b="tekst", c="tekst", d="tekst")
    entries = find([folder], [])
    (folder / "a.txt").write_text("iets anders")
    (folder / "b.txt").unlink()
    (folder / "c.txt").unlink()
    os.mkfifo(folder / "c.txt")
    for _ in range(2):
        with opened(tmp_path / "cache", kader, ocr=False, fresh=False) as cache:
            outcomes = read_all(entries, Terms(kader, 30, False, 2), cache, lambda _: None)
        changed, vanished, fifo, sound = outcomes
        assert (changed.status, changed.reason) == ("rejected", "it changed while the run was going on. Run again.")
        assert str(vanished.reason).startswith("it vanished or cannot be opened any more: No such file")
        assert str(fifo.reason).startswith("it changed")
        assert str(sound.reason).startswith("no factsheet")
        assert [outcome.unchanged for outcome in outcomes[:3]] == [False, False, False]


def test_a_worker_imports_neither_pyarrow_nor_pandas(
    tmp_path: Path, kader: Kader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor the command, whose imports are not its own: pyarrow alone takes more memory than a worker may have."""
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    monkeypatch.setattr(processes, "START", misbehave.SPIED)
    with opened(tmp_path / "cache", kader, ocr=True, fresh=False) as cache:
        (outcome,) = read_all(find([SAMPLE], []), Terms(kader, 30, True, 1), cache, lambda _: None)
    assert outcome.status == "read"
    modules = set((tmp_path / "log").read_text().splitlines())
    assert "pdfplumber" in modules
    assert not modules & {"pyarrow", "pandas", "numpy", "rich", "run_pipeline", "pytest"}
