"""What the document itself says of its marks: its legend, their colours, and what is printed through or over them."""

from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from extract.pages.doubts import doubted
from extract.pages.drawings import Looks
from extract.pages.lines import Word
from extract.pages.pdfium import Paper
from extract.pages.sheet import Sheet
from extract.read import read
from normalize.marks import UNREADABLE
from schema.kader import Kader
from schema.verdict import Reading
from tests.test_pages import CROSS, POLICY, STROKED_CROSS, STROKED_TICK, TICK, TRACKED, VISION, Draw, glyph, said

RGB = tuple[float, float, float]
BLACK, WHITE, PALE, GREEN, RED = (0, 0, 0), (1, 1, 1), (0.87, 0.87, 0.87), (0, 0.5, 0), (1, 0, 0)
BAR = (0.66, 0, 0.38)
INDICATORS = (POLICY, VISION, TRACKED)


def disc(colour: RGB = BLACK) -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFillColorRGB(*colour)
        canvas.circle(x + 3.5, y + 3, 3.5, stroke=0, fill=1)
        canvas.setFillColorRGB(*BLACK)

    return draw


def square(canvas: Any, x: float, y: float) -> None:
    canvas.rect(x + 0.5, y, 6, 6, stroke=0, fill=1)


def coloured(mark: Draw, colour: RGB) -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFillColorRGB(*colour)
        mark(canvas, x, y)
        canvas.setFillColorRGB(*BLACK)

    return draw


def beside(*marks: Draw, step: float = 9) -> Draw:
    """Marks in a row, so many points from one to the next."""

    def draw(canvas: Any, x: float, y: float) -> None:
        for n, mark in enumerate(marks):
            mark(canvas, x + step * (n - len(marks) + 1), y)

    return draw


def lined(mark: Draw, height: float) -> Draw:
    """A mark with a level rule so many points above its base line."""

    def draw(canvas: Any, x: float, y: float) -> None:
        mark(canvas, x, y)
        canvas.setLineWidth(0.5)
        canvas.line(x - 1, y + height, x + 8, y + height)

    return draw


def on_bar(mark: Draw) -> Draw:
    """A white mark on a coloured ground."""

    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFillColorRGB(*BAR)
        canvas.rect(x - 5, y - 5, 118, 16, stroke=0, fill=1)
        coloured(mark, WHITE)(canvas, x, y)

    return draw


def factsheet(legend: Sequence[str | Draw], first: Draw, second: Draw, *lines: str) -> bytes:
    """A follow-up of one page: a legend of words and marks on one line, more lines of text, and a table whose cells of
    2013 show the first mark and those of 2014 the second."""
    out = BytesIO()
    canvas: Any = Canvas(out, pagesize=(595, 842), invariant=1)
    y = 790.0
    for line in ("Uitkomsten verbeterpunten toezichtonderzoek Venlo", "Aanpak: Op Koers", "Juni 2015"):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(50, y, line)
        y -= 24
    x = 50.0
    for piece in legend:
        if isinstance(piece, str):
            canvas.setFont("Helvetica", 8)
            canvas.drawString(x, y, piece)
            x += stringWidth(piece, "Helvetica", 8) + 1
        else:
            piece(canvas, x, y)
            x += 9
    for line in lines:
        y -= 11
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, y, line)
    y -= 40
    edges = [y + 12]
    canvas.setFont("Helvetica-Bold", 9)
    for left, head in ((50, "Indicator"), (280, "2013"), (430, "2014")):
        canvas.drawString(left, y, head)
    for indicator in INDICATORS:
        y -= 22
        edges.append(y + 12)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(50, y, indicator)
        for left, mark in ((290, first), (440, second)):
            mark(canvas, left, y)
            canvas.setFont("Helvetica", 8)
            canvas.drawString(left + 11, y, "Dit is vastgelegd.")
    canvas.setLineWidth(0.5)
    canvas.grid([45, 275, 425, 550], [*edges, y - 10])
    canvas.save()
    return out.getvalue()


