"""A mark is a (font, glyph) pair: which printed glyphs say `voldoet`, which `verbeterpunt`.

Text files name no font: there the glyph alone decides. In PDFs the glyph of a symbol font arrives as another
character (ZapfDingbats ✔ as "4"); `printed` turns it into the glyph that the reader of the page sees.
"""

import regex

from schema.verdict import VERBETERPUNT, VOLDOET

TICKS = "✓✔√☑✅🗸"
CROSSES = "✗✘×☒❌✕✖"
# Boxes that are ticked, crossed and empty; what the last two mean together only the document says.
CHECKED, CROSSED, EMPTY = "☑✅", "☒", "☐□❏❑"
# Letters that serve as a cross. They are a mark only as a word of their own: "X De gemeente …".
LETTERS = "Xx"
# Glyphs that open the items of a list: never a mark.
BULLETS = "•▪➢■●❖◦►▶–—-*·"
# Stands where a mark is printed that nobody could read.
UNREADABLE = "\ufffd"

# Symbol fonts: what arrives from the text layer → what is printed. Adobe's ZapfDingbats and Symbol encodings,
# Microsoft's Wingdings and Wingdings 2 (also in the private use area U+F0xx that Word writes).
SYMBOL_FONTS: dict[str, dict[str, str]] = {
    "zapfdingbats": {"3": "✓", "4": "✔", "5": "✕", "6": "✖", "7": "✗", "8": "✘"},
    "dingbats": {"3": "✓", "4": "✔", "5": "✕", "6": "✖", "7": "✗", "8": "✘"},
    "wingdings2": {"P": "✓", "\uf050": "✓", "O": "✗", "\uf04f": "✗", "\uf052": "☑", "\uf054": "☒"},
    "wingdings": {
        "§": "▪",
        "\uf0a7": "▪",
        "Ø": "➢",
        "\uf0d8": "➢",
        "ü": "✓",
        "\uf0fc": "✓",
        "û": "✗",
        "\uf0fb": "✗",
        "þ": "☑",
        "\uf0fe": "☑",
        "ý": "☒",
        "\uf0fd": "☒",
        "o": "☐",
        "\uf06f": "☐",
        "¨": "☐",
        "\uf0a8": "☐",
    },
    "d050000l": {"3": "✓", "4": "✔", "5": "✕", "6": "✖", "7": "✗", "8": "✘"},
    "standardsymbols": {"(cid:214)": "√", "\uf0d6": "√", "Ö": "√", "(cid:180)": "×", "\uf0b4": "×", "´": "×"},
    "symbol": {"(cid:214)": "√", "\uf0d6": "√", "Ö": "√", "(cid:180)": "×", "\uf0b4": "×", "´": "×", "·": "×"},
    "opensymbol": {"\uf0fc": "✓", "\uf0fb": "✗", "\uf0fe": "☑", "\uf0fd": "☒"},
}

# "n.v.t.", "-", "niet van toepassing", "geen oordeel": a cell that says that there is no verdict
_NO_VERDICT = regex.compile(
    r"(?:n\.?\s?v\.?\s?t\.?|niet van toepassing|niet beoordeeld|geen oordeel|[-–—.]+)", regex.IGNORECASE
)
# "(cid:214)": a glyph of which the font does not say which character it is
NO_CHARACTER = regex.compile(r"\(cid:\d+\)")
# "✓ De …", "**X** De …", "✔\ufe0f De …"; a letter needs white space or the end behind it
_EMPHASIS = r"[*_\s]*"
_MARK = regex.compile(
    rf"^{_EMPHASIS}(?P<glyph>[{TICKS}{CROSSES}{UNREADABLE}]|[{LETTERS}](?=[*_]*(?:\s|$)))[\ufe0e\ufe0f]?(?:[*_]+(?=\s|$))?\s*"
)


def printed(font: str, text: str) -> str:
    """What the reader of the page sees where `text` is set in `font` (a PDF font name, subset tag allowed)."""
    table = SYMBOL_FONTS.get(_font_family(font))
    return table.get(text, text) if table else text


def _font_family(font: str) -> str:
    """`ABCDEF+ZapfDingbatsITC-Regular` → `zapfdingbats`."""
    name = font.split("+", 1)[-1].casefold().replace(" ", "").replace("-", "").replace("itc", "")
    return next((family for family in SYMBOL_FONTS if name.startswith(family)), name)


def split_mark(text: str) -> tuple[str, str | None, str] | None:
    """(glyph as printed, verdict, the text behind it) where `text` begins with a mark, else None. The verdict of an
    unreadable mark is None."""
    found = _MARK.match(text)
    if not found:
        return None
    glyph = found["glyph"]
    verdict = None if glyph == UNREADABLE else VOLDOET if glyph in TICKS else VERBETERPUNT
    return glyph, verdict, text[found.end() :]


def is_no_verdict(text: str) -> bool:
    """Whether a cell says that there is no verdict: "n.v.t.", "-"."""
    return bool(_NO_VERDICT.fullmatch(text.strip()))


def marks_inside(text: str) -> str:
    """The marks that stand in a text where a finding can begin: after the end of a sentence, before a capital."""
    return " ".join(_INSIDE.findall(text))


def count_opening(text: str, *, laid_out: bool = False, own: str = "") -> int:
    """How many marks open a line, a table cell or a tagged paragraph of raw text; where it is `laid_out` in columns
    with blanks, also behind two of these, or behind one and before a capital. `own` are the document's own glyphs.
    Knows nothing of tables: it is the count that the parser's findings are held against (`markers_seen`)."""
    letters = LETTERS + regex.escape(own)
    glyphs = rf"[{TICKS}{CROSSES}]|[{letters}](?=[*_]*(?:\s|<|\||$))"
    opening = len(regex.findall(rf"{_BEFORE}(?:{glyphs})", text, regex.MULTILINE))
    if not laid_out:
        return opening
    behind = rf"{_BLANKS}(?:[{TICKS}{CROSSES}]|[{letters}](?=[ \u00a0]\P{{Ll}}))"
    close = rf"{_BLANK}[{TICKS}{CROSSES}](?=[ \u00a0]\p{{Lu}})"
    return opening + len(regex.findall(f"{behind}|{close}", text))


# "… is er. X De gemeente": not "(X)", not "een ✓ scoorde"
_INSIDE = regex.compile(rf"(?<=[.!?][\"'”’]?\s)(?:[{TICKS}{CROSSES}]|X)(?=\s\p{{Lu}})")
# what a mark opens: a line, a tab, a pipe or a tag, then perhaps emphasis: "\t<b>X</b> De …"
_BEFORE = r"(?:^|[\t|\f]|<[^<>\n]{1,200}>)[ \u00a0*_]*"
# "aangemeld   X De", "weten waar ✓ De": what stands before a mark in a column of blanks
_BLANKS = r"(?<=\S)[ \u00a0]{2,200}"
_BLANK = r"(?<=\S)[ \u00a0]"
