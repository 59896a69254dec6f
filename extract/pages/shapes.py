"""What a small picture of a mark shows: a tick, a cross or something else.

A tick and a cross are told by how their strokes hang together, not by how one typeface draws them. Swept from top to
bottom a cross is two strokes that become one and part again, swept from left to right likewise; a tick is two strokes
that end in one, the right one longer and leaning outwards. Whatever is not clearly one of the two is neither.
Knows nothing of PDF: grey pixels in, a mark out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from math import cos, pi, sin

TICK, CROSS = "✓", "✗"

Box = tuple[int, int, int, int]
# Rows of pixels, all of one length: zeros and ones, or greys.
Mask = list[bytes]
# What hangs together in one row: the row, the first column and the one after the last.
Run = tuple[int, int, int]

# Measured below: 3,500 marks and 9,400 other glyphs and icons of 50 fonts and icon sets, 14 to 120 pixels, clean and as
# scans; a share is one of the picture's height or width.

# Ink differs from the background by at least this many greys ...
LEAST_CONTRAST = 40
# ... and by this share of the strongest difference; JPEG noise around black strokes stays below.
INK = 0.35
# The strongest difference is one that at least this many pixels have; blobs have at least as many.
FEW = 4
# Most greys of one surface in a scan are this close to its own.
NOISE = 6
# Marks are scaled until their longer side has this many pixels; larger pictures than LARGE are thinned out first.
WORK, LARGE = 48, 240
# Two pictures are compared at this size.
ALIKE = (12, 12)
# A mark that is smaller, in pixels of the picture, is not told: at 10 an italic 4 was a tick; crosses stay crosses.
SMALLEST = {TICK: 11, CROSS: 9}
# A figure has at least this many pixels of the working size and is at most this many times as long as wide.
LEAST, LONGEST = 8, 2.2
# The shares of the full contrast at which a mark is cut out. A mark is told where two cuts say the same: 99 % of the
# marks told at all are; of 18 other pictures that one cut tells 10 are.
LEVELS = (0.35, 0.5, 0.7)
# A speck has at most this share of all ink, all specks together less than that; a hole is as small as a speck.
SPECK, SPECKS = 0.06, 0.12
# A figure with more loose ends is noise; marks have up to 13.
MOST_ENDS = 16
# The arms of a cross stand out by 0.09 or more, those that noise makes of k and H by up to 0.08; its longest spur, a
# serif, is up to 0.45 as long as its shortest arm, that of * from 0.5.
ARM = (0.09, 0.5)
# The left arm of a tick stands out by at least 0.07; the flick before the left arm of √ is up to 0.73 as long.
HOOK = (0.07, 0.75)
# What encloses fills at least this share of its box (a disc 0.79), and its box is nearly square.
ENCLOSING, SQUARE = 0.66, 0.8
# A frame's line is at most this share of the frame; an edge is blurred over so many pixels of the working size.
FRAME, EDGE = 0.25, 3
# A cross's strokes meet at most this far off the middle: measured 0.17, those of k 0.22.
OFF_CENTRE = 0.19
# Ellipses around that point, as shares of width and height: the near one meets four arms, the far one up to 5 pieces of
# a cross and 6 to 9 of #.
NEAR, FAR, MOST_FAR = 0.36, 0.42, 5
# A tick's left arm ends at least this far below its right arm: measured 0.18, that of a V askew by 3 degrees 0.05.
LOWER = 0.17
# A tick's foot, where its strokes are one, is at most this high: measured 0.62.
FOOT = 0.64
# A tick's foot ends at most this far left of where its left arm begins, and going down comes out to the right again by
# at most that much: measured 0.00 and 0.05, of ↙ up to 0.09 and from 0.05.
BACK, OUT = 0.06, 0.05
# A tick's right arm moves at least this many columns right in a row, that of an italic J up to 0.34; ...
LEANING = 0.4
# ... that of √ from 0.10, but its foot is at most 2.0 times as wide as high and that of J from 2.4.
STEEPEST, SHARP = 0.08, 2.1

_ROUND = [(cos(i * pi / 36), sin(i * pi / 36)) for i in range(72)]
_RUN = re.compile(b"\x01+")
_FLIP = bytes([1, 0]) + bytes(254)


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Grey pixels, row by row from the top left, 0 black to 255 white."""

    width: int
    height: int
    pixels: bytes


