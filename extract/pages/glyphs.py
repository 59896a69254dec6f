"""Unknown marks, learnt from the document: glyphs of fonts that no table knows, and marks that are drawings.

The legend in the running text ("… voldoet (✓) dan wel … verbeterpunt (X)") prints the same marks as the tables do;
where it does not, the shape on the page decides, and that is a reason to review.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from unicodedata import category

from extract.pages.doubts import doubted, visible
from extract.pages.drawings import DRAWN, Looks, Pages, Spot, with_drawings
from extract.pages.legend import Key, read_legend
from extract.pages.lines import Word
from extract.pages.sheet import Sheet
from normalize.legend import CROSS, TICK
from normalize.marks import BULLETS, NO_CHARACTER, split_mark
from schema.verdict import Reason

# A text font prints at least so many different letters; a font of marks prints fewer.
TEXT_FONT = 10
# The shape of a mark is looked at in so many places.
LOOKS = 5
Decision = tuple[str | None, str | None]  # the glyph that it is, or None; why that is doubtful


@dataclass(frozen=True, slots=True)
class Learnt:
    """The pages with their marks as words. `any_mark`: some were learnt; `unknown`: the words that may be marks and
    could not be read; `notes`: reasons to review the document."""

    sheets: tuple[Sheet, ...]
    any_mark: bool
    unknown: frozenset[str]
    notes: tuple[str, ...]


def learn(sheets: Sequence[Sheet], pages: Pages) -> Learnt:
    """Unknown glyphs and drawings as the marks that they are. What could not be read stays a word of its own; what is
    printed invisibly is left out, what the document itself makes doubtful is said."""
    looks = Looks(pages)
    may_be = _may_be(sheets)
    whole, crowded = with_drawings([visible(sheet, may_be, looks) for sheet in sheets], looks)
    suspects = _suspects(whole, may_be)
    legend = read_legend(whole, suspects)
    decided = _decide(suspects, legend, looks)
    return Learnt(
        doubted([_printed(sheet, decided) for sheet in whole], legend, looks),
        any(glyph for glyph, _ in decided.values()),
        frozenset(text for (_, text), (glyph, _) in decided.items() if glyph is None),
        tuple(Reason.UNREADABLE.because(f"page {number}: too many drawings to look at") for number in crowded),
    )


def _printed(sheet: Sheet, decided: Mapping[Key, Decision]) -> Sheet:
    words = []
    for word in sheet.words:
        glyph, doubt = decided.get((word.font, word.text), (None, None))
        words.append(replace(word, text=glyph, doubt=doubt) if glyph else word)
    return replace(sheet, words=tuple(words))


def _may_be(sheets: Sequence[Sheet]) -> Callable[[Word], bool]:
    """Tells whether a word may be a mark that no table knows: the glyphs of fonts that set no text, glyphs without a
    character."""
    letters: dict[str, set[str]] = {}
    for word in (word for sheet in sheets for word in sheet.words):
        letters.setdefault(word.font, set()).update(filter(str.isalpha, word.text))
    text_fonts = {font for font, own in letters.items() if len(own) >= TEXT_FONT}
    return lambda word: not split_mark(word.text + " ") and _may_be_mark(word.text, word.font in text_fonts)


def _suspects(sheets: Sequence[Sheet], may_be: Callable[[Word], bool]) -> dict[Key, list[Spot]]:
    """What may be a mark, and where it stands; drawings too."""
    found: dict[Key, list[Spot]] = {}
    for sheet in sheets:
        for word in sheet.words:
            if word.font == DRAWN or may_be(word):
                found.setdefault((word.font, word.text), []).append((sheet.number, word.box))
    return found


def _may_be_mark(text: str, sets_text: bool) -> bool:
    """Whether a word is one glyph that may be a mark: of a font that sets text only where it is no character."""
    if NO_CHARACTER.fullmatch(text):
        return True
    if text in BULLETS:
        return False
    return len(text) == 1 and (not sets_text or category(text) in ("Cc", "Cn", "Co", "So"))


def _decide(
    suspects: Mapping[Key, Sequence[Spot]], legend: Mapping[Key, frozenset[str]], looks: Looks
) -> dict[Key, Decision]:
    """What the legend says and the shape does not deny, else the shape. The legend is certain where it explains both
    marks, or the shape agrees; the shape where the legend prints drawings of both shapes."""
    plain = {key: next(iter(said)) for key, said in legend.items() if said in ({TICK}, {CROSS})}
    shapes = {key: _shape(spots, looks) for key, spots in suspects.items()}
    drawn = {(meaning, shapes[key]) for key, meaning in plain.items() if key[0] == DRAWN}
    both_drawn = {(TICK, TICK), (CROSS, CROSS)} <= drawn
    both_said = {TICK, CROSS} <= set(plain.values())
    by_shape = Reason.MARK_BY_SHAPE.because()
    decided: dict[Key, Decision] = {}
    for key, shape in shapes.items():
        meaning = plain.get(key)
        if meaning and shape in (None, meaning):
            decided[key] = meaning, None if shape or both_said else by_shape
        elif shape and not meaning:
            decided[key] = shape, None if both_drawn and key[0] == DRAWN and key not in legend else by_shape
        else:
            decided[key] = None, None
    return decided


def _shape(spots: Sequence[Spot], looks: Looks) -> str | None:
    """The shape of a mark, looked at in several places; None where these are not one."""
    some = spots[:: max(1, len(spots) // LOOKS)][:LOOKS]
    shapes = {looks.shape(looks.picture(spot)) for spot in some} - {None}
    shape = shapes.pop() if len(shapes) == 1 else None
    return CROSS if shape == "✗" else shape
