"""The dataset to disk, all files at once or none: each run is a generation folder, one rename publishes it.

DIR/verdicts.parquet → .current/verdicts.parquet        links that never change
DIR/.current         → .generations/3f7f048724877ce8     replaced by one rename
DIR/.generations/3f7f048724877ce8/verdicts.parquet …     written and synced before

At no moment is there more than one step to a whole dataset: whatever is not behind `.current` is no part of it, and
the next run removes it.
"""

import csv
import fcntl
import io
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extract.cache import write_file
from publish.dataset import Dataset
from schema.tables import REVIEW_COLUMNS, table_names, to_arrow

CURRENT, GENERATIONS, REVIEW = ".current", ".generations", "review.csv"
# What a generation is called until it is whole, and a dataset of plain files that was there before the first.
WRITING, ADOPTED = ".writing", "adopted"
FRESH_LINK = ".link"

# A cell that begins like this is a formula to Excel and LibreOffice.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NotWritten(Exception):
    """The dataset could not be written; the earlier one stands. The message says why and what to do."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """DIR made and held for this run alone; the lock goes with the process. Raises NotWritten where that cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise NotWritten(f"{out}: {error.strerror}. Choose another folder with --out.") from error
    try:
        _lock(handle, out)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, out: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise NotWritten(f"{out} is in use by another run. Wait for it, or choose another folder.") from error
    except OSError as error:
        raise NotWritten(f"{out} cannot be locked ({error.strerror}). Choose another folder.") from error


def keep_decisions(out: Path) -> None:
    """Raises NotWritten where a review.csv that somebody has filled in would be overwritten."""
    review = out / REVIEW
    csv.field_size_limit(sys.maxsize)
    try:
        text = review.read_text(encoding="utf-8-sig")
        separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NotWritten(f"{review} cannot be read ({error}). Move it elsewhere and run again.") from error
    if any((row.get("decision") or "").strip() for row in rows):
        raise NotWritten(f"{review} holds decisions that were not applied. Move it elsewhere and run again.")


def write(dataset: Dataset, out: Path) -> Path:
    """The dataset as a generation folder of `out`, whole and synced, but not published. Raises NotWritten."""
    with _explained(out):
        files = _files(dataset)
        generations = out / GENERATIONS
        generations.mkdir(exist_ok=True)
        final = _folder(dataset.generation, files, out)
        if not final.exists():
            _write_all(files, generations / WRITING)
            (generations / WRITING).rename(final)
        _sync(generations)
    return final


def publish(folder: Path, out: Path) -> None:
    """Make the generation that `write` made the current one. Raises NotWritten."""
    keep_decisions(out)
    with _explained(out):
        before = _current(out)
        if before is None:
            before = _adopt(out, folder)
        for file in sorted(folder.iterdir()):
            _link(out / file.name, Path(CURRENT) / file.name)
        _sync(out)
        try:
            _link(out / CURRENT, Path(GENERATIONS) / folder.name)
            _sync(out)
        except OSError as error:
            _withdraw(out, before, error)
            raise
    with suppress(OSError):  # it is published; what cannot be removed now, the next run will
        _unlink_stale(out, folder)
        _clear(out / GENERATIONS, folder, before)


@contextmanager
def _explained(out: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise NotWritten(f"{out}: {reason}. The earlier dataset still stands.") from error


def _files(dataset: Dataset) -> dict[str, bytes]:
    """The files of the dataset by name. They are made in memory, so that only `write_file` touches the disk."""
    files = {}
    for name in table_names():
        sink = pa.BufferOutputStream()
        pq.write_table(to_arrow(name, getattr(dataset, name), dataset.metadata), sink, compression="zstd")
        files[f"{name}.parquet"] = sink.getvalue().to_pybytes()
    return {**files, REVIEW: _csv(dataset.review).encode("utf-8")}


def _folder(generation: str, files: Mapping[str, bytes], out: Path) -> Path:
    """The folder for the files: one that holds them already, or one that is not there yet."""
    current = _current(out)
    if current and _holds(current, files):
        return current
    folder, number = out / GENERATIONS / generation, 1
    while folder.exists() and not _holds(folder, files):  # somebody has changed the files in it
        number += 1
        folder = out / GENERATIONS / f"{generation}-{number}"
    return folder


def _write_all(files: Mapping[str, bytes], folder: Path) -> None:
    """The files in a new folder, synced; what a killed run left of it goes."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    try:
        for name, content in files.items():
            write_file(folder / name, content)
            _sync(folder / name)
        _sync(folder)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # a full disk needs the room
        raise


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the folder holds these files and nothing else: somebody may have changed them."""
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != files.keys():
        return False
    return all((folder / name).read_bytes() == content for name, content in files.items())


def _csv(rows: tuple[Mapping[str, object], ...]) -> str:
    text = io.StringIO(newline="")
    # quoted, or a spreadsheet that parts cells at ";" begins one with what a document says behind it
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(REVIEW_COLUMNS)
    writer.writerows([_inert(row[column]) for column in REVIEW_COLUMNS] for row in rows)
    return text.getvalue()


def _inert(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _current(out: Path) -> Path | None:
    """The generation that is published."""
    link = out / CURRENT
    return out / os.readlink(link) if link.is_symlink() else None


def _adopt(out: Path, folder: Path) -> Path | None:
    """Where DIR holds a dataset of plain files (a copy that lost its links): a generation of them, published; so it
    stays whole until it is replaced."""
    plain = [out / file.name for file in folder.iterdir() if (out / file.name).is_file()]
    if not plain:
        return None
    adopted = out / GENERATIONS / ADOPTED
    shutil.rmtree(adopted, ignore_errors=True)
    adopted.mkdir()
    for path in plain:
        os.link(path, adopted / path.name)
    _sync(adopted)
    _sync(out / GENERATIONS)
    _link(out / CURRENT, Path(GENERATIONS) / ADOPTED)
    return adopted


def _link(link: Path, target: Path) -> None:
    """Let `link` point to `target`, in one step."""
    if link.is_symlink() and Path(os.readlink(link)) == target:
        return
    fresh = link.parent / GENERATIONS / FRESH_LINK
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.rename(link)


def _withdraw(out: Path, before: Path | None, cause: OSError) -> None:
    """Let the earlier generation be the current one again. Raises NotWritten where the disk does not take that."""
    try:
        if before is None:
            (out / CURRENT).unlink(missing_ok=True)
        else:
            _link(out / CURRENT, Path(GENERATIONS) / before.name)
    except OSError as error:
        said = f"{cause.strerror}; nor could the earlier dataset be put back"
        raise NotWritten(f"{out}: {said}. What stands there is whole, but may be lost. Run again.") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unlink_stale(out: Path, folder: Path) -> None:
    """Remove the links to files that a generation does not have any more."""
    for path in out.iterdir():
        if path.is_symlink() and os.readlink(path).startswith(f"{CURRENT}/") and not (folder / path.name).exists():
            path.unlink()


def _clear(generations: Path, *kept: Path | None) -> None:
    """Remove what killed runs left, and generations but those `kept`: the current one, and the one before it, which a
    reader may still have open."""
    names = {path.name for path in kept if path}
    for path in generations.iterdir():
        if path.is_symlink():
            path.unlink()
        elif path.name not in names:
            shutil.rmtree(path)
