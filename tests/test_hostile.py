"""Bad inputs: each ends in the class that is expected of it, within bounds of time and memory; patterns are linear."""

import importlib
import pkgutil
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import regex

import extract
import normalize
import publish
import schema
from tests.conftest import ROOT
from tests.hostile import corpus
from tests.hostile.texts import BAIT, bait

# What the set may cost on two cores (seconds; megabytes of the parent, and of each worker).
SECONDS, PARENT, WORKER, CORES = 180, 300, 512, 2
# A character that reaches no terminal.
CONTROL = regex.compile(r"[\p{Cc}\p{Cf}--\n]", regex.VERSION1)
MB = 2**20
# A pattern is linear where a megabyte of bait takes it at most this many seconds, or a quarter of it at most so many
# times what a sixteenth takes.
FAST, LINEAR = 2.0, 8.0


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, corpus.Expected], Path, "Watched"]:
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    expected = corpus.make(folder)
    return expected, out, Watched.run(str(folder), "--out", str(out), "--workers", "2", "--ocr", "never", "-v")


class Watched:
    """A run of the command, and what it took: seconds, and the largest resident memory of parent and workers (MB)."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.parent = self.worker = 0.0
        self._process = process
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        self.output, self.errors = process.communicate(timeout=900)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.seconds = spent / CORES  # on the clock where nothing else runs
        thread.join()

    @classmethod
    def run(cls, *arguments: str) -> "Watched":
        command = [sys.executable, str(ROOT / "run_pipeline.py"), *arguments]
        return cls(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE))

    @property
    def code(self) -> int:
        return self._process.returncode

    def _watch(self) -> None:
        while self._process.poll() is None:
            self.parent = max(self.parent, _peak(self._process.pid))
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
            try:
                pids = children.read_text().split()
            except OSError:
                pids = []
            self.worker = max([self.worker, *map(_peak, map(int, pids))])
            time.sleep(0.1)


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = regex.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def test_there_are_enough() -> None:
    named = [name for name, _, _ in corpus.documents()]
    assert len(named) == len(set(named)) >= 150


@pytest.mark.slow
def test_every_bad_input_ends_in_its_class(hostile_run: tuple[dict[str, corpus.Expected], Path, Watched]) -> None:
    expected, out, done = hostile_run
    assert done.code == 1, done.errors.decode()[-2000:]
    rows = {row["source"]: row for row in pq.read_table(out / "documents.parquet").to_pylist()}
    wrong = {
        source: (row["status"], row["reason"])
        for source, what in expected.items()
        if (row := rows.get(source, {"status": None, "reason": None}))["status"] not in what.statuses
        or not (row["reason"] or "").startswith(what.reason)
    }
    assert not wrong
    assert rows.keys() == expected.keys()
    assert not [row for row in rows.values() if "defect" in (row["reason"] or "")]


@pytest.mark.slow
def test_the_set_is_read_within_bounds(hostile_run: tuple[dict[str, corpus.Expected], Path, Watched]) -> None:
    _, _, done = hostile_run
    print(f"{done.seconds:.0f} s, parent {done.parent:.0f} MB, worker {done.worker:.0f} MB")
    assert done.parent < PARENT
    assert done.worker < WORKER
    assert done.seconds < SECONDS


@pytest.mark.slow
def test_nothing_of_it_reaches_the_terminal(hostile_run: tuple[dict[str, corpus.Expected], Path, Watched]) -> None:
    _, out, done = hostile_run
    assert not CONTROL.search(done.output.decode())
    assert not CONTROL.search(done.errors.decode())
    review = (out / "review.csv").read_text(encoding="utf-8")
    cells = [cell for line in review.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@", "\t"))]


def patterns() -> dict[str, "regex.Pattern[str]"]:
    """All compiled patterns of the project, by where they stand."""
    found: dict[str, regex.Pattern[str]] = {}
    for package in (schema, normalize, extract, publish):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                if isinstance(value, regex.Pattern) and isinstance(value.pattern, str):
                    found[f"{info.name}.{name}"] = value
    return found


def taken(pattern: "regex.Pattern[str]", text: str) -> float:
    """Seconds to find all matches, and to match the whole; for lines, as the program gives it one."""
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    pattern.fullmatch(text)
    pattern.match(text)
    return time.process_time() - began


def too_long(pattern: "regex.Pattern[str]", kind: str) -> float | None:
    """Seconds for a part of a megabyte of bait, where they grow faster than the bait. What would be fast for all of
    it, even if it were quadratic, is not tried on more; nor is what is far too slow already."""
    part = taken(pattern, bait(kind, MB // 16))
    if part < FAST / 16**2:
        return None
    if part > LINEAR * FAST / 16:
        return part
    quarter = taken(pattern, bait(kind, MB // 4))
    return quarter if quarter > max(FAST / 4**2, LINEAR * part) else None


@pytest.mark.slow
@pytest.mark.parametrize("name", patterns())
def test_patterns_are_linear(name: str) -> None:
    slow = {kind: seconds for kind in BAIT if (seconds := too_long(patterns()[name], kind))}
    assert not slow


def test_a_quadratic_pattern_is_noticed() -> None:
    assert too_long(regex.compile(r"(?:uitkomsten toezichtonderzoek )*\d"), "title")
    assert not too_long(regex.compile(r"(?:uitkomsten toezichtonderzoek )*+\d?"), "title")