def told(reading: Reading) -> tuple[tuple[str | None, str], tuple[str | None, str]]:
    """The verdict and the reason of 2013 and 2014, which all three indicators share."""
    found = said(reading)
    by_year: list[tuple[str | None, str]] = []
    for year in (2013, 2014):
        own = {(verdict, "; ".join(reasons)) for _, at, verdict, reasons in found if at == year}
        assert len(own) == 1, found
        by_year.extend(own)
    assert len(found) == 2 * len(INDICATORS)
    return by_year[0], by_year[1]


SURE, FAULT = ("voldoet", ""), ("verbeterpunt", "")
BY_SHAPE, FAULT_BY_SHAPE = ("voldoet", "marker-naar-vorm"), ("verbeterpunt", "marker-naar-vorm")
UNREAD = (None, "marker-onleesbaar")
DISC = disc()


@pytest.mark.parametrize(
    ("legend", "of_disc", "of_square"),
    [
        (["De aanpak voldoet (", DISC, ") dan wel er is een verbeterpunt (", square, ")."], SURE, FAULT),
        # the words behind a mark are its own, those before it the other mark's
        (["Rond (", DISC, ") betekent voldoet, vierkant (", square, ") betekent verbeterpunt."], SURE, FAULT),
        # a negation turns the meaning
        ([DISC, "= geen verbeterpunt; ", square, "= wel een verbeterpunt"], SURE, FAULT),
        ([DISC, ": geen verbeterpunten ", square, ": voldoet nog niet"], SURE, FAULT),
        (["Zonder verbeterpunten (", DISC, ") of nog niet aan de norm voldaan (", square, ")."], SURE, FAULT),
        # a sentence ends what is said of the next mark; one mark explained tells nothing of the other
        (["De aanpak voldoet (", DISC, "). Hier is actie nodig: (", square, ")."], BY_SHAPE, UNREAD),
        ([DISC, "= op orde, ", square, "= voldoet niet"], UNREAD, FAULT_BY_SHAPE),
        # more than one negation, what is yet to come and what is said both ways decide nothing
        (["Voldoet niet of niet geheel (", square, ") of voldoet (", DISC, ")."], BY_SHAPE, UNREAD),
        (["Er is niets dat wordt verbeterd (", DISC, "); zal pas later voldoen (", square, ")."], UNREAD, UNREAD),
        (["De aanpak voldoet (", DISC, ") of voldoet nog onvoldoende (", square, ")."], BY_SHAPE, UNREAD),
        (["Voldoet (", DISC, ") betekent verbeterpunt."], UNREAD, UNREAD),
    ],
)
def test_the_sentence_around_a_mark_explains_it(
    legend: Sequence[str | Draw], of_disc: tuple[str, str], of_square: tuple[str, str], kader: Kader
) -> None:
    assert told(read(factsheet(legend, DISC, square), kader)) == (of_disc, of_square)


@pytest.mark.parametrize(
    ("legend", "of_green", "of_red"),
    [
        (["De aanpak voldoet (", disc(GREEN), ") of er is een verbeterpunt (", disc(RED), ")."], SURE, FAULT),
        (["De aanpak voldoet (", disc(GREEN), "). Een rode stip vraagt om actie."], BY_SHAPE, UNREAD),
    ],
)
def test_drawings_that_only_colour_tells_apart(
    legend: Sequence[str | Draw], of_green: tuple[str, str], of_red: tuple[str, str], kader: Kader
) -> None:
    """Green and red of one grey."""
    assert told(read(factsheet(legend, disc(GREEN), disc(RED)), kader)) == (of_green, of_red)


