"""What belongs to the page and not to the text: page numbers, "Vervolg …" lines, running heads."""

import regex

from normalize.text import fold
from schema.document import Document

# "Vervolg uitkomsten verbeterpunten", "Vervolg bevindingen toezichtonderzoek"
_CONTINUED = regex.compile(
    r"\s*V(?i:ervolg)\s+(?i:uitkomsten|bevindingen|tabel|verbeterpunten|toezichtonderzoek)\b[^.]{0,60}"
)
_RUNNING_HEADS = (
    "uitkomsten toezicht",
    "uitkomsten verbeterpunten toezicht",
    "samenwerkend toezicht jeugd",
    "ministerie van",
    "factsheet",
)
# "- 7 -", "Pagina 3 van 7", "3/7"; "7" alone may also be a number that the line was wrapped before
_PAGE_NUMBER = regex.compile(
    r"^[-–|\s]*+(?:(?:pagina|pag|p|blz)\b\.?\s*+)?\d{1,3}(?:\s*+(?:van|/|of)\s*+\d{1,3})?[-–|\s]*+", regex.IGNORECASE
)


def furniture(document: Document) -> frozenset[int]:
    """The cells of running text that belong to the page, not to the text: page numbers, "Vervolg …", and the
    title and other short lines that stand again at every page."""
    texts = {n: fold(cell.text) for n, cell in enumerate(document.cells) if cell.table is None}
    out = {
        n
        for n, cell in enumerate(document.cells)
        if n in texts and cell.lines and is_of_page(cell.text.strip(), cell.lines[0].opens)
    }
    seen: set[str] = set()
    for n, text in texts.items():
        if is_running_head(text):
            if text in seen:
                out.add(n)
            seen.add(text)
    return frozenset(out)


def is_running_head(folded: str) -> bool:
    """Whether a line, folded, by its wording stands at the head of every page."""
    return folded.startswith(_RUNNING_HEADS) and len(folded) < 80


def is_of_page(text: str, opens: bool) -> bool:
    """Whether a line, by its wording, belongs to the page: a page number, "Vervolg …"."""
    if _CONTINUED.fullmatch(text) and fold(text) != "vervolg conclusie":
        return True
    return is_page_number(text) and (opens or not text.isdigit())


def is_page_number(text: str) -> bool:
    """Whether a line can be a page number."""
    return bool(_PAGE_NUMBER.fullmatch(text))
