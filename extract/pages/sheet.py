"""What stands on a page of a PDF: words, rules, shading and drawings, in points from the top left of the page as
displayed (after /Rotate and crop box). What lies outside the crop box is not on the page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.utils.text import dedupe_chars, extract_words

from extract.pages.lines import Box, Word
from extract.pages.scan import is_ocr_layer
from normalize.marks import NO_CHARACTER, printed
from normalize.text import fold

# A rule is at most this thick (points): Word and Chromium draw them as filled rectangles of 0.5 to 2.25.
THICK = 3.0
# A drawn mark is at most this large and at least this small (points): badges in 9-point text are 12 wide.
DRAWING = (2.5, 26.0)
# A space of less than this share of the type size is a soft hyphen that is not printed.
NO_SPACE = 0.06
# White space of this share of the type size parts words where no space is printed; kerning is 0.1 at most, a space 0.2
# at least.
WORD_GAP = 0.16
# So wide, in type sizes, is a glyph whose font does not say so: those of the standard font Symbol, 0.55.
NO_WIDTH = 0.55
# A picture that covers this share of a page is a scan of it.
SCAN = 0.5
WHITE = (1, 1.0, (1,), (1.0,), (1, 1, 1), (1.0, 1.0, 1.0), (0, 0, 0, 0), (0.0, 0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page. `letters` are those of its text, `symbols` those that arrive where a symbol font prints something else;
    `rules` are thin boxes, `fills` shaded ones, `drawings` small drawn things and pictures; `scanned`: a picture
    covers the page."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    letters: Counter[str]
    symbols: Counter[str]
    rules: tuple[Box, ...]
    fills: tuple[Box, ...]
    drawings: tuple[Box, ...]
    scanned: bool


def sheet_of(page: Any) -> Sheet:
    """What stands on a page of pdfplumber."""
    window = window_of(page)
    lines = [_line(o) for o in page.lines]
    shapes = [shape for o in [*page.rects, *page.curves] for shape in _shape(o)]
    pictures = [_box(o) for o in page.images]
    rules = [box for kind, box in [*lines, *shapes] if kind == "rule"]
    drawn = [box for kind, box in [*lines, *shapes] if kind == "drawing"] + pictures
    width, height = window[2] - window[0], window[3] - window[1]
    chars = _printed(page.chars, window)
    return Sheet(
        page.page_number,
        width,
        height,
        tuple(_words(chars, window)),
        _letters(c["text"] for c in chars if printed(c["fontname"], c["text"]) == c["text"]),
        _letters(c["text"] for c in chars if printed(c["fontname"], c["text"]) != c["text"]),
        tuple(_shown([*rules, *_dotted([box for kind, box in shapes if kind == "dot"])], window)),
        tuple(_shown((box for kind, box in shapes if kind == "fill"), window)),
        tuple(box for box in _shown(drawn, window) if _is_small(box)),
        any((b[2] - b[0]) * (b[3] - b[1]) > SCAN * width * height for b in _shown(pictures, window)),
    )


def window_of(page: Any) -> Box:
    """The crop box in pdfplumber's coordinates (whose own `cropbox` forgets about /Rotate 180 and 270)."""
    x0, y0, x1, y1 = page.page_obj.mediabox
    crop = page.page_obj.cropbox or page.page_obj.mediabox
    left, bottom = max(x0, min(crop[0], crop[2])), max(y0, min(crop[1], crop[3]))
    right, top = min(x1, max(crop[0], crop[2])), min(y1, max(crop[1], crop[3]))
    sides = {
        0: (left - x0, y1 - top, right - x0, y1 - bottom),
        90: (bottom - y0, left - x0, top - y0, right - x0),
        180: (x1 - right, bottom - y0, x1 - left, top - y0),
        270: (y1 - top, x1 - right, y1 - bottom, x1 - left),
    }[page.rotation % 360]
    return (
        sides[0] + page.bbox[0],
        sides[1] + page.bbox[1],
        sides[2] + page.bbox[0],
        sides[3] + page.bbox[1],
    )


def _box(o: Mapping[str, Any]) -> Box:
    return float(o["x0"]), float(o["top"]), float(o["x1"]), float(o["bottom"])


