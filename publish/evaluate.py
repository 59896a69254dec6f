"""A dataset against your own gold: `python -m publish.evaluate DATASET GOLD [--json]`.

DATASET is the output folder of a run, or its verdicts.parquet (with documents.parquet beside it). GOLD is a table, CSV
(comma or semicolon) or Parquet, with the columns document (the file's path or name), aanpak, year, indicator (its id or
its text) and verdict (voldoet, verbeterpunt, or empty where none is to be read); optional: gemeente, explanation,
layout. Only documents that the gold names are looked at, and of these it must hold every verdict.

An error is a verdict that is wrong (another verdict, approach, gemeente, year or indicator), invented or lost. It is
flagged where its row has a review reason, and silent otherwise. A verdict that was lost without any row counts as
flagged only where its document has a review reason of its own or was rejected.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from publish.gold import REQUIRED, Unusable, read_dataset, read_gold
from publish.scoring import Failed, Outcome, Row, Score, by, failed, outcomes, score
from publish.summary import printable
from schema.kader import load

DONE, WRONG_USAGE = 0, 2
LONGEST_NAME = 48
LONGEST = 100  # characters of a finding's text that a listed error shows


def main(arguments: Sequence[str] | None = None) -> int:
    """Read both, print the scores; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m publish.evaluate", description="A dataset against your own gold.")
    parser.add_argument("dataset", type=Path, help="the output folder of a run, or its verdicts.parquet")
    parser.add_argument("gold", type=Path, help="CSV or Parquet with " + ", ".join(REQUIRED))
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")
    given = parser.parse_args(arguments)
    try:
        verdicts, documents = read_dataset(given.dataset)
        gold = read_gold(given.gold)
    except Unusable as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return WRONG_USAGE
    found = outcomes(gold, verdicts, documents, {i.id: i.text for i in load().indicators})
    missing = failed(gold, documents)
    layouts = {str(row["document"]): str(row.get("layout") or "") for row in gold}
    print(as_json(found, missing, layouts) if given.json else "\n".join(report(found, missing, layouts)))
    return DONE


def _groups(found: Sequence[Outcome], layouts: Mapping[str, str]) -> dict[str, dict[str, Score]]:
    """The scores per document, per layout (where the gold has them) and per indicator."""
    groups = {"document": by(found, lambda o: o.document)}
    if any(layouts.values()):
        groups["layout"] = by(found, lambda o: layouts[o.document])
    return {**groups, "indicator": by(found, lambda o: o.indicator)}


def report(found: Sequence[Outcome], missing: Sequence[Failed], layouts: Mapping[str, str]) -> list[str]:
    """The lines of the report: what failed, the whole, the groups, the errors."""
    errors = [o for o in found if o.error]
    silent = sum(o.silent for o in errors)
    lines = [f"Documents that failed: {len(missing)} of {len(layouts)}"]
    lines += [f"  {printable(m.document)}: {printable(m.reason)}" for m in missing]
    lines += ["", *_table("", {"all": score(found)})]
    for name, scores in _groups(found, layouts).items():
        lines += ["", *_table(name, scores)]
    lines += ["", f"Errors: {len(errors)}, of which {len(errors) - silent} flagged and {silent} silent"]
    return lines + [f"  {_said(o)}" for o in sorted(errors, key=lambda o: not o.silent)]


def _table(name: str, scores: Mapping[str, Score]) -> list[str]:
    """One line per group, under a header."""
    head = ("support", "read", "right", "precision", "recall", "F1", "unreviewed", "silent", "explanations")
    rows = [(printable(key)[:LONGEST_NAME], *_cells(s)) for key, s in scores.items()]
    wide = [max(len(name), *(len(row[0]) for row in rows)), *(max(len(h), 6) for h in head)]
    return [
        "  ".join([row[0].ljust(wide[0]), *(cell.rjust(w) for cell, w in zip(row[1:], wide[1:], strict=True))])
        for row in [(name, *head), *rows]
    ]


def _cells(s: Score) -> tuple[str, ...]:
    ratios = [_shown(r) for r in (s.precision, s.recall, s.f1)]
    counts = map(str, (s.support, s.predicted, s.right))
    return (*counts, *ratios, str(s.right_unreviewed), str(s.silent), _shown(s.explanations))


def _shown(ratio: float | None) -> str:
    """Three decimals, never rounded up to 1; "–" for what was not scored."""
    return "–" if ratio is None else f"{min(ratio, 0.999) if ratio < 1 else 1:.3f}"


def _said(o: Outcome) -> str:
    """One error with its evidence."""
    wanted, read = o.gold or {}, o.read or {}
    parts = [o.kind.upper(), "silent" if o.silent else "flagged", o.document, _key(o), _change(o)]
    if o.read is not None:
        parts += [
            place(o.read),
            f"“{str(read['indicator_text'])[:LONGEST]}”",
            f"“{str(read['explanation'] or '')[:LONGEST]}”",
        ]
        parts += [f"reasons: {'; '.join(map(str, _listed(read.get('review_reasons')))) or 'none'}"]
    elif wanted.get("explanation"):
        parts.append(f"gold: “{str(wanted['explanation'])[:LONGEST]}”")
    return printable(" | ".join(parts))


def _key(o: Outcome) -> str:
    row = o.gold or o.read or {}
    return f"{row['aanpak'] or '–'}, {row['year'] or '–'}, {o.indicator}"


def _change(o: Outcome) -> str:
    """`verdict: voldoet → verbeterpunt`, for each column that differs."""
    if o.gold is None or o.read is None:
        return f"read {o.read['verdict']}" if o.read else f"gold {(o.gold or {})['verdict']}"
    names = {"indicator": "indicator_id"}
    told = [f"{c}: {o.gold[c] or '–'} → {o.read[names.get(c, c)] or '–'}" for c in o.differs]
    return "; ".join(told) or f"{o.gold['verdict'] or '–'} → {o.read['verdict'] or '–'}"


def place(read: Row) -> str:
    """Where the marker stands, as a person says it."""
    if read.get("page"):
        return f"page {read['page']} at {read.get('bbox')}"
    return f"line {read['line']}" if read.get("line") else "no place"


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def as_json(found: Sequence[Outcome], missing: Sequence[Failed], layouts: Mapping[str, str]) -> str:
    """The same as one JSON object; what was not scored is null."""
    errors = [o for o in found if o.error]
    silent = sum(o.silent for o in errors)
    return json.dumps(
        {
            "documents": len(layouts),
            "failed": [{"document": m.document, "reason": m.reason} for m in missing],
            "all": _numbers(score(found)),
            **{f"by_{n}": {k: _numbers(s) for k, s in scores.items()} for n, scores in _groups(found, layouts).items()},
            "errors": {"all": len(errors), "flagged": len(errors) - silent, "silent": silent},
            "listed": [
                {
                    "error": o.kind,
                    "silent": o.silent,
                    "document": o.document,
                    "differs": o.differs,
                    "gold": o.gold,
                    "read": o.read,
                }
                for o in errors
            ],
        },
        ensure_ascii=False,
    )


def _numbers(s: Score) -> dict[str, object]:
    return {
        "support": s.support,
        "read": s.predicted,
        "right": s.right,
        "precision": s.precision,
        "recall": s.recall,
        "f1": s.f1,
        "right_unreviewed": s.right_unreviewed,
        "silent": s.silent,
        "explanations": s.explanations,
    }


if __name__ == "__main__":
    sys.exit(main())
