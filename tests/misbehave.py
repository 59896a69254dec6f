"""Workers that do what a document tells them to, for the tests of what must hold then; and the command with them.

A document whose first word is one of DEEDS or LINES has that done or said. Nothing is read in earnest: a document
with "factsheet" in it gives an empty reading. Every document that a worker takes is noted in the file that
MISBEHAVE_LOG names: the worker's process and the document's name.
"""

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from extract import processes
from extract.answer import Answer, Task
from extract.inputs import READ
from extract.message import encode
from schema.kader import Kader
from schema.limits import LARGEST_MESSAGE
from schema.verdict import Reading, Rejected

LOG = "MISBEHAVE_LOG"
START = "import sys; sys.path[:] = {path!r}; from tests.misbehave import work; work({ocr})"
SPIED = "import sys; sys.path[:] = {path!r}; from tests.misbehave import spied; spied({ocr})"


def noted() -> list[tuple[int, str]]:
    """The worker's process and the document's name, for each document that was taken."""
    lines = Path(os.environ[LOG]).read_text().splitlines()
    return [(int(pid), name) for pid, name in (line.split(" ", 1) for line in lines)]


def _signalled(number: int) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def _once(path: Path) -> None:
    """Die, but only the first time."""
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _spin() -> None:
    while True:
        pass


def _fill() -> None:
    kept = []
    while True:
        kept.append(bytearray(2**24))


def _print() -> None:
    os.write(1, b"printed\n")
    print("printed", flush=True)


def _close() -> None:
    os.closerange(3, 20)
    time.sleep(60)


DEEDS: dict[str, Callable[[], None]] = {
    "!exit": lambda: os._exit(3),
    "!segv": _signalled(signal.SIGSEGV),
    "!kill": _signalled(signal.SIGKILL),
    "!spin": _spin,
    "!sleep": lambda: time.sleep(600),
    "!fill": _fill,
    "!print": _print,
    "!close": _close,
}


class _Bait:
    """What a pickle of this does where it is loaded."""

    def __reduce__(self) -> tuple[Callable[..., None], tuple[object, ...]]:
        return os.mkdir, (os.environ[LOG] + ".bait",)


LINES: dict[str, Callable[[], bytes]] = {
    "!garbage": lambda: b"\x00\xff{]\n",
    "!pickle": lambda: pickle.dumps(_Bait()).replace(b"\n", b"") + b"\n",
    "!many": lambda: encode(Answer("rejected", "one")) + b"\n" + encode(Answer("rejected", "two")) + b"\n",
    "!no-reading": lambda: encode(Answer(READ)) + b"\n",
    "!large": lambda: b"x" * (LARGEST_MESSAGE + 1) + b"\n",
    "!endless": lambda: b"x" * 2**26,
    "!deep": lambda: b"[" * 100_000 + b"\n",
}


def _read(content: bytes, *_: object) -> Reading:
    """In the place of the reader that takes half a second to import."""
    if b"factsheet" not in content:
        raise Rejected("no factsheet.")
    return Reading("bevindingen", None, (), (), None, 0, (), (), (), ())


def _word(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace").partition(" ")[0]


def work(ocr: bool) -> None:
    """What a worker does, with the deeds."""
    quick = ModuleType("extract.read")
    quick.read = _read  # type: ignore[attr-defined]
    sys.modules["extract.read"] = quick
    from extract import worker

    honest, written = worker.answer, worker._line
    word = [""]

    def answer(task: Task, kader: Kader, ocr: bool) -> Answer:
        word[0] = _word(task.path)
        with Path(os.environ[LOG]).open("a") as log:
            log.write(f"{os.getpid()} {Path(task.path).name}\n")
        if word[0] == "!once":
            _once(Path(task.path + ".flag"))
        if word[0] == "!spin":
            worker._limit(0, task.seconds)  # RLIMIT_CPU
        try:
            DEEDS.get(word[0], lambda: None)()
        except MemoryError:  # as a reader's would be
            return worker.TOO_MUCH
        return honest(task, kader, ocr)

    def line(said: Answer) -> bytes:
        return LINES[word[0]]() if word[0] in LINES else written(said)

    worker.answer, worker._line = answer, line
    worker.main(ocr)


def spied(ocr: bool) -> None:
    """What a worker does; with each answer it notes the modules that it has imported by then."""
    from extract import worker

    written = worker._line

    def line(said: Answer) -> bytes:
        Path(os.environ[LOG]).write_text("\n".join(sorted(sys.modules)))
        return written(said)

    worker._line = line
    worker.main(ocr)


if __name__ == "__main__":
    import run_pipeline

    processes.START = START
    sys.exit(run_pipeline.main(sys.argv[1:]))
