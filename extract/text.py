"""Text files to cells: tab-separated, pipe and HTML tables, columns of blanks and running text, with line and span of
each line.

One lexer for all of them. A file may mix them; what is no table is running text, a line a cell.
"""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import charset_normalizer
import regex

from extract.explained import own_glyphs
from extract.laid_out import Piece, Printed, stretches
from normalize.marks import count_opening
from normalize.text import clean, unspaced
from schema import limits
from schema.document import Cell, Document, Line, Place
from schema.limits import within
from schema.verdict import Reason, Rejected

# Encodings that Dutch documents of these years come in, where a file does not say which.
GUESSED_ENCODINGS = ["cp1252", "iso8859_15", "mac_roman", "cp850"]

_LINE_END = regex.compile(r"\r\n|\n|\r")
# "<b>", "</td>", "<br/>", "<p class=x>", "<!-- … -->"
_TAG = regex.compile(
    r"<!--(?:[^-<]|-(?!->)|<(?!!--))*+-->|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:[\s/][^<>]*+)?)>"
)
# the tags that begin a paragraph; all others only dress the text
_BLOCK_TAGS = frozenset("p br div li ul ol h1 h2 h3 h4 h5 h6 tr td th table section article header footer hr".split())
_HIDDEN_TAGS = ("script", "style", "head")
# a row of a pipe table: "| a | b |"; and the line under its head: "|---|:--:|"
_PIPE_ROW = regex.compile(r"\G[ \t]*+\|(?=[^|\n]*+\|).*+(?<=\|[ \t]*)$")
_PIPE_RULE = regex.compile(r"\G[ \t]*+\|(?=[ \t:|]*+-)[ \t:|-]*+(?<=\|[ \t]*)$")
# "---|:---": that line in a table without pipes at its sides
_BARE_RULE = regex.compile(r"\G[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)++")
# "  ------  -------": the rules of a table whose columns are parted by blanks
_RULE = regex.compile(r"^(?:(?!-{3}|={3})[\s\-=])*+(?:-{3}|={3})[\s\-=]*+")
# "+-----+=====+": the rules of a grid table; "|     +-----+" where a cell goes on
_GRID_RULE = regex.compile(r"^[ \t]*+[+|](?:(?![-=]{2})[-=:+| \t])*+[-=]{2}[-=:+| \t]*+(?<=[+|][ \t]*)")
# a soft hyphen at a line end breaks a word there; elsewhere it is not printed
_SOFT_HYPHEN = regex.compile("\u00ad(?=.)")
_PIPE = regex.compile(r"(?<!\\)\|")
# "## Context", "**Aanpak: X**": markdown that dresses a line of running text
_MARKDOWN = regex.compile(r"^(?:#{1,6}\s+|>\s+)?(?:[*_]{1,3}(?=\S))?")
_MARKDOWN_END = regex.compile(r"(?<=\S)[*_]{1,3}$|(?<!\s)\s++#++$")
# an HTML page, in which line ends mean nothing
_HTML = regex.compile(r"<(?:!doctype\s+html|html|body)\b", regex.IGNORECASE)
# "&eacute;", "&#x27;"; without the semicolon it is text: "zorg&regie"
_ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# "**LET OP: …**": markdown's bold inside a line
_BOLD = regex.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)++)(?<=\S)\1")
_SPAN_ATTRIBUTE = regex.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?(\d{1,3})", regex.IGNORECASE)


