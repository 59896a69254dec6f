"""The generator: the same seed, the same bytes; a gold that says all that a document holds, and nothing else."""

import csv
import difflib
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from schema.kader import Kader
from schema.verdict import VERBETERPUNT, VOLDOET
from tests.conftest import ROOT
from tests.generator import layouts, traps
from tests.generator.collection import Document, documents
from tests.generator.damage import STRENGTHS, misread, reword
from tests.generator.sentences import ABOUT, GENERAL, OTHER_STATEMENTS


def words(text: str) -> Counter[str]:
    """The words of a text, tags and broken words aside."""
    plain = re.sub(
        r"<[^>]*>|&eacute;|&#235;|&amp;", lambda m: {"&eacute;": "é", "&#235;": "ë"}.get(m.group(), " "), text
    )
    return Counter(re.findall(r"[^\W\d_]+", plain))


def test_stock_is_large_and_varied(kader: Kader) -> None:
    about = [sentence for good, bad in ABOUT.values() for sentence in (*good, *bad)]
    assert set(ABOUT) == {i.id for i in kader.indicators}
    assert len(set(about)) == len(about) >= 120
    assert len(set(GENERAL)) == len(GENERAL) >= 60


@pytest.mark.parametrize("damage", STRENGTHS)
def test_same_seed_same_bytes(damage: str) -> None:
    assert documents(4, 13, damage=damage) == documents(4, 13, damage=damage)
    assert documents(4, 1, "tabs", damage) != documents(5, 1, "tabs", damage)


def test_command_writes_the_same_in_every_process(tmp_path: Path) -> None:
    for name, seed in (("one", "1"), ("two", "2")):
        options = "--seed 3 --number 13 --damage heavy".split()
        command = [sys.executable, "-m", "tests.generator", str(tmp_path / name), *options]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 14
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files)
    with (tmp_path / "one" / "gold.csv").open(encoding="utf-8", newline="") as file:
        assert {row["document"] for row in csv.DictReader(file)} == set(files) - {"gold.csv"}


@pytest.mark.parametrize("layout", layouts.NAMES)
def test_every_word_of_the_gold_is_printed(layout: str) -> None:
    for document in documents(6, 6, layout):
        printed = words(document.content.decode().replace("-\n", ""))
        for row in document.gold:
            whole = {w: n for w, n in words(row["explanation"]).items() if len(w) < 8}  # longer ones may be broken
            assert all(printed[w] >= n for w, n in whole.items()), (document.name, row)


@pytest.mark.parametrize("layout", layouts.NAMES)
def test_gold_is_complete(layout: str, kader: Kader) -> None:
    for document in documents(7, 6, layout):
        keys = [(r["aanpak"], r["year"], r["indicator"]) for r in document.gold]
        assert len(set(keys)) == len(keys)
        assert {r["verdict"] for r in document.gold} <= {VOLDOET, VERBETERPUNT}
        if document.gold[0]["kind"] == "full":
            assert len(keys) == 30 * len({aanpak for aanpak, _, _ in keys})
        assert all(r["explanation"] for r in document.gold)
        assert marks_printed(document) == marks_due(document, kader)


def marks_due(document: Document, kader: Kader) -> int:
    """How many marks the gold speaks of: one per verdict, but one for each that several share."""
    alone = [r for r in document.gold if r["assignment"] in ("direct", "paired")]
    shared = {
        (r["aanpak"], r["year"], kader.indicator(r["indicator"]).criterion_id, r["explanation"])
        for r in document.gold
        if r not in alone
    }
    return len(alone) + len(shared)


def marks_printed(document: Document) -> int:
    """How many findings' beginnings are printed: marks that any legend here knows, before a capital letter."""
    text = document.content.decode()
    marks = r"(?<![\w(])(?:<b>|\*\*)?[✓✔√☑✗✘×☒XxvVoO+−JN](?:</b>|\*\*)? (?=[A-ZÉ])"
    return len(re.findall(marks, text))


def test_damage_is_as_strong_as_it_says() -> None:
    rng = Random(1)
    texts = [sentence for good, bad in ABOUT.values() for sentence in (*good, *bad)]
    for strength in STRENGTHS.values():
        wrong = total = 0
        for text in texts:
            other = misread(text, rng, strength.letters, ())
            blocks = difflib.SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
            wrong += len(text) - sum(block.size for block in blocks)
            total += len(text)
        assert wrong / total == pytest.approx(strength.letters, rel=0.35, abs=0.0005)


def test_reworded_indicators_are_still_themselves(kader: Kader) -> None:
    rng = Random(2)
    texts = [i.text for i in kader.indicators]
    for indicator in kader.indicators:
        for _ in range(6):
            changed = reword(indicator.text, rng)
            likeness = {text: difflib.SequenceMatcher(None, changed, text, autojunk=False).ratio() for text in texts}
            assert max(texts, key=lambda text: likeness[text]) == indicator.text, changed


def test_other_statements_are_no_indicators(kader: Kader) -> None:
    printed = {i.text for i in kader.indicators}
    assert not printed & set(OTHER_STATEMENTS.values())
    assert set(OTHER_STATEMENTS) <= {i.id for i in kader.indicators}


@pytest.mark.parametrize("trap", traps.NAMES)
def test_gold_says_what_a_trap_demands(trap: str) -> None:
    found = documents(8, 4, trap=trap)
    assert found == documents(8, 4, trap=trap)
    if trap in ("two-factsheets", "like-theme", "quoted-inside"):
        return  # nothing need be flagged: each verdict can be told
    for document in found:
        due = {r["why"] for r in document.gold if r["review"] == "must"} - {"inferred"}
        assert due or document.gold[0]["document_review"] == "must"


@pytest.mark.parametrize("layout", [name for name in layouts.NAMES if name != "labelled"])
def test_two_factsheets_of_two_gemeenten(layout: str) -> None:
    for document in documents(9, 3, layout, trap="two-factsheets"):
        names = {row["gemeente"] for row in document.gold}
        assert len(names) == 2
        assert all(name in document.content.decode() for name in names)
