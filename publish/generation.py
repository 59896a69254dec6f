"""The dataset to disk, all files at once or none: each run is a generation folder, one rename publishes it.

DIR/verdicts.parquet → .current/verdicts.parquet        links that never change
DIR/.current         → .generations/3f7f048724877ce8     replaced by one rename
DIR/.generations/3f7f048724877ce8/verdicts.parquet …     written and synced before
"""

import csv
import fcntl
import io
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from publish.dataset import Dataset
from schema.tables import REVIEW_COLUMNS, table_names, to_arrow

# A cell that begins like this is a formula to Excel and LibreOffice.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NotWritten(Exception):
    """The dataset could not be written; the earlier one stands. The message says why and what to do."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """DIR made and held for this run alone. Raises NotWritten where that cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise NotWritten(f"{out}: {error.strerror}. Choose another folder with --out.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NotWritten(f"{out} is in use by another run. Wait for it, or choose another folder.") from error
        yield
    finally:
        os.close(handle)


def publish(dataset: Dataset, out: Path) -> None:
    """Write the dataset as a new generation of `out` and make it the current one. Raises NotWritten."""
    _keep_decisions(out)
    try:
        folder = _write(dataset, out / ".generations")
        for file in sorted(folder.iterdir()):
            _link(out / file.name, Path(".current") / file.name)
        _link(out / ".current", Path(".generations") / folder.name)
        _sync(out)
        _forget(out / ".generations", folder.name)
    except (OSError, pa.ArrowException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise NotWritten(f"{out}: {reason}. The earlier dataset still stands.") from error


def _keep_decisions(out: Path) -> None:
    """A review.csv that somebody has filled in is never overwritten."""
    review = out / "review.csv"
    try:
        text = review.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise NotWritten(f"{review} cannot be read ({error}). Move it elsewhere and run again.") from error
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    if any(
        (row.get("decision") or "").strip()
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    ):
        raise NotWritten(f"{review} holds decisions that were not applied. Move it elsewhere and run again.")


def _write(dataset: Dataset, generations: Path) -> Path:
    """The generation folder, complete and synced."""
    final = generations / dataset.generation
    if final.is_dir():
        return final
    generations.mkdir(exist_ok=True)
    folder = generations / f".writing-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in table_names():
        table = to_arrow(name, getattr(dataset, name), dataset.metadata)
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    (folder / "review.csv").write_text(_csv(dataset.review), encoding="utf-8", newline="")
    for file in folder.iterdir():
        _sync(file)
    _sync(folder)
    folder.rename(final)
    _sync(generations)
    return final


def _csv(rows: tuple[Mapping[str, object], ...]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REVIEW_COLUMNS)
    writer.writerows([_inert(row[column]) for column in REVIEW_COLUMNS] for row in rows)
    return text.getvalue()


def _inert(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _link(link: Path, target: Path) -> None:
    """Let `link` point to `target`, in one step."""
    if link.is_symlink() and Path(os.readlink(link)) == target:
        return
    fresh = link.with_name(f".{link.name.lstrip('.')}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.rename(link)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget(generations: Path, current: str) -> None:
    """Drop what is neither the current generation nor the one before it, which a reader may still have open."""
    others = sorted((f for f in generations.iterdir() if f.name != current), key=lambda f: f.stat().st_mtime)
    for folder in others[:-1] if others and not others[-1].name.startswith(".") else others:
        shutil.rmtree(folder, ignore_errors=True)
