"""The property at the heart: the same rows in five costumes are read as the same rows, whatever stands between."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.read import read
from schema.kader import load
from tests import costumes
from tests.costumes import Factsheet, Furniture, Truth, factsheets, furniture, truth

# The same examples in every run, and few enough for a minute on two cores.
TEXTS = settings(derandomize=True, database=None, deadline=None, max_examples=150, report_multiple_bugs=False)
FLAT = settings(TEXTS, max_examples=250)
PDFS = settings(TEXTS, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
WIDTHS = st.integers(28, 90)


def rows(content: bytes) -> list[Truth]:
    """What is read in a file, as `truth` says it."""
    return [
        (v.gemeente, v.aanpak, v.year, v.match.indicator_id, v.verdict, v.assignment, v.explanation, v.let_op)
        for v in read(content, load()).verdicts
    ]


@TEXTS
@given(factsheets(), furniture())
def test_tab_separated(sheet: Factsheet, pieces: Furniture) -> None:
    assert rows(costumes.tabs(sheet, pieces)) == truth(sheet)


@TEXTS
@given(factsheets(), furniture())
def test_pipe_table(sheet: Factsheet, pieces: Furniture) -> None:
    assert rows(costumes.pipes(sheet, pieces)) == truth(sheet)


@TEXTS
@given(factsheets(), WIDTHS)
def test_html(sheet: Factsheet, width: int) -> None:
    assert rows(costumes.web(sheet, width)) == truth(sheet)


@FLAT
@given(factsheets(), WIDTHS, furniture())
def test_flat_text(sheet: Factsheet, width: int, pieces: Furniture) -> None:
    assert rows(costumes.flat(sheet, width, pieces)) == truth(sheet)


@PDFS
@given(factsheets(), st.integers(0, 24))
def test_ruled_pdf(sheet: Factsheet, down: int) -> None:
    assert rows(costumes.pdf(sheet, down)) == truth(sheet)
