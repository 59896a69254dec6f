"""What is decided on the picture of a page: how far it is turned, its rules and shading, and its marks.

OCR reads letters; it sees a tick as `/`, `v/`, `‘` or not at all, and no table. Both are found here, on the grey
pixels of a whole page. Lengths and boxes are in points from its top left; `scale` is in pixels per point.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, takewhile
from math import cos, radians, sin, tan
from statistics import median

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from extract.pages.lines import Box, Word
from extract.pages.shapes import CROSS, TICK, Bitmap, blobs, crop, likeness, shape_of
from normalize.marks import UNREADABLE

# Fonts of invisible text layers: Tesseract and OCRmyPDF, Acrobat, OCRmyPDF from version 17 on.
OCR_FONTS = ("glyphlessfont", "hiddenhorzocr", "hiddenvertocr", "occulta")

# Pages lie at most so many degrees askew in a scanner. On 14 scans turned by known angles up to 0.7 the angle found
# was right to 0.02 degrees.
MOST_TILT = 3.0
# Vertical strips that a page is divided into to find its tilt.
STRIPS = 64

# Rules are looked for at this many pixels per point (150 dpi), shading at this many (36 dpi: lines of letters are
# five pixels apart).
RULE_SCALE, SHADE_SCALE = 150 / 72, 0.5
# A rule is dark without a break for this long, is at most this thick, and at least this long in all.
UNBROKEN, THICKEST, SHORTEST = 10.0, 3.5, 18.0
# Pieces of one rule lie at most this far apart, along it and across it.
BREAK, STEP = 6.0, 0.75
# Everywhere a rule is this many greys darker than the paper beside it, and has this share of its mean darkness there.
# Measured at 150 dpi: half a point of #aaa, faded, gives 32; rows of letters as dark have shares up to 0.45.
RULE_CONTRAST, EVENNESS = 20, 0.6
# A rule ends at the edge of shading where it ends at most this far from it.
EDGE = 3.0
# Shading is this many greys darker than the page's paper, and one shade varies by less than that.
SHADE = 9
# On shading with less than this share of the paper's grey letters are white.
DARK = 0.65
# Shading is at least this wide and high.
SMALLEST_SHADE = (30.0, 9.0)
# Type is at least so large.
SMALLEST_TYPE = 6.0
# Words whose sizes differ by less than this share are of one size: Tesseract gives 7.5-point type 7 to 9 points.
SAME_SIZE = 0.3
# A speck has less ink than this share of what is this far around it (points).
SPECK, SPECK_SHARE = 1.0, 0.08
# Of so many samples of a shade, from dark to light, this one is taken: letters make the others darker or lighter.
SAMPLES, SAMPLE = 16, 11

# The font of words that stand for marks seen on the picture.
SEEN = "(seen)"
# A grey that fewer pixels of a page have is noise.
FEW = 20
# Ink is darker than paper by this share of the darkest, and by so many greys at least.
INK, LEAST_INK = 0.25, 40
# Lengths in type sizes: a mark's least and greatest width and height; the gap to what stands left of it, and to the
# word that follows; how far away that word may be.
WIDTH, HEIGHT = (0.3, 1.8), (0.3, 1.7)
GAP_BEFORE, GAP_BEHIND, FARTHEST = 0.9, 0.15, 3.5
# A mark in the box of the word behind it stands this far apart from it; letters stand up to 0.12 apart.
APART = 0.18
# Ink in more runs of pixels than this, beside what OCR read, is a photograph. Measured: up to 3,900.
MOST_RUNS = 20_000
# A rule is part of a word where it stands less than this many type sizes inside its box.
NEAR = 0.45
# Pieces of one mark are less than this apart (points); marks of one column stand less than ALIGNED off each other.
PIECES, ALIGNED = 1.0, 4.0
# A mark is of a kind where it is so much like one of this kind, and so much more than like all of the other. Measured
# on 14 scans: marks of one kind 0.8 to 0.97 (the best of up to 12), a tick and a cross up to 0.46, in boxes up to 0.70.
LIKE, LIKER = 0.75, 0.12
# It is held against so many of each kind.
KIN = 8

# What OCR makes of marks: on 14 scans `/` (88), `v/`, `v`, `Y`, `V`, `vV`, `Xx`, `%`, `7`, nothing (39), of badges
# `€39`, `DX)`: at most so many characters, never a word nor a number.
LONGEST = 3
_WORD_OR_NUMBER = re.compile(r"(?=.*[aeiouàáèéëïóöúü])[^\W\d_]+[.,]?|\d{2,}|\d?[.,)]\d?|\(.{0,2}\)?", re.IGNORECASE)
_IS_MARK = re.compile(r"[/\\√%]|[„‚‘'’]?[VvYyXxWw]{1,2}/?")
# What OCR makes of rules; of specks before a year; of specks; of a mark that it joins to the word behind it
_STROKE = re.compile(r"[|¦!_—–=\[\]\\/.,:;‘’'“”\"‚-]{1,3}|[IilÌÍ]")
_YEAR = re.compile(r"[„“‚‘'\"_.,-]+(20\d\d)$")
_SPECK = re.compile(r"[.,:;'‘’‚„“”\"`´_|¦~°]{1,2}")
_LEAD = re.compile(r"^(?:[^\w(“‘„\"']+|[VvXxYyWw]{1,2}/?(?=[A-Z]))")
# "(✓)" in the legend as OCR reads it, and the word that says what it stands for
_EXAMPLE = re.compile(r"\([^\s\da-uzA-UZ]{0,3}\)?[;:,.]*")
_MEANING = re.compile(r"(?P<cross>verbeter|onvoldoende|niet)|voldoe|voldaan", re.IGNORECASE)
# The example stands at most so many words behind that word.
BEFORE_EXAMPLE = 12


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules of a page as boxes without thickness, lying and standing; its shaded boxes, and which are dark."""

    level: tuple[Box, ...]
    upright: tuple[Box, ...]
    shaded: tuple[Box, ...]
    dark: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What may be a mark on the picture: ✓ or ✗, None where its shape does not tell. `expected`: it is a mark, whatever
    it shows. `replaces` are the words that OCR saw there, `cuts` is the one in whose box it stands at the beginning."""

    box: Box
    glyph: str | None
    picture: Bitmap = field(repr=False)
    expected: bool = False
    replaces: tuple[int, ...] = ()
    cuts: int | None = None


def is_ocr_layer(fontnames: Iterable[str]) -> bool:
    """Whether the text of a page was made by OCR: most of its words (a font name for each) are set in a font of
    invisible letters."""
    names = [name.split("+", 1)[-1].casefold() for name in fontnames]
    return 2 * sum(name.startswith(OCR_FONTS) for name in names) > len(names)


def is_blank(page: Bitmap, scale: float) -> bool:
    """Whether nothing but specks is on the page."""
    ink, ink_scale = _ink(page, scale)
    return ImageChops.darker(ink, _crowded(ink, ink_scale)).getbbox() is None


def tilt(page: Bitmap) -> float:
    """By how many degrees, anticlockwise, the page must be turned for its lines to be level."""
    height = max(1, page.height // 2)
    strips = _image(page).resize((STRIPS, height), Image.Resampling.BOX)
    across = page.width / STRIPS / 2  # rows per strip at 45 degrees

    def sharpness(angle: float) -> int:
        drop = tan(radians(angle)) * across
        turned = strips.transform(
            strips.size,
            Image.Transform.AFFINE,
            (1, 0, 0, drop, 1, -drop * STRIPS / 2),
            Image.Resampling.BILINEAR,
            fillcolor=255,
        )
        profile = turned.resize((1, height), Image.Resampling.BOX).tobytes()
        return sum((above - below) ** 2 for above, below in pairwise(profile))

    coarse = max((step / 10 for step in _from_middle(round(10 * MOST_TILT))), key=sharpness)
    return max((coarse + step / 50 for step in _from_middle(5)), key=sharpness)


def _from_middle(most: int) -> list[int]:
    """0, -1, 1, -2, 2 …: of equals the first is taken, the least tilt."""
    return sorted(range(-most, most + 1), key=abs)


def turned(page: Bitmap, angle: float) -> Bitmap:
    """The page, turned anticlockwise about its middle by so many degrees; its size stays."""
    if not angle:
        return page
    return _bitmap(_image(page).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255))


def turned_box(box: Box, angle: float, width: float, height: float) -> Box:
    """Where a box goes when its page (of this size, in points) is turned: the box around its middle, as large."""
    x, y = (box[0] + box[2]) / 2 - width / 2, (box[1] + box[3]) / 2 - height / 2
    c, s = cos(radians(angle)), sin(radians(angle))
    right, down = x * c + y * s + width / 2 - (box[0] + box[2]) / 2, y * c - x * s + height / 2 - (box[1] + box[3]) / 2
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down


def turned_word(word: Word, angle: float, width: float, height: float) -> Word:
    """A word of a page that is turned."""
    x0, top, x1, bottom = turned_box(word.box, angle, width, height)
    return replace(word, x0=x0, top=top, x1=x1, bottom=bottom)


def evened(words: Sequence[Word], rules: Ruling) -> list[Word]:
    """The words, those of nearly the usual size in that size: OCR guesses the size of the same type anew in every
    line; words keep their lower edges. Nothing is left in them of rules and specks beside them."""
    if not words:
        return []
    usual = median(word.size for word in words)
    sized = (
        replace(word, size=usual, top=word.bottom - usual) if abs(word.size - usual) < SAME_SIZE * usual else word
        for word in words
    )
    return [_beside_rules(word, rules) for word in sized]


def _beside_rules(word: Word, rules: Ruling) -> Word:
    """A word without the upright rule that OCR read as its first or last character."""
    text = _YEAR.sub(r"\1", word.text)
    x0, x1 = word.x0, word.x1
    for x, top, _, bottom in rules.upright:
        if not (top < word.middle < bottom and x0 - PIECES < x < x1 + PIECES):
            continue
        if x - x0 < NEAR * word.size and _STROKE.match(text[:-1]):
            x0, text = x + PIECES, text[1:]
        elif x1 - x < NEAR * word.size and _STROKE.match(text[1:][-1:]):
            x1, text = x - PIECES, text[:-1]
        elif x - x0 < NEAR * word.size:
            x0 = x + PIECES / 2
    return replace(word, text=text, x0=min(x0, x1), x1=x1)


def png(page: Bitmap, scale: float) -> bytes:
    """The page for OCR, as a PNG that states its resolution: white where there is no ink but specks."""
    image = _image(page)
    ink, _ = _ink(page, scale, 1)
    image.paste(255, mask=ImageChops.invert(_crowded(ink, scale)))
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(scale * 72, scale * 72), compress_level=1)
    return out.getvalue()


def ruling(page: Bitmap, scale: float) -> Ruling:
    """The rules and the shading on a page that was levelled. Rules may be broken, faint or uneven; the edges of
    shading are no rules."""
    step = max(1, round(scale / RULE_SCALE))
    image, scale = _image(page).reduce(step), scale / step
    shaded = _shaded(image, scale)
    dark = [box for box, share in shaded if share < DARK]
    level = [(x0, y, x1, y) for x0, y, x1 in _level_rules(image, scale)]
    upright = [(x, y0, x, y1) for y0, x, y1 in _level_rules(image.transpose(Image.Transpose.TRANSPOSE), scale)]
    boxes = [box for box, _ in shaded]
    upright = [part for rule in upright for part in _shown(rule, boxes, dark)]
    level = [rule for rule in level if not any(_within(rule, box) for box in dark)]
    # the edges of shading in a ruled table: the rules there cannot be seen on it
    edged = [box for box in boxes if any(_touches(rule, box) for rule in upright)]
    level += [(x0, y, x1, y) for x0, top, x1, bottom in edged for y in (top, bottom)]
    upright += [(x, top, x, bottom) for x0, top, x1, bottom in edged for x in (x0, x1)]
    return Ruling(tuple(level), tuple(upright), tuple(boxes), tuple(dark))


def marks(page: Bitmap, scale: float, words: Sequence[Word], rules: Ruling) -> list[Mark]:
    """The marks that begin lines and cells of a levelled page, told by their shapes alone. `words` are those that OCR
    saw, with their boxes on the levelled page."""
    if not words:
        return []
    size = median(word.size for word in words)
    lines = [n for n, word in enumerate(words) if not _is_rule(word, rules)]
    seen = [n for n in lines if len(words[n].text) <= LONGEST and not _WORD_OR_NUMBER.fullmatch(words[n].text)]
    ink, ink_scale = _ink(page, scale)
    starts = {n: start for n in lines if n not in seen and (start := _start(ink, ink_scale, words[n], size))}
    texts = {n: replace(words[n], x0=starts.get(n, words[n].x0)) for n in lines}
    _paint(ink, ink_scale, [word for n, word in texts.items() if n not in seen], rules)
    bare = [words[n].box for n in seen if _IS_MARK.fullmatch(words[n].text)]
    pieces = _candidates(ink, ink_scale, size, bare)
    found = []
    for box in pieces:
        own = tuple(n for n in seen if _covers(box, words[n], size))
        joined = (n for n, x in starts.items() if words[n].x0 - PIECES <= box[0] < x and _beside(box, words[n].box))
        line = [w for n, w in texts.items() if n not in own and _beside(box, w.box) and not _SPECK.fullmatch(w.text)]
        if not _begins(box, line, [piece for piece in pieces if piece != box], rules.upright, size):
            continue
        behind = min((word.x0 for word in line if word.x0 > box[0]), default=float("inf"))
        if own or behind - box[2] >= GAP_BEHIND * size:
            box = (*box[:2], min(box[2], behind - PIECES / 2), box[3])
            picture = crop(page, _pixels(box, scale))
            mark = Mark(box, shape_of(picture), picture, replaces=own, cuts=next(joined, None))
            found.append((mark, behind - box[2] < FARTHEST * size))
    told = [mark for mark, _ in found if mark.glyph]
    return [
        replace(mark, expected=_is_expected(mark, words, told))
        for mark, before_text in found
        if before_text or _in_column(mark, told)
    ]


def _candidates(ink: Image.Image, scale: float, size: float, bare: Sequence[Box]) -> list[Box]:
    """The boxes where marks may stand: pieces of ink of the size of marks, and the boxes of what OCR makes of marks
    (`bare`) where the ink is in no piece of its own. On a photograph there are no pieces."""
    if len([*islice(_runs(ink), MOST_RUNS)]) == MOST_RUNS:
        return [*bare]
    pieces = [box for box in _pieces(ink, scale) if _has_size(box, size)]
    return pieces + [b for b in bare if not any(_beside(b, p) and p[0] < b[2] and b[0] < p[2] for p in pieces)]


def decided(pages: Sequence[Sequence[Mark]], legend: Mapping[str, Bitmap]) -> list[list[Mark]]:
    """The marks of a whole document, page by page, held against one another and against the legend's: one whose shape
    tells nothing is what it is clearly like; one that is like the other kind and not like its own is doubtful."""
    kinds = {
        glyph: [mark.picture for mark in _spread([m for found in pages for m in found if m.glyph == glyph])]
        + [picture for meant, picture in legend.items() if meant == glyph and shape_of(picture) in (None, glyph)]
        for glyph in (TICK, CROSS)
    }
    held = [[replace(mark, glyph=_held_against(mark, kinds)) for mark in found] for found in pages]
    return [[mark for mark in found if mark.glyph or mark.expected] for found in held]


def _spread(told: Sequence[Mark]) -> Sequence[Mark]:
    """A few of them, evenly chosen."""
    return told[:: max(1, -(-len(told) // KIN))]


def _held_against(mark: Mark, kinds: Mapping[str, Sequence[Bitmap]]) -> str | None:
    def like(glyph: str) -> Iterator[float]:
        return (likeness(mark.picture, other) for other in kinds[glyph] if other is not mark.picture)

    if mark.glyph:
        opposite = CROSS if mark.glyph == TICK else TICK
        fits = any(at >= LIKE for at in like(mark.glyph)) or not any(at >= LIKE for at in like(opposite))
        return mark.glyph if fits else None
    tick, cross = max(like(TICK), default=0.0), max(like(CROSS), default=0.0)
    if max(tick, cross) < LIKE or abs(tick - cross) < LIKER:
        return None
    return TICK if tick > cross else CROSS


def _is_expected(mark: Mark, words: Sequence[Word], told: Sequence[Mark]) -> bool:
    """Whether this is a mark, whatever it shows: told by its shape, or what OCR makes of marks, or what it did not see
    where other marks stand."""
    if mark.glyph or mark.replaces:
        return bool(mark.glyph) or any(_IS_MARK.fullmatch(words[n].text) for n in mark.replaces)
    return mark.cuts is None and _in_column(mark, told)


def _in_column(mark: Mark, told: Iterable[Mark]) -> bool:
    """Whether another mark stands above or below this one."""
    middle = mark.box[0] + mark.box[2]
    return any(other is not mark and abs(other.box[0] + other.box[2] - middle) < 2 * ALIGNED for other in told)


def examples(page: Bitmap, scale: float, words: Sequence[Word]) -> dict[str, Bitmap]:
    """Pictures of the marks that the legend prints: "… voldoet (✓) dan wel … verbeterpunt (X)"."""
    found: dict[str, Bitmap] = {}
    for n, word in enumerate(words):
        if not _EXAMPLE.fullmatch(word.text):
            continue
        before = " ".join(w.text for w in words[max(0, n - BEFORE_EXAMPLE) : n])
        said = [*_MEANING.finditer(before)]
        picture = _between_parentheses(page, scale, word)
        if said and picture:
            found.setdefault(CROSS if said[-1]["cross"] else TICK, picture)
    return found


def with_marks(words: Sequence[Word], found: Sequence[Mark], rules: Ruling, doubt: str) -> list[Word]:
    """The words with marks in place of what OCR saw, without what it made of rules and specks. A doubtful mark becomes
    UNREADABLE, with this doubt."""
    size = median(word.size for word in words) if words else 0.0
    gone = {n for mark in found for n in mark.replaces}
    cuts = {mark.cuts: mark.box[2] for mark in found if mark.cuts is not None}
    kept = [
        replace(word, x0=cuts[n], text=_LEAD.sub("", word.text)) if n in cuts else word
        for n, word in enumerate(words)
        if n not in gone and not _SPECK.fullmatch(word.text) and not _is_rule(word, rules)
    ]
    seen = [_word(mark, kept, size, doubt) for mark in found]
    return [*kept, *seen]


def _word(mark: Mark, words: Iterable[Word], size: float, doubt: str) -> Word:
    """A mark as a word, as high as the one behind it on its line."""
    x0, top, x1, bottom = mark.box
    behind = min((w for w in words if w.x0 >= x0 and _beside(mark.box, w.box)), key=lambda w: w.x0, default=None)
    if behind and behind.x0 - x1 < FARTHEST * size:
        top, bottom = behind.top, behind.bottom
    return Word(mark.glyph or UNREADABLE, x0, top, x1, bottom, size, SEEN, None if mark.glyph else doubt)


def _image(page: Bitmap) -> Image.Image:
    return Image.frombytes("L", (page.width, page.height), page.pixels)


def _bitmap(image: Image.Image) -> Bitmap:
    return Bitmap(image.width, image.height, image.tobytes())


def _is_rule(word: Word, rules: Ruling) -> bool:
    """Whether OCR took a rule for a letter or a stroke."""
    if not _STROKE.fullmatch(word.text):
        return False
    x0, top, x1, bottom = word.box
    return any(x0 - 2 <= x <= x1 + 2 and y0 < bottom and y1 > top for x, y0, _, y1 in rules.upright) or any(
        top - 2 <= y <= bottom + 2 and left < x1 and right > x0 for left, y, right, _ in rules.level
    )


def _ink(page: Bitmap, scale: float, step: int = 0) -> tuple[Image.Image, float]:
    """A mask of the ink on a page, made smaller by `step` (0: to the scale of rules), and its pixels per point."""
    step = step or max(1, round(scale / RULE_SCALE))
    image = _image(page).reduce(step)
    histogram = image.histogram()
    paper = histogram.index(max(histogram))
    darkest = next((grey for grey, count in enumerate(histogram) if count > FEW), paper)
    least = max(LEAST_INK, INK * (paper - darkest))
    return image.point(lambda grey: 255 * (paper - grey >= least)), scale / step


def _crowded(ink: Image.Image, scale: float) -> Image.Image:
    """A mask of where more than specks are, and of what is close to it."""
    return ink.filter(ImageFilter.BoxBlur(SPECK * scale)).point(lambda share: 255 * (share >= 255 * SPECK_SHARE))


def _paint(ink: Image.Image, scale: float, words: Iterable[Word], rules: Ruling) -> None:
    """Wipe words, rules and dark shading off a mask."""
    pen = ImageDraw.Draw(ink)
    around = [(w.x0 - 0.05 * w.size, w.top - 0.2 * w.size, w.x1 + 0.1 * w.size, w.bottom + 0.2 * w.size) for w in words]
    thick = THICKEST / 2
    lines = [(x0 - thick, y0 - thick, x1 + thick, y1 + thick) for x0, y0, x1, y1 in (*rules.level, *rules.upright)]
    for box in (*around, *lines, *rules.dark):
        pen.rectangle(tuple(at * scale for at in box), fill=0)


def _start(ink: Image.Image, scale: float, word: Word, size: float) -> float | None:
    """Where a word begins whose box begins with something else as wide as a mark, apart from it."""
    if word.x1 - word.x0 < WIDTH[0] * size:
        return None
    x0, top, x1, bottom = (round(at * scale) for at in word.box)
    columns = ink.crop((x0, top, x1, bottom)).resize((x1 - x0, 1), Image.Resampling.BOX).tobytes()
    lead = re.match(rb"\0{0,2}([^\0]+)(\0+)[^\0]", columns)
    if lead is None or not WIDTH[0] * size <= len(lead[1]) / scale or len(lead[2]) / scale < APART * size:
        return None
    return word.x0 + (lead.end() - 1) / scale


def _pieces(mask: Image.Image, scale: float) -> list[Box]:
    """The boxes of what hangs together in a mask, pieces that nearly touch as one."""
    near = max(1, round(PIECES * scale))
    open_: list[list[int]] = []
    done: list[list[int]] = []
    for row, x0, x1 in _runs(mask):
        done += [box for box in open_ if row - box[3] > near]
        open_ = [box for box in open_ if row - box[3] <= near]
        touched = [box for box in open_ if x0 <= box[2] + near and x1 >= box[0] - near]
        open_ = [box for box in open_ if box not in touched]
        whole = [*touched, [x0, row, x1, row]]
        left, top, right, last = zip(*whole, strict=True)
        open_.append([min(left), min(top), max(right), max(last)])
    return sorted((x0 / scale, y0 / scale, x1 / scale, (y1 + 1) / scale) for x0, y0, x1, y1 in [*done, *open_])


def _has_size(box: Box, size: float) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return WIDTH[0] * size <= width <= WIDTH[1] * size and HEIGHT[0] * size <= height <= HEIGHT[1] * size


def _covers(box: Box, word: Word, size: float) -> bool:
    """Whether a word is what OCR saw in the box."""
    x = (word.x0 + word.x1) / 2
    return box[0] - size / 3 <= x <= box[2] + size / 3 and box[1] - size / 2 <= word.middle <= box[3] + size / 2


def _beside(box: Box, other: Box) -> bool:
    """Whether two boxes stand on one line: they share half of the lower one's height."""
    share = min(box[3], other[3]) - max(box[1], other[1])
    return share > 0.5 * min(box[3] - box[1], other[3] - other[1])


