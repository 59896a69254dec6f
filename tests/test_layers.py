"""The rule of the layers: imports go one way, and each library has one room that knows it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

LAYERS = ["schema", "normalize", "extract", "publish", "run_pipeline"]
# library → the only modules that may import it
ONLY = {
    "pdfplumber": {"extract.pdf", "extract.pages.sheet", "extract.pages.ruled", "extract.pages.miner"},
    "pdfminer": {"extract.pdf", "extract.pages.miner", "extract.pages.mend"},
    "pypdfium2": {"extract.pages.pdfium", "extract.pages.evidence"},
    "PIL": {"extract.pages.scan", "extract.pages.evidence"},
    "subprocess": {"extract.pages.ocr", "extract.processes"},
    "rapidfuzz": {"normalize.match"},
    "charset_normalizer": {"extract.text"},
    "pyarrow": {"schema.tables", "publish.generation", "publish.gold"},
    "rich": {"publish.summary", "run_pipeline"},
}
MODULES = [*(path for room in LAYERS[:-1] for path in sorted((ROOT / room).rglob("*.py"))), ROOT / "run_pipeline.py"]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    own = name_of(path).split(".")[0]
    above = LAYERS[LAYERS.index(own) + 1 :]
    assert not [module for module in imported(path) if module.split(".")[0] in above]


@pytest.mark.parametrize("path", sorted((ROOT / "extract" / "pages").glob("*.py")), ids=name_of)
def test_pages_know_no_grammar(path: Path) -> None:
    """What stands on a page is found without labels, rows and verdicts; only what a header says is asked for, and
    what a document may cost."""
    own = [module for module in imported(path) if module.split(".")[0] == "extract"]
    assert {module for module in own if not module.startswith("extract.pages")} <= {"extract.heads", "schema.limits"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_has_one_room(path: Path) -> None:
    for module in imported(path):
        allowed = ONLY.get(module.split(".")[0])
        assert allowed is None or name_of(path) in allowed, module