def ink_box(bitmap: Bitmap) -> Box | None:
    """The box (x0, top, x1, bottom) of what differs from the background; None where the picture is blank."""
    runs = [run for piece in _ink_pieces(bitmap) for run in piece]
    return _bounds(runs) if runs else None


def crop(bitmap: Bitmap, box: Box) -> Bitmap:
    """The part of the picture inside the box."""
    x0, top, x1, bottom = max(0, box[0]), max(0, box[1]), min(bitmap.width, box[2]), min(bitmap.height, box[3])
    rows = [bitmap.pixels[y * bitmap.width + x0 : y * bitmap.width + max(x0, x1)] for y in range(top, bottom)]
    return Bitmap(max(0, x1 - x0), len(rows), b"".join(rows))


def blobs(bitmap: Bitmap) -> list[Box]:
    """The boxes of what hangs together as ink, left to right; specks are left out."""
    return sorted(map(_bounds, _ink_pieces(bitmap)))


def shape_of(bitmap: Bitmap) -> str | None:
    """✓ or ✗ where the picture shows one, also in a box, a ring or light on a dark shape; None for anything else."""
    bitmap = _thinned(bitmap)
    box = ink_box(bitmap)
    if box is None:
        return None
    ground = _ground(bitmap)
    grey = _scaled(bitmap, box, ground)
    ink = _differing(grey, ground)
    readings = (shape for map_ in chain([ink], _insides(grey, ink)) for shape in _readings(map_))
    first, second = next(readings, None), next(readings, None)
    large = first and max(box[2] - box[0], box[3] - box[1]) >= SMALLEST[first]
    return first if large and first == second else None


@dataclass(frozen=True, slots=True)
class Face:
    """A picture cropped to its ink and scaled to the size of comparison: its ink, how strong that is, and how wide the
    picture is for its height."""

    ink: tuple[int, ...]
    strength: int
    aspect: float


def likeness(one: Bitmap, other: Bitmap) -> float:
    """0 to 1: how alike two pictures are once both are cropped to their ink and scaled to one size."""
    return faces_likeness(face_of(one), face_of(other))


def faces_likeness(one: Face | None, other: Face | None) -> float:
    """0 to 1: compared are the forms of two pictures, their proportions, and how strong their ink is."""
    if one is None or other is None:
        return float(one is other)
    pairs = [(a * other.strength, b * one.strength) for a, b in zip(one.ink, other.ink, strict=True)]
    form: float = sum(map(min, pairs)) / max(1, sum(map(max, pairs)))
    proportion = min(one.aspect, other.aspect) / max(one.aspect, other.aspect)
    return form * proportion * (1 - abs(one.strength - other.strength) / 255)


def face_of(bitmap: Bitmap) -> Face | None:
    """What of a picture is compared; None where it is blank."""
    bitmap = _thinned(bitmap)
    box = ink_box(bitmap)
    if box is None:
        return None
    ground = _ground(bitmap)
    ink = tuple(abs(grey - ground) for row in _sampled(crop(bitmap, box), *ALIKE) for grey in row)
    return Face(ink, _strongest(ink), (box[2] - box[0]) / (box[3] - box[1]))


def _ground(bitmap: Bitmap) -> int:
    """The background: the most frequent grey of the rim."""
    width, pixels = bitmap.width, bitmap.pixels
    rim = pixels[:width] + pixels[-width:] + pixels[::width] + pixels[width - 1 :: width]
    return _densest(Counter(rim))


def _densest(counts: Counter[int]) -> int:
    """The most frequent grey; where noise spreads it, the middle of the densest stretch."""
    return max(
        counts, key=lambda grey: (sum(counts[near] for near in range(grey - NOISE, grey + NOISE + 1)), counts[grey])
    )


