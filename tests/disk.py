"""A disk that fails, or a power cut, at the n-th call that changes anything; and the runs that meet it.

The command runs in a fork, so nothing has to be imported again. It must find all it reads in the cache: then the only
calls that change anything are those on its output.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import run_pipeline

CALLS = ("open", "write", "fsync", "mkdir", "rename", "replace", "symlink", "link", "unlink", "rmdir")

# What happens at the n-th call: the call's name and its arguments are given, before it is done.
Fate = Callable[[str, Sequence[Any]], None]


@dataclass(frozen=True)
class Ran:
    """What a run came to: its exit code (negative: the signal that killed it), what it said on standard error, and
    the calls it made."""

    code: int
    said: str
    calls: tuple[tuple[str, ...], ...]


def killed(name: str, arguments: Sequence[Any]) -> None:
    """A kill in the middle of the call."""
    _half(name, arguments)
    os.kill(os.getpid(), signal.SIGKILL)


def failing(number: int) -> Fate:
    """The disk fails with this errno in the middle of the call."""

    def fail(name: str, arguments: Sequence[Any]) -> None:
        _half(name, arguments)
        raise OSError(number, os.strerror(number))

    return fail


def signalled(number: int) -> Fate:
    """A signal comes in before the call."""
    return lambda name, arguments: os.kill(os.getpid(), number)


def _half(name: str, arguments: Sequence[Any]) -> None:
    if name == "write":
        _REAL["write"](arguments[0], arguments[1][: len(arguments[1]) // 2])


def warm(arguments: Sequence[object]) -> int:
    """The command in this process: what a first run imports and remembers, the forks then have; its exit code."""
    handlers = {number: signal.getsignal(number) for number in run_pipeline.STOPS}
    try:
        return run_pipeline.main([*map(str, arguments), "-q"])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def run(arguments: Sequence[object], log: Path, at: int = 0, fate: Fate = killed) -> Ran:
    """The command in a fork, with `fate` at the call number `at` (0: never)."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            with log.with_suffix(".err").open("w") as said, log.open("w") as noted:
                sys.stderr = said
                _fated(lambda *call: print(*call, sep="\t", file=noted, flush=True), at, fate)
                try:
                    code = run_pipeline.main([*map(str, arguments), "-q"])
                except SystemExit as stop:
                    code = int(str(stop.code))
                except BaseException:
                    traceback.print_exc(file=said)
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    calls = tuple(tuple(line.split("\t")) for line in log.read_text().splitlines())
    return Ran(status, log.with_suffix(".err").read_text(), calls)


_REAL = {name: getattr(os, name) for name in CALLS}


def _fated(note: Callable[..., None], at: int, fate: Fate) -> None:
    """Have the calls counted and noted, and fate strike at one of them."""
    count = [0]
    paths: dict[int, str] = {}

    def counted(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            changes = name != "open" or arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if changes:
                count[0] += 1
                on = (paths.get(a, str(a)) if isinstance(a, int) else os.fsdecode(a) for a in arguments[:2])
                note(name, *(on if name in ("rename", "replace", "symlink", "link") else list(on)[:1]))
                if count[0] == at:
                    fate(name, arguments)
            result = _REAL[name](*arguments, **named)
            if name == "open":
                paths[result] = os.fsdecode(arguments[0])
            return result

        return call

    for name in CALLS:
        setattr(os, name, counted(name))