def _begins(box: Box, line: Iterable[Word], pieces: Iterable[Box], upright: Iterable[Box], size: float) -> bool:
    """Whether nothing stands close to the left of the box, or a rule stands between."""
    before = [w.x1 for w in line if w.x0 < box[0]] + [b[2] for b in pieces if b[0] < box[0] and _beside(box, b)]
    left = max(before, default=float("-inf"))
    walls = [x for x, top, _, bottom in upright if left - 1 <= x <= box[0] + 1 and top < box[3] and bottom > box[1]]
    return box[0] - left >= GAP_BEFORE * size or bool(walls)


def _pixels(box: Box, scale: float) -> tuple[int, int, int, int]:
    """The pixels of a box and a little around it."""
    edge = PIECES / 2
    x0, top, x1, bottom = box[0] - edge, box[1] - edge, box[2] + edge, box[3] + edge
    return int(x0 * scale), int(top * scale), round(x1 * scale), round(bottom * scale)


def _between_parentheses(page: Bitmap, scale: float, word: Word) -> Bitmap | None:
    """What stands between the first two parentheses in a word's box and just behind it."""
    region = (word.x0 - 1, word.top - 0.2 * word.size, word.x1 + 1.5 * word.size, word.bottom + 0.2 * word.size)
    part = crop(page, _pixels(region, scale))
    opening, *boxes = blobs(part) or [(0, 0, 0, 0)]
    width, height = opening[2] - opening[0], opening[3] - opening[1]
    inner = [*takewhile(lambda b: b[3] - b[1] < 0.85 * height or b[2] - b[0] > 1.5 * width, boxes)]
    if not inner or len(inner) == len(boxes):
        return None
    x0, top, x1, bottom = zip(*inner, strict=True)
    return crop(part, (min(x0) - 1, min(top) - 1, max(x1) + 1, max(bottom) + 1))