def _shown(boxes: Iterable[Box], window: Box) -> Iterator[Box]:
    """The parts of the boxes inside the window, seen from its corner."""
    left, above, right, below = window
    for x0, top, x1, bottom in boxes:
        if x0 <= right and x1 >= left and top <= below and bottom >= above:
            yield max(x0, left) - left, max(top, above) - above, min(x1, right) - left, min(bottom, below) - above


def _is_small(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return max(width, height) >= DRAWING[0] and max(width, height) <= DRAWING[1]


def _line(o: Mapping[str, Any]) -> tuple[str, Box]:
    """A stroke: a rule where it is level or upright, else part of a drawing."""
    box = _box(o)
    level = min(box[2] - box[0], box[3] - box[1]) < 1.0
    return ("rule" if level else "drawing"), box


def _shape(o: Mapping[str, Any]) -> Iterator[tuple[str, Box]]:
    """A rectangle or a curve: thin ones are rules, others shading with rules around, or small drawings."""
    x0, top, x1, bottom = box = _box(o)
    width, height = x1 - x0, bottom - top
    if max(width, height) <= THICK:
        yield "dot", box
        return
    if min(width, height) <= THICK and max(width, height) > DRAWING[1] / 2:
        yield "rule", box
        return
    if _is_small(box):
        yield "drawing", box
    points = o.get("pts") or ()
    if any(min(abs(x - x0), abs(x - x1)) > 1 and min(abs(y - top), abs(y - bottom)) > 1 for x, y in points):
        return  # no rectangle
    if o.get("stroke"):
        yield from (
            ("rule", side)
            for side in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom))
        )
    if o.get("fill") and o.get("non_stroking_color") not in WHITE:
        yield "fill", box


def _dotted(dots: Sequence[Box]) -> Iterator[Box]:
    """Rows and columns of dots as the rules that they are seen as."""
    for along, across in ((0, 1), (1, 0)):
        run: list[Box] = []
        for dot in sorted(dots, key=lambda box: (round(box[across]), box[along])):
            if run and round(dot[across]) == round(run[0][across]) and dot[along] - run[-1][along + 2] <= THICK:
                run.append(dot)
                continue
            yield from _as_rule(run)
            run = [dot]
        yield from _as_rule(run)


def _as_rule(run: Sequence[Box]) -> Iterator[Box]:
    """A rule where there are enough dots for one."""
    if len(run) > 4:
        yield min(b[0] for b in run), min(b[1] for b in run), max(b[2] for b in run), max(b[3] for b in run)


def _letters(texts: Iterable[str]) -> Counter[str]:
    """How often each letter and digit stands there, accents and case aside."""
    return Counter(fold(NO_CHARACTER.sub("", " ".join(texts))).replace(" ", ""))


def _printed(chars: Sequence[dict[str, Any]], window: Box) -> list[dict[str, Any]]:
    """The characters inside the window, each once."""
    left, above, right, below = window
    shown = [
        c for c in chars if left <= (c["x0"] + c["x1"]) / 2 <= right and above <= (c["top"] + c["bottom"]) / 2 <= below
    ]
    places = Counter((c["text"], round(c["x0"]), round(c["top"])) for c in shown if not c["text"].isspace())
    if any(count > 1 for count in places.values()):
        shown = dedupe_chars(shown)  # bold by printing twice
    return [c for c in shown if not (c["text"].isspace() and c["x1"] - c["x0"] < NO_SPACE * c["size"])]


def _words(chars: list[dict[str, Any]], window: Box) -> Iterator[Word]:
    """The words in the order of the content stream, glyphs of symbol fonts as they are printed. The last character of
    a word in a layer made by OCR is the space behind it."""
    left, above = window[:2]
    ends = {_place(c, "x0"): c["x1"] for c in chars if c["text"].isspace() and is_ocr_layer([c["fontname"]])}
    for w in extract_words(chars, x_tolerance_ratio=WORD_GAP, use_text_flow=True, extra_attrs=["fontname", "size"]):
        size, x0, x1 = float(w["size"]), float(w["x0"]), float(w["x1"])
        x1 = float(ends.get(_place(w, "x1"), x1 if x1 > x0 else x0 + NO_WIDTH * size))
        text = printed(w["fontname"], w["text"])
        yield Word(text, x0 - left, w["top"] - above, x1 - left, w["bottom"] - above, size, w["fontname"])


def _place(o: Mapping[str, Any], side: str) -> tuple[str, float, float]:
    """The font, one side and the top of a character or a word."""
    return o["fontname"], round(o[side], 1), round(o["top"], 1)
