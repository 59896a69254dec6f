"""What the evaluation reads: a dataset's tables, and a person's gold table as CSV or Parquet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from publish.scoring import Row
from schema.verdict import VERBETERPUNT, VOLDOET

REQUIRED = ("document", "aanpak", "year", "indicator", "verdict")
OPTIONAL = ("gemeente", "explanation", "layout")


class Unusable(Exception):
    """The dataset or the gold cannot be used; the message says why and what to do."""


def read_dataset(path: Path) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of verdicts.parquet and documents.parquet. Raises Unusable."""
    folder = path if path.is_dir() else path.parent
    tables = [
        path if name == "verdicts" and not path.is_dir() else folder / f"{name}.parquet"
        for name in ("verdicts", "documents")
    ]
    verdicts, documents = (_parquet(table) for table in tables)
    _need(
        verdicts, ("source", "aanpak", "year", "indicator_id", "indicator_text", "verdict", "needs_review"), tables[0]
    )
    _need(documents, ("source", "status", "review_reasons"), tables[1])
    return verdicts.to_pylist(), documents.to_pylist()


def read_gold(path: Path) -> list[Row]:
    """The rows of a gold table, each column a stripped string, year a number or None. Raises Unusable."""
    table = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    _need(table, REQUIRED, path)
    names = [name for name in (*REQUIRED, *OPTIONAL) if name in table.column_names]
    rows = [_gold_row(row, n, path) for n, row in enumerate(table.select(names).to_pylist(), 2)]
    if not rows:
        raise Unusable(f"{path}: the gold has no rows.")
    return _once(rows, path)


def _gold_row(row: Mapping[str, object], number: int, path: Path) -> Row:
    texts: dict[str, object] = {name: str(value if value is not None else "").strip() for name, value in row.items()}
    if texts["verdict"] not in (VOLDOET, VERBETERPUNT, ""):
        raise Unusable(
            f"{path}, row {number}: verdict is {texts['verdict']!r}; use {VOLDOET}, {VERBETERPUNT} or nothing."
        )
    if not texts["document"]:
        raise Unusable(f"{path}, row {number}: no document is named.")
    try:
        year = str(texts["year"])
        texts["year"] = int(float(year)) if year else None
    except (ValueError, OverflowError) as error:
        raise Unusable(f"{path}, row {number}: year is {texts['year']!r}; use a number, like 2013.") from error
    return texts


def _once(rows: Sequence[Row], path: Path) -> list[Row]:
    """The rows without repetitions. Raises Unusable where two say different things of one verdict."""
    kept: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = tuple(row.get(name) for name in ("document", "gemeente", "aanpak", "year", "indicator"))
        if kept.setdefault(key, row)["verdict"] != row["verdict"]:
            raise Unusable(f"{path}: two rows contradict each other about {', '.join(map(str, key))}.")
    return list(kept.values())


def _csv(path: Path) -> pa.Table:
    """A CSV file with commas or semicolons, in UTF-8 (with byte order mark or not) or Windows' encoding."""
    content = _bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        names, *rows = [line for line in lines if any(cell.strip() for cell in line)] or [[]]
    except csv.Error as error:
        raise Unusable(f"{path}: no CSV table: {error}.") from error
    names = [name.strip().lower() for name in names]
    filled = [[*row, *[""] * len(names)][: len(names)] for row in rows]
    columns = zip(*filled, strict=True) if filled else ([] for _ in names)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})


def _parquet(path: Path) -> pa.Table:
    try:
        return pq.read_table(pa.BufferReader(_bytes(path)))
    except pa.ArrowException as error:
        raise Unusable(f"{path}: no Parquet file: {error}.") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}. Give the output folder of a run, and a gold table.") from error


def _need(table: pa.Table, names: Iterable[str], path: Path) -> None:
    if missing := [name for name in names if name not in table.column_names]:
        raise Unusable(f"{path}: no column {', '.join(missing)}; it has {', '.join(table.column_names)}.")
