"""Rows to verdicts: which marker decides which indicator, and what makes that doubtful."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.sections import Sections
from normalize.assign import cover
from normalize.marks import is_no_verdict
from normalize.text import fold
from schema.kader import Kader
from schema.verdict import Finding, FoundFinding, Match, Reason, Row, Setting, Verdict

DIRECT, SHARED, PAIRED, INFERRED = "direct", "shared", "paired", "inferred"


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one row says of one indicator. `findings` are indices into the document's findings."""

    match: Match
    setting: Setting
    verdict: str | None
    assignment: str | None
    explanation: str | None
    let_op: tuple[str, ...]
    findings: tuple[int, ...]
    reasons: tuple[str, ...]
    row: Row


def judge(
    rows: Sequence[Row], sections: Sections, kader: Kader, *, themes: bool = True
) -> tuple[tuple[Verdict, ...], tuple[FoundFinding, ...]]:
    """All verdicts and all findings of a document, in reading order; one verdict per (gemeente, aanpak, year,
    indicator). `themes`: the heading above a row tells where it belongs; in a PDF a bar may have been
    read as a cell."""
    findings: list[FoundFinding] = []
    claims: list[_Claim] = []
    texts = [indicator.text for indicator in kader.indicators]
    for row in rows:
        setting = sections.of(row)
        first = len(findings)
        claims.extend(_claims(row, setting, first, texts))
        theme = _theme_of(row, kader)
        findings.extend(
            FoundFinding(finding, setting.gemeente, setting.aanpak, setting.year, theme, (), row.indicator_boxes)
            for finding in row.findings
        )
    merged = _merge([*_in_context(claims, kader, themes)], findings)
    return tuple(_verdict(claim, findings) for claim in merged), _with_indicators(findings, merged)


def shifted(verdict: Verdict, by: int) -> Verdict:
    """The verdict where so many findings stand before those of its factsheet."""
    reasons = []
    for reason in verdict.reasons:
        word, separator, indices = reason.partition("\0")
        own = ",".join(str(int(n) + by) for n in indices.split(",")) if separator else indices
        reasons.append(f"{word}{separator}{own}")
    return replace(verdict, findings=tuple(n + by for n in verdict.findings), reasons=tuple(reasons))


def _claims(row: Row, setting: Setting, first: int, kader_texts: Sequence[str]) -> list[_Claim]:
    """What a row says: per indicator its findings, by the rules of one, several and fewer markers."""
    n, m = len(row.indicators), len(row.findings)
    reasons = [*setting.reasons, *([row.doubt] if row.doubt else [])]
    if row.loose and m:
        reasons.append(Reason.LEFTOVER.because(row.loose[:80]))
    if row.doubt or m == 0:
        if not row.doubt:
            due = bool(row.loose) and not is_no_verdict(row.loose)
            reasons.append(Reason.NO_MARKER.because() if due else Reason.NOT_DUE.because(row.loose.strip()))
        text = row.loose or None
        return [_Claim(match, setting, None, None, text, (), (), _all(reasons, match), row) for match in row.indicators]
    if n == 1:
        return [_one_indicator(row, setting, first, reasons)]
    if m > n:
        reasons.append(Reason.SEVERAL_MARKERS.because(f"{m} markers, {n} indicators"))
        return [_Claim(match, setting, None, None, None, (), (), _all(reasons, match), row) for match in row.indicators]
    assignment = SHARED if m == 1 else PAIRED if m == n else INFERRED
    owner = tuple(range(n)) if m == n else (0,) * n
    if assignment == INFERRED:
        best = cover([match.text for match in row.indicators], [f.explanation for f in row.findings], kader_texts)
        if best is None:
            reasons.append(Reason.INFERRED.because("too many indicators in one cell"))
            return [_Claim(x, setting, None, None, None, (), (), _all(reasons, x), row) for x in row.indicators]
        owner = best.owner
        reasons.append(
            Reason.INFERRED.because(f"{m} markers, {n} indicators; score {best.score:.2f}, next {best.runner_up:.2f}")
        )
    return [
        _from(row.findings[f], first + f, match, setting, assignment, _all(reasons, match), row)
        for match, f in zip(row.indicators, owner, strict=True)
    ]


def _one_indicator(row: Row, setting: Setting, first: int, reasons: list[str]) -> _Claim:
    """One indicator with one marker, or with several: equal ones are joined, opposite ones decide nothing."""
    match = row.indicators[0]
    claims = [
        _from(finding, first + n, match, setting, DIRECT, _all(reasons, match), row)
        for n, finding in enumerate(row.findings)
    ]
    return (
        _joined(claims, Reason.SEVERAL_MARKERS.because(f"{len(claims)} markers, 1 indicator"))
        if claims[1:]
        else claims[0]
    )