def _contrast(bitmap: Bitmap, ground: int) -> int:
    """The strongest difference from the background, in greys, that more than a few pixels have."""
    counts = Counter(bitmap.pixels)
    left = min(FEW, len(bitmap.pixels) // 8)
    for difference in range(255, 0, -1):
        left -= counts[ground - difference] + counts[ground + difference]
        if left <= 0:
            return difference
    return 0


def _ink_pieces(bitmap: Bitmap) -> list[list[Run]]:
    """The pieces of ink of a picture, without specks."""
    if not bitmap.pixels:
        return []
    ground = _ground(bitmap)
    least = max(LEAST_CONTRAST, INK * _contrast(bitmap, ground))
    inked = bitmap.pixels.translate(bytes(abs(grey - ground) >= least for grey in range(256)))
    return [piece for piece in _pieces(_lines(inked, bitmap.width)) if _size(piece) >= FEW]


def _scaled(bitmap: Bitmap, box: Box, ground: int) -> Mask:
    """The greys of the box and its blurred edge at working size, with a margin of the background."""
    part = crop(bitmap, (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
    scale = WORK / max(part.width, part.height)
    side = bytes([ground])
    rows = _sampled(part, max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    blank = side * (len(rows[0]) + 2)
    return [blank, *(side + row + side for row in rows), blank]


def _sampled(bitmap: Bitmap, wide: int, high: int) -> Mask:
    """The greys of a picture at this size."""
    return _turned(_resampled(_turned(_resampled(_lines(bitmap.pixels, bitmap.width), wide)), high))


def _lines(pixels: bytes, width: int) -> Mask:
    """The rows of a picture."""
    return [pixels[start : start + width] for start in range(0, len(pixels), width)]


def _thinned(bitmap: Bitmap) -> Bitmap:
    """Every second, third ... pixel of a picture so large that its shape shows all the same."""
    step = max(1, max(bitmap.width, bitmap.height) // LARGE)
    if step == 1:
        return bitmap
    rows = [row[::step] for row in _lines(bitmap.pixels, bitmap.width)[::step]]
    return Bitmap(len(rows[0]), len(rows), b"".join(rows))


def _differing(grey: Mask, ground: int) -> Mask:
    """How much greys differ from the background, 255 for the strongest; empty where none differs clearly."""
    away = bytes(abs(level - ground) for level in range(256))
    rows = [row.translate(away) for row in grey]
    strongest = _strongest(b"".join(rows))
    if strongest < LEAST_CONTRAST:
        return []
    stretched = bytes(min(255, 255 * level // strongest) for level in range(256))
    return [row.translate(stretched) for row in rows]


def _strongest(differences: Sequence[int]) -> int:
    """A difference that only one pixel in fifty exceeds."""
    return sorted(differences)[-1 - len(differences) // 50] or 1


def _resampled(lines: Sequence[bytes], count: int) -> Mask:
    """Each line at this many points: means over at least one old and one new pixel, so that edges stay smooth."""
    length = len(lines[0])
    step = length / count
    reach = max(1.0, step) / 2
    places = [(i + 0.5) * step + side for i in range(count) for side in (-reach, reach)]
    ends = [(whole, place - whole) for place in places for whole in (min(max(int(place), 0), length - 1),)]
    spans = [(*low, *high) for low, high in zip(ends[::2], ends[1::2], strict=True)]
    resampled = []
    for line in lines:
        sums = [0, *accumulate(line)]
        resampled.append(
            bytes(
                round((sums[high] + over * line[high] - sums[low] - under * line[low]) / (2 * reach))
                for low, under, high, over in spans
            )
        )
    return resampled


def _cut(map_: Mask, level: float) -> Mask:
    """What has at least this share of the full contrast."""
    table = bytes(grey >= 255 * level for grey in range(256))
    return [row.translate(table) for row in map_]


def _insides(grey: Mask, ink: Mask) -> Iterator[Mask]:
    """What a frame encloses or a solid shape shows, as ink of its own; nothing where nothing encloses."""
    for level in LEVELS:
        frame = max(_pieces(_cut(ink, level)), key=_extent, default=None)
        if frame is None:
            return
        box = _bounds(frame)
        mask = _painted(frame)
        solid = _without_holes(mask)
        width, height = len(mask[0]), len(mask)
        if min(width, height) >= SQUARE * max(width, height) and _inked(solid) >= ENCLOSING * width * height:
            part = [row[box[0] : box[2]] for row in grey[box[1] : box[3]]]
            yield from (_within(part, _worn(solid, layers)) for layers in sorted({EDGE, EDGE + _line(mask)}))
            return


def _within(grey: Mask, area: Mask) -> Mask:
    """What in an area differs from the area's rim, as ink."""
    core = _worn(area, EDGE)
    rim = Counter(
        level
        for row, kept, inner in zip(grey, area, core, strict=True)
        for level, outside, inside in zip(row, kept, inner, strict=True)
        if outside > inside
    )
    if not rim:
        return []
    ground = _densest(rim)
    rows = [
        bytes(level if inside else ground for level, inside in zip(row, kept, strict=True))
        for row, kept in zip(grey, area, strict=True)
    ]
    return _differing(rows, ground)


def _readings(ink: Mask) -> Iterator[str]:
    """What the one figure of a picture is, cut out at every level, as far as it is told; nothing for what has holes."""
    for level in LEVELS:
        piece = _figure(_pieces(_cut(ink, level)))
        if piece is None:
            continue
        holed = _painted(piece)
        figure = _without_holes(holed)
        if _inked(figure) > (1 + SPECK) * _inked(holed):
            return
        if shape := _told(figure):
            yield shape


def _told(figure: Mask) -> str | None:
    """What a figure is that fills its mask."""
    width, height = len(figure[0]), len(figure)
    if min(width, height) < LEAST or max(width, height) > LONGEST * min(width, height):
        return None
    turned = _turned(figure)
    if (y := _crossing(figure)) and (x := _crossing(turned)):
        return CROSS if _has_arms(figure, x, y) else None
    return TICK if _ticks(figure) and len(_branches(turned, 2, *HOOK)) == 1 else None


@dataclass(frozen=True, slots=True)
class _Branch:
    """A stroke as a sweep meets it: one run a row, with nothing joining or leaving between."""

    runs: Sequence[Run]
    above: int
    below: int


def _branches(mask: Mask, ends: int, shortest: float, spur: float) -> list[_Branch]:
    """The strokes that a sweep from top to bottom meets once short spurs are cut until this many ends are loose.

    Empty where the shortest stroke then has less than this share of the height, or a spur more than that of the stroke.
    """
    runs = {run for y, row in enumerate(mask) for run in _runs(y, row)}
    cut = 0
    while True:
        branches = _linked(runs)
        loose = sum((b.above == 0) + (b.below == 0) for b in branches)
        if loose > MOST_ENDS:
            return []
        twig = min((b.runs for b in branches if (b.above, b.below) in ((0, 1), (1, 0))), key=len, default=None)
        if twig is None or loose <= ends:
            kept = len(twig) if twig else len(mask)
            return branches if cut <= spur * kept and kept >= shortest * len(mask) else []
        cut = max(cut, len(twig))
        runs.difference_update(twig)


def _linked(runs: Iterable[Run]) -> list[_Branch]:
    """Runs that follow each other alone, as one branch each; a run touches those of the next row also by a corner."""
    rows: dict[int, list[Run]] = {}
    for run in sorted(runs):
        rows.setdefault(run[0], []).append(run)
    below = {
        run: [other for other in rows.get(y + 1, ()) if other[1] <= run[2] and run[1] <= other[2]]
        for y, row in rows.items()
        for run in row
    }
    above: dict[Run, list[Run]] = {run: [] for run in below}
    for run, others in below.items():
        for other in others:
            above[other].append(run)
    branches = []
    for run in below:
        if len(above[run]) == 1 and len(below[above[run][0]]) == 1:
            continue
        stroke = [run]
        while len(below[stroke[-1]]) == 1 and len(above[below[stroke[-1]][0]]) == 1:
            stroke.append(below[stroke[-1]][0])
        branches.append(_Branch(stroke, len(above[run]), len(below[stroke[-1]])))
    return branches


def _crossing(figure: Mask) -> float | None:
    """Where two strokes become one and part again, in rows; None where that is not what a sweep meets."""
    branches = _branches(figure, 4, *ARM)
    if sorted((b.above, b.below) for b in branches) != [(0, 1), (0, 1), (1, 0), (1, 0), (2, 2)]:
        return None
    middle = next(b.runs for b in branches if b.above == 2)
    return (middle[0][0] + middle[-1][0]) / 2


def _has_arms(figure: Mask, x: float, y: float) -> bool:
    """Whether the crossing is near the middle and four arms leave it, with hardly anything more further out."""
    central = all(abs(place - 0.5) <= OFF_CENTRE for place in (x / len(figure[0]), y / len(figure)))
    return central and _met(figure, x, y, NEAR) == 4 and _met(figure, x, y, FAR) <= MOST_FAR


def _met(figure: Mask, x: float, y: float, radius: float) -> int:
    """How many strokes an ellipse around a point meets, its radius a share of the figure's width and height."""
    width, height = len(figure[0]), len(figure)
    rim = bytearray()
    for across, down in _ROUND:
        column, row = round(x + radius * across * width), round(y + radius * down * height)
        rim.append(figure[row][column] if 0 <= column < width and 0 <= row < height else 0)
    return sum(after > before for before, after in zip(rim, rim[1:] + rim[:1], strict=True))


def _ticks(figure: Mask) -> bool:
    """Whether a sweep meets two strokes that end in one, the right one longer and leaning to the right."""
    branches = _branches(figure, 3, *HOOK)
    if sorted((b.above, b.below) for b in branches) != [(0, 1), (0, 1), (2, 0)]:
        return False
    left, right = sorted((b.runs for b in branches if b.below), key=lambda runs: runs[-1][1])
    foot = next(b.runs for b in branches if b.above)
    width, height = len(figure[0]), len(figure)
    ends = [end for _, _, end in foot]
    turns_out = max(end - before for end, before in zip(ends, accumulate(ends, min), strict=True))
    if (
        left[0][0] - right[0][0] < LOWER * height
        or len(foot) > FOOT * height
        or _middle(left[0]) - _middle(foot[-1]) > BACK * width
        or turns_out > OUT * width
    ):
        return False
    upper, under = right[len(right) // 5], right[-1 - len(right) // 5]
    leaning = (_middle(upper) - _middle(under)) / max(1, under[0] - upper[0])
    sharp = foot[0][2] - foot[0][1] <= SHARP * len(foot)
    return leaning >= (STEEPEST if sharp else LEANING)


def _middle(run: Run) -> float:
    """The middle of a run, in columns."""
    return (run[1] + run[2]) / 2


def _runs(y: int, row: bytes) -> Iterator[Run]:
    """The runs of ones of one row."""
    return ((y, match.start(), match.end()) for match in _RUN.finditer(row))


def _pieces(mask: Mask, corners: bool = True) -> list[list[Run]]:
    """What hangs together, by sides and, unless told otherwise, by corners."""
    reach = 1 if corners else 0
    pieces: list[list[Run]] = []
    open_: list[tuple[Run, int]] = []
    merged: dict[int, int] = {}

    def root(number: int) -> int:
        while number in merged:
            number = merged[number]
        return number

    for y, row in enumerate(mask):
        here: list[tuple[Run, int]] = []
        first = 0
        for run in _runs(y, row):
            while first < len(open_) and open_[first][0][2] + reach <= run[1]:
                first += 1
            touching = set()
            for (_, start, _), number in islice(open_, first, None):
                if start >= run[2] + reach:
                    break
                touching.add(root(number))
            number = min(touching, default=len(pieces))
            if not touching:
                pieces.append([])
            for other in touching - {number}:
                pieces[number] += pieces[other]
                pieces[other] = []
                merged[other] = number
            pieces[number].append(run)
            here.append((run, number))
        open_ = here
    return [piece for piece in pieces if piece]


def _size(piece: Sequence[Run]) -> int:
    """How many pixels a piece has."""
    return sum(end - start for _, start, end in piece)


def _inked(mask: Mask) -> int:
    """How many ones a mask has."""
    return sum(row.count(1) for row in mask)


def _bounds(runs: Sequence[Run]) -> Box:
    """The box around runs."""
    rows = [y for y, _, _ in runs]
    return min(start for _, start, _ in runs), min(rows), max(end for _, _, end in runs), max(rows) + 1


def _extent(piece: Sequence[Run]) -> int:
    """The area of the box around a piece."""
    x0, top, x1, bottom = _bounds(piece)
    return (x1 - x0) * (bottom - top)


def _figure(pieces: Sequence[list[Run]]) -> list[Run] | None:
    """The one piece beside which all others are specks, or what an open frame is drawn around."""
    if not pieces:
        return None
    pieces = _without_corners(pieces)
    whole = sum(map(_size, pieces))
    large = sorted((piece for piece in pieces if _size(piece) > SPECK * whole), key=_extent)
    if sum(map(_size, large)) < (1 - SPECKS) * whole:
        return None
    if len(large) == 2 and _surrounds(large[1], large[0]):
        return large[0]
    return large[0] if len(large) == 1 else None


def _without_corners(pieces: Sequence[list[Run]]) -> list[list[Run]]:
    """The pieces without the four corners of the background that a picture cut along a rounded shape still shows."""
    boxes = list(map(_bounds, pieces))
    x0, top, x1, bottom = _bounds([run for piece in pieces for run in piece])
    inner = [
        piece
        for piece, box in zip(pieces, boxes, strict=True)
        if not ((box[0] == x0 or box[2] == x1) and (box[1] == top or box[3] == bottom))
    ]
    return inner if len(pieces) - len(inner) == 4 else list(pieces)


def _surrounds(frame: Sequence[Run], figure: Sequence[Run]) -> bool:
    """Whether a piece leaves the middle of its box free for another to stand there."""
    outer, inner = _bounds(frame), _bounds(figure)
    across, down = (outer[2] - outer[0]) / 4, (outer[3] - outer[1]) / 4
    return (
        outer[0] + across < (inner[0] + inner[2]) / 2 < outer[2] - across
        and outer[1] + down < (inner[1] + inner[3]) / 2 < outer[3] - down
        and not any(
            outer[1] + down <= y <= outer[3] - down and start < outer[2] - across and end > outer[0] + across
            for y, start, end in frame
        )
    )


def _painted(piece: Sequence[Run]) -> Mask:
    """A piece as a mask that it fills."""
    box = _bounds(piece)
    rows = [bytearray(box[2] - box[0]) for _ in range(box[3] - box[1])]
    for y, start, end in piece:
        rows[y - box[1]][start - box[0] : end - box[0]] = b"\x01" * (end - start)
    return [bytes(row) for row in rows]


def _without_holes(mask: Mask) -> Mask:
    """A mask with the background that its ink encloses filled."""
    width, height = len(mask[0]), len(mask)
    filled = [bytearray(row) for row in mask]
    for piece in _pieces([row.translate(_FLIP) for row in mask], corners=False):
        if not any(y in (0, height - 1) or start == 0 or end == width for y, start, end in piece):
            for y, start, end in piece:
                filled[y][start:end] = b"\x01" * (end - start)
    return [bytes(row) for row in filled]


def _turned(mask: Mask) -> Mask:
    """Rows for columns."""
    return [bytes(column) for column in zip(*mask, strict=True)]


def _line(frame: Mask) -> int:
    """How thick the line of a frame is, measured at the middles of its sides; 0 for what is solid."""
    sides = []
    for rows in (frame, _turned(frame)):
        middle = [runs for row in rows[len(rows) // 4 : 1 - len(rows) // 4] if (runs := list(_runs(0, row)))]
        for end in (0, -1):
            lengths = sorted(runs[end][2] - runs[end][1] for runs in middle)
            sides.append(lengths[len(lengths) // 2] if lengths else 0)
    return max(sides) if max(sides) <= FRAME * len(frame) else 0


def _worn(solid: Mask, layers: int) -> Mask:
    """A mask without this many layers of its rim."""
    width = len(solid[0])
    kept = [int.from_bytes(row) for row in solid]
    for _ in range(layers):
        around = zip([0, *kept], kept, [*kept[1:], 0], strict=False)
        kept = [row & above & below & (row << 8) & (row >> 8) for above, row, below in around]
    return [row.to_bytes(width) for row in kept]
