"""Web pages printed by WeasyPrint: tables without rules, and hyphenated text with ligatures."""

import re
from functools import partial

from weasyprint import HTML

from tests.producers.source import blocks_of
from tests.producers.web import RUNNING, Look, glyphs, page

# Where long words may be hyphenated, said by soft hyphens.
_soft = partial(re.compile(r"\b(netwerk|samenwerkings|hulp|gezins|regis)(?=\w{4})", re.IGNORECASE).sub, "\\1\u00ad")

LOOKS = {
    "spijkenisse-2013.weasyprint-zebra": Look(
        glyphs("✓", "✗"),
        RUNNING + ".head th { background: none } tr:nth-child(odd) td:not([rowspan]) { background: #ececec }",
    ),
    "leeuwarden-2015.weasyprint-bare": Look(
        glyphs("✓", "X"), RUNNING + ".bar th { background: none; color: #a90061 } .head th { background: none }"
    ),
    "dordrecht-2015.weasyprint-hyphens": Look(
        glyphs("✔", "✘"),
        "body { font-family: Carlito; font-size: 10pt; hyphens: auto; text-align: justify } td, th { font-size: 9.5pt;"
        "border-top: .5pt solid #555; border-bottom: .5pt solid #555 }",
        _soft,
    ),
}


def make(name: str) -> bytes:
    """The PDF of this name."""
    pdf: bytes = HTML(string=page(blocks_of(name, LOOKS[name].mark), LOOKS[name])).write_pdf()
    return pdf
