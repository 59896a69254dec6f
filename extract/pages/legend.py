"""What the document's own words say of its marks: "voldoet (✓) dan wel … verbeterpunt (X)", "✓ = voldoet".

Words explain a mark only where they touch it: those before it in brackets or behind a colon, those behind it after "=",
":", "betekent". A sentence, a paragraph and another mark end what is said. What is said with more than one plain
negation, or of what is yet to come, is unclear: nothing is built on it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from unicodedata import category

import regex

from extract.pages.lines import PARAGRAPH, Word, blocks, chunks, middle, pitch_of, to_lines
from extract.pages.sheet import Sheet
from normalize.legend import UNCLEAR, polarity
from normalize.marks import split_mark
from normalize.text import fold

# So many words are looked at, on either side of a mark.
NEAR = 14
# Before a known glyph fewer count: words of a running head may stand between the columns of a sentence.
NEAR_KNOWN = 6

Key = tuple[str, str]  # font, text; known glyphs have no font

# "(✓),", "verbeterpunt:": words, glyphs without a character, and every sign on its own
_PIECES = regex.compile(r"\(cid:\d++\)|\(drawn:\d++\)|[\p{L}\p{N}]++|\S")
_ENDS = frozenset(".;!?")
_MEANS = ("=", ":", "betekent", "betekenen")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a sign or a mark of running text; a `text` of "." ends what is said. `opens`: a line begins with it."""

    text: str
    mark: Key | None = None
    opens: bool = False


def read_legend(sheets: Sequence[Sheet], suspects: Collection[Key]) -> Mapping[Key, frozenset[str]]:
    """What the words of all pages say of suspects and of known glyphs: ✓, X and UNCLEAR, by mark. Of known glyphs the
    words of scans say nothing: OCR takes one for another."""
    said: dict[Key, set[str]] = {}
    for sheet in sheets:
        tokens = [*_tokens(sheet.words, suspects)]
        for at, token in enumerate(tokens):
            counts = token.mark in suspects or not sheet.scanned
            if token.mark and counts and (meaning := _meaning(tokens, at)):
                said.setdefault(token.mark, set()).add(meaning)
    return {key: frozenset(meanings) for key, meanings in said.items()}


def _tokens(words: Sequence[Word], suspects: Collection[Key]) -> Iterator[_Token]:
    """The words of a page in reading order. Paragraphs and what stands side by side end what is said."""
    for block in blocks(words):
        lines = to_lines(block)
        pitch = pitch_of([lines])
        parted = False
        for before, line in pairwise([None, *lines]):
            parts = _parts(line or [])
            step = middle(line or []) - middle(before) if before else float("inf")
            if parted or len(parts) > 1 or step > PARAGRAPH * pitch:
                yield _Token(".")
            parted = len(parts) > 1
            for part in parts:
                for n, word in enumerate(part):
                    yield from (replace(t, opens=not n and not m) for m, t in enumerate(_pieces(word, suspects)))
                if parted:
                    yield _Token(".")
        yield _Token(".")


def _parts(line: Sequence[Word]) -> list[list[Word]]:
    """What stands side by side in a line; white space inside brackets, around a drawing, parts nothing."""
    parts: list[list[Word]] = []
    for chunk in chunks(line):
        if parts and (parts[-1][-1].text.endswith("(") or chunk[0].text.startswith(")")):
            parts[-1].extend(chunk)
        else:
            parts.append(chunk)
    return parts


def _pieces(word: Word, suspects: Collection[Key]) -> Iterator[_Token]:
    """A word, the signs around it apart."""
    if (word.font, word.text) in suspects:
        yield _Token(word.text, (word.font, word.text))
        return
    for piece in _PIECES.findall(word.text):
        known = split_mark(piece + " ")
        if (word.font, piece) in suspects:
            yield _Token(piece, (word.font, piece))
        elif known or (len(piece) == 1 and category(piece) in ("So", "Co", "Cn")):
            yield _Token(piece, ("", piece))
        else:
            yield _Token("." if piece in _ENDS else fold(piece) or piece)


def _meaning(tokens: Sequence[_Token], at: int) -> str | None:
    """What is said of the mark at `at`; UNCLEAR where the words on its two sides disagree."""
    enclosed = at > 0 and tokens[at - 1].text in ("(", "[")
    behind = at + 1 + (enclosed and tokens[at + 1 : at + 2] == [_Token(")")])
    means = _explains([token.text for token in tokens[max(0, at - 1) : behind + 2]], behind - max(0, at - 1))
    after = polarity(_said(tokens[behind : behind + NEAR])) if means else None
    before = None
    if enclosed or (at > 0 and tokens[at - 1].text in ("=", ":") and not tokens[at].opens):
        near = NEAR_KNOWN if tokens[at].mark == ("", tokens[at].text) else NEAR
        own = tokens[max(0, at - 1 - near) : at - 1]
        other = next((token.mark for token in reversed(own) if token.mark or token.text == "."), None)
        if not (means and other):  # "(●) betekent voldoet, rood (○) betekent …": those words belong to the other mark
            before = polarity(_said(own[::-1])[::-1])
    if before and after and before != after:
        return UNCLEAR
    return after or before


def _explains(near: Sequence[str], at: int) -> bool:
    """Whether the words from `at` on say what the mark before them means. "dat" may also begin a finding."""
    word, follows = (*near[at : at + 2], "", "")[:2]
    return (
        word in _MEANS or (word == "staat" and follows == "voor") or (word == "dat" and near[0] in ("een", "de", "("))
    )


def _said(tokens: Sequence[_Token]) -> list[str]:
    """The words up to the next mark or the end of what is said."""
    return [token.text for token in takewhile(lambda token: not token.mark and token.text != ".", tokens)]
