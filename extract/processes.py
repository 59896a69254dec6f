"""Worker processes: started, given one document at a time, heard, and killed at their limits.

A worker has pipes of its own, so what happens to one is no matter to the others; and what comes out of a pipe is
bytes, so many at most, of which nothing is taken that is not an answer (`extract.answer`).
"""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Self

from extract.answer import Answer, Task, taken
from extract.edition import edition
from extract.message import Garbled, encode
from extract.pages.ocr import CLOCK_SECONDS
from schema.kader import Kader
from schema.limits import CLOCK_PER_CPU, LARGEST_MESSAGE, MB, RENEWED_AFTER, START_SECONDS, STARTS

# A worker sees the modules that this process sees, and imports nothing that reading does without.
START = "import sys; sys.path[:] = {path!r}; from extract.worker import main; main(ocr={ocr})"
CHUNK = 2**16  # bytes: what a pipe holds

CHANGED = "the program was changed while this run was going on. Run again."
DEFECT = "a defect of this program or of a library. Please report it."


class NotStarted(Exception):
    """No worker can be started; the message says why."""


@dataclass(frozen=True, slots=True)
class Death:
    """A worker died while it read a document, or had to be killed, and why; `final` where trying again is no use."""

    why: str
    final: bool = False


def ready() -> bytes:
    """What a worker says once, before its first answer: it is ready, and of which edition it is."""
    return f"ready {edition()}".encode()


class Pool:
    """Worker processes for documents that are read by this kader. As a context, it ends them all."""

    def __init__(self, kader: Kader, ocr: bool) -> None:
        self._kader = kader
        self._setup = encode(kader) + b"\n"
        self._command = (sys.executable, "-c", START.format(path=sys.path, ocr=ocr))
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Kill all workers."""
        for worker in self._workers:
            worker.process.kill()
        while self._workers:
            self._workers.pop().end()

    def read(self, tasks: deque[Task], most: int) -> Iterator[tuple[Task, Answer | Death, bytes]]:
        """Have the tasks done by `most` workers: what came of each, and the line that says so. Tasks may be added
        meanwhile. Raises NotStarted."""
        while tasks or any(worker.task for worker in self._workers):
            busy = sum(worker.task is not None for worker in self._workers)
            while len(self._workers) < min(most, busy + len(tasks)):
                self._start()
            for worker in self._workers:
                if tasks and worker.idle:
                    worker.give(tasks.popleft())
            yield from self._heard()

    def _start(self) -> None:
        try:
            self._workers.append(_Worker(self._command, self._setup))
        except OSError as error:
            raise NotStarted(f"no process can be started to read documents: {error.strerror}.") from error

    def _heard(self) -> Iterator[tuple[Task, Answer | Death, bytes]]:
        """What came of the documents of which something is known next: wait for that."""
        until = min((worker.deadline for worker in self._workers if not worker.idle), default=0.0)
        ready = wait([worker.ear for worker in self._workers], max(0.0, until - time.monotonic()))
        for worker in list(self._workers):
            line = worker.hear() if worker.ear in ready else worker.overdue()
            if line is None:
                continue
            task, said = worker.task, self._said(worker, line)
            if isinstance(said, Death) or worker.old:
                self._workers.remove(worker)
                worker.end()
            if task and said:
                yield task, said, line if isinstance(line, bytes) else b""

    def _said(self, worker: "_Worker", line: bytes | Death) -> Answer | Death | None:
        """What the line of the worker says: its answer; None where that is that it is ready."""
        if not worker.ready:
            worker.ready = self._started(line)
            return None if worker.ready else Death("it could not be started")
        if isinstance(line, Death):
            return line
        try:
            answer = taken(line, self._kader)
        except Garbled as error:
            return Death(f"it could not be read: its reader gave no sound answer ({error}), {DEFECT}", final=True)
        worker.task = None
        return answer

    def _started(self, line: bytes | Death) -> bool:
        """Whether the first line of a worker says that it is ready."""
        if line == ready():
            self._failed_starts = 0
            return True
        self._failed_starts += 1
        if isinstance(line, bytes) and line.startswith(b"ready "):
            raise NotStarted(CHANGED)
        if self._failed_starts == STARTS:
            raise NotStarted(f"no process can be started to read documents ({line!r}).")
        return False


class _Worker:
    """One process, as its parent sees it. It is ready once it has said so, and idle while it has no task."""

    def __init__(self, command: tuple[str, ...], setup: bytes) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            process_group=0,  # what is typed at the terminal is for the parent
        )
        assert self.process.stdin
        assert self.process.stdout
        self._mouth, self.ear = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.ear, False)
        self.ready = False
        self.task: Task | None = None
        self.deadline = time.monotonic() + START_SECONDS
        self._heard = bytearray()
        self._tasks = 0
        self._tell(setup)

    @property
    def idle(self) -> bool:
        """Whether it can be given a task."""
        return self.ready and self.task is None

    @property
    def old(self) -> bool:
        """Whether it has done its work and is to be renewed."""
        return self.idle and self._tasks >= RENEWED_AFTER

    def give(self, task: Task) -> None:
        """Have it do the task. It must be idle."""
        self.task = task
        self._tasks += 1
        self.deadline = time.monotonic() + clock_seconds(task)
        self._tell(task.line())

    def hear(self) -> bytes | Death | None:
        """Take in what it says: a whole line without its end, its death, or None where the line goes on."""
        chunk = os.read(self.ear, CHUNK)
        self._heard += chunk
        if not chunk:
            return self._death()
        if len(self._heard) > LARGEST_MESSAGE:
            return Death(f"too large: what was read of it takes more than {LARGEST_MESSAGE // MB} MB.", final=True)
        if not chunk.endswith(b"\n"):
            return None
        line = bytes(self._heard[:-1])
        self._heard.clear()
        return line

    def overdue(self) -> Death | None:
        """That it takes too long on the clock, if it does."""
        if self.idle or time.monotonic() < self.deadline:
            return None
        seconds = clock_seconds(self.task) if self.task else START_SECONDS
        return Death(f"timed out: it takes more than {seconds} seconds.", final=True)

    def end(self) -> None:
        """Kill it, whatever it is doing, and clear up behind it."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def _death(self) -> Death:
        """It has closed its pipe: what it died of."""
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:
            return Death("it stopped talking")
        if code == -signal.SIGXCPU and self.task:
            return Death(f"timed out: it takes more than {self.task.seconds} CPU seconds.", final=True)
        return Death(_name(-code) if code < 0 else f"exit code {code}")

    def _tell(self, line: bytes) -> None:
        try:
            while line:
                line = line[os.write(self._mouth, line) :]
        except BrokenPipeError:
            pass  # it is dead, which its other pipe will say


def clock_seconds(task: Task) -> int:
    """Seconds on the clock within which the task must be done."""
    return CLOCK_PER_CPU * task.seconds + CLOCK_SECONDS * task.pages


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
