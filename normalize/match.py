"""Printed indicators, criteria and themes to the kader's. The only caller of rapidfuzz.

Likeness is `fuzz.ratio` on folded text with a margin to the runner-up: `WRatio` and `token_set_ratio` confuse
neighbours ("De gemeente evalueert …" / "De netwerkpartners evalueren …").
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import regex
from rapidfuzz import fuzz, process

from normalize.text import clean, fold
from schema.kader import Indicator, Kader
from schema.verdict import Match

# The nearest two indicators of the kader, 3.1.5 and 3.1.6, are 82 apart; with 15 % of the characters wrong the
# right one is at 79 or more. Below LIKE a text is no indicator of the kader.
LIKE = 74.0
# From here on a text is surely about this indicator: one with 15 % of the characters wrong is at 79 or more, the
# nearest other at 82.
SURE = 88.0
# A person need not look where the runner-up is so far behind, no word was exchanged and little is missing: the margin
# between 3.1.5 and 3.1.6 is 18.
SURE_MARGIN = 6.0
# An indicator in the middle of a cell of several is at least so like the kader's: two of them cut one word too early
# are at 76.
PART = 80.0
# So much of an indicator may be missing: its last three words are 0.34 of its letters at most.
MISSING = 0.35
# "niet", "geen", damaged or not.
NEGATIONS = ("niet", "geen", "zonder")
NEGATED = 75.0
# Two words are the same word, damaged or inflected: "gerneente" / "gemeente" is at 82, "school" / "gemeente" at 29.
SAME_WORD = 60.0
# Words shorter than this, and these, may differ: "met een" was printed "met en", "voor de" becomes "van de".
SHORT_WORD = 4
FUNCTION_WORDS = frozenset({"voor", "over", "naar", "door", "deze", "zijn", "wordt", "worden", "binnen", "waar"})
# Criteria and themes are short, and prose is full of their words: nearly literal.
HEADING = 90.0
LONGEST_RUN = 7
# The 30 indicators of the kader have 417 words together: a cell with more than this holds something else.
MOST_WORDS = 500

# "3.2.1 ", "1.1. ", "a) ": a number before the indicator
_NUMBER = regex.compile(r"^\s*+(?:\d{1,2}+(?:\.\d{1,2}+)*+[.)]?|[a-z]\))\s+", regex.IGNORECASE)


class Matcher:
    """Knows one kader. All texts may be as printed; folding happens here."""

    def __init__(self, kader: Kader) -> None:
        self._indicators = kader.indicators
        self._folded = {i.id: fold(i.text) for i in kader.indicators}
        self._runs = {" ".join(self._folded[i.id] for i in run): run for run in _runs(kader.indicators)}
        self._run_texts = tuple(self._runs)
        self._criteria = {fold(name): key for key, name in kader.criteria.items()}
        self._synonyms = {fold(word): frozenset(fold(words).split()) for word, words in kader.synonyms}
        self._themes = {fold(name): key for key, name in kader.themes.items()}

    def likeness(self, text: str) -> float:
        """How well `text`, perhaps behind the name of a criterion, fits the best run of one or several consecutive
        indicators; 0 below LIKE."""
        score = self._run_score(text)
        if score >= SURE:
            return score
        return max([score, *map(self._run_score, self._behind_criterion(text))])

    def _run_score(self, text: str) -> float:
        folded = fold(unnumbered(text))
        variants = dict.fromkeys([folded, self._known_words(folded)])
        found = [process.extractOne(v, self._run_texts, scorer=fuzz.ratio, score_cutoff=LIKE) for v in variants]
        return max((float(best[1]) for best in found if best), default=0.0)

    def theme(self, text: str) -> str | None:
        """The id of the theme that `text` names, or None."""
        return _named(self._themes, text)

    def criterion(self, text: str) -> str | None:
        """The id of the criterion that `text` names, or None."""
        return _named(self._criteria, text)

    def indicators(self, paragraphs: Sequence[str]) -> tuple[Match, ...]:
        """The indicators of one cell, in printed order; one of id None for a text that is in no kader.

        `paragraphs` are the cell's paragraphs where the document tells them apart, else the one text of it.
        """
        pieces = [piece for piece in map(clean, paragraphs) if piece]
        if len(pieces) > 1 and self.criterion(pieces[0]):
            pieces = pieces[1:]
        if not pieces:
            return ()
        whole = " ".join(pieces)
        if whole.count(" ") > MOST_WORDS:
            return (self.one(whole),)
        behind = max(self._behind_criterion(whole), key=self._run_score, default=whole)
        if self._run_score(behind) > self._run_score(whole):
            return self.indicators([behind])
        together = self._as_run(whole)
        if not together or any(match.score < SURE for match in together):
            together = self._as_parts(whole) or together
        if together:
            return together
        if len(pieces) > 1 and any(self.likeness(piece) for piece in pieces):
            return tuple(match for piece in pieces for match in self.indicators([piece]))
        return (self.one(whole),)

    def one(self, text: str) -> Match:
        """`text` as a single indicator; of id None where it is like none. The criterion may stand before it."""
        match = self._alone(text)
        if match.sure:
            return match
        behind = (self._alone(rest) for rest in self._behind_criterion(text))
        return next((other for other in behind if other.sure), match)

    def in_theme(self, match: Match, theme_id: str) -> Match:
        """The match, sure where the theme's heading above it tells it from the runner-up: that is of another theme."""
        if match.sure or match.indicator_id is None or match.margin >= SURE_MARGIN:
            return match
        within = {key: text for key, text in self._folded.items() if key.startswith(f"{theme_id}.")}
        found = self._alone(match.text, within)
        return replace(match, sure=found.sure) if found.indicator_id == match.indicator_id else match

    def _behind_criterion(self, text: str) -> Iterator[str]:
        """What is left of a text that begins with the name of a criterion."""
        words = text.split()
        for name in self._criteria:
            count = len(name.split())
            if len(words) > count and fuzz.ratio(fold(" ".join(words[:count])), name) >= HEADING:
                yield " ".join(words[count:])

    def _known_words(self, folded: str) -> str:
        """The text with the indicators' words for those that mean the same."""
        return " ".join(min(self._synonyms.get(word, (word,))) for word in folded.split())

    def _alone(self, text: str, among: Mapping[str, str] | None = None) -> Match:
        folded = fold(unnumbered(text))
        variants = dict.fromkeys([folded, self._known_words(folded)])
        every = [process.extract(variant, among or self._folded, scorer=fuzz.ratio, limit=2) for variant in variants]
        ranked = max(every, key=lambda found: found[0][1] if found else 0.0)
        if not ranked or ranked[0][1] < LIKE:
            return Match(clean(text), None, 0.0, 0.0, sure=False)
        (kader_text, score, indicator_id), runner_up = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
        margin = score - runner_up
        sure = margin >= SURE_MARGIN and same_statement(folded, kader_text, self._synonyms)
        return Match(clean(text), indicator_id, float(score), float(margin), sure)

    def _as_run(self, text: str) -> tuple[Match, ...]:
        """The cell as one or several consecutive entries of the kader, () where it is not."""
        best = process.extractOne(fold(unnumbered(text)), self._run_texts, scorer=fuzz.ratio, score_cutoff=LIKE)
        if not best:
            return ()
        run = self._runs[best[0]]
        if len(run) == 1:
            return (self.one(text),)
        return tuple(self.one(part) for part in _split(text.split(), [self._folded[i.id] for i in run]))

    def _as_parts(self, text: str) -> tuple[Match, ...]:
        """The cell as any indicators one after the other, each whole; () where that leaves a rest."""
        words = text.split()
        best: list[tuple[float, tuple[Match, ...]] | None] = [(0.0, ())] + [None] * len(words)
        for end in range(3, len(words) + 1):
            for start in range(max(0, end - 30), end - 2):
                before = best[start]
                if before is None:
                    continue
                match = self.one(" ".join(words[start:end]))
                if match.indicator_id is None or match.score < PART:
                    continue
                value = before[0] + match.score * (end - start)
                if best[end] is None or value > best[end][0]:  # type: ignore[index]
                    best[end] = (value, (*before[1], match))
        return best[-1][1] if best[-1] and len(best[-1][1]) > 1 else ()


