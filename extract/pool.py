"""Entries to outcomes: what is known from an earlier run is taken from there, the rest is read by worker processes."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.answer import WANTS_TIME, Answer, Task
from extract.cache import Cache
from extract.inputs import DUPLICATE, READ, REJECTED, Entry
from extract.processes import DEFECT, Death, Pool
from schema.kader import Kader
from schema.limits import CPU_PER_PICTURE
from schema.verdict import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry; `unchanged` where that is known from an earlier run."""

    entry: Entry
    status: str
    reason: str | None = None
    reading: Reading | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """How documents are read: by which kader, in how many CPU seconds, with OCR or not, by how many workers."""

    kader: Kader
    timeout: int
    ocr: bool
    workers: int


def read_all(entries: Sequence[Entry], terms: Terms, cache: Cache, tick: Callable[[Entry], None]) -> list[Outcome]:
    """The outcome of every entry, in their order. Equal bytes are read once, and not at all where `cache` knows what
    they give; `tick` is told of each one done. Raises NotStarted, NotKept."""
    done: dict[str | None, Outcome] = {}
    unread: dict[str, Entry] = {}
    for entry in entries:
        if entry.status is not None or entry.digest is None or entry.digest in done or entry.digest in unread:
            continue
        kept = cache.get(entry.digest)
        if kept is None:
            unread[entry.digest] = entry
        else:
            done[entry.digest] = replace(_outcome(entry, kept), unchanged=True)
            tick(entry)
    for digest, answer in _answers(unread, terms, cache):
        done[digest] = _outcome(unread[digest], answer)
        tick(unread[digest])
    return [_settle(entry, done) for entry in entries]


def _settle(entry: Entry, done: dict[str | None, Outcome]) -> Outcome:
    if entry.status is not None:
        return Outcome(entry, entry.status, entry.reason)
    original = done[entry.digest]
    if original.entry is entry:
        return original
    if original.status == READ:
        return Outcome(entry, DUPLICATE, f"the same bytes as {original.entry.source}.")
    return replace(original, entry=entry)


def _outcome(entry: Entry, answer: Answer) -> Outcome:
    return Outcome(entry, answer.status, answer.reason, answer.reading)


def _answers(entries: dict[str, Entry], terms: Terms, cache: Cache) -> Iterator[tuple[str, Answer]]:
    """What became of each document, by its digest. Those that turn out to need OCR are read anew, with more time;
    those whose worker died once more, alone."""
    tasks = deque(Task(os.path.abspath(entry.path), digest, terms.timeout, 0) for digest, entry in entries.items())
    died = []
    with Pool(terms.kader, terms.ocr) as pool:
        for task, answer, line in pool.read(tasks, terms.workers):
            if isinstance(answer, Death) and not answer.final:
                died.append(task)
            elif isinstance(answer, Answer) and answer.status == WANTS_TIME and not task.pages:
                seconds = terms.timeout + CPU_PER_PICTURE * answer.pages
                tasks.append(replace(task, seconds=seconds, pages=answer.pages))
            else:
                yield _final(task, answer, line, cache)
        for task in died:
            pool.end()
            for _, answer, line in pool.read(deque([task]), 1):
                yield _final(task, answer, line, cache)


def _final(task: Task, answer: Answer | Death, line: bytes, cache: Cache) -> tuple[str, Answer]:
    """What is published of the document, and kept where the same bytes will always give it."""
    if isinstance(answer, Death):
        why = answer.why if answer.final else f"it could not be read: its reader died twice ({answer.why}), {DEFECT}"
        return task.digest, Answer(REJECTED, why)
    if answer.status == WANTS_TIME:
        return task.digest, Answer(REJECTED, "it wants more time for OCR than it asked for. Run again.")
    if answer.lasting:
        cache.keep(task.digest, line)
    return task.digest, answer
