"""What all tests share: where documents lie, the kader, and `--accept` for the golden files."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from extract.read import read
from schema.kader import Kader, load
from schema.verdict import Reading

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SEEDS = ROOT.parent / "shared" / "seeds"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files with what was read")


@pytest.fixture(scope="session")
def kader() -> Kader:
    return load()


@cache
def _reading(path: Path) -> Reading:
    return read(path.read_bytes(), load())


@pytest.fixture(scope="session")
def reading() -> Callable[[Path], Reading]:
    """A document's reading; each document is read once per session."""
    return _reading
