"""What befalls a text on its way: wrong letters, other glyphs, reworded indicators, headings in another dress.

Letters and words are damaged in the factsheet itself, so its gold says what is printed; headings and prose in its
blocks, which no gold quotes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from schema.verdict import VOLDOET
from tests.generator.blocks import Block, Bullets, Heading, Paragraph, Table
from tests.generator.sentences import OTHER_STATEMENTS
from tests.generator.sheets import OWN_GLYPHS, Cell, Factsheet, Finding, Printed

Habit = Callable[[str, Random], str]
TICKS, CROSSES = "✓✔√☑✅", "X✗✘×☒x✖❌"
# What OCR takes for what.
CONFUSIONS = (
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("l", "I"), ("i", "l"), ("e", "c"), ("c", "e"), ("o", "0"), ("h", "b"),
    ("n", "u"), ("t", "f"), ("cl", "d"), ("vv", "w"), ("é", "e"), ("ë", "e"), ("ö", "o"), ("g", "q"), ("a", "o"),
)  # fmt: skip
LIGATURES = (("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"))
# Words of indicators and words that say the same: an indicator with one of them is still that indicator.
SYNONYMS = (
    ("netwerkpartners", "partners"),
    ("hanteren", "gebruiken"),
    ("omschrijving", "beschrijving"),
    ("populatie", "groep"),
    ("weten waar", "weten bij welk loket"),
    ("ondersteund en benut", "versterkt en benut"),
    ("uitgangspunt bij het bepalen", "vertrekpunt bij het bepalen"),
    ("zorgt voor", "heeft gezorgd voor"),
    ("gezamenlijke", "gemeenschappelijke"),
    ("geformuleerd", "opgesteld"),
    ("bijgehouden", "geregistreerd"),
    ("gecontinueerd", "voortgezet"),
    ("geregeld", "vastgelegd"),
    ("toegerust", "uitgerust"),
    ("betrekking heeft op", "gaat over"),
    ("gewerkt", "gehandeld"),
    ("losgelaten", "in de steek gelaten"),
    ("verbonden aan", "betrokken bij"),
    ("bevoegdheid", "ruimte"),
    ("afspraken gemaakt", "afspraken vastgelegd"),
    ("doorlopen totdat", "doorgaan totdat"),
    ("opgelost of beheersbaar", "verholpen of beheersbaar"),
    ("indien nodig", "zo nodig"),
    ("de gezinnen", "gezinnen"),
    ("De gemeente", "Gemeente"),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """`letters`: share of characters that are wrong; `reworded`, `other`: share of indicators; `glyphs`: how many for
    one mark; `headings`: share of headings in another dress; `stops`: share of findings with a full stop lost or won;
    `numbered`: share of documents with numbers before indicators; `breaks`, `broken`: page breaks behind and in rows;
    `typography`: share of documents with each of NBSP, soft hyphens, ligatures, curly quotes."""

    letters: float = 0.0
    reworded: float = 0.0
    other: float = 0.0
    glyphs: int = 1
    headings: float = 0.0
    stops: float = 0.0
    numbered: float = 0.0
    breaks: float = 0.0
    broken: float = 0.0
    typography: float = 0.0


STRENGTHS = {
    "none": Strength(),
    "light": Strength(0.002, 0.05, 0.003, 1, 0.1, 0.05, 0.2, 0.1, 0.03, 0.3),
    "medium": Strength(0.008, 0.2, 0.006, 2, 0.25, 0.1, 0.3, 0.15, 0.06, 0.5),
    "heavy": Strength(0.02, 0.5, 0.01, 3, 0.4, 0.2, 0.4, 0.2, 0.1, 0.6),
}


def damaged(sheet: Factsheet, rng: Random, strength: Strength) -> Factsheet:
    """The factsheet with its indicators and findings damaged."""
    if strength == STRENGTHS["none"]:
        return sheet
    habits = [h for h in (_nbsp, _soft_hyphens, _ligatures, _curly) if rng.random() < strength.typography]
    numbered = rng.choice(("1.1", "1.1.1", "a)")) if rng.random() < strength.numbered else ""
    glyphs = (sheet.glyphs,) if sheet.glyphs in OWN_GLYPHS else None
    printed = _reworded(sheet, rng, strength)
    texts = {key: misread(p.text, rng, strength.letters, habits) for key, p in printed.items()}
    sections = []
    for section in sheet.sections:
        rows = []
        for row in section.rows:
            indicators = tuple(
                replace(p, text=_numbered(texts[p.indicator.id], p, numbered), state=printed[p.indicator.id].state)
                if not p.state
                else p
                for p in row.indicators
            )
            cells = tuple(_cell(cell, rng, strength, habits, glyphs is None) for cell in row.cells)
            rows.append(replace(row, indicators=indicators, cells=cells))
        sections.append(replace(section, rows=tuple(rows)))
    return replace(sheet, sections=tuple(sections))


def _reworded(sheet: Factsheet, rng: Random, strength: Strength) -> dict[str, Printed]:
    """Each indicator of the document as it is printed in it, every time."""
    found: dict[str, Printed] = {}
    for printed in (p for s in sheet.sections for r in s.rows for p in r.indicators if not p.state):
        key = printed.indicator.id
        if key in found:
            continue
        found[key] = printed
        chance = rng.random()
        if chance < strength.other and key in OTHER_STATEMENTS:
            found[key] = replace(printed, text=OTHER_STATEMENTS[key], state="other")
        elif chance < strength.other + strength.reworded:
            found[key] = replace(printed, text=reword(printed.text, rng), state="reworded")
    return found


def reword(text: str, rng: Random) -> str:
    """The indicator with a word changed, dropped or swapped, or its end cut off: still the same to a reader."""
    fitting = [(old, new) for old, new in SYNONYMS if old in text]
    words = text.split()
    match rng.choice(("changed", "changed", "dropped", "swapped", "cut")):
        case "changed" if fitting:
            return text.replace(*rng.choice(fitting), 1)
        case "cut" if len(words) > 9:
            return " ".join(words[: -rng.randint(1, 3)])
        case "swapped" if len(words) > 6:
            at = rng.randrange(2, len(words) - 2)
            words[at], words[at + 1] = words[at + 1], words[at]
            return " ".join(words)
    small = [
        n for n, word in enumerate(words) if word in ("de", "het", "van", "voor", "over", "alle", "actief", "op", "dat")
    ]
    if small:
        del words[rng.choice(small)]
    return " ".join(words)


def _numbered(text: str, printed: Printed, form: str) -> str:
    """The number that some editions print before an indicator."""
    number = printed.indicator.id.split(".")
    if form == "a)":
        return f"{'abcdefg'[int(number[2]) - 1]}) {text}"
    return f"{'.'.join(number[:2] if form == '1.1' else number)} {text}" if form else text


def _cell(cell: Cell, rng: Random, strength: Strength, habits: Sequence[Habit], own: bool) -> Cell:
    return replace(cell, findings=tuple(_finding(f, rng, strength, habits, own) for f in cell.findings))


def _finding(finding: Finding, rng: Random, strength: Strength, habits: Sequence[Habit], other_glyphs: bool) -> Finding:
    texts = [misread(text, rng, strength.letters, habits) for text in finding.paragraphs]
    if rng.random() < strength.stops:
        texts[-1] = texts[-1].removesuffix(".") if rng.random() < 0.7 else texts[-1] + "."
    note = misread(finding.note, rng, strength.letters, habits) if finding.note else None
    glyph = finding.glyph
    if other_glyphs and strength.glyphs > 1:
        stock = TICKS if finding.verdict == VOLDOET else CROSSES
        glyph = rng.choice([finding.glyph, *stock[: strength.glyphs]][: strength.glyphs + 1])
    return replace(finding, paragraphs=tuple(texts), note=note, glyph=glyph)


def misread(text: str, rng: Random, share: float, habits: Sequence[Habit]) -> str:
    """The text with this share of its characters mistaken, and in the document's typography."""
    for _ in range(_count(len(text) * share, rng)):
        places = [(m.start(), old, new) for old, new in CONFUSIONS for m in re.finditer(re.escape(old), text[3:])]
        if not places:
            break
        at, old, new = rng.choice(places)
        text = text[: at + 3] + new + text[at + 3 + len(old) :]
    for habit in habits:
        text = habit(text, rng)
    return text


