"""Damaged copies of the repository's own good documents, and the oracle that judges what is read from them.

`python -m tests.fuzz --pdf 2000 --text 10000 --seed 1` prints what became of them; it ends with 1 where a finding
was lost or turned without a review mark, or anything but a rejection was raised. A mutant is named by its number and
the seed alone: `--only 17` makes it again and writes it to a file.
"""

import argparse
import faulthandler
import random
import re
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from extract.answer import Answer, taken
from extract.inputs import READ
from extract.message import encode
from extract.pages.ocr import MoreTime, Ocr
from extract.read import read
from schema.kader import Kader, load
from schema.verdict import Reading, Rejected
from tests.hostile.small import FOLLOW_UP, follow_up

ROOT = Path(__file__).parent.parent
# What is damaged: mostly small documents, so that thousands of mutants are read in minutes, and one per way of writing
# a PDF.
SMALL, SMALL_TEXT = "small", "small.txt"
_LARGE_PDFS = (
    "samples/leeuwarden-2015.pdf",
    "tests/producers/pdf/leeuwarden-2015.weasyprint-bare.pdf",
    "tests/producers/pdf/leeuwarden-2015.libreoffice-wingdings.pdf",
    "tests/producers/pdf/leeuwarden-2015.chromium-rules.pdf",
    "tests/producers/pdf/leeuwarden-2015.reportlab-subset.pdf",
)
PDFS = tuple(source for large in _LARGE_PDFS for source in (SMALL, SMALL, SMALL, large))
_LARGE_TEXTS = ("leeuwarden-2015", "dordrecht-2015", "nissewaard-2015", "spijkenisse-2013", "sittard-geleen-2013")
TEXTS = tuple(source for name in _LARGE_TEXTS for source in (*[SMALL_TEXT] * 14, f"samples/{name}.txt"))
# Limits of one mutant: seconds on the clock, and bytes of address space.
SECONDS, MEMORY = 90, 2 * 2**30

REJECTED, KEPT, FLAGGED, MARKED, SILENT, HANG, ERROR = (
    "rejected",
    "kept, no new review mark",
    "kept, marked for review",
    "lost or turned, marked for review",
    "LOST OR TURNED SILENTLY",
    "HANG OR CRASH",
    "ERROR",
)
DEFECTS = (SILENT, HANG, ERROR)

