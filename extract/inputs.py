"""What lies in the input: every directory entry once, with what can be said of it without opening it."""

import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from schema.limits import LARGEST_FILE

# A name says no more than that somebody takes the file for a document; its content decides what it is.
DOCUMENT_SUFFIXES = frozenset({".pdf", ".txt", ".text", ".md", ".markdown", ".html", ".htm"})
PARTIAL_SUFFIXES = frozenset({".part", ".crdownload", ".partial", ".download", ".tmp"})

READ, REJECTED, SKIPPED, DUPLICATE = "read", "rejected", "skipped", "duplicate"


@dataclass(frozen=True, slots=True)
class Entry:
    """A directory entry. `source` is its path relative to the INPUT it was found under; `status` is set, with
    `reason`, where it is not to be read; `digest`, the SHA-256 of its bytes, where they were read."""

    path: Path
    source: str
    digest: str | None = None
    status: str | None = None
    reason: str | None = None

    @property
    def document_id(self) -> str | None:
        """What the dataset names it by."""
        return self.digest[:16] if self.digest else None


class Changed(Exception):
    """A document is no longer what it was when it was found; the message says what became of it."""


def unchanged_bytes(path: str, digest: str) -> bytes:
    """The bytes of the document at `path`, whose SHA-256 was `digest` when it was found. Raises Changed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # what was a file may be a FIFO now
        with os.fdopen(handle, "rb") as file:
            content = file.read(LARGEST_FILE + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    except OSError as error:
        raise Changed(f"it vanished or cannot be opened any more: {error.strerror}. Run again.") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise Changed("it changed while the run was going on. Run again.")
    return content


def find(inputs: Sequence[Path], own: Collection[Path]) -> list[Entry]:
    """All entries under the inputs, each once, sorted by source. The program's `own` folders are never looked into."""
    out = {folder.resolve() for folder in own}
    found: dict[str, Entry] = {}
    for given in inputs:
        entries = _walk(given, given, out) if given.is_dir() else iter([_entry(given, given.parent, out)])
        for entry in entries:
            found.setdefault(os.path.abspath(entry.path), entry)
    return sorted(found.values(), key=lambda entry: (entry.source, os.fsencode(entry.path)))


def _walk(folder: Path, root: Path, own: Collection[Path]) -> Iterator[Entry]:
    try:
        names = sorted(os.scandir(folder), key=lambda item: os.fsencode(item.name))
    except OSError as error:
        yield Entry(
            folder, _source(folder, root), status=SKIPPED, reason=f"a folder that cannot be read: {error.strerror}."
        )
        return
    for item in names:
        path = Path(item.path)
        if item.is_dir(follow_symlinks=False):
            if path.resolve() in own:
                continue
            if path.suffix.lower() in DOCUMENT_SUFFIXES:
                yield Entry(path, _source(path, root), status=SKIPPED, reason="a folder, named like a document.")
            if path.name.startswith("."):
                continue
            yield from _walk(path, root, own)
        else:
            yield _entry(path, root, own)


def _entry(path: Path, root: Path, own: Collection[Path]) -> Entry:
    source = _source(path, root)
    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode):
            target = path.resolve(strict=True)
            if not target.is_relative_to(root.resolve()):
                return Entry(path, source, status=SKIPPED, reason="a link out of the input; it was not followed.")
            if any(target.is_relative_to(folder) for folder in own):
                return Entry(path, source, status=SKIPPED, reason="a link into the output folder; it was not followed.")
            about = target.stat()
            if stat.S_ISDIR(about.st_mode):
                return Entry(path, source, status=SKIPPED, reason="a link to a folder; it was not followed.")
    except (OSError, RuntimeError):
        return Entry(path, source, status=SKIPPED, reason="a link that leads nowhere.")
    if not stat.S_ISREG(about.st_mode):
        return Entry(path, source, status=SKIPPED, reason="not a regular file.")
    if path.name.startswith((".", "~$")):
        return Entry(path, source, status=SKIPPED, reason="a hidden file.")
    suffix = path.suffix.lower()
    if suffix in PARTIAL_SUFFIXES:
        return Entry(path, source, status=SKIPPED, reason="a partial download.")
    try:
        with path.open("rb") as file:
            head = file.read(1024)
            if suffix not in DOCUMENT_SUFFIXES and b"%PDF-" not in head:
                return Entry(
                    path, source, status=SKIPPED, reason="another kind of file than PDF, text, markdown or HTML."
                )
            if about.st_size > LARGEST_FILE:
                reason = f"too large: {about.st_size / 2**20:.0f} MB, the limit is {LARGEST_FILE // 2**20}."
                return Entry(path, source, status=REJECTED, reason=reason)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Entry(path, source, status=REJECTED, reason=f"cannot be opened: {error.strerror}.")
    return Entry(path, source, digest)


def _source(path: Path, root: Path) -> str:
    """The path below the root with forward slashes; bytes that are no UTF-8 as \\xNN."""
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    return relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
