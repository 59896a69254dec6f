"""What must be read in a generated factsheet: a row per verdict, by column name."""

from collections.abc import Iterator

from tests.generator.sheets import OWN_GLYPHS, Cell, Factsheet, Row

COLUMNS = (
    "document", "layout", "damage", "trap", "glyphs", "kind", "gemeente", "aanpak", "year", "indicator", "verdict",
    "explanation", "assignment", "state", "review", "why", "document_review",
)  # fmt: skip

GoldRow = dict[str, str]
# Layouts in which nothing separates cells.
RUNNING = ("raw", "flat", "hyphens", "labelled")


def gold(sheet: Factsheet, **about: str) -> list[GoldRow]:
    """A row per (approach, year, indicator), with the columns of `about` (document, layout, damage, trap).

    A verdict that nobody can tell is empty; an indicator of no kader is given by its text. `state` is what became of
    the indicator's words. `review`: "must", "may" or "", and `why`. A document without any verdict has one row without
    indicator. `glyphs`: "own" where only the legend explains them. `document_review` is "must" where the document, or
    one of its rows, must be doubted (or be rejected).
    """
    glyphs = "own" if sheet.glyphs in OWN_GLYPHS else "known"
    about = {**about, "kind": sheet.kind, "glyphs": glyphs, "document_review": "must" if sheet.doubtful else ""}
    rows: dict[tuple[str, ...], GoldRow] = {}
    if "no-tables" not in sheet.traits:
        for found in _rows(sheet, about.get("layout") in RUNNING):
            key = (found["gemeente"], found["aanpak"], found["year"], found["indicator"])
            rows.setdefault(key, {**about, **found})
    nothing = {**dict.fromkeys(COLUMNS, ""), **about, "gemeente": sheet.town.assessed}
    return list(rows.values()) or [nothing]


def _rows(sheet: Factsheet, running: bool) -> Iterator[GoldRow]:
    for section in sheet.sections:
        for row in section.rows:
            if row.theme in section.emptied:
                continue
            for n, (column, cell) in enumerate(zip(section.columns, row.cells, strict=True)):
                where = {"gemeente": sheet.town.assessed, "aanpak": column.aanpak, "year": str(column.year)}
                last = n == len(row.cells) - 1
                yield from ({**where, **rest} for rest in _verdicts(row, cell, last, running))


def _verdicts(row: Row, cell: Cell, last: bool, running: bool) -> Iterator[GoldRow]:
    assignment = _assignment(len(row.indicators), len(cell.findings))
    for n, printed in enumerate(row.indicators):
        decided = cell.findings[cell.owner[n]] if cell.owner and not row.unreadable else None
        review, why = row.review, row.why
        if printed.state in ("other", "foreign"):
            review, why = "must", printed.state
        elif assignment == "inferred" or (not cell.findings and not review):
            review, why = "must", assignment or "not-due"
        elif row.why == "cut-off" and not last:
            review = "may"
        elif review == "may-running":
            review = "may" if running else ""
        yield {
            "indicator": printed.text if printed.state == "foreign" else printed.indicator.id,
            "verdict": decided.verdict if decided and decided.glyph else "",
            "explanation": " ".join(decided.paragraphs) if decided and row.why != "cut-off" else "",
            "assignment": assignment if decided else "",
            "state": printed.state,
            "review": review,
            "why": why if review else "",
        }


def _assignment(indicators: int, marks: int) -> str:
    if not marks:
        return ""
    if indicators == 1:
        return "direct"
    return "shared" if marks == 1 else "paired" if marks == indicators else "inferred"
