"""From a mark to a verdict: the nouns of the grammar and the vocabulary of doubt."""

from dataclasses import dataclass, field
from enum import StrEnum

from schema.document import Place

VOLDOET = "voldoet"
VERBETERPUNT = "verbeterpunt"


class Reason(StrEnum):
    """Why a person should look. A stored reason is one of these, often followed by ": " and the particulars.

    The text behind each is what the codebook prints.
    """

    explain: str

    def __new__(cls, value: str, explain: str) -> "Reason":
        reason = str.__new__(cls, value)
        reason._value_ = value
        reason.explain = explain
        return reason

    # of a verdict
    INFERRED = "afgeleid", "several indicators share fewer markers; which marker belongs to which is inferred"
    NO_MARKER = "geen-marker", "a finding without a readable marker"
    NOT_DUE = "geen-oordeel", "the cell is empty, '-' or 'n.v.t.' where a verdict was due"
    CONTRADICTION = "tegenstrijdig", "opposite markers for one indicator; the findings are named"
    SEVERAL_MARKERS = "meer-markers", "more markers than indicators in one cell"
    TWICE = "indicator-dubbel", "the indicator is printed twice for the same aanpak and year"
    UNKNOWN_INDICATOR = "indicator-onbekend", "the printed indicator is in no kader"
    UNSURE_INDICATOR = "indicator-onzeker", "the printed indicator is like, but not like enough, the kader's"
    COLUMN = "kolom-onzeker", "it is uncertain which column (year, aanpak) the finding stands in"
    ROW = "rij-onzeker", "it is uncertain where the row of the table ends, and so whose finding it is"
    THEME = "thema-wijkt-af", "the indicator stands under the heading of another theme; its own has none"
    ORDER = "volgorde-wijkt-af", "the row stands behind one that the kader has later"
    CUT_OFF = "afgebroken", "the document ends in the middle of this finding"
    NO_GEMEENTE = "gemeente-onbekend", "the document does not say which gemeente was assessed"
    NO_CODE = "code-onbekend", "no gemeente of this name existed in that year"
    NO_AANPAK = "aanpak-onbekend", "the document does not say which aanpak was assessed"
    UNSURE_AANPAK = "aanpak-onzeker", "the name of the aanpak is read out of a sentence that may go on behind it"
    NO_YEAR = "jaar-onbekend", "the document does not say in which year was assessed"
    RESTATED_DIFFERS = "herhaald-verschilt", "another document gives another verdict on the same"
    MARK_BY_SHAPE = "marker-naar-vorm", "the marker is no known glyph; the shape on the page decided"
    LEGEND = "legenda-wijkt-af", "the document's legend gives the marker another meaning than it usually has"
    UNREADABLE = "marker-onleesbaar", "a marker is printed, but could not be read"
    # of a finding or a document
    PICTURE = "pagina-is-beeld", "a page is a picture and could not be read by OCR"
    DAMAGED = "beschadigd", "the file is damaged, and parts of it may be missing; get it again"
    READERS_DIFFER = "lezers-verschillen", "a second reader sees other text on a page than was read"
    UNUSED_MARKER = "marker-zonder-oordeel", "a printed marker that no verdict rests on"
    MARKER_COUNT = "markers-tellen-niet-op", "an independent count found more or fewer markers than findings"
    MISSING = "indicatoren-ontbreken", "a full assessment lacks indicators of the kader; they are named"
    LEFTOVER = "rest-in-tabel", "text in an assessment table that no rule consumed"
    ENCODING = "codering-geraden", "the file does not say its encoding; it was guessed"
    BAD_CHARACTERS = "tekens-onleesbaar", "characters of the file could not be decoded"
    EMPTY_TABLE = "lege-tabel", "an assessment table without any finding"

    @classmethod
    def named(cls, word: str) -> "Reason":
        """The reason that is stored as `word`; KeyError where there is none."""
        return {reason.value: reason for reason in cls}[word]

    def because(self, particulars: str = "") -> str:
        """The reason as it is stored. A NUL in what a document says parts off no numbers of findings."""
        return f"{self.value}: {particulars.replace(chr(0), ' ')}" if particulars else self.value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of findings: the year and the aanpak that its head names; None where it names none. `doubt` is a
    review reason about what the head says."""

    year: int | None = None
    aanpak: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A printed indicator and the kader's: id None where it is in no kader. Score and margin: 0 to 100."""

    text: str
    indicator_id: str | None
    score: float
    margin: float
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One printed marker and what it says. `marker` is the glyph as printed, `verdict` what it stands for.

    `place` is that of the marker. `boxes` are what the finding covers in a PDF, its marker included: one box per
    page that it runs over, in reading order; none in a text file. `doubt` is a reason to review it. The verdict of
    a marker that could not be read is None.
    """

    marker: str
    verdict: str | None
    explanation: str
    let_op: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False, repr=False)
    boxes: tuple[Place, ...] = field(default=(), compare=False, repr=False)
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What one row of an assessment table says in one column: its indicators, and the findings in order.

    `loose` is text of the cell that belongs to no finding; `doubt` a reason that holds for all of it; `order`
    the position in the document (a number that grows with reading order); `theme` the id of the theme line
    above it. A row without indicators holds findings that stand under none. `indicator_boxes` are what its
    indicators cover in a PDF, like the `boxes` of a finding.
    """

    indicators: tuple[Match, ...]
    column: Column
    findings: tuple[Finding, ...]
    order: int
    loose: str = ""
    doubt: str | None = None
    theme: str | None = None
    place: Place = field(default=Place(), compare=False, repr=False)
    indicator_boxes: tuple[Place, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a row belongs, and why that is doubtful (`reasons`), if it is."""

    gemeente: str | None
    gemeente_code: str | None
    successor: str | None
    successor_code: str | None
    aanpak: str | None
    aanpak_current: str | None
    predecessors: tuple[str, ...]
    year: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict(Setting):
    """One row of the dataset before it is published; the columns are those of `schema.tables`. `findings` are
    indices into the document's findings; `reasons` are all reasons to review it."""

    match: Match
    verdict: str | None
    assignment: str | None
    explanation: str | None
    let_op: tuple[str, ...]
    findings: tuple[int, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """A finding with what the document says about where it belongs, for `findings.parquet`; `indicator_boxes` are
    those of its row."""

    finding: Finding
    gemeente: str | None
    aanpak: str | None
    year: int | None
    theme_id: str | None
    indicator_ids: tuple[str, ...]
    indicator_boxes: tuple[Place, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document gave."""

    kind: str
    published: str | None
    gemeenten: tuple[str, ...]
    aanpakken: tuple[str, ...]
    pages: int | None
    markers_seen: int | None
    ocr_pages: tuple[int, ...]
    verdicts: tuple[Verdict, ...]
    findings: tuple[FoundFinding, ...]
    reasons: tuple[str, ...]


class Rejected(Exception):
    """The document gives no verdicts; the message says why, in plain words, and what to do."""
