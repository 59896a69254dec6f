"""`python -m tests.generator DIR --seed N --number N [--layout NAME] [--damage NAME] [--trap NAME]`: documents and
their `gold.csv`."""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from tests.generator import layouts, traps
from tests.generator.collection import Document, documents
from tests.generator.damage import STRENGTHS
from tests.generator.gold import COLUMNS


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the documents and the gold table of a collection."""
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--layout", choices=layouts.NAMES, help="default: all in turn")
    parser.add_argument("--damage", choices=tuple(STRENGTHS), default="none")
    parser.add_argument("--trap", choices=tuple(traps.NAMES), help="default: no trap")
    given = parser.parse_args(arguments)
    found = documents(given.seed, given.number, given.layout, given.damage, given.trap)
    write(given.directory, found)


def write(directory: Path, found: Sequence[Document]) -> None:
    """The files of these documents, and gold.csv beside them."""
    directory.mkdir(parents=True, exist_ok=True)
    for document in found:
        (directory / document.name).write_bytes(document.content)
    with (directory / "gold.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(row for document in found for row in document.gold)


if __name__ == "__main__":
    main()