def _shown(rule: Box, shaded: Iterable[Box], dark: Iterable[Box]) -> Iterator[Box]:
    """The parts of an upright rule that can be seen: not on dark shading, where the gaps between white letters look
    like rules; nor an end on other shading, which looks like more of the rule."""
    x, top, _, bottom = rule
    for box in shaded:
        if box[0] <= x <= box[2]:
            top = box[3] if box[1] + EDGE / 2 < top < box[3] else top
            bottom = box[1] if box[1] < bottom < box[3] - EDGE / 2 else bottom
    for _, above, _, below in sorted((box for box in dark if box[0] <= x <= box[2]), key=lambda box: box[1]):
        if top < below + EDGE and bottom > above - EDGE:
            if above - top >= SHORTEST / 2:
                yield x, top, x, above
            top = below
    if bottom - top >= SHORTEST / 2:
        yield x, top, x, bottom


def _touches(upright: Box, box: Box) -> bool:
    """Whether an upright rule ends at the upper or lower edge of a box, or passes it."""
    x, top, _, bottom = upright
    beside = box[0] - BREAK <= x <= box[2] + BREAK
    return beside and (min(abs(top - box[3]), abs(bottom - box[1])) <= EDGE or (top <= box[1] and box[3] <= bottom))


def _within(box: Box, other: Box) -> bool:
    return other[0] <= box[0] and box[2] <= other[2] and other[1] - 1 <= box[1] and box[3] <= other[3] + 1