def _from(
    finding: Finding, index: int, match: Match, setting: Setting, assignment: str, reasons: tuple[str, ...], row: Row
) -> _Claim:
    doubts = (*reasons, finding.doubt) if finding.doubt else reasons
    return _Claim(
        match,
        setting,
        finding.verdict,
        assignment if finding.verdict else None,
        finding.explanation,
        finding.let_op,
        (index,),
        doubts,
        row,
    )


def _all(reasons: Iterable[str], match: Match) -> tuple[str, ...]:
    """The row's reasons and those of the match."""
    own = []
    if match.indicator_id is None:
        own.append(Reason.UNKNOWN_INDICATOR.because())
    elif not match.sure:
        own.append(Reason.UNSURE_INDICATOR.because(f"score {match.score:.0f}, margin {match.margin:.0f}"))
    return tuple(dict.fromkeys([*reasons, *own]))


def _joined(claims: Sequence[_Claim], reason: str) -> _Claim:
    """Several claims about one indicator as one; where they contradict each other its verdict is null."""
    verdicts = {claim.verdict for claim in claims}
    reasons = list(dict.fromkeys(r for claim in claims for r in claim.reasons))
    findings = tuple(f for claim in claims for f in claim.findings)
    if len(verdicts) > 1:
        reasons.append(f"{Reason.CONTRADICTION.value}\0{','.join(map(str, findings))}")
        return replace(
            claims[0], verdict=None, assignment=None, explanation=None, let_op=(), findings=(), reasons=tuple(reasons)
        )
    texts = dict.fromkeys(claim.explanation for claim in claims if claim.explanation)
    return replace(
        claims[0],
        assignment=DIRECT if claims[0].verdict else None,
        explanation=" ".join(texts) or None,
        let_op=tuple(note for claim in claims for note in claim.let_op),
        findings=findings,
        reasons=tuple(dict.fromkeys([*reasons, reason])),
    )


def _in_context(claims: Sequence[_Claim], kader: Kader, themes: bool) -> Iterator[_Claim]:
    """The claims with what the rows around them make doubtful: the heading of another theme above, and a row before
    that the kader has behind, in the same theme."""
    positions = {indicator.id: n for n, indicator in enumerate(kader.indicators)}
    headed = {claim.row.theme for claim in claims}
    last: dict[tuple[object, ...], tuple[int, int]] = {}  # position in the kader, and of the row
    for claim in claims:
        if claim.match.indicator_id is None:
            yield claim
            continue
        theme = kader.indicator(claim.match.indicator_id).theme_id
        reasons = list(claim.reasons)
        if themes and claim.row.theme and theme not in headed:
            reasons.append(Reason.THEME.because(kader.themes[claim.row.theme]))
        s = claim.setting
        key = (s.gemeente, s.aanpak, s.year, theme)
        at = (positions[claim.match.indicator_id], claim.row.order)
        before = last.get(key)
        if before and at[0] < before[0] and at[1] > before[1] and claim.match.sure:
            reasons.append(Reason.ORDER.because(kader.indicators[before[0]].id))
        last[key] = at
        yield replace(claim, reasons=tuple(dict.fromkeys(reasons)))


def _merge(claims: Sequence[_Claim], findings: Sequence[FoundFinding]) -> list[_Claim]:
    """One claim per (gemeente, aanpak, year, indicator); an indicator that is printed twice is joined."""
    groups: dict[tuple[object, ...], list[_Claim]] = {}
    for claim in claims:
        s = claim.setting
        groups.setdefault(
            (s.gemeente, s.aanpak, s.year, claim.match.indicator_id or fold(claim.match.text)), []
        ).append(claim)
    return [_joined(same, Reason.TWICE.because(f"{len(same)}×")) if same[1:] else same[0] for same in groups.values()]


def _theme_of(row: Row, kader: Kader) -> str | None:
    known = [kader.indicator(m.indicator_id).theme_id for m in row.indicators if m.indicator_id]
    return known[0] if known else row.theme


def _with_indicators(findings: Sequence[FoundFinding], claims: Sequence[_Claim]) -> tuple[FoundFinding, ...]:
    owners: dict[int, list[str]] = {}
    for claim in claims:
        for f in claim.findings:
            owners.setdefault(f, []).append(claim.match.indicator_id or claim.match.text)
    return tuple(replace(f, indicator_ids=tuple(owners.get(n, ()))) for n, f in enumerate(findings))


def _verdict(claim: _Claim, findings: Sequence[FoundFinding]) -> Verdict:
    s = claim.setting
    place = findings[claim.findings[0]].finding.place if claim.findings else claim.row.place
    return Verdict(
        gemeente=s.gemeente,
        gemeente_code=s.gemeente_code,
        successor=s.successor,
        successor_code=s.successor_code,
        aanpak=s.aanpak,
        aanpak_current=s.aanpak_current,
        predecessors=s.predecessors,
        year=s.year,
        match=claim.match,
        verdict=claim.verdict,
        assignment=claim.assignment,
        explanation=claim.explanation,
        let_op=claim.let_op,
        findings=claim.findings,
        reasons=claim.reasons,
        place=place,
    )