def unnumbered(text: str) -> str:
    """The text without the number before it: "3.2.1 De …", "a) De …"."""
    return str(_NUMBER.sub("", text))


def same_statement(text: str, kader_text: str, synonyms: Mapping[str, frozenset[str]]) -> bool:
    """Whether a text says what the indicator says (both folded): it has no word that the indicator has not, nor one
    that means the same, and it lacks little. `synonyms`: the indicators' words for a word."""
    if text.replace(" ", "") == kader_text.replace(" ", ""):
        return True
    ours, theirs = text.split(), kader_text.split()
    if sum(map(_is_negation, ours)) != sum(map(_is_negation, theirs)):
        return False
    known = [{word for word in theirs if _is_word(own, word, synonyms)} for own in ours]
    telling = (found for own, found in zip(ours, known, strict=True) if _is_telling(own))
    if not all(telling):
        return False
    said = {word for found in known for word in found}
    missing = sum(len(word) for word in theirs if word not in said and _is_telling(word))
    return missing <= MISSING * sum(map(len, theirs))


def _is_telling(word: str) -> bool:
    return len(word) >= SHORT_WORD and word not in FUNCTION_WORDS


def _is_negation(word: str) -> bool:
    """ "niet", "geen", also with a letter mistaken ("nict"); "een" is none."""
    return any(len(word) >= len(negation) and fuzz.ratio(word, negation) >= NEGATED for negation in NEGATIONS)


