"""Where words stand on a page: words to lines, lines to paragraphs, columns of prose one after the other.

Pure geometry, in points from the top left of the page; knows nothing of any PDF library.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from normalize.marks import BULLETS, split_mark
from schema.document import Line, Place

# Two words are of one line where their middles differ by less than this share of a line's height: a tick from a
# fallback font sits up to 2.4 points off, lines of 9-point type are 10.5 points apart.
SAME_LINE = 0.45
# A line opens a paragraph where it is this much further down than lines of one paragraph are: Chromium sets lines
# 12.0 to 12.7 points apart and paragraphs of one cell 15.7 to 16.5.
PARAGRAPH = 1.18
# Lines of one heading are at most this many type sizes apart.
HEADING_PITCH = 1.6
# The gutter between two columns of prose is at least this wide (points); spaces are up to 5 wide.
GUTTER = 9.0
# A gap of this share of the type size separates words.
SPACE = 0.12
# White space of this share of the type size separates what stands side by side in a line from one another: spaces of
# justified prose are up to 0.6 wide, two heads of a table at least 1.
CHUNK = 0.8
# The ink of a mark stands up to 1.0 points outside its font's box (ZapfDingbats ✗ below, √ above).
CLEAR = 1.0
# A heading's type is at least this much larger than the text's.
HEADING = 1.12


# (x0, top, x1, bottom)
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of glyphs of one font; `doubt` says why it is uncertain what it shows, where it is a mark."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str = ""
    doubt: str | None = None

    @property
    def box(self) -> Box:
        return self.x0, self.top, self.x1, self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def apart(
    words: Iterable[Word], boxes: Sequence[tuple[float, float, float, float]]
) -> tuple[list[list[Word]], list[Word]]:
    """The words inside each box, and those in none."""
    inside: list[list[Word]] = [[] for _ in boxes]
    outside = []
    for word in words:
        for own, (x0, top, x1, bottom) in zip(inside, boxes, strict=True):
            if x0 <= word.x0 + 1 and word.x0 < x1 and top <= word.middle < bottom:
                own.append(word)
                break
        else:
            outside.append(word)
    return inside, outside


def pitch_of(blocks: Iterable[Sequence[Sequence[Word]]]) -> float:
    """The usual distance from line to line inside these blocks of lines; 0 where there is none."""
    steps = [middle(b) - middle(a) for lines in blocks for a, b in pairwise(lines)]
    return median(steps) if steps else 0.0


def to_lines(words: Iterable[Word]) -> list[list[Word]]:
    """Words to lines, top to bottom, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        height = max(word.bottom - word.top, word.size)
        if lines and word.middle - median(w.middle for w in lines[-1]) < SAME_LINE * height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]


def chunks(line: Sequence[Word]) -> list[list[Word]]:
    """A line cut where more white space stands than between words."""
    found: list[list[Word]] = []
    for word in line:
        if found and word.x0 - found[-1][-1].x1 < CHUNK * word.size:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def typeset_lines(lines: Sequence[Sequence[Word]], page: int, pitch: float) -> Iterator[Line]:
    """Lines of words to lines of text; one opens a paragraph where white space stands above it."""
    before: Sequence[Word] | None = None
    usual = median(size(words) for words in lines) if lines else 0.0
    for words in lines:
        step = middle(words) - middle(before) if before else 0.0
        heading = size(words) > HEADING * usual
        most = HEADING_PITCH * size(words) if heading else PARAGRAPH * pitch
        opens = before is None or step > most or _new_type(before, words)
        first = words[0]
        start = Place(page, _grown(first.box) if split_mark(first.text + " ") else first.box)
        yield Line(_join(words), opens, Place(page, _box(words)), start, first.doubt)
        before = words


def _grown(box: Box) -> Box:
    """The box of a mark with the ink that stands outside its font's box."""
    return box[0] - CLEAR, box[1] - CLEAR, box[2] + CLEAR, box[3] + CLEAR


def middle(words: Sequence[Word]) -> float:
    """How far down the page a line stands."""
    return median(w.middle for w in words)


def size(words: Sequence[Word]) -> float:
    """The type size of a line."""
    return median(w.size for w in words)


def _new_type(before: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether the type is larger or smaller than in the line before: a heading, or what follows one."""
    sizes = sorted((size(before), size(words)))
    return sizes[1] > HEADING * sizes[0]


def _join(words: Sequence[Word]) -> str:
    text, right = "", 0.0
    for word in words:
        apart = word.x0 - right > SPACE * word.size
        if text and (apart or text in BULLETS or (text == words[0].text and split_mark(text))):
            text += " "
        text += word.text
        right = word.x1
    return text


def _box(words: Iterable[Word]) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = zip(*((w.x0, w.top, w.x1, w.bottom) for w in words), strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def blocks(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The words cut into blocks that read straight down: full-width lines, and columns one after the other."""
    edge = _right_column(words)
    if edge is None:
        if words:
            yield words
        return
    for crosses, lines in _runs(to_lines(words), edge):
        run = [word for line in lines for word in line]
        if crosses:
            yield run
        else:
            yield from filter(None, ([w for w in run if w.x0 < edge], [w for w in run if w.x0 >= edge]))


def _right_column(words: Sequence[Word]) -> float | None:
    """The left edge of a second column: where at least three lines begin, away from the left edge."""
    if not words:
        return None
    x0, _top, x1, _bottom = _box(words)
    lines = to_lines(words)
    starts: set[float] = set()
    for line in lines:
        rights = [float("-inf"), *(w.x1 for w in line)]
        starts.update(round(w.x0) - 1.5 for w, right in zip(line, rights, strict=False) if w.x0 - right >= GUTTER)
    edges = [x for x in starts if x0 + 0.3 * (x1 - x0) < x < x0 + 0.8 * (x1 - x0)]
    beside = {x: sum(line[-1].x0 >= x and not _crosses(line, x) for line in lines) for x in edges}
    edge = min(edges, key=lambda x: (-beside[x], x), default=0.0)
    return edge if beside.get(edge, 0) >= 3 else None


def _crosses(line: Sequence[Word], edge: float) -> bool:
    """Whether a word of the line stands in the gutter left of `edge`."""
    return any(w.x0 < edge and w.x1 > edge - GUTTER for w in line)


def _runs(lines: Sequence[Sequence[Word]], edge: float) -> Iterator[tuple[bool, list[Sequence[Word]]]]:
    """Runs of lines that cross the gutter left of `edge` and of lines that do not. A heading over both columns
    begins a new run: larger type, and nothing beside it though the right column goes on below."""
    run: list[Sequence[Word]] = []
    crossed = False
    rights = [middle(r) for r in ([w for w in line if w.x0 >= edge] for line in lines) if r]
    usual = median(w.size for line in lines for w in line)
    for line in lines:
        crosses = _crosses(line, edge)
        own, at = size(line), middle(line)
        alone = all(abs(at - right) > 1.2 * own for right in rights) and any(right > at for right in rights)
        heading = own > HEADING * usual and alone
        goes_on = (
            bool(run)
            and own > HEADING * usual
            and abs(size(run[-1]) - own) < 1
            and at - middle(run[-1]) < HEADING_PITCH * own
        )
        if run and not goes_on and (crosses != crossed or heading):
            yield crossed, run
            run = []
        crossed = crosses or (goes_on and crossed)
        run.append(line)
    if run:
        yield crossed, run
