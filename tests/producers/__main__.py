"""Build the PDFs again, all or those that are named."""

import sys
from pathlib import Path
from types import ModuleType

from tests.producers import chromium, lab, scanner, weasy, writer

FOLDER = Path(__file__).parent / "pdf"
PRODUCERS: tuple[ModuleType, ...] = (chromium, weasy, writer, lab, scanner)


def main(names: list[str]) -> None:
    """Write pdf/NAME.pdf for each name."""
    for producer in PRODUCERS:
        for name in producer.LOOKS:
            if not names or name in names:
                (FOLDER / f"{name}.pdf").write_bytes(producer.make(name))


if __name__ == "__main__":
    main(sys.argv[1:])