@pytest.mark.parametrize(
    ("legend", "lines", "of_tick", "of_cross"),
    [
        (["De aanpak voldoet (", TICK, ") dan wel er is een verbeterpunt (", CROSS, ")."], (), SURE, FAULT),
        (["De aanpak voldoet (", CROSS, ") dan wel er is een verbeterpunt (", TICK, ")."], (), UNREAD, UNREAD),
        (["Een ", TICK, "betekent dat er een verbeterpunt is."], (), UNREAD, FAULT),
        (["Voldoet (", TICK, "), verbeterpunt (", TICK, ")."], (), BY_SHAPE, FAULT),
        # a list is no legend, nor is a finding that begins with "Dat"
        (["Verbeterpunten uit 2013:"], ("X De wijkteams kennen elkaar.", "X Dat aan alles is voldaan."), SURE, FAULT),
        (["Het verbeterpunt is opgepakt (", TICK, ")."], (), SURE, FAULT),
    ],
)
def test_a_legend_against_known_marks(
    legend: Sequence[str | Draw],
    lines: Sequence[str],
    of_tick: tuple[str, str],
    of_cross: tuple[str, str],
    kader: Kader,
) -> None:
    assert told(read(factsheet(legend, TICK, CROSS, *lines), kader)) == (of_tick, of_cross)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (coloured(TICK, GREEN), coloured(TICK, RED), (BY_SHAPE, BY_SHAPE)),
        (coloured(TICK, BLACK), coloured(TICK, PALE), (BY_SHAPE, BY_SHAPE)),
        (coloured(TICK, GREEN), coloured(CROSS, RED), (SURE, FAULT)),
        (on_bar(TICK), on_bar(CROSS), (SURE, FAULT)),
    ],
)
def test_known_marks_in_colours(
    first: Draw, second: Draw, found: tuple[tuple[str, str], tuple[str, str]], kader: Kader
) -> None:
    assert told(read(factsheet([], first, second), kader)) == found


def test_a_mark_that_nobody_sees_is_not_there(kader: Kader) -> None:
    hidden = beside(coloured(CROSS, WHITE), TICK), beside(coloured(TICK, WHITE), CROSS)
    assert told(read(factsheet([], *hidden), kader)) == (SURE, FAULT)


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        (lined(TICK, 2.8), UNREAD),
        (beside(lined(CROSS, 2.8), TICK), UNREAD),
        (lined(TICK, -1.5), SURE),
        (beside(glyph("Helvetica", "X"), TICK, step=1), UNREAD),
        # bold by printing twice
        (beside(TICK, TICK, step=0.3), SURE),
    ],
)
def test_a_mark_that_is_struck_through_or_printed_over(mark: Draw, found: tuple[str | None, str], kader: Kader) -> None:
    assert told(read(factsheet([], mark, CROSS), kader)) == (found, FAULT)


@pytest.mark.parametrize(("boxes", "read_as"), [("☒☐", UNREADABLE), ("☒☑", "☒"), ("☒", "☒")])
def test_crossed_boxes_among_empty_ones(boxes: str, read_as: str) -> None:
    """☒ may be the ticked box of a form; where ☑ is printed too it is not."""
    words = tuple(Word(box, 50, 20.0 * n, 58, 20.0 * n + 8, 8) for n, box in enumerate(boxes))
    sheet = Sheet(1, 595, 842, words, Counter(), Counter(), (), (), (), True)
    paper = Paper.of(factsheet([], TICK, CROSS))
    assert paper
    with paper:
        (done,) = doubted([sheet], {}, Looks(paper))
    assert done.words[0].text == read_as


def test_a_page_full_of_drawings_is_no_table_but_said(kader: Kader) -> None:
    """Work on drawings is bounded; that some were not looked at is a reason to review the document."""
    random = Random(1)

    def pattern(canvas: Any, x: float, y: float) -> None:
        for n in range(150):
            left, low = 50 + 25 * (n % 20), 100 + 20 * (n // 20)
            points = [(random.random(), random.random()) for _ in range(5)]
            path = canvas.beginPath()
            path.moveTo(left + 7 * points[0][0], low + 7 * points[0][1])
            for across, up in points[1:]:
                path.lineTo(left + 7 * across, low + 7 * up)
            canvas.drawPath(path, stroke=0, fill=1)
            canvas.setFont("Helvetica", 6)
            canvas.drawString(left + 9, low, "wijk")

    reading = read(factsheet([pattern], TICK, CROSS), kader)
    assert [reason.partition(":")[0] for reason in reading.reasons] == ["marker-onleesbaar"]
    assert told(reading) == (SURE, FAULT)


@pytest.mark.parametrize("both", [True, False])
def test_a_drawing_of_a_known_shape_that_the_legend_explains(both: bool, kader: Kader) -> None:
    more: list[str | Draw] = [" of verbeterpunt (", STROKED_CROSS, ")"] if both else []
    legend: list[str | Draw] = ["De aanpak voldoet (", STROKED_TICK, ")", *more]
    found = told(read(factsheet(legend, STROKED_TICK, STROKED_CROSS), kader))
    assert found == (SURE, FAULT if both else FAULT_BY_SHAPE)
