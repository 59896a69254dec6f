"""Web pages printed by Chromium: rules of every kind, marks that are text, drawings or pictures."""

import base64
import io
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from tests.producers.source import blocks_of, undated
from tests.producers.web import RUNNING, Look, glyphs, page

INK = {True: "#2e8b3d", False: "#c8102e"}
# The strokes of a mark in a square of 20.
STROKES = {True: [[(3, 11), (8, 16), (17, 4)]], False: [[(4, 4), (16, 16)], [(16, 4), (4, 16)]]}


def svg(good: bool) -> str:
    """A mark drawn in the page."""
    path = " ".join("M" + " L".join(f"{x} {y}" for x, y in stroke) for stroke in STROKES[good])
    return (
        '<svg width="9pt" height="9pt" viewBox="0 0 20 20" style="vertical-align:-1pt">'
        f'<path d="{path}" fill="none" stroke="{INK[good]}" stroke-width="2.6"/></svg>'
    )


def png(good: bool) -> str:
    """A mark as a small picture, 40 pixels wide."""
    image = Image.new("RGB", (160, 160), "#ffffff")
    for stroke in STROKES[good]:
        ImageDraw.Draw(image).line([(8 * x, 8 * y) for x, y in stroke], fill=INK[good], width=20, joint="curve")
    out = io.BytesIO()
    image.resize((40, 40), Image.Resampling.LANCZOS).save(out, "PNG")
    source = base64.b64encode(out.getvalue()).decode()
    return f'<img alt="" src="data:image/png;base64,{source}" style="width:9pt;height:9pt;vertical-align:-1pt">'


GRID = "td, th { border: .6pt solid #333 }"
LOOKS = {
    "spijkenisse-2013.chromium-grid": Look(glyphs("✓", "X"), GRID + "td, th { font-size: 10pt; padding: 5pt }"),
    "leeuwarden-2015.chromium-rules": Look(glyphs("✔", "✘"), "td, th { border-bottom: .5pt solid #555 }"),
    "dordrecht-2015.chromium-dotted": Look(
        glyphs("✓", "✗"), "table { border: 1pt solid #333 } td { border-bottom: .7pt dotted #555 }"
    ),
    "leeuwarden-2015.chromium-upright": Look(
        glyphs("√", "×", ""), "td + td, .head th + th { border-left: .5pt solid #555 }"
    ),
    "spijkenisse-2013.chromium-svg": Look(svg, GRID),
    "leeuwarden-2015.chromium-png": Look(png, GRID),
    "dordrecht-2015.chromium-running": Look(glyphs("✓", "X"), GRID + RUNNING),
}
# The others are printed without the tags that say what is a table.
TAGGED = ("spijkenisse-2013.chromium-grid",)


def make(name: str) -> bytes:
    """The PDF of this name."""
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page(blocks_of(name, LOOKS[name].mark), LOOKS[name]), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
        options += [] if name in TAGGED else ["--disable-pdf-tagging"]
        command = ["chromium", *options, f"--print-to-pdf={out}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return undated(out.read_bytes())
