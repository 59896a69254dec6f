"""ReportLab's pages: symbol fonts, a font that does not say what its glyphs are, drawn marks, pictures in the
content stream, and pages that lie or are turned."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any

from PIL import Image, ImageDraw
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.producers.source import Mark, blocks_of, undated
from tests.test_evidence import turned
from tests.typeset import HEIGHT, WIDTH, typeset

# How large drawn marks are, in points, and how much room is left for them in the text.
SIZE, ROOM = 8.0, "\u00a0" * 4
INK = {True: "#2e8b3d", False: "#c8102e"}
# The strokes of a mark in a square of 1, from its lower left corner.
STROKES = {
    True: [[(0.08, 0.42), (0.36, 0.1), (0.92, 0.86)]],
    False: [[(0.12, 0.12), (0.88, 0.88)], [(0.12, 0.88), (0.88, 0.12)]],
}


class Drawing(Canvas):  # type: ignore[misc]
    """A canvas that draws marks where the text says <onDraw name="HOW" label="tick"/>."""

    def getNamedCB(self, name: str) -> Any:  # noqa: N802
        """What draws marks this way."""
        return getattr(type(self), name)

    def strokes(self, _: str, label: str) -> None:
        """Coloured strokes."""
        self._stroke(label == "tick", 0.0, HexColor(INK[label == "tick"]))

    def badge(self, _: str, label: str) -> None:
        """White strokes on a coloured disc."""
        x, y = self._corner()
        self.setFillColor(HexColor(INK[label == "tick"]))
        self.circle(x + SIZE / 2, y + SIZE / 2, SIZE / 2, stroke=0, fill=1)
        self._stroke(label == "tick", 0.22, HexColor("#ffffff"))

    def inline(self, _: str, label: str) -> None:
        """A picture within the content stream."""
        image = Image.new("RGB", (128, 128), "#ffffff")
        for stroke in STROKES[label == "tick"]:
            points = [(128 * x, 128 - 128 * y) for x, y in stroke]
            ImageDraw.Draw(image).line(points, fill="#000000", width=16, joint="curve")
        self.drawInlineImage(image.resize((32, 32), Image.Resampling.LANCZOS), *self._corner(), SIZE, SIZE)

    def _corner(self) -> tuple[float, float]:
        """The lower left corner of the mark, a little below the base line."""
        return self._curr_tx_info["cur_x"], self._curr_tx_info["cur_y"] - 1

    def _stroke(self, good: bool, inset: float, colour: Any) -> None:
        (x, y), share = self._corner(), 1 - 2 * inset
        self.setStrokeColor(colour)
        self.setLineWidth(0.12 * SIZE)
        path = self.beginPath()
        for first, *rest in STROKES[good]:
            path.moveTo(x + SIZE * (inset + share * first[0]), y + SIZE * (inset + share * first[1]))
            for across, up in rest:
                path.lineTo(x + SIZE * (inset + share * across), y + SIZE * (inset + share * up))
        self.drawPath(path)
        self.setStrokeColor(HexColor("#000000"))


class Proof(Canvas):  # type: ignore[misc]
    """A canvas that prints what the printer wrote beside the page, marks among it, where it will be cut off."""

    def showPage(self) -> None:  # noqa: N802
        """End the page."""
        self.setFont("Helvetica", 7)
        self.drawString(60, HEIGHT - 10, f"X Proef {self.getPageNumber()} vervallen, 12-09-13 14:22")
        self.setFont("ZapfDingbats", 9)
        for down in range(100, 800, 100):
            self.drawString(6, HEIGHT - down, "✓")
        super().showPage()


def _in_turn(ticks: str, crosses: str) -> Mark:
    """Marks of ZapfDingbats, Symbol and the text's own bold letter, in turn."""
    rounds = {True: cycle(ticks), False: cycle(crosses)}

    def mark(good: bool) -> str:
        glyph = next(rounds[good])
        font = "Symbol" if glyph in "√×" else "ZapfDingbats"
        return f"<b>{glyph}</b>" if glyph.isalpha() else f'<font name="{font}">{glyph}</font>'

    return mark


def _drawn(how: str) -> Mark:
    return lambda good: f'<onDraw name="{how}" label="{"tick" if good else "cross"}"/>{ROOM}'


def _subset(good: bool) -> str:
    registerFont(TTFont("Marks", "DejaVuSans.ttf"))
    return f'<font name="Marks">{"✔" if good else "✘"}</font>'


def _nameless(pdf: bytes) -> bytes:
    """Without what its embedded font is called and which characters its glyphs are; all offsets stay."""
    pdf = re.sub(rb"/ToUnicode \d+ 0 R", lambda found: b" " * len(found[0]), pdf)
    return re.sub(rb"\+DejaVuSans", b"+F3F3F3F3F3", pdf)


@dataclass(frozen=True, slots=True)
class Look:
    """How marks are marked up, the size of the pages, what draws them, and what is done to the PDF in the end."""

    mark: Callable[[], Mark]
    size: tuple[float, float] = (WIDTH, HEIGHT)
    canvas: type[Any] = Canvas
    after: Callable[[bytes], bytes] = bytes


_PLAIN = partial(_in_turn, "✓", "✗")
LOOKS = {
    "dordrecht-2015.reportlab-symbols": Look(partial(_in_turn, "✓√✔", "✗×X✘")),
    "spijkenisse-2013.reportlab-subset": Look(lambda: _subset, after=_nameless),
    "leeuwarden-2015.reportlab-subset": Look(lambda: _subset, after=_nameless),
    "dordrecht-2015.reportlab-strokes": Look(lambda: _drawn("strokes"), canvas=Drawing),
    "leeuwarden-2015.reportlab-badges": Look(lambda: _drawn("badge"), canvas=Drawing),
    "spijkenisse-2013.reportlab-inline": Look(lambda: _drawn("inline"), canvas=Drawing),
    "leeuwarden-2015.reportlab-landscape": Look(_PLAIN, size=(HEIGHT, WIDTH)),
    "leeuwarden-2015.reportlab-rotate90": Look(_PLAIN, canvas=Proof, after=lambda pdf: turned(pdf, 90)),
    "dordrecht-2015.reportlab-rotate270": Look(_PLAIN, canvas=Proof, after=lambda pdf: turned(pdf, 270)),
}


def make(name: str) -> bytes:
    """The PDF of this name."""
    look = LOOKS[name]
    return undated(look.after(typeset(blocks_of(name, look.mark()), look.size, look.canvas)))