# A verdict's key: gemeente, aanpak, year, indicator.
Key = tuple[str | None, str | None, int | None, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says: verdict and review reasons by key, and the reasons of the document itself."""

    verdicts: Mapping[Key, tuple[str | None, tuple[str, ...]]]
    reasons: tuple[str, ...]

    @classmethod
    def by(cls, reading: Reading) -> "Said":
        return cls(
            {
                (v.gemeente, v.aanpak, v.year, v.match.indicator_id or v.match.text): (v.verdict, v.reasons)
                for v in reading.verdicts
            },
            reading.reasons,
        )


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged copy: of which file, what was done, and its bytes."""

    number: int
    source: str
    damage: str
    content: bytes


# From a mutant's number and a seed.
Make = Callable[[int, int], Mutant]


def judged(sound: Said, mutant: Said) -> str:
    """What became of the findings of the undamaged document."""
    marked = bool(mutant.reasons) or any(
        reasons and sound.verdicts.get(key, (None, ()))[1] != reasons for key, (_, reasons) in mutant.verdicts.items()
    )
    turned = [
        key
        for key, (verdict, _) in sound.verdicts.items()
        if key in mutant.verdicts and mutant.verdicts[key][0] != verdict
    ]
    absent = sound.verdicts.keys() - mutant.verdicts.keys()
    if any(not (mutant.reasons or mutant.verdicts[key][1]) for key in turned) or (absent and not marked):
        return SILENT
    if turned or absent:
        return MARKED
    return FLAGGED if marked else KEPT


def outcome(mutant: Mutant) -> tuple[str, str]:
    """(what became of it, particulars)."""
    try:
        reading = read(mutant.content, _kader(), Ocr(False))
        taken(encode(Answer(READ, reading=reading, lasting=True)), _kader())
    except (Rejected, MoreTime) as rejected:
        return REJECTED, str(rejected)
    except Exception as error:  # the oracle: any other is a defect
        return ERROR, f"{type(error).__name__}: {error}"
    if mutant.source.endswith(".txt"):
        return KEPT, ""  # a changed letter of a text is a text that says something else
    sound, found = _sound(mutant.source), Said.by(reading)
    said = "; ".join(found.reasons)
    return judged(sound, found), said or _differences(sound, found)


def _differences(sound: Said, found: Said) -> str:
    return ", ".join(
        f"{key[3]} {verdict} → {found.verdicts.get(key, ('absent', ()))[0]}"
        for key, (verdict, _) in sound.verdicts.items()
        if found.verdicts.get(key, ("absent", ()))[0] != verdict
    )


@cache
def _kader() -> Kader:
    return load(None)


@cache
def _sound(source: str) -> Said:
    return Said.by(read(_content(source), _kader(), Ocr(False)))


@cache
def _content(source: str) -> bytes:
    if source == SMALL:
        return follow_up()
    return FOLLOW_UP.encode() if source == SMALL_TEXT else (ROOT / source).read_bytes()


def pdf_mutant(number: int, seed: int) -> Mutant:
    """The mutant of this number."""
    source = PDFS[number % len(PDFS)]
    rng = random.Random(f"pdf {seed} {number}")
    damage = rng.choice(PDF_DAMAGE)
    return Mutant(number, source, damage.__name__, damage(_content(source), rng))


def text_mutant(number: int, seed: int) -> Mutant:
    """The mutant of this number: one to three kinds of damage, then perhaps another encoding."""
    source = TEXTS[number % len(TEXTS)]
    rng = random.Random(f"text {seed} {number}")
    text = _content(source).decode()
    kinds = [rng.choice(TEXT_DAMAGE) for _ in range(rng.randint(1, 3))]
    for damage in kinds:
        text = damage(text, rng)
    encoding = rng.choice(ENCODINGS)
    content = text.encode(encoding, "replace")
    if rng.random() < 0.2:
        content = flipped(content, rng) if content else content
    return Mutant(number, source, "+".join([*(d.__name__ for d in kinds), encoding]), content)


def flipped(content: bytes, rng: random.Random) -> bytes:
    """One to three bits."""
    out = bytearray(content)
    for _ in range(rng.randint(1, 3)):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def overwritten(content: bytes, rng: random.Random) -> bytes:
    """A run of bytes by random ones."""
    at, run = rng.randrange(len(content)), rng.randbytes(rng.randint(1, 64))
    return content[:at] + run + content[at + len(run) :]


def zeroed(content: bytes, rng: random.Random) -> bytes:
    """A sector of zeros, as a broken disk leaves it."""
    at = rng.randrange(len(content)) // 512 * 512
    return content[:at] + bytes(len(content[at : at + 512])) + content[at + 512 :]


def truncated(content: bytes, rng: random.Random) -> bytes:
    """A download that broke off."""
    return content[: rng.randrange(1, len(content))]


def shortened(content: bytes, rng: random.Random) -> bytes:
    """A run left out."""
    at = rng.randrange(len(content))
    return content[:at] + content[at + rng.randint(1, 200) :]


def inserted(content: bytes, rng: random.Random) -> bytes:
    """A run put in."""
    at = rng.randrange(len(content))
    return content[:at] + rng.randbytes(rng.randint(1, 200)) + content[at:]


def swapped(content: bytes, rng: random.Random) -> bytes:
    """Two runs exchanged."""
    length = rng.randint(1, 300)
    a, b = sorted(rng.randrange(len(content)) for _ in range(2))
    b = max(b, a + length)
    return (
        content[:a]
        + content[b : b + length]
        + content[a + length : b]
        + content[a : a + length]
        + content[b + length :]
    )


def renumbered(content: bytes, rng: random.Random) -> bytes:
    """A reference, or an object, that names another object."""
    places = list(re.finditer(rb"(?<=[ \[/\n])\d+(?= 0 (?:R|obj)\b)", content))
    if not places:
        return flipped(content, rng)
    place = rng.choice(places)
    return content[: place.start()] + b"%d" % rng.randint(0, 40) + content[place.end() :]


def miscounted(content: bytes, rng: random.Random) -> bytes:
    """Another digit where one stands: lengths, widths, boxes, places in the cross-reference table."""
    places = [m.start() for m in re.finditer(rb"(?<=[ \[\n])\d", content)]
    at = rng.choice(places)
    return content[:at] + b"%d" % rng.randrange(10) + content[at + 1 :]


def renamed(content: bytes, rng: random.Random) -> bytes:
    """A name with another letter in it: /Typf, /FontFila2."""
    places = [m.start() + rng.randint(1, len(m.group()) - 1) for m in re.finditer(rb"/[A-Za-z]\w+", content)]
    at = rng.choice(places)
    return content[:at] + bytes([rng.choice(b"abcdefgXYZ")]) + content[at + 1 :]


Damage = Callable[[bytes, random.Random], bytes]
PDF_DAMAGE: tuple[Damage, ...] = (
    flipped, flipped, overwritten, zeroed, truncated, shortened, inserted, swapped, renumbered, miscounted, renamed
)  # fmt: skip


def letters_lost(text: str, rng: random.Random) -> str:
    """Single characters left out."""
    gone = {rng.randrange(len(text) or 1) for _ in range(rng.randint(1, 30))}
    return "".join(c for n, c in enumerate(text) if n not in gone)


def letters_strange(text: str, rng: random.Random) -> str:
    """Single characters that mean something somewhere: marks, separators, controls, tags."""
    out = list(text or " ")
    for _ in range(rng.randint(1, 30)):
        out[rng.randrange(len(out))] = rng.choice("\x00\t\r\n|<>&;✓✗X()'\"-:\u00ad\u200b\u202e\ufffd\U0001f600")
    return "".join(out)


def lines_lost(text: str, rng: random.Random) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if rng.random() > 0.05)


