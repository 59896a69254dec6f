"""A document as every reader delivers it: a stream of cells in reading order, each line with its place.

After this point nobody asks whether the file was a PDF, a tab-separated table or running text: running text
is a grid of one column, in which every printed line is a cell of its own.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: page (1-based) and box in a PDF, line (1-based) and span in a text file.

    `bbox` is (x0, top, x1, bottom) in PDF points from the top left of the page as displayed. `span` is
    (start, end) in the decoded text (byte order mark removed, line ends as they are).
    """

    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    line: int | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text without tags; `opens` says that a paragraph begins with it.

    `start` is the place of its first token (the marker, where it has one), `place` that of the whole line, `doubt`
    a review reason about what that token shows; `glyph` the mark as printed, where `text` holds one that means the
    same.
    """

    text: str
    opens: bool = True
    place: Place = field(default=Place(), compare=False, repr=False)
    start: Place = field(default=Place(), compare=False, repr=False)
    doubt: str | None = None
    glyph: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one cell. `table` and `row` number the tables of the document and the rows of a table,
    from 0; `column` counts from the left; a cell that covers several columns or rows (`across`, `down`) stands where
    it begins. Running text has `table` None. `printed`: the row is one printed line of a row of the table; which of
    them make one, the kader decides."""

    lines: tuple[Line, ...]
    table: int | None = None
    row: int = 0
    column: int = 0
    across: int = 1
    down: int = 1
    printed: bool = False

    @property
    def text(self) -> str:
        """The cell's text on one line, as printed (line-end hyphens are still there)."""
        return " ".join(line.text for line in self.lines if line.text)


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of the bytes. `pages` is None for text; `markers_seen` is an independent count of
    the marker glyphs that open a cell, a paragraph or a line; `notes` are review reasons about reading,
    `ocr_pages` the pages whose text was made by OCR, here or before."""

    cells: tuple[Cell, ...]
    pages: int | None = None
    markers_seen: int | None = None
    notes: tuple[str, ...] = ()
    ocr_pages: tuple[int, ...] = ()
