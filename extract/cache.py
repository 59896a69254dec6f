"""What was read is kept for the next run, by the bytes it was read from and all that decides what is read.

DIR/readings-1c9fa0b2d3e4f567/<SHA-256 of document, kader and options>     one folder per edition of the program

An entry is a checksum and the answer as the worker gave it. It is written beside and renamed, so it is whole or not
there; what a power cut or a disk makes of it, the checksum tells. A damaged entry is as good as none.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import regex

from extract.answer import Answer, taken
from extract.edition import edition
from extract.message import Garbled
from extract.pages.ocr import Ocr, programs
from schema.kader import Kader
from schema.limits import LARGEST_MESSAGE, MOST_KEPT

# "readings-1c9fa0b2d3e4f567"; names of entries and of what is being written: nothing else is ever removed.
_EDITION = regex.compile(r"readings-[0-9a-f]{16}")
_ENTRY = regex.compile(r"[0-9a-f]{64}(?:\.[0-9]+)?+")
_CHECKSUM = 64 + 1  # hexadecimal digits and a line end


class NotKept(Exception):
    """What was read cannot be kept; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cache:
    """The answers kept in `folder` (of one edition); `terms` names the kader and the options; `fresh` forgets all."""

    folder: Path
    kader: Kader
    terms: str
    fresh: bool = False

    def get(self, digest: str) -> Answer | None:
        """The answer to the document with this SHA-256; None where there is none, or a damaged one."""
        if self.fresh:
            return None
        key = self._key(digest)
        try:
            with (self.folder / key).open("rb") as file:
                content = file.read(_CHECKSUM + LARGEST_MESSAGE + 1)
        except OSError:
            return None
        checksum, line = content[:_CHECKSUM], content[_CHECKSUM:]
        if checksum != _checksum(key, line):
            return None
        try:
            return taken(line, self.kader)
        except Garbled:
            return None

    def keep(self, digest: str, line: bytes) -> None:
        """Keep the answer to the document with this SHA-256, as the worker gave it. Raises NotKept."""
        key = self._key(digest)
        beside = self.folder / f"{key}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_file(beside, _checksum(key, line) + line)
            os.replace(beside, self.folder / key)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()  # a full disk needs the room
            raise NotKept(f"{self.folder}: {error.strerror}. Make room, or choose another folder: --cache.") from error

    def _key(self, digest: str) -> str:
        return hashlib.sha256(f"{digest}\n{self.terms}".encode()).hexdigest()


@contextmanager
def opened(folder: Path, kader: Kader, ocr: bool, fresh: bool) -> Iterator[Cache]:
    """The cache in `folder`, held so that no other run clears it. Raises NotKept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise NotKept(f"{folder}: {error.strerror}. Choose another folder with --cache.") from error
    try:
        mine = folder / f"readings-{edition()}"
        with suppress(OSError):  # another run is using it, or the file system knows no locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _clear(folder, mine)
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield Cache(mine, kader, f"{kader.digest}\n{_ocr_terms(ocr)}", fresh)
    finally:
        os.close(handle)


def write_file(path: Path, content: bytes) -> None:
    """All of the content into a new file."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        while content:
            content = content[os.write(handle, content) :]
    finally:
        os.close(handle)


def _ocr_terms(allowed: bool) -> str:
    """What pages that are pictures are read by."""
    hindrance = Ocr(allowed).hindrance()
    return f"without OCR: {hindrance}" if hindrance else f"with OCR: {programs()}"


def _checksum(key: str, line: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + line).hexdigest().encode() + b"\n"


def _clear(folder: Path, mine: Path) -> None:
    """Remove other editions, what was being written when a run was killed, and the oldest where it is too much."""
    for other in folder.iterdir():
        if _EDITION.fullmatch(other.name) and other != mine:
            shutil.rmtree(other, ignore_errors=True)
    if not mine.is_dir():
        return
    entries = [path for path in mine.iterdir() if _ENTRY.fullmatch(path.name)]
    sizes = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in entries if not path.suffix)
    excess = sum(size for _, size, _ in sizes) - MOST_KEPT
    for path in (path for path in entries if path.suffix):
        path.unlink()
    for _, size, path in sizes:
        if excess > 0:
            path.unlink()
            excess -= size
