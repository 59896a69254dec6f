"""What a worker is asked and what it answers, and what an answer must hold before anything of it is published."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.inputs import READ, REJECTED, SKIPPED
from extract.message import Garbled, decode
from extract.sections import BEVINDINGEN, VERBETERPUNTEN
from extract.verdicts import DIRECT, INFERRED, PAIRED, SHARED
from schema.document import Place
from schema.kader import Kader
from schema.verdict import VERBETERPUNT, VOLDOET, Reading, Reason

# The document has pages that are pictures, and reading them takes more time than it was given.
WANTS_TIME = "wants-time"
# Whether an answer gives a reason.
_REASON = {READ: False, REJECTED: True, SKIPPED: True, WANTS_TIME: False}

# Parquet's columns of pages are 16 bits wide.
LAST_PAGE = 2**15 - 1
_VERDICTS = {None, VOLDOET, VERBETERPUNT}
_ASSIGNMENTS = {None, DIRECT, SHARED, PAIRED, INFERRED}


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read: the SHA-256 that its bytes must have, CPU seconds, pages that may be read by OCR."""

    path: str
    digest: str
    seconds: int
    pages: int

    def line(self) -> bytes:
        """The task as one line. A path may hold bytes that are no UTF-8."""
        return json.dumps([self.path, self.digest, self.seconds, self.pages]).encode("ascii") + b"\n"

    @classmethod
    def of(cls, line: bytes) -> "Task":
        """The task that the parent wrote as `line`."""
        return cls(*json.loads(line))


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a document: a reading, or the reason why there is none; `pages` are pictures for which it wants
    time. `lasting`: the same bytes, read by the same program, always give it."""

    status: str
    reason: str | None = None
    reading: Reading | None = None
    pages: int = 0
    lasting: bool = False


def taken(line: bytes, kader: Kader) -> Answer:
    """The answer that the line says, if it can be published. Raises Garbled."""
    answer = decode(Answer, line)
    if (answer.reason is not None) is not _REASON.get(answer.status):
        raise Garbled("an unknown status, or not what belongs to it")
    if (answer.reading is not None) != (answer.status == READ):
        raise Garbled("a reading of what was not read, or none")
    if answer.reading:
        for complaint in _unfit(answer.reading, kader):
            raise Garbled(complaint)
    return answer


def _unfit(reading: Reading, kader: Kader) -> Iterator[str]:
    """What in the reading no column or id of the dataset can take."""
    known = {i.id for i in kader.indicators}
    numbers = {n for v in reading.verdicts for n in (*v.findings, *_named(v.reasons))}
    printed = {v.match.text for v in reading.verdicts if v.match.indicator_id is None}
    matched = {v.match.indicator_id for v in reading.verdicts} - {None}
    named = {i for f in reading.findings for i in f.indicator_ids} - printed
    if reading.kind not in (BEVINDINGEN, VERBETERPUNTEN):
        yield "an unknown kind of document"
    if not {v.verdict for v in reading.verdicts} | {f.finding.verdict for f in reading.findings} <= _VERDICTS:
        yield "an unknown verdict"
    if not {v.assignment for v in reading.verdicts} <= _ASSIGNMENTS:
        yield "an unknown assignment"
    if not matched | named <= known:
        yield "an indicator that the kader does not know"
    if not numbers <= set(range(len(reading.findings))):
        yield "a finding that is not there"
    years = {v.year for v in reading.verdicts} | {f.year for f in reading.findings}
    pages = {place.page for place in _places(reading)} | set(reading.ocr_pages)
    if any(number is not None and not 0 <= number <= LAST_PAGE for number in years | pages):
        yield "a page or a year of more than 16 bits"


def _named(reasons: Iterable[str]) -> Iterator[int]:
    """The findings that reasons name by their number; -1 for what is none."""
    words = {reason.value for reason in Reason}
    for reason in reasons:
        word, separator, numbers = reason.partition("\0")
        if separator:
            yield from (int(n) if n.isdecimal() and word in words else -1 for n in numbers.split(","))


def _places(reading: Reading) -> Iterator[Place]:
    for verdict in reading.verdicts:
        yield verdict.place
    for found in reading.findings:
        yield from (found.finding.place, *found.finding.boxes, *found.indicator_boxes)
