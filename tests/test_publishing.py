"""Publishing: whatever happens to a run at whichever call, DIR holds the old dataset or the new one, whole."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests import disk
from tests.conftest import ROOT, SAMPLES
from tests.disk import Fate, Ran, failing, killed, signalled

OLD, NEW = (SAMPLES / "leeuwarden-2015.txt",), (SAMPLES / "leeuwarden-2015.txt", SAMPLES / "dordrecht-2015.txt")
FILES = ("verdicts.parquet", "findings.parquet", "documents.parquet", "review.csv")

Files = dict[str, bytes]


def dataset(out: Path) -> Files:
    """What a reader who opens all files at this instant gets; those that are not there are left out."""
    return {name: (out / name).read_bytes() for name in FILES if (out / name).exists()}


def tree(out: Path) -> set[str]:
    """All that is in the folder but what was kept of readings."""
    found = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    return {name for name in found if not name.startswith(".cache")}


def command(inputs: Sequence[Path], out: Path, cache: Path) -> list[object]:
    return [*inputs, "--out", out, "--cache", cache, "--ocr", "never"]


@dataclass(frozen=True)
class Stage:
    """A folder with an earlier dataset, in which a run publishes another: `old` and `new` are what it holds."""

    template: Path
    cache: Path
    old: Files
    new: Files
    tree: set[str]

    def run(self, out: Path, at: int = 0, fate: Fate = killed) -> Ran:
        """A run into `out` that meets its fate at the call number `at`."""
        return disk.run(
            [*NEW, "--out", out, "--cache", self.cache, "--ocr", "never"], out.with_suffix(".log"), at, fate
        )

    def each(self, tmp_path: Path, fate: Fate) -> Iterator[tuple[Path, Ran, str]]:
        """The folder after a run that met its fate at the first call, the second, and so on to the last; and which."""
        for at in count(1):
            out = tmp_path / f"out{at}"
            shutil.copytree(self.template, out, symlinks=True)
            ran = self.run(out, at, fate)
            if len(ran.calls) < at:
                assert (ran.code, at > 10) == (0, True)
                return
            yield out, ran, " ".join(ran.calls[at - 1])
            shutil.rmtree(out)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the documents give, so that no run has to read them."""
    folder = tmp_path_factory.mktemp("cache")
    assert disk.warm(command(NEW, folder / "out", folder)) == 0
    return folder


def emptied(_: Path) -> None:
    """Nothing was published before."""


def published(out: Path) -> None:
    """A dataset was published before."""
    old = disk.run(command(OLD, out, out.parent / "cache"), out.parent / "log")
    assert old.code == 0


def unlinked(out: Path) -> None:
    """The dataset published before was copied by something that knows no links."""
    published(out)
    files = dataset(out)
    shutil.rmtree(out)
    out.mkdir()
    for name, content in files.items():
        (out / name).write_bytes(content)


EARLIER = [published, *(pytest.param(make, marks=pytest.mark.slow) for make in (emptied, unlinked))]


