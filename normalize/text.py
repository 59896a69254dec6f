"""Printed text to comparable and to readable text: folding, lines to paragraphs, LET OP notes."""

import unicodedata
from collections.abc import Collection, Iterable

import regex

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
SOFT_HYPHEN = "\u00ad"
# A hyphen at a line end stays before these: "jeugd- en gezinszorg".
KEEP_HYPHEN_BEFORE = frozenset({"en", "of", "als", "tot"})

# the hyphens that break a word at a line end: hyphen-minus, hyphen, soft hyphen
_BREAKS = ("-", "\u2010", SOFT_HYPHEN)
# "(samen-", "1G1P-": a word, perhaps with something before it, that goes on in the next line
_BROKEN = regex.compile(r"^[^\p{L}\p{N}]*+(?P<part>[\p{L}\p{N}].*)[-\u2010\u00ad]")
# "werken, en" at the start of the next line: the part of the word up to the first mark
_WORD = regex.compile(r"[\p{L}\p{N}]+")
# "jeugd-en", "16-jarigen": a word that is printed with a hyphen inside
_HYPHENATED = regex.compile(r"(?<![\p{L}\p{N}-])[\p{L}\p{N}]+(?:[-\u2010][\p{L}\p{N}]+)+")
_NOT_WORD = regex.compile(r"[^\p{L}\p{N}]+")
# "G e z i n   c e n t r a a l": at least four letters, one blank apart, more between words
_LETTER_SPACED = regex.compile(r"(?<![\p{L}\p{N}])\p{L}(?: {1,6}\p{L}){3,}+(?![\p{L}\p{N}])")
_WIDE = regex.compile(r" {2,}")
# "LET OP: ", "Let op :" — the note's own words; "let op:" in a sentence is prose
_LET_OP = regex.compile(r"(?<![\p{L}\p{N}])(?:LET\s+OP|Let\s+op)\s*:\s*")


def clean(text: str) -> str:
    """White space of any kind folded to single spaces, none at the ends; otherwise as printed."""
    return " ".join(text.split())


def unspaced(text: str) -> str:
    """Letter-spaced words as words: "G e z i n   c e n t r a a l". Other text stays as it is."""
    return str(
        _LETTER_SPACED.sub(lambda found: _WIDE.sub("\0", found.group()).replace(" ", "").replace("\0", " "), text)
    )


def fold(text: str) -> str:
    """For comparing: compatibility forms, no accents, no case, words of letters and digits, single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace(SOFT_HYPHEN, "")).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return str(_NOT_WORD.sub(" ", bare)).strip()


def hyphenated_words(lines: Iterable[str]) -> frozenset[str]:
    """The words that a document prints with a hyphen inside a line, folded for case."""
    return frozenset(m.group().replace("\u2010", "-").casefold() for line in lines for m in _HYPHENATED.finditer(line))


def join_lines(lines: Iterable[str], hyphenated: Collection[str] = ()) -> str:
    """Lines to one line. A hyphen at a line end is dropped and the word joined, unless the hyphenated form
    stands in `hyphenated` or the next word is "en", "of", "als" or "tot"."""
    text = ""
    for line in map(clean, lines):
        if not line:
            continue
        broken = _BROKEN.fullmatch(text.rsplit(" ", 1)[-1]) if text.endswith(_BREAKS) else None
        word = _WORD.match(line)
        if not broken or not word:
            text = f"{text} {line}" if text else line
        elif text.endswith(SOFT_HYPHEN):
            text = text[:-1] + line
        elif word.group().casefold() in KEEP_HYPHEN_BEFORE:
            text = f"{text} {line}"
        elif f"{broken['part']}-{word.group()}".casefold() in hyphenated:
            text += line
        else:
            text = text[:-1] + line
    return text.replace(SOFT_HYPHEN, "")


def split_let_op(text: str) -> tuple[str, tuple[str, ...]]:
    """A finding's text to (explanation, LET OP notes); a note runs to the end or to the next LET OP."""
    explanation, *notes = _LET_OP.split(text)
    return clean(explanation), tuple(note for note in map(clean, notes) if note)