def lines_doubled(text: str, rng: random.Random) -> str:
    return "".join(line * (1 + (rng.random() < 0.05)) for line in text.splitlines(keepends=True))


def lines_moved(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(rng.randint(1, 10)):
        if lines:
            lines.insert(rng.randrange(len(lines)), lines.pop(rng.randrange(len(lines))))
    return "".join(lines)


def ends_changed(text: str, rng: random.Random) -> str:
    return text.replace("\n", rng.choice(("\r\n", "\r", "\n\n", " ", "\x0b", "\u2028")))


def cut_off(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text) or 1)]


def stretch_repeated(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) or 1)
    return text[:at] + text[at : at + 400] * rng.randint(2, 6) + text[at + 400 :]


def separators_changed(text: str, rng: random.Random) -> str:
    return text.replace("\t", rng.choice(("|", " | ", ";", "\t\t", "</td><td>", "    ")))


TEXT_DAMAGE: tuple[Callable[[str, random.Random], str], ...] = (
    letters_lost, letters_strange, lines_lost, lines_doubled, lines_moved, ends_changed, cut_off, stretch_repeated,
    separators_changed,
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32", "mac_roman", "cp850")


def _make_and_judge(make: Make, number: int, seed: int) -> tuple[str, str]:
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    try:
        return outcome(make(number, seed))
    finally:
        faulthandler.cancel_dump_traceback_later()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def judge_all(make: Make, numbers: Sequence[int], seed: int, workers: int) -> Iterator[tuple[int, str, str]]:
    """(number, what became of it, particulars) of each mutant, read in worker processes of their own. A mutant that
    ends its worker, by itself or by taking too long, is the last."""
    with ProcessPoolExecutor(workers, get_context("spawn"), _limit) as pool:
        futures = [pool.submit(_make_and_judge, make, number, seed) for number in numbers]
        for number, future in zip(numbers, futures, strict=True):
            try:
                yield number, *future.result()
            except BrokenProcessPool:
                yield number, HANG, f"it, or one of the next {workers - 1}"
                return


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 where a defect was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--pdf", type=int, default=2000, metavar="N", help="mutants of PDFs; default: 2000")
    parser.add_argument("--text", type=int, default=10000, metavar="N", help="mutants of texts; default: 10000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="write the PDF mutant of this number to mutant.pdf")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for each mutant")
    options = parser.parse_args(arguments)
    if options.only is not None:
        mutant = pdf_mutant(options.only, options.seed)
        Path("mutant.pdf").write_bytes(mutant.content)
        print(mutant.source, mutant.damage, *outcome(mutant), sep="\n")
        return 0
    defects = 0
    for make, count in ((pdf_mutant, options.pdf), (text_mutant, options.text)):
        counts: Counter[str] = Counter()
        for number, what, said in judge_all(make, range(count), options.seed, options.workers):
            counts[what] += 1
            if what in DEFECTS or options.verbose:
                mutant = make(number, options.seed)
                print(f"{number} {mutant.source} {mutant.damage}: {what}: {said}", flush=True)
        defects += sum(counts[what] for what in DEFECTS)
        print(f"{make.__name__}: {count}: " + ", ".join(f"{n} {what}" for what, n in counts.most_common()))
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