def _count(expected: float, rng: Random) -> int:
    """A whole number, this one on average."""
    return int(expected) + (rng.random() < expected % 1)


def _nbsp(text: str, rng: Random) -> str:
    return "".join("\u00a0" if c == " " and rng.random() < 0.1 else c for c in text)


def _soft_hyphens(text: str, rng: Random) -> str:
    return re.sub(r"(?<=[a-z]{4})(?=[a-z]{4})", lambda _: "\u00ad" if rng.random() < 0.05 else "", text)


def _ligatures(text: str, _: Random) -> str:
    for letters, one in LIGATURES:
        text = text.replace(letters, one)
    return text


def _curly(text: str, _: Random) -> str:
    text = re.sub(r'"([^"]*)"', r"“\1”", text)
    return re.sub(r"(?<!\w)'([^']*)'(?!\w)", r"‘\1’", text).replace("'", "’")


def damaged_blocks(found: Sequence[Block], rng: Random, strength: Strength) -> list[Block]:
    """Headings and themes in capitals or small letters or letter-spaced, prose with wrong letters."""
    return [_block(block, rng, strength) for block in found]


def _block(block: Block, rng: Random, strength: Strength) -> Block:
    match block:
        case Paragraph(text) if "(" not in text and "20" not in text and "'" not in text:
            return Paragraph(misread(text, rng, strength.letters, ()))
        case Bullets(items):
            return Bullets(tuple(misread(item, rng, strength.letters, ()) for item in items))
        case Heading(text, level) if level > 1 and not text.startswith("Aanpak") and rng.random() < strength.headings:
            return Heading(_dressed(text, rng), level)
        case Table(theme) if theme and rng.random() < strength.headings:
            return replace(block, theme=_dressed(theme, rng))
    return block


def _dressed(text: str, rng: Random) -> str:
    """In capitals, in small letters, letter-spaced, or with a full stop or colon."""
    spaced = "   ".join(" ".join(word) for word in text.split())
    return rng.choice((text.upper(), text.lower(), spaced, f"{text}:", f"{text}."))
