"""What must be read in a generated factsheet: a row per verdict, by column name."""

from collections.abc import Iterator, Sequence

from tests.generator.sheets import Cell, Factsheet, Row

COLUMNS = (
    "document", "layout", "damage", "trap", "kind", "gemeente", "aanpak", "year", "indicator", "verdict", "explanation",
    "assignment", "must_review", "state",
)  # fmt: skip

GoldRow = dict[str, str]


def gold(sheet: Factsheet, document: str = "", layout: str = "", damage: str = "none") -> list[GoldRow]:
    """A row per (approach, year, indicator). `must_review` says why it must be reviewed, where it must; `state`
    what became of the indicator's words. A verdict that nobody could read is empty."""
    about = {"document": document, "layout": layout, "damage": damage, "trap": sheet.trap, "kind": sheet.kind}
    return [
        {**about, "gemeente": sheet.town.assessed, "aanpak": column.aanpak, "year": str(column.year), **rest}
        for section in sheet.sections
        for row in section.rows
        for column, cell in zip(section.columns, row.cells, strict=True)
        for rest in _verdicts(row, cell)
    ]


def _verdicts(row: Row, cell: Cell) -> Iterator[GoldRow]:
    assignment = _assignment(len(row.indicators), len(cell.findings))
    for n, printed in enumerate(row.indicators):
        decided = cell.findings[cell.owner[n]] if cell.owner else None
        due = row.flag or ("inferred" if assignment == "inferred" else "")
        yield {
            "indicator": "" if printed.state == "foreign" else printed.indicator.id,
            "verdict": decided.verdict if decided else "",
            "explanation": " ".join(decided.paragraphs) if decided else "",
            "assignment": assignment,
            "must_review": due or (printed.state if printed.state in ("other", "foreign") else ""),
            "state": printed.state,
        }


def _assignment(indicators: int, marks: int) -> str:
    if not marks:
        return ""
    if indicators == 1:
        return "direct"
    return "shared" if marks == 1 else "paired" if marks == indicators else "inferred"


def unique(rows: Sequence[GoldRow]) -> bool:
    """Whether no (gemeente, approach, year, indicator) stands twice."""
    keys = [(r["document"], r["gemeente"], r["aanpak"], r["year"], r["indicator"]) for r in rows if r["indicator"]]
    return len(set(keys)) == len(keys)