def _is_word(own: str, other: str, synonyms: Mapping[str, frozenset[str]]) -> bool:
    return bool(fuzz.ratio(own, other) >= SAME_WORD) or other in synonyms.get(own, ())


def alike_words(word: str, other: str) -> float:
    """0 to 1: how much two words look like forms of one ("geevalueerd" / "evalueren")."""
    return fuzz.ratio(word, other) / 100


def _named(names: dict[str, str], text: str) -> str | None:
    folded = fold(unnumbered(text))
    best = process.extractOne(folded, names.keys(), scorer=fuzz.ratio, score_cutoff=HEADING)
    return names[best[0]] if best else None


def _runs(indicators: Sequence[Indicator]) -> Iterable[tuple[Indicator, ...]]:
    """What one cell may hold, inside a theme: all runs of consecutive indicators, and all pairs in order."""
    yield from (pair for pair in combinations(indicators, 2) if pair[0].theme_id == pair[1].theme_id)
    for start in range(len(indicators)):
        for end in range(start + 1, min(start + LONGEST_RUN, len(indicators)) + 1):
            run = tuple(indicators[start:end])
            if run[0].theme_id == run[-1].theme_id:
                yield run


def _split(words: Sequence[str], targets: Sequence[str]) -> list[str]:
    """The words cut into one part per target, so that the parts are most like the targets (folded)."""
    best: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = {(0, 0): (0.0, ())}
    for n, target in enumerate(targets, 1):
        for end in range(n, len(words) + 1):
            options = []
            for start in range(n - 1, end):
                if (n - 1, start) in best and (n < len(targets) or end == len(words)):
                    part = " ".join(words[start:end])
                    value, parts = best[n - 1, start]
                    options.append((value + fuzz.ratio(fold(part), target), (*parts, part)))
            if options:
                best[n, end] = max(options)
    return list(best[len(targets), len(words)][1])
