"""Gemeenten of the register and invented approaches, of many forms."""

from dataclasses import dataclass
from random import Random

from normalize.gemeente import Gemeente, register, successor

# Forms that a name can take: one word, several, with hyphens, capitals, figures, brackets, "en", an abbreviation.
SINGLE = (
    "Continu Nabij",
    "Eigen Kracht-conferentie",
    "Gezin aan Zet",
    "Thuisteam Oost",
    "De Schakel",
    "KANS",
    "Integrale Gezinshulp (IGH)",
    "Multiprobleem Gezinnen Aanpak",
    "1Gezin1Plan",
    "Buurtgezinnen",
    "Achter de Voordeur",
    "Gezinscoach Plus",
    "Wraparound Care",
    "Jeugdpreventieteam",
    "Regisseur op Pad",
    "Huisbezoek 0-12",
    "De Brug",
    "Samen Sterk Noord",
    "PGA-gezinnen",
    "Kompas",
    "Vangnet & Advies",
    "Steunpunt De Linde",
    "Intensieve Thuisbegeleiding",
    "Zorgnetwerk Jeugd",
    "Op Maat",
    "'t Vangnet",
    "Coach aan Huis (CAH)",
    "Frontlijnteam",
    "Doorbraak",
    "Integraal Team Risicogezinnen",
)
WITH_AND = (
    "Team Jeugd en Gezin",
    "Sociale- en Jeugdcoaches",
    "Ouder en Kind Centraal",
    "Zorg en Veiligheid in de Wijk",
    "Wonen en Welzijn",
)
NEW = (
    "Sociaal Wijkteam",
    "Gebiedsteams",
    "Kernteam Jeugd",
    "Toegangsteam",
    "Gezinsteams 2.0",
    "Het Jeugdplein",
    "Team Toegang (TT)",
    "Stadsteams",
)
# Themes of the kader as names: the trap.
LIKE_THEMES = ("Continu", "Samenwerking", "Toeleiding", "Gezin centraal")


@dataclass(frozen=True, slots=True)
class Town:
    """The gemeente assessed, as it was named in 2013 and 2014, and the one that a title of 2015 names."""

    assessed: str
    later: str


def towns(rng: Random) -> list[Town]:
    """All gemeenten of 2013 and 2014 in some order, those that ended in 2015 more often among the first."""
    alive = sorted((g for g in register().values() if g.existed_in(2013) and g.existed_in(2014)), key=lambda g: g.code)
    ended = [g for g in alive if g.ends]
    rng.shuffle(alive)
    rng.shuffle(ended)
    first = [g for pair in zip(ended, alive, strict=False) for g in pair]
    return [Town(g.name, _later(g)) for g in dict.fromkeys([*first, *alive])]


def _later(gemeente: Gemeente) -> str:
    """The name of the new gemeente that it went into on 1 January 2015, else its own."""
    after = successor(gemeente)
    return after.name if after and after.begins == 2015 else gemeente.name


def approaches(rng: Random, number: int, with_and: bool = True) -> tuple[str, ...]:
    """So many names, none a part of another."""
    stock = [*SINGLE, *(WITH_AND if with_and else ())]
    return tuple(rng.sample(stock, number))
