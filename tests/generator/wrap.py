"""Text in lines, as a typesetter breaks it."""

import re
from random import Random

_LETTERS = re.compile(r"[^\W\d_]{8,}[.,;:]?$")
_SYLLABLE = re.compile(
    r"(?<=[aeiouy])(?=[bcdfghjklmnpqrstvwxz][aeiou])|(?<=[aeiouy][lmnrst])(?=[bcdfghjkpqtvwz][aeiou])"
)
# The rule for hyphens at line ends keeps them before these.
_KEPT_BEFORE = ("en", "of", "als", "tot")


def wrap(text: str, width: int, rng: Random | None = None) -> list[str]:
    """Lines of at most `width` characters; with `rng`, some long words are broken with a hyphen, never one that has a
    hyphen of its own."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if len(longer) <= width:
            line = longer
            continue
        head, tail = _broken(word, width - len(line) - 1, rng) if rng and line else ("", word)
        lines += [f"{line} {head}" if head else line] if line else []
        line = tail
    return [*lines, line] if line else lines or [""]


def _broken(word: str, room: int, rng: Random) -> tuple[str, str]:
    """(the part with its hyphen that fits, the rest); nothing and the word where it is not broken."""
    places = [m.start() for m in _SYLLABLE.finditer(word)] if _LETTERS.match(word) else []
    fitting = [p for p in places if 3 <= p <= room - 1 and len(word.rstrip(".,;:")) - p >= 3]
    if not fitting or rng.random() < 0.3 or word[fitting[-1] :].strip(".,;:") in _KEPT_BEFORE:
        return "", word
    return word[: fitting[-1]] + "-", word[fitting[-1] :]
