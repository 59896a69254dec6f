"""A process that reads documents, one at a time: a line with a task comes in, a line with an answer goes out.

It ends as soon as its standard input does, so it never outlives the process that started it.
"""

import math
import os
import resource
from contextlib import suppress
from dataclasses import replace
from queue import SimpleQueue
from threading import Thread

from extract.answer import WANTS_TIME, Answer, Task
from extract.inputs import READ, REJECTED, SKIPPED, Changed, unchanged_bytes
from extract.message import decode, encode
from extract.pages.ocr import MoreTime, Ocr
from extract.processes import ready
from extract.read import read
from schema.kader import Kader
from schema.limits import LARGEST_MESSAGE, MB, MEMORY
from schema.verdict import Reason, Rejected

TOO_MUCH = Answer(REJECTED, f"too large: it takes more than {MEMORY // MB} MB of memory to read.")


def main(ocr: bool) -> None:
    """Read what standard input names, until it ends. Its first line is the kader."""
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(ValueError):  # macOS takes none
        _limit(resource.RLIMIT_AS, MEMORY)
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(lines,), daemon=True).start()
    kader = decode(Kader, lines.get())
    _send(out, ready() + b"\n")
    said = None
    while said != TOO_MUCH:  # what a library holds after that is uncertain
        said = answer(Task.of(lines.get()), kader, ocr)
        _send(out, _line(said))
    os._exit(0)  # the thread never ends


def answer(task: Task, kader: Kader, ocr: bool) -> Answer:
    """What becomes of the document, within its limits."""
    _limit(resource.RLIMIT_CPU, math.ceil(_seconds_used()) + task.seconds)
    try:
        content = unchanged_bytes(task.path, task.digest)
    except Changed as changed:
        return Answer(REJECTED, str(changed))
    try:
        reading = read(content, kader, Ocr(ocr, granted=task.pages))
        return Answer(READ, reading=reading, lasting=not _lacks_a_picture(reading.reasons, task))
    except MoreTime as wanted:
        return Answer(WANTS_TIME, pages=wanted.pages)
    except Rejected as rejected:
        return _rejection(rejected, content, task)
    except MemoryError:
        return TOO_MUCH
    except RecursionError:
        return Answer(REJECTED, "broken: it is nested too deeply to read.")
    except Exception as error:  # one document never ends the run
        said = f"it could not be read ({type(error).__name__}): a defect of this program. Please report it."
        return Answer(REJECTED, said)


def _rejection(rejected: Rejected, content: bytes, task: Task) -> Answer:
    if _lacked_memory(rejected):
        return TOO_MUCH
    if content[:1024].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return Answer(SKIPPED, "an HTML page that is no factsheet.", lasting=True)
    return Answer(REJECTED, str(rejected), lasting=not task.pages)


def _lacked_memory(error: BaseException | None) -> bool:
    """Whether memory ran out in a library that took it for damage of the document."""
    while error and not isinstance(error, MemoryError) and not any(isinstance(a, MemoryError) for a in error.args):
        error = error.__cause__ or error.__context__
    return error is not None


def _lacks_a_picture(reasons: tuple[str, ...], task: Task) -> bool:
    """Whether OCR ran and gave up on a page: with more time or room it may succeed."""
    return bool(task.pages) and any(reason.startswith(Reason.PICTURE.value) for reason in reasons)


def _line(said: Answer) -> bytes:
    line = encode(said)
    if len(line) < LARGEST_MESSAGE:
        return line + b"\n"
    too_much = f"too large: what was read of it takes more than {LARGEST_MESSAGE // MB} MB."
    return encode(replace(said, status=REJECTED, reason=too_much, reading=None)) + b"\n"


def _send(out: int, line: bytes) -> None:
    sent = 0
    while sent < len(line):
        sent += os.write(out, line[sent:])


def _listen(lines: "SimpleQueue[bytes]") -> None:
    """In a thread: pass on what comes in; end the process, whatever it is doing, where nothing can come any more."""
    with os.fdopen(os.dup(0), "rb") as tasks:
        for line in tasks:
            lines.put(line)
    os._exit(0)


def _seconds_used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _limit(what: int, most: int) -> None:
    """Let this process have at most so much, or less where it was given less."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