@pytest.fixture(scope="module", params=EARLIER, ids=lambda make: str(make.__name__))
def stage(request: pytest.FixtureRequest, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("stage")
    template, undisturbed = folder / "template", folder / "undisturbed"
    template.mkdir()
    (folder / "cache").symlink_to(cache)
    make: Callable[[Path], None] = request.param
    make(template)
    shutil.copytree(template, undisturbed, symlinks=True)
    old = dataset(template)
    done = disk.run(command(NEW, undisturbed, cache), folder / "log")
    assert (done.code, done.said) == (0, "")
    return Stage(template, cache, old, dataset(undisturbed), tree(undisturbed))


def test_a_kill_at_any_call_leaves_the_old_dataset_or_the_new_one(stage: Stage, tmp_path: Path) -> None:
    seen = []
    for out, ran, call in stage.each(tmp_path, killed):
        assert ran.code == -signal.SIGKILL
        assert dataset(out) in (stage.old, stage.new), call
        seen.append(dataset(out) == stage.new)
        again = stage.run(out)
        assert (again.code, again.said, dataset(out)) == (0, "", stage.new), call
        leftover = tree(out) - stage.tree
        assert not {name for name in leftover if not name.startswith(".generations/")}, call
        assert len(list((out / ".generations").iterdir())) <= 2, call
    assert seen == sorted(seen)
    assert set(seen) == {False, True}


SLOW_ERRORS = [pytest.param(number, marks=pytest.mark.slow) for number in (errno.EIO, errno.EACCES)]


@pytest.mark.parametrize("number", [errno.ENOSPC, *SLOW_ERRORS], ids=errno.errorcode.get)
def test_a_disk_that_fails_at_any_call_leaves_the_old_dataset(stage: Stage, tmp_path: Path, number: int) -> None:
    for out, ran, call in stage.each(tmp_path, failing(number)):
        if ran.code == 0:  # the folder is there, or what is left of others goes next time
            assert call.split()[0] in ("unlink", "rmdir", "mkdir"), call
            assert dataset(out) == stage.new
            continue
        assert (ran.code, dataset(out)) == (3, stage.old), (call, ran.said)
        assert os.strerror(number) in ran.said
        assert "Traceback" not in ran.said
        assert len(ran.said.splitlines()) == 1
        assert (stage.run(out).code, dataset(out)) == (0, stage.new)


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_a_signal_at_any_call_stops_the_run_or_comes_too_late(stage: Stage, tmp_path: Path, number: int) -> None:
    """130 and 143 mean that the old dataset stands; once the new one does, the run ends as it would have."""
    seen = set()
    for out, ran, call in stage.each(tmp_path, signalled(number)):
        assert (ran.code, dataset(out)) in ((128 + number, stage.old), (0, stage.new)), call
        seen.add(ran.code)
    assert seen == {128 + number, 0}


def test_all_is_synced_before_and_after_the_one_rename(stage: Stage, tmp_path: Path) -> None:
    """After a power cut, what was not synced may be lost in any order."""
    out = tmp_path / "out"
    shutil.copytree(stage.template, out, symlinks=True)
    calls = stage.run(out).calls
    generations = out / ".generations"
    switch = max(n for n, call in enumerate(calls) if call[0] == "rename" and call[2] == str(out / ".current"))
    (born,) = (n for n, call in enumerate(calls) if call[0] == "rename" and Path(call[2]).parent == generations)
    writing, final = calls[born][1:]

    def last(name: str, path: object, until: int) -> int:
        return max(n for n in range(until) if calls[n][:2] == (name, str(path)))

    files = [f"{writing}/{path.name}" for path in Path(final).iterdir()]
    for file in files:
        assert last("write", file, born) < last("fsync", file, born)
    assert max(last("open", file, born) for file in files) < last("fsync", writing, born)
    assert born < last("fsync", generations, switch)
    linked = [n for n in range(switch) if calls[n][0] == "rename" and Path(calls[n][2]).parent == out]
    assert max(linked, default=0) < last("fsync", out, switch)
    done = last("fsync", out, len(calls))
    assert switch < done
    assert not [call for call in calls[switch:done] if call[0] in ("unlink", "rmdir") and "link" not in call[1]]


def test_what_somebody_changed_in_a_generation_is_written_anew(stage: Stage, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(stage.template, out, symlinks=True)
    assert stage.run(out).code == 0
    for _ in range(3):
        (out / "verdicts.parquet").write_bytes(b"PAR1")
        assert stage.run(out).code == 0
        assert dataset(out) == stage.new


def test_a_run_with_nothing_new_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(stage.template, out, symlinks=True)
    first, second = stage.run(out), stage.run(out)
    assert (first.code, second.code) == (0, 0)
    assert not {call[0] for call in second.calls} & {"write", "rename", "symlink"}


# All that changes a file system. A file that `openat` has just made is what stands there at the call after it.
CHANGING = (
    "write pwrite64 writev fsync fdatasync ftruncate rename renameat renameat2 symlink symlinkat link linkat unlink "
    "unlinkat mkdir mkdirat rmdir chmod fchmod flock"
).split()
QUIET = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_kill_at_any_system_call_leaves_the_old_dataset_or_the_new_one(stage: Stage, tmp_path: Path) -> None:
    """As above, but nothing is taken for granted about which calls there are: strace kills at the n-th of each."""
    seen = []
    for name in CHANGING:
        for at in count(1):
            out = tmp_path / f"{name}{at}"
            shutil.copytree(stage.template, out, symlinks=True)
            killer = ("strace", "-qq", "-o", os.devnull, "-e", f"inject={name}:signal=SIGKILL:when={at}")
            traced = (*killer, sys.executable, "-m", "run_pipeline", "-q", *command(NEW, out, stage.cache))
            code = subprocess.run([*map(str, traced)], cwd=ROOT, env=QUIET).returncode
            if code == 0:
                break
            assert code == -signal.SIGKILL
            assert dataset(out) in (stage.old, stage.new), (name, at)
            seen.append(dataset(out) == stage.new)
            assert (stage.run(out).code, dataset(out)) == (0, stage.new), (name, at)
            shutil.rmtree(out)
    print(f"{len(seen)} system calls, {sum(seen)} with the new dataset")
    assert set(seen) == {False, True}
