"""Small sound factsheets: a follow-up of two pages and six verdicts, read in a tenth of the time of a sample."""

from functools import cache

from reportlab.pdfgen.canvas import Canvas

from tests.typeset import parse, typeset

FOLLOW_UP = """Samenwerkend Toezicht Jeugd

# Uitkomsten verbeterpunten toezichtonderzoek Leeuwarden

Aanpak: Sociale Wijkteams
(2013: aanpak Interventieteam Gezinnen)

Juni 2015

## Inleiding

In 2013 is in Leeuwarden de aanpak Interventieteam Gezinnen door STJ getoetst.

Uitkomsten verbeterpunten

Aanpak\t\t
Indicator\t2013\t2014
De doorzettingsmacht voor de regisseur is geregeld\t\
X Wie knopen doorhakt, is niet bepaald.\t✓ De teamleider hakt nu knopen door.
Samenwerking\t\t
Indicator\t2013\t2014
Er zijn samenwerkingsafspraken gemaakt over de aanpak\t\
X Van afspraken is niets gebleken.\t✓ Zij staan op papier en gelden.
Continu\t\t
Indicator\t2013\t2014
Netwerkpartners zorgen voor beschikbaarheid van zorg en ondersteuning voor de gezinnen binnen de aanpak\t\
X Er zijn wachtlijsten.\tX Nog steeds. LET OP: pas in 2016 komt er geld bij.
"""


@cache
def follow_up(width: float = 595.28, height: float = 330.0) -> bytes:
    """The follow-up as PDF, on small pages."""
    return typeset(parse(FOLLOW_UP), (width, height))


class Naked(Canvas):  # type: ignore[misc]
    """A canvas without compression, so that what is drawn can be edited."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **{**named, "pageCompression": 0})


@cache
def naked() -> bytes:
    """The follow-up as PDF without any compression."""
    return typeset(parse(FOLLOW_UP), (595.28, 330.0), Naked)
