"""How a document is dressed: what layouts need to know besides its blocks."""

from dataclasses import dataclass
from random import Random

from tests.generator.blocks import Part


@dataclass(frozen=True, slots=True)
class Style:
    """`title` is the running head; `bold`: marks and notes are; `breaks`: how likely a page break falls behind a row,
    `broken`: inside one; `joined`: a short criterion stands on the line of its
    indicator where nothing separates cells."""

    rng: Random
    title: str
    bold: bool = False
    breaks: float = 0.0
    broken: float = 0.0
    joined: bool = False

    def furniture(self) -> list[str]:
        """The lines that a page break leaves behind, without blank ones."""
        number = self.rng.randint(2, 14)
        foot = self.rng.choice((str(number), f"- {number} -", f"Pagina {number} van 15", ""))
        head = self.rng.choice((self.title, "Samenwerkend Toezicht Jeugd", ""))
        return [line for line in (foot, head) if line] or [str(number)]


def marked(part: Part, bold: tuple[str, str] = ("", "")) -> str:
    """The paragraph as printed, its mark and its note in bold."""
    mark = f"{bold[0]}{part.mark}{bold[1]} " if part.mark else ""
    note = f" {bold[0]}LET OP: {part.note}{bold[1]}" if part.note else ""
    return f"{mark}{part.text}{note}"
