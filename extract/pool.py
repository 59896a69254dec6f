"""Documents to readings in worker processes: one document at a time each, killed from outside at its limits."""

import resource
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extract.inputs import READ, REJECTED, SKIPPED, Entry
from extract.read import read
from schema.kader import load
from schema.verdict import Reading, Rejected

# A worker is renewed after so many documents: what a library leaks goes with it.
RENEWED_AFTER = 50
# Clock seconds per CPU second: on a busy machine a document got 10 to 29 CPU seconds out of 30 on the clock.
CLOCK_PER_CPU = 3
# Address space of a worker, in bytes. pdfplumber and pdfium need some 500 MB; workers import no pyarrow.
MEMORY = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry."""

    entry: Entry
    status: str
    reason: str | None = None
    reading: Reading | None = None


def read_all(
    entries: Sequence[Entry], kader: str | None, workers: int, timeout: int, tick: Callable[[Entry], None]
) -> list[Outcome]:
    """The outcome of every entry, in their order. Equal bytes are read once; `tick` is told of each one done."""
    first = {entry.document_id: entry for entry in reversed(entries) if entry.status is None}
    unique = [entry for entry in entries if entry.status is None and first[entry.document_id] is entry]
    done = {o.entry.document_id: o for o in _read_each(unique, kader, workers, timeout, tick)}
    return [_settle(entry, done) for entry in entries]


def _settle(entry: Entry, done: dict[str | None, Outcome]) -> Outcome:
    if entry.status is not None:
        return Outcome(entry, entry.status, entry.reason)
    original = done[entry.document_id]
    if original.entry is entry:
        return original
    if original.status == READ:
        return Outcome(entry, "duplicate", f"the same bytes as {original.entry.source}.")
    return Outcome(entry, original.status, original.reason)


def _read_each(
    entries: Sequence[Entry], kader: str | None, workers: int, timeout: int, tick: Callable[[Entry], None]
) -> Iterator[Outcome]:
    if not entries:
        return
    count = min(workers, len(entries))
    with ProcessPool(max_workers=count, max_tasks=RENEWED_AFTER, context=get_context("spawn")) as pool:
        futures = [
            pool.schedule(_work, args=(str(entry.path), kader, timeout), timeout=CLOCK_PER_CPU * timeout)
            for entry in entries
        ]
        try:
            for entry, future in zip(entries, futures, strict=True):
                yield _outcome(entry, future, timeout)
                tick(entry)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def _outcome(entry: Entry, future: ProcessFuture[tuple[str, Reading | str]], timeout: int) -> Outcome:
    try:
        status, result = future.result()
    except OutOfTime:
        return Outcome(entry, REJECTED, f"timed out: it takes more than {CLOCK_PER_CPU * timeout} seconds.")
    except ProcessExpired:
        return Outcome(
            entry, REJECTED, f"timed out, or its reader was killed: it takes more than {timeout} CPU seconds."
        )
    if isinstance(result, Reading):
        return Outcome(entry, status, None, result)
    return Outcome(entry, status, result)


def _work(path: str, kader: str | None, timeout: int) -> tuple[str, Reading | str]:
    """In the worker: (status, reading or reason)."""
    _limit(timeout)
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        return REJECTED, f"it vanished or cannot be opened any more: {error.strerror}."
    try:
        return READ, read(content, load(kader))
    except Rejected as rejected:
        page = content[:1024].lstrip().lower()
        if page.startswith((b"<!doctype html", b"<html")):
            return SKIPPED, "an HTML page that is no factsheet."
        return REJECTED, str(rejected)
    except MemoryError:
        return REJECTED, f"too large: it takes more than {MEMORY // 2**20} MB of memory to read."
    except RecursionError:
        return REJECTED, "broken: it is nested too deeply to read."
    except Exception as error:  # one document never ends the run
        return REJECTED, f"it could not be read ({type(error).__name__}): a defect of this program. Please report it."


def _limit(timeout: int) -> None:
    """CPU seconds from now on, and address space, for this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + timeout, hard))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
