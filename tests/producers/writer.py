"""Word documents (WordprocessingML) printed by LibreOffice: Wingdings, ticks of a font that is not there, bold X."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from tests.producers.source import Block, blocks_of, stretches, tables_of, title_of, undated
from tests.typeset import Row, Table, Text, widths_of

# What marks are until they become runs.
TICK, CROSS = "\ue000", "\ue001"
# The width of the text, in twentieths of a point.
ACROSS = 9900

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Half points, colour and bold of the texts; all others are as the document says.
_STYLES = {
    "ministry": '<w:sz w:val="15"/>',
    "title": '<w:color w:val="A90061"/><w:sz w:val="36"/>',
    "lead": '<w:sz w:val="22"/>',
    "chapter": '<w:color w:val="A90061"/><w:sz w:val="28"/>',
    "heading": '<w:color w:val="A90061"/><w:sz w:val="23"/>',
    "small": "<w:b/>",
    "bar": '<w:b/><w:color w:val="FFFFFF"/>',
    "head": "<w:b/>",
}
_FILLS = {"bar": "A90061", "head": "F6E5EF"}
_TOKEN = re.compile(f"(<[^>]+>|[{TICK}{CROSS}])")


@dataclass(frozen=True, slots=True)
class Look:
    """The runs that are marks, the font of the text, and whether the PDF says what is a table."""

    tick: str
    cross: str
    font: str
    tagged: bool = False


def _symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def _glyph(glyph: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{glyph}</w:t></w:r>"


_SEGOE = '<w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:eastAsia="Segoe UI Symbol"/>'
LOOKS = {
    "leeuwarden-2015.libreoffice-wingdings": Look(
        _symbol("Wingdings", "F0FC"), _symbol("Wingdings", "F0FB"), "Liberation Serif", tagged=True
    ),
    "spijkenisse-2013.libreoffice-wingdings2": Look(
        _symbol("Wingdings 2", "F050"), _symbol("Wingdings 2", "F04F"), "Carlito"
    ),
    "dordrecht-2015.libreoffice-ticks": Look(_glyph("✔", _SEGOE), _glyph("X", "<w:b/>"), "Liberation Sans"),
}


def make(name: str) -> bytes:
    """The PDF of this name."""
    look = LOOKS[name]
    blocks = blocks_of(name, lambda good: TICK if good else CROSS)
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.docx"
        with ZipFile(source, "w") as package:
            for part, content in _package(blocks, look).items():
                package.writestr(part, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
        target = f'pdf:writer_pdf_Export:{{"UseTaggedPDF":{{"type":"boolean","value":"{str(look.tagged).lower()}"}}}}'
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", target, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return undated(source.with_suffix(".pdf").read_bytes())


def _package(blocks: list[Block], look: Look) -> dict[str, str]:
    """The parts of a Word document."""
    kinds = {"document": "document.main", "styles": "styles", "footer": "footer"}
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_PARTS}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    fonts = " ".join(f'w:{script}="{look.font}"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    run = f'<w:rFonts {fonts}/><w:sz w:val="17"/><w:lang w:val="nl-NL"/>'
    number = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{default}{types}</Types>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({"styles": "styles.xml", "footer": "footer.xml"}),
        "word/styles.xml": _part(
            "styles", f"<w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault></w:docDefaults>"
        ),
        "word/footer.xml": _part("ftr", f"<w:p>{_runs(title_of(blocks) + ' – ', look)}{number}</w:p>"),
        "word/document.xml": _part("document", f"<w:body>{_body(blocks, look)}</w:body>"),
    }


def _part(tag: str, content: str) -> str:
    return f'<w:{tag} xmlns:w="{_WORDS}" xmlns:r="{_OFFICE}">{content}</w:{tag}>'


def _relations(targets: dict[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _body(blocks: list[Block], look: Look) -> str:
    """Prose stands in sections of two columns."""
    out = []
    for prose, run in stretches(blocks):
        out += [_text(b, look) if isinstance(b, Text) else _tables(b, look) for b in run]
        out.append(f'<w:p><w:pPr><w:spacing w:after="0"/>{_section(1 + prose)}</w:pPr></w:p>')
    return "".join(out) + _section(1)


def _section(columns: int) -> str:
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:type w:val="continuous"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:right="1000" w:bottom="1000" w:left="1000" '
        f'w:header="500" w:footer="500" w:gutter="0"/><w:cols w:num="{columns}" w:space="400"/></w:sectPr>'
    )


def _text(text: Text, look: Look) -> str:
    breaks = "<w:pageBreakBefore/>" if text.breaks else ""
    return _paragraph(text.markup, look, _STYLES.get(text.style, ""), f'{breaks}<w:spacing w:after="80"/>')


def _paragraph(markup: str, look: Look, style: str = "", layout: str = '<w:spacing w:after="40"/>') -> str:
    return f"<w:p><w:pPr>{layout}</w:pPr>{_runs(markup, look, style)}</w:p>"


def _runs(markup: str, look: Look, style: str = "") -> str:
    """Markup as runs: bold, italic, line breaks and marks."""
    out, now = [], {"b": False, "i": False}
    for token in filter(None, _TOKEN.split(markup)):
        if token in (TICK, CROSS):
            out.append(look.tick if token == TICK else look.cross)
        elif token == "<br/>":
            out.append("<w:r><w:br/></w:r>")
        elif token.startswith("<"):
            now[token.strip("</>")] = not token.startswith("</")
        else:
            emphasis = "".join(f"<w:{tag}/>" for tag, on in now.items() if on)
            out.append(f'<w:r><w:rPr>{emphasis}{style}</w:rPr><w:t xml:space="preserve">{token}</w:t></w:r>')
    return "".join(out)


def _tables(table: Table, look: Look) -> str:
    widths = [round(width) for width in widths_of(table.rows, ACROSS)]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="666666"/>' for side in sides)
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in sides[:4])
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    out = []
    for groups in tables_of(table):
        rows = "".join(_rows(style, rows, widths, look) for style, rows in groups)
        out.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{ACROSS}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{_paragraph('', look)}"
        )
    return "".join(out)


def _rows(style: str, rows: list[Row], widths: list[int], look: Look) -> str:
    """Bar and head come again on every page; the first cell of a group goes down its rows."""
    out = []
    for n, row in enumerate(rows):
        cells = row[:1] if style == "bar" else row
        out.append("<w:tr><w:trPr><w:tblHeader/></w:trPr>" if style != "cell" else "<w:tr>")
        for column, cell in enumerate(cells):
            down = "restart" if n == 0 else "continue"
            width = sum(widths) if style == "bar" else widths[column]
            out.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
                + (f'<w:gridSpan w:val="{len(row)}"/>' if style == "bar" else "")
                + (f'<w:vMerge w:val="{down}"/>' if column == 0 and len(rows) > 1 else "")
                + (f'<w:shd w:val="clear" w:fill="{_FILLS[style]}"/>' if style in _FILLS else "")
                + f"</w:tcPr>{''.join(_paragraph(p, look, _STYLES.get(style, '')) for p in cell or ('',))}</w:tc>"
            )
        out.append("</w:tr>")
    return "".join(out)
