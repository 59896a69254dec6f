"""Documents to readings in worker processes: one document at a time each, killed from outside at its limits."""

import resource
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extract.inputs import READ, REJECTED, SKIPPED, Entry
from extract.pages.ocr import CLOCK_SECONDS, MoreTime, Ocr
from extract.read import read
from schema.kader import load
from schema.verdict import Reading, Rejected

# A worker is renewed after so many documents: what a library leaks goes with it.
RENEWED_AFTER = 50
# Clock seconds per CPU second: on a busy machine a document got 10 to 29 CPU seconds out of 30 on the clock.
CLOCK_PER_CPU = 3
# CPU seconds that a worker spends itself on each page that OCR reads: on the marks and rules in its picture.
CPU_PER_PICTURE = 5
# Address space of a worker, in bytes. pdfplumber and pdfium need some 500 MB; workers import no pyarrow.
MEMORY = 2 * 2**30

# What a worker says of a document: (status, reading or reason), or how many pages it must read by OCR.
_Result = tuple[str, Reading | str] | int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry."""

    entry: Entry
    status: str
    reason: str | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How documents are read: by which kader (None: the built-in one), in how many CPU seconds, with OCR or not."""

    kader: str | None
    timeout: int
    ocr: bool = True


def read_all(entries: Sequence[Entry], terms: Terms, workers: int, tick: Callable[[Entry], None]) -> list[Outcome]:
    """The outcome of every entry, in their order. Equal bytes are read once; `tick` is told of each one done."""
    first = {entry.document_id: entry for entry in reversed(entries) if entry.status is None}
    unique = [entry for entry in entries if entry.status is None and first[entry.document_id] is entry]
    done = {o.entry.document_id: o for o in _read_each(unique, terms, workers, tick)}
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
    entries: Sequence[Entry], terms: Terms, workers: int, tick: Callable[[Entry], None]
) -> Iterator[Outcome]:
    """The documents in two rounds: those that turn out to need OCR are read anew, with more time."""
    if not entries:
        return
    count = min(workers, len(entries))
    with ProcessPool(max_workers=count, max_tasks=RENEWED_AFTER, context=get_context("spawn")) as pool:
        try:
            first = [(entry, _schedule(pool, entry, terms, 0)) for entry in entries]
            second = []
            for entry, future in first:
                result = _result(future, terms, 0)
                if isinstance(result, int):
                    second.append((entry, result, _schedule(pool, entry, terms, result)))
                else:
                    yield _outcome(entry, result)
                    tick(entry)
            for entry, pages, future in second:
                yield _outcome(entry, _result(future, terms, pages))
                tick(entry)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def _schedule(pool: ProcessPool, entry: Entry, terms: Terms, pages: int) -> ProcessFuture[_Result]:
    """Have the entry read, `pages` of its pages by OCR at most."""
    return pool.schedule(_work, args=(str(entry.path), terms, pages), timeout=_clock_seconds(terms, pages))


def _cpu_seconds(terms: Terms, pages: int) -> int:
    """What the worker itself may take; OCR runs in processes of its own, with limits of their own."""
    return terms.timeout + CPU_PER_PICTURE * pages


def _clock_seconds(terms: Terms, pages: int) -> int:
    return CLOCK_PER_CPU * _cpu_seconds(terms, pages) + CLOCK_SECONDS * pages


def _result(future: ProcessFuture[_Result], terms: Terms, pages: int) -> _Result:
    try:
        return future.result()
    except OutOfTime:
        return REJECTED, f"timed out: it takes more than {_clock_seconds(terms, pages)} seconds."
    except ProcessExpired:
        seconds = _cpu_seconds(terms, pages)
        return REJECTED, f"timed out, or its reader was killed: it takes more than {seconds} CPU seconds."


def _outcome(entry: Entry, result: _Result) -> Outcome:
    if isinstance(result, int):
        return Outcome(entry, REJECTED, "it changed while it was being read. Run again.")
    status, said = result
    return Outcome(entry, status, None, said) if isinstance(said, Reading) else Outcome(entry, status, said)


def _work(path: str, terms: Terms, pages: int) -> _Result:
    """In the worker: the document's reading, `pages` of its pages by OCR at most."""
    _limit(_cpu_seconds(terms, pages))
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        return REJECTED, f"it vanished or cannot be opened any more: {error.strerror}."
    try:
        return READ, read(content, load(terms.kader), Ocr(terms.ocr, granted=pages))
    except MoreTime as wanted:
        return wanted.pages
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
