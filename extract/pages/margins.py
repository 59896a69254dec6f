"""Running heads and feet: lines that stand at the same height of several pages, and page numbers."""

from collections.abc import Iterable, Iterator, Sequence

import regex

from extract.heads import header_of
from extract.pages.lines import Word, chunks, middle, to_lines
from extract.pages.sheet import Sheet
from normalize.marks import split_mark
from normalize.text import fold

# Lines of two pages stand at the same height where they differ by less than this (points).
SAME_HEIGHT = 4.0
# A head or a foot has at most so many lines.
MOST_LINES = 4
# "3", "- 3 -", "Pagina 3 van 7", with nothing else on the line
_PAGE_NUMBER = regex.compile(r"(?:(?:pagina|pag|p|blz) )?\d{1,3}(?: (?:van|of) \d{1,3})?", regex.IGNORECASE)
_DIGITS = regex.compile(r"\d+")


def bodies(sheets: Sequence[Sheet]) -> Iterator[tuple[float, float]]:
    """Of each page the heights between which the text stands: heads are above, feet below."""
    pages = [to_lines(sheet.words) for sheet in sheets]
    seen: dict[str, list[tuple[int, float]]] = {}
    for n, lines in enumerate(pages):
        for line in {id(line): line for line in [*lines[:MOST_LINES], *lines[-MOST_LINES:]]}.values():
            seen.setdefault(_wording(line), []).append((n, middle(line)))
    for n, lines in enumerate(pages):
        own = [_is_furniture(line, n, seen) for line in lines]
        head = _first_false(own[:MOST_LINES])
        foot = _first_false(reversed(own[head:][-MOST_LINES:]))
        top = _between(lines, head) if head else float("-inf")
        yield top, _between(lines, len(lines) - foot) if foot else float("inf")


def _first_false(flags: Iterable[bool]) -> int:
    """How many are true before the first that is not."""
    count = 0
    for flag in flags:
        if not flag:
            break
        count += 1
    return count


def _between(lines: Sequence[Sequence[Word]], at: int) -> float:
    """A height between line `at` and the line above it."""
    above = middle(lines[at - 1])
    return (above + middle(lines[at])) / 2 if at < len(lines) else above + 1


def _wording(line: Sequence[Word]) -> str:
    return str(_DIGITS.sub("0", " ".join(word.text for word in line)))


def _is_furniture(line: Sequence[Word], page: int, seen: dict[str, list[tuple[int, float]]]) -> bool:
    """Whether a line stands on other pages too; heads of tables do as well, and are none."""
    texts = [" ".join(word.text for word in chunk) for chunk in chunks(line)]
    if header_of(texts) or any(split_mark(text) for text in texts):
        return False
    if _PAGE_NUMBER.fullmatch(fold(" ".join(texts))):
        return True
    again = seen.get(_wording(line), [])
    return any(other != page and abs(height - middle(line)) < SAME_HEIGHT for other, height in again)
