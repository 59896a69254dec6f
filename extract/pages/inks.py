"""What colour the ink in a box has, and whether there is any. Knows nothing of PDF: pixels in, colours out."""

from collections import Counter
from dataclasses import dataclass
from math import hypot

# What differs from its ground by at most this much (of 255, in the strongest channel) nobody sees.
UNSEEN = 10
# Two inks are two colours where they lie this far apart (of 255, in one channel) ...
APART = 60
# ... and stand out from their grounds in other directions (cosine: green and red 0.7)
# or with less than this share of the other's strength (pale print has 0.13 of black's).
DIRECTION, STRENGTH = 0.94, 0.5

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels, row by row from the top left, three bytes each."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Ink:
    """The strongest colour of a box, and by how much it differs from the ground around it."""

    colour: Colour
    away: Colour


def ink_in(picture: Picture, box: tuple[int, int, int, int]) -> Ink | None:
    """What stands in a box (pixels); None where nothing is to be seen. The ground is what the box's first and last row
    show most: beside a mark stand brackets."""
    x0, x1 = max(0, box[0]), min(picture.width, box[2])
    rows = [_row(picture, y, x0, x1) for y in range(max(0, box[1]), min(picture.height, box[3]))]
    if x1 <= x0 or not rows:
        return None
    rim = Counter([*rows[0], *rows[-1]])
    ground = min(rim, key=lambda colour: (-rim[colour], colour))
    colour = max(set().union(*rows), key=lambda own: (sum(map(abs, _less(ground, own))), own))
    away = _less(ground, colour)
    return Ink(colour, away) if max(map(abs, away)) > UNSEEN else None


def differ(one: Ink, other: Ink) -> bool:
    """Whether two inks are of different colours, thin strokes, shaded grounds and light print on dark
    aside."""
    if max(map(abs, _less(one.colour, other.colour))) <= APART:
        return False
    strengths = sorted((hypot(*one.away), hypot(*other.away)))
    cosine = sum(a * b for a, b in zip(one.away, other.away, strict=True)) / (strengths[0] * strengths[1])
    return 0 <= cosine < DIRECTION or (cosine > 0 and strengths[0] < STRENGTH * strengths[1])


def _row(picture: Picture, y: int, x0: int, x1: int) -> list[Colour]:
    start, end = 3 * (y * picture.width + x0), 3 * (y * picture.width + x1)
    line = picture.pixels[start:end]
    return list(zip(line[::3], line[1::3], line[2::3], strict=True))


def _less(one: Colour, other: Colour) -> Colour:
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]