def decode(content: bytes) -> tuple[str, str | None]:
    """The text and, where the encoding had to be guessed, its name. Raises Rejected for what is no text.

    UTF-8 with or without byte order mark, UTF-16 with one or without; else the likeliest of
    GUESSED_ENCODINGS. Line ends stay as they are.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), None
    zeros = content[:4096].count(0)
    if zeros:
        wide = "utf-16-le" if content[1:4096:2].count(0) > content[0:4096:2].count(0) else "utf-16-be"
        if zeros * 3 < len(content[:4096]):
            raise Rejected("no text: it holds zero bytes. If it is a PDF or an office file, give it its own name.")
        return content.decode(wide, errors="replace"), None
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(content, cp_isolation=GUESSED_ENCODINGS).best()
        encoding = best.encoding if best else GUESSED_ENCODINGS[0]
        return content.decode(encoding, errors="replace"), encoding


def read_text(content: bytes) -> Document:
    """The cells of a text, markdown or HTML file."""
    text, guessed = decode(content)
    within(len(text), limits.LARGEST_TEXT, "characters of text")
    notes = [Reason.ENCODING.because(guessed)] if guessed else []
    if "\ufffd" in text:
        notes.append(Reason.BAD_CHARACTERS.because(f"{text.count(chr(0xFFFD))}"))
    found = cells(text)
    laid_out = any(cell.printed for cell in found)
    count = count_opening(html.unescape(text), laid_out=laid_out, own=own_glyphs(found))
    return Document(found, markers_seen=count, notes=tuple(notes))


def cells(text: str) -> tuple[Cell, ...]:
    """The cells of a decoded text, in reading order."""
    found = []
    for cell in _Lexer(text).cells():
        found.append(cell)
        within(len(found), limits.MOST_CELLS, "lines and table cells")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A physical line: its number and where it stands."""

    number: int
    start: int
    end: int


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self._tables = 0
        self._lines = list(_physical_lines(text))
        self._is_html = bool(_HTML.search(text, 0, 2000))

    def cells(self) -> Iterator[Cell]:
        """Tables become rows of cells, everything else a cell per line."""
        before = "text"
        for raws, kind in self._blocks():
            if kind == "html":
                yield from self._html_table(raws)
            elif kind == "grid":
                yield from self._ruled(raws)
            elif kind == "text":
                yield from self._laid_out(raws) or self._running_text(raws, blank=before not in ("tab", "pipe"))
            else:
                split = _PIPE if kind == "pipe" else _TAB
                yield from self._grid(raws, split)
            before = kind

    def _blocks(self) -> Iterator[tuple[list[_Raw], str]]:
        """Runs of physical lines of one kind: html, pipe, tab or text."""
        block: list[_Raw] = []
        kind, depth, hidden = "", 0, False
        rules = {raw.number for raw in self._lines if _BARE_RULE.fullmatch(self.text, raw.start, raw.end)}
        bare = rules | {number - 1 for number in rules}  # a table without pipes at its sides
        for raw in self._lines:
            content = self.text[raw.start : raw.end]
            opened, closed = content.lower().count("<table"), content.lower().count("</table")
            hidden = _hidden_after(content, hidden)
            if hidden:
                continue
            this = "html" if depth or opened else _kind(content, kind)
            if this == "text" and "|" in content and (raw.number in bare or kind == "pipe"):
                this = "pipe"
            if block and (this != kind or (opened and not depth)):
                yield block, kind
                block = []
            depth = max(0, depth + opened - closed)
            kind = this
            block.append(raw)
        if block:
            yield block, kind

    def _laid_out(self, raws: list[_Raw]) -> list[Cell]:
        """The cells of text that is laid out in columns with blanks; none where it is not."""
        found: list[Cell] = []
        for stretch in [] if self._is_html else stretches(list(self._printed(raws))):
            found.extend(Cell((line,)) for piece in stretch.pieces for line in self._piece(piece))
            for number, row in enumerate(stretch.rows):
                for column, pieces in enumerate(row.cells):
                    lines = tuple(line for piece in pieces for line in self._piece(piece))
                    found.append(Cell(lines, self._tables, number, column, printed=not row.header))
            self._tables += bool(stretch.rows)
        return found

    def _printed(self, raws: list[_Raw]) -> Iterator[Printed]:
        page, blank = 0, True
        for raw in raws:
            content = self.text[raw.start : raw.end]
            page += content.count("\f")
            if content.strip() and not _RULE.fullmatch(content):
                yield Printed(raw.number, raw.start, content.replace("\f", " "), page, blank or "\f" in content)
            blank = not content.strip() or bool(_RULE.fullmatch(content))

    def _piece(self, piece: Piece) -> list[Line]:
        start = piece.line.start
        lines = self._pieces(start + piece.begin, start + piece.end, piece.line.number, dressed=True)
        return [replace(line, opens=piece.opens or line is not lines[0]) for line in lines]

    def _running_text(self, raws: list[_Raw], blank: bool = True) -> Iterator[Cell]:
        """A cell per line; `blank` says that white space, or another kind of table, stands above."""
        if self._is_html and raws:
            for line in self._pieces(raws[0].start, raws[-1].end, raws[0].number, wrapped=True):
                yield Cell((line,))
            return
        for raw in raws:
            pieces = self._pieces(raw.start, raw.end, raw.number, dressed=True)
            for line in pieces:
                assert line.place.span is not None
                above = self._block_tag(raw.start, line.place.span[0])
                yield Cell((replace(line, opens=blank or above or line is not pieces[0]),))
                blank = False
            last = pieces[-1].place.span if pieces else None
            blank = last is None or self._block_tag(last[1], raw.end)

    def _block_tag(self, start: int, end: int) -> bool:
        """Whether a tag that begins or ends a paragraph stands between two offsets."""
        return any((tag["name"] or "").lower() in _BLOCK_TAGS for tag in _TAG.finditer(self.text, start, end))

    def _grid(self, raws: list[_Raw], separator: regex.Pattern[str]) -> Iterator[Cell]:
        """A row per line; a row that is short of cells at its end (they were empty) gets them."""
        if separator is _PIPE:
            raws = [raw for raw in raws if not _is_pipe_rule(self.text[raw.start : raw.end])]
        rows = [self._bounds(self.text[raw.start : raw.end], separator) for raw in raws]
        width = max(map(len, rows), default=0)
        for row, (raw, bounds) in enumerate(zip(raws, rows, strict=True)):
            for column, (start, end) in enumerate(bounds):
                at = (raw.start + start, raw.start + end, raw.number)
                lines = self._pieces(*at, markdown=separator is _PIPE)
                yield Cell(tuple(lines), self._tables, row, column)
            for column in range(len(bounds), width):
                yield Cell((), self._tables, row, column)
        self._tables += 1

    def _ruled(self, raws: list[_Raw]) -> Iterator[Cell]:
        """The cells of a grid table: a rule below a cell ends it."""
        edges = sorted({n for raw in raws[:1] for n, c in enumerate(self.text[raw.start : raw.end]) if c in "+|"})
        columns = list(pairwise(edges))
        row = 0
        open_cells: list[list[Line]] = [[] for _ in columns]
        blank = [True] * len(columns)
        for raw in raws[1:]:
            content = self.text[raw.start : raw.end]
            ruled = _GRID_RULE.fullmatch(content) is not None
            ended = [ruled and set(content[a + 1 : b].strip(" +|")) <= set("-=:") for a, b in columns]
            for column, (begin, end) in enumerate(self._cuts(content, columns)):
                if ended[column] and content[columns[column][0] + 1 : columns[column][1]].strip():
                    yield Cell(tuple(open_cells[column]), self._tables, row, column)
                    open_cells[column], blank[column] = [], True
                    continue
                lines = self._pieces(raw.start + begin, raw.start + end, raw.number, markdown=True)
                for line in lines:
                    open_cells[column].append(replace(line, opens=blank[column] or line is not lines[0]))
                    blank[column] = False
                blank[column] = blank[column] or not lines
            row += any(ended)
        yield from (Cell(tuple(own), self._tables, row, n) for n, own in enumerate(open_cells) if own)
        self._tables += 1

    @staticmethod
    def _cuts(content: str, columns: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where the cells of a line of a grid table stand; wide characters may shift them."""
        pipes = [n for n, c in enumerate(content) if c == "|"]
        if len(pipes) == len(columns) + 1:
            return [(a + 1, b) for a, b in pairwise(pipes)]
        return [(min(a + 1, len(content)), min(b, len(content))) for a, b in columns]

    @staticmethod
    def _bounds(content: str, separator: regex.Pattern[str]) -> list[tuple[int, int]]:
        """Where each cell of a line begins and ends."""
        cuts = [m.span() for m in separator.finditer(content)]
        if separator is _PIPE:
            begun = bool(cuts) and not content[: cuts[0][0]].strip()
            ended = bool(cuts) and not content[cuts[-1][1] :].strip()
            sides = [*([] if begun else [(0, 0)]), *cuts, *([] if ended else [(len(content), len(content))])]
            return [(a[1], b[0]) for a, b in pairwise(sides)]
        return list(zip([0, *(c[1] for c in cuts)], [*(c[0] for c in cuts), len(content)], strict=True))

    def _html_table(self, raws: list[_Raw]) -> Iterator[Cell]:
        """Cells at their place in the grid; a cell that spans rows or columns stands where it begins."""
        start, end = raws[0].start, raws[-1].end
        first = self.text.lower().find("<table", start, end)
        last = self.text.lower().rfind("</table", start, end)
        last = end if last < 0 else last
        yield from self._running_text([_Raw(raws[0].number, start, first)])
        taken: set[tuple[int, int]] = set()
        row, column = -1, 0
        opened: tuple[int, int, int, int, int] | None = None  # where the open cell begins; row, column, across, down
        for tag in [*_TAG.finditer(self.text, first, last), None]:
            name = (tag["name"] or "").lower() if tag else "tr"
            if name not in ("tr", "td", "th"):
                continue
            if opened:
                lines = self._pieces(opened[0], tag.start() if tag else last, self._number(opened[0]), wrapped=True)
                yield Cell(tuple(lines), self._tables, *opened[1:])
                opened = None
            if tag and not tag["close"]:
                if name == "tr":
                    row, column = row + 1, 0
                    continue
                row = max(row, 0)
                while (row, column) in taken:
                    column += 1
                spans = {k.lower(): max(1, min(int(v), 100)) for k, v in _SPAN_ATTRIBUTE.findall(tag["rest"])}
                across, down = spans.get("colspan", 1), spans.get("rowspan", 1)
                within(len(taken) + across * down, limits.MOST_SPANNED, "table cells")
                taken.update((row + r, column + c) for r in range(down) for c in range(across))
                opened = (tag.end(), row, column, across, down)
        self._tables += 1
        yield from self._running_text([_Raw(self._number(last), last, end)])

    def _number(self, offset: int) -> int:
        low, high = 0, len(self._lines)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._lines[middle].start <= offset else (low, middle)
        return self._lines[low].number

    def _pieces(
        self,
        start: int,
        end: int,
        number: int,
        *,
        wrapped: bool = False,
        dressed: bool = False,
        markdown: bool = False,
    ) -> list[Line]:
        """The lines between two offsets: block tags begin a new one, other tags are dropped. `wrapped` text
        has line ends that mean nothing (HTML); `dressed` text may have markdown at its ends,
        `markdown` text also inside."""
        lines: list[Line] = []
        for piece_start, piece_end, parts in self._split_at_tags(start, end):
            content = _ENTITY.sub(lambda found: html.unescape(found.group()), "".join(parts))
            if dressed:
                content = _MARKDOWN_END.sub("", _MARKDOWN.sub("", content.strip()))
            if markdown:
                content = _BOLD.sub(r"\2", content)
            if not content.strip():
                continue
            line = self._number(piece_start) if wrapped else number
            place = Place(line=line, span=(piece_start, piece_end))
            glyph = Place(line=line, span=(piece_start, piece_start + 1))
            lines.append(Line(_SOFT_HYPHEN.sub("", clean(unspaced(content))), True, place, glyph))
        return lines

    def _split_at_tags(self, start: int, end: int) -> Iterator[tuple[int, int, list[str]]]:
        """(start, end, text without tags) of each stretch between block tags, white space at its ends left out."""
        stretch: list[tuple[int, int]] = []
        at = start
        for tag in [*_TAG.finditer(self.text, start, end), None]:
            stretch.append((at, tag.start() if tag else end))
            at = tag.end() if tag else end
            if tag is None or (tag["name"] or "").lower() in _BLOCK_TAGS:
                kept = [(a, b) for a, b in stretch if self.text[a:b].strip()]
                if kept:
                    first, last = self.text[kept[0][0] : kept[0][1]], self.text[kept[-1][0] : kept[-1][1]]
                    yield (
                        kept[0][0] + len(first) - len(first.lstrip()),
                        kept[-1][1] - len(last) + len(last.rstrip()),
                        [self.text[a:b] for a, b in stretch],
                    )
                stretch = []


_TAB = regex.compile(r"\t")


def _physical_lines(text: str) -> Iterator[_Raw]:
    start = number = 0
    for number, end in enumerate(_LINE_END.finditer(text), 1):
        yield _Raw(number, start, end.start())
        start = end.end()
    yield _Raw(number + 1, start, len(text))


def _kind(content: str, before: str) -> str:
    if _GRID_RULE.fullmatch(content) and (content.lstrip().startswith("+") or before == "grid"):
        return "grid"
    if before in ("grid", "pipe") and content.lstrip().startswith("|"):
        return before  # also a row that was cut off
    if _PIPE_ROW.match(content):
        return "pipe"
    stripped = content.strip()
    if (
        "\t" in content
        and stripped
        and ("\t" in stripped or before == "tab" or content[0] == "\t" or content.endswith("\t"))
    ):
        return "tab"
    return "text"


def _is_pipe_rule(content: str) -> bool:
    return bool(_PIPE_RULE.match(content) or _BARE_RULE.fullmatch(content))


def _hidden_after(content: str, hidden: bool) -> bool:
    """Whether a script, style sheet or head is open at the end of this line."""
    lowered = content.lower()
    for tag in _HIDDEN_TAGS:
        opens = lowered.rfind(f"<{tag}>") if f"<{tag}>" in lowered else lowered.rfind(f"<{tag} ")
        closes = lowered.rfind(f"</{tag}")
        if opens >= 0 and closes < opens:
            return True
        if hidden and closes >= 0:
            return False
    return hidden
