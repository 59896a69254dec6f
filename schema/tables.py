"""The Arrow schemas of all published tables, a description with every column: the one source of the data's
description. Imported by `publish` only: worker processes do without pyarrow."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

SCHEMA_VERSION = "1"

_CATEGORY = pa.dictionary(pa.int8(), pa.string())
_STRINGS = pa.list_(pa.string())
_BOX = pa.list_(pa.float32())
_BOXES = pa.list_(pa.struct([("page", pa.int16()), ("bbox", _BOX)]))

# (column, type, nullable, description)
_Column = tuple[str, pa.DataType, bool, str]

_WHERE: tuple[_Column, ...] = (
    ("page", pa.int16(), True, "Page of the marker, from 1; null for text files."),
    ("bbox", _BOX, True, "Box of the marker [x0, top, x1, bottom] in PDF points from the top left of the page as "
     "displayed; null for text files."),
    ("line", pa.int32(), True, "Line of the marker in a text file, from 1; null for PDFs."),
)  # fmt: skip

_VERDICTS: tuple[_Column, ...] = (
    ("gemeente", pa.string(), True, "The gemeente assessed, by its name in that year; null where not stated."),
    ("gemeente_code", pa.string(), True, "Its CBS code in that year (GM0612); null where unknown."),
    ("successor", pa.string(), True, "Where that gemeente ceased to exist as a whole: what it became part of."),
    ("successor_code", pa.string(), True, "The CBS code of the successor."),
    ("aanpak", pa.string(), True, "The approach assessed in that year, as this factsheet names it."),
    ("aanpak_current", pa.string(), True, "In a follow-up: the current approach(es) that the title names, as printed."),
    ("predecessors", _STRINGS, False, "On a follow-up verdict: the earlier approaches that it follows up."),
    ("year", pa.int16(), True, "Year of the assessment: the column's, else the one stated, else that of publication."),
    ("theme_id", pa.string(), True, "Theme of the kader (3)."),
    ("theme", pa.string(), True, "Name of the theme."),
    ("criterion_id", pa.string(), True, "Criterion of the kader (3.1)."),
    ("criterion", pa.string(), True, "Name of the criterion."),
    ("indicator_id", pa.string(), True, "Indicator of the kader (3.1.4); null where the printed one is in no kader."),
    ("indicator", pa.string(), True, "The indicator in the kader's words."),
    ("verdict_id", pa.string(), False, "Stable key: a hash of (document_id, gemeente, aanpak, year, indicator_id or "
     "printed indicator)."),
    ("verdict", _CATEGORY, True, "voldoet (a tick) or verbeterpunt (a cross); null where none could be read."),
    ("needs_review", pa.bool_(), False, "A person should look."),
    ("review_reasons", _STRINGS, False, "Why: words of a fixed vocabulary, each perhaps followed by particulars."),
    ("assignment", _CATEGORY, True, "direct: one indicator, one marker; shared: one marker for several indicators in "
     "a cell; paired: as many markers as indicators, in order; inferred: fewer markers, assigned by content."),
    ("explanation", pa.string(), True, "The finding's own text, without marker and LET OP notes, on one line."),
    ("let_op", _STRINGS, False, "The finding's LET OP notes, without the words LET OP."),
    ("finding_id", pa.string(), True, "The row of findings.parquet that it rests on (the first, where several)."),
    ("indicator_text", pa.string(), False, "The indicator as printed."),
    ("match_score", pa.float32(), True, "How well that fits the kader's indicator, 0 to 100."),
    ("match_margin", pa.float32(), True, "How far the next best indicator is behind, in the same points."),
    ("restated", pa.bool_(), False, "Another document's row is the original; leave these out and (gemeente, line of "
     "approaches, year, indicator) is unique."),
    ("decided_by", pa.string(), True, "Set where a reviewer's decision gave the verdict."),
    ("verdict_read", _CATEGORY, True, "What was read, where a decision replaced it."),
    ("kind", _CATEGORY, False, "bevindingen (a full assessment) or verbeterpunten (a follow-up)."),
    ("published", pa.string(), True, "Month of publication (2013-09)."),
    ("source", pa.string(), False, "The file, relative to the INPUT that it was found under."),
    ("document_id", pa.string(), False, "First 16 hex digits of the SHA-256 of the file's bytes."),
    *_WHERE,
)  # fmt: skip

_FINDINGS: tuple[_Column, ...] = (
    ("finding_id", pa.string(), False, "Key: document_id and the number of the finding in reading order, from 1."),
    ("source", pa.string(), False, "The file, relative to the INPUT that it was found under."),
    ("document_id", pa.string(), False, "First 16 hex digits of the SHA-256 of the file's bytes."),
    ("gemeente", pa.string(), True, "The gemeente assessed."),
    ("aanpak", pa.string(), True, "The approach assessed."),
    ("year", pa.int16(), True, "Year of the assessment."),
    ("theme_id", pa.string(), True, "Theme of the kader."),
    ("theme", pa.string(), True, "Name of the theme."),
    ("marker", pa.string(), False, "The glyph as printed."),
    ("verdict", _CATEGORY, True, "What the marker stands for: voldoet or verbeterpunt."),
    ("explanation", pa.string(), True, "The finding's own text, without marker and LET OP notes."),
    ("let_op", _STRINGS, False, "The finding's LET OP notes."),
    ("indicator_ids", _STRINGS, False, "The indicators whose verdicts rest on it; empty where none does."),
    *_WHERE,
    ("span", pa.list_(pa.int32()), True, "[start, end] in the decoded text of a text file (byte order mark removed, "
     "line ends as they are): text[start:end] is the finding as printed; null for PDFs."),
    ("boxes", _BOXES, True, "What the finding covers, its marker included: a page and a box (as in bbox) for each page "
     "that it runs over, in reading order; null for text files."),
    ("indicator_boxes", _BOXES, True, "What the indicators beside it cover (the cell with all of them), in the same "
     "way; empty where the finding stands under none, null for text files."),
)  # fmt: skip

_DOCUMENTS: tuple[_Column, ...] = (
    ("source", pa.string(), False, "The entry, relative to the INPUT that it was found under; bytes of a name that "
     "are no UTF-8 written \\xNN."),
    ("document_id", pa.string(), True, "First 16 hex digits of the SHA-256 of the bytes; null where none were read."),
    ("status", _CATEGORY, False, "read, rejected (a document without verdicts), skipped (no document) or duplicate."),
    ("reason", pa.string(), True, "Why it was not read; for a duplicate, which document it is a copy of."),
    ("kind", _CATEGORY, True, "bevindingen or verbeterpunten."),
    ("gemeenten", _STRINGS, False, "The gemeenten assessed in it."),
    ("published", pa.string(), True, "Month of publication (2013-09)."),
    ("aanpakken", _STRINGS, False, "The approaches assessed in it."),
    ("pages", pa.int32(), True, "Number of pages; null for text files."),
    ("ocr_pages", pa.list_(pa.int16()), True, "The pages whose text was made by OCR, in this run or before; null for "
     "text files."),
    ("verdicts", pa.int32(), True, "Number of its rows in verdicts.parquet."),
    ("findings", pa.int32(), True, "Number of its rows in findings.parquet."),
    ("markers_seen", pa.int32(), True, "An independent count of marker glyphs that open a cell, paragraph or line."),
    ("needs_review", pa.bool_(), False, "Any of its rows, or the document itself, should be looked at."),
    ("review_reasons", _STRINGS, False, "Why the document itself should be looked at."),
)  # fmt: skip

_ALL = {"verdicts": _VERDICTS, "findings": _FINDINGS, "documents": _DOCUMENTS}

REVIEW_COLUMNS = (
    "verdict_id", "document_id", "source", "gemeente", "aanpak", "year", "indicator_id", "indicator_text", "verdict",
    "explanation", "review_reasons", "place", "finding_digest", "decision", "name", "date", "remark",
)  # fmt: skip


def table_names() -> tuple[str, ...]:
    """The tables that are Parquet files, by name."""
    return tuple(_ALL)


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table, its descriptions in field metadata under `description`."""
    return pa.schema(
        [
            pa.field(name, kind, nullable=nullable, metadata={"description": description})
            for name, kind, nullable, description in _ALL[table]
        ]
    )


def to_arrow(table: str, rows: Iterable[Mapping[str, object]], metadata: Mapping[str, str]) -> pa.Table:
    """Rows (by column name) as an Arrow table with the schema of `table` and the file's metadata."""
    listed = list(rows)
    described = schema(table)
    arrays = [pa.array([row[field.name] for row in listed], type=field.type) for field in described]
    return pa.Table.from_arrays(arrays, schema=described.with_metadata(dict(metadata)))