def _level_rules(image: Image.Image, scale: float) -> list[tuple[float, float, float]]:
    """(x0, y, x1) of the lying rules."""
    length, thick = max(2, round(UNBROKEN * scale)), round(THICKEST * scale) + 1
    lightest = _stretched(image, length, lighter=True)
    mean = image.filter(ImageFilter.BoxBlur((length / 2, 0)))
    mean = _moved(mean, -(length // 2), 0, 255)
    beside = _closed_upright(lightest, thick)
    faintest, usual = ImageChops.subtract(beside, lightest), ImageChops.subtract(beside, mean)
    even = ImageChops.subtract(faintest, usual.point(lambda grey: round(EVENNESS * grey)))
    dark = faintest.point(lambda grey: 255 * (grey >= RULE_CONTRAST))
    found = ImageChops.darker(dark, even.point(lambda grey: 255 * (grey > 0)))
    rules = _joined(_runs(found, length - 1), BREAK * scale, max(1.0, STEP * scale))
    return [(x0 / scale, (y + 0.5) / scale, x1 / scale) for x0, y, x1 in rules if x1 - x0 >= SHORTEST * scale]


def _stretched(image: Image.Image, length: int, *, lighter: bool, down: bool = False) -> Image.Image:
    """Every pixel the lightest or darkest of so many, from itself to the right or down."""
    extreme, fill = (ImageChops.lighter, 0) if lighter else (ImageChops.darker, 255)
    done = 1
    while done < length:
        step = min(done, length - done)
        image = extreme(image, _moved(image, 0, -step, fill) if down else _moved(image, -step, 0, fill))
        done += step
    return image


def _closed_upright(image: Image.Image, length: int) -> Image.Image:
    """The picture without what is dark and less than `length` pixels high."""
    light = _moved(_stretched(image, length, lighter=True, down=True), 0, length - 1, 255)
    return _stretched(light, length, lighter=False, down=True)


def _moved(image: Image.Image, right: int, down: int, fill: int) -> Image.Image:
    moved = Image.new("L", image.size, fill)
    moved.paste(image, (right, down))
    return moved


def _runs(mask: Image.Image, longer: int = 0) -> Iterator[tuple[int, int, int]]:
    """(row, first column, the one after the last) of what is not black; each run `longer` by so many pixels."""
    width, data = mask.width, mask.tobytes()
    for row in range(mask.height):
        line = data[row * width : (row + 1) * width]
        if any(line):
            yield from ((row, run.start(), run.end() + longer) for run in re.finditer(rb"[^\0]+", line))


def _joined(runs: Iterable[tuple[int, int, int]], gap: float, step: float) -> Iterator[tuple[float, float, float]]:
    """(x0, mean y, x1) of runs that continue or overlap each other."""
    groups: list[list[float]] = []  # x0, x1, length, length times row, last row
    for row, x0, x1 in runs:
        near = [g for g in groups if row - g[4] <= step and x0 <= g[1] + gap and x1 >= g[0] - gap]
        group = near[0] if near else [x0, x1, 0.0, 0.0, row]
        if not near:
            groups.append(group)
        for other in near[1:]:
            group[0], group[1] = min(group[0], other[0]), max(group[1], other[1])
            group[2], group[3] = group[2] + other[2], group[3] + other[3]
            groups.remove(other)
        group[0], group[1], group[4] = min(group[0], x0), max(group[1], x1), row
        group[2], group[3] = group[2] + x1 - x0, group[3] + row * (x1 - x0)
        while groups and groups[0][4] < row - step:
            ended = groups.pop(0)
            yield ended[0], ended[3] / ended[2], ended[1]
    yield from ((g[0], g[3] / g[2], g[1]) for g in groups)


def _shaded(image: Image.Image, scale: float) -> list[tuple[Box, float]]:
    """The shaded boxes of a page from top to bottom, with their share of the paper's grey."""
    step = max(1, round(scale / SHADE_SCALE))
    image, scale = image.reduce(step), scale / step
    # the ground: what is lighter than letters; it gives way at the edges of shading by one pixel
    image = image.filter(ImageFilter.RankFilter(5, 19)).filter(ImageFilter.MinFilter(3))
    histogram = image.histogram()
    paper = max(1, histogram.index(max(histogram)))
    shades = image.tobytes()
    done: list[tuple[int, int, int, list[int]]] = []  # x0, x1, first row, shade of each row
    growing: list[tuple[int, int, int, list[int]]] = []
    for row, x0, x1 in _runs(image.point(lambda grey: 255 * (paper - grey >= SHADE))):
        if x1 - x0 < SMALLEST_SHADE[0] * scale:
            continue
        start = row * image.width + x0
        shade = sorted(shades[start + (x1 - x0) * (2 * n + 1) // (2 * SAMPLES)] for n in range(SAMPLES))[SAMPLE]
        growing = [box for box in growing if row <= box[2] + len(box[3])]
        for left, right, top, own in growing:
            if abs(left - x0) <= 2 and abs(right - x1) <= 2 and abs(own[-1] - shade) < SHADE and row == top + len(own):
                own.append(shade)
                break
        else:
            growing.append((x0, x1, row, [shade]))
            done.append(growing[-1])
    return [
        ((x0 / scale, top / scale, x1 / scale, (top + len(own)) / scale), median(own) / paper)
        for x0, x1, top, own in done
        if len(own) >= SMALLEST_SHADE[1] * scale
    ]
