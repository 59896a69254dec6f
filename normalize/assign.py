"""Which finding speaks of which indicator, where one cell holds more indicators than markers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from math import log

from normalize.match import alike_words
from normalize.text import fold

# Up to here every cover is tried: 14 indicators (the longest theme) give 1,716 covers at most.
MOST_INDICATORS = 14
# Words of up to three letters ("de", "van", "op") say nothing about content.
SHORTEST_WORD = 4
# Two words speak of the same thing from here on: "geevalueerd" / "evalueren" is at 0.80, "resultaten" /
# "relevante" at 0.53.
RELATED = 0.75
# "evaluatie" and "evalueren" share five letters, "beleid" and "beleefd" four.
SHORTEST_STEM = 5


@dataclass(frozen=True, slots=True)
class Cover:
    """`owner[i]` is the finding that covers indicator i. Scores 0 to 1, of this cover and the next best."""

    owner: tuple[int, ...]
    score: float
    runner_up: float


def cover(indicators: Sequence[str], findings: Sequence[str], kader: Sequence[str]) -> Cover | None:
    """The best way to let each finding cover a consecutive run of the indicators, in order; each at least one.

    `kader` are the texts of all its indicators: a word that stands in many ("netwerkpartners") tells little.
    None where there are more findings than indicators or too many indicators to try.
    """
    n, m = len(indicators), len(findings)
    if not 0 < m <= n <= MOST_INDICATORS:
        return None
    speaks = _speaks(indicators, findings, kader)
    scored = []
    for cuts in combinations(range(1, n), m - 1):
        owner = tuple(sum(cut <= i for cut in cuts) for i in range(n))
        scored.append((sum(speaks[owner[i]][i] for i in range(n)) / n, owner))
    # On a tie the first finding covers the fewest: what is said last is said about the rest.
    scored.sort(key=lambda item: (-item[0], [-o for o in item[1]]))
    return Cover(scored[0][1], scored[0][0], scored[1][0] if len(scored) > 1 else 0.0)


def _speaks(indicators: Sequence[str], findings: Sequence[str], kader: Sequence[str]) -> list[list[float]]:
    """findings × indicators: the share of an indicator's telling words that the finding uses.

    A word tells the more the rarer it is in the kader (squared: who acts, "gemeente", tells less than what is
    done, "evalueren") and the fewer indicators of the cell share it.
    """
    vocabulary = [_words(text) for text in indicators]
    corpus = [_words(text) for text in kader]
    telling = {
        word: log((1 + len(corpus)) / max(1, _count(word, corpus))) ** 2 / _count(word, vocabulary)
        for words in vocabulary
        for word in words
    }
    table = []
    for finding in map(_words, findings):
        heard = {w: max((_related(w, f) for f in finding), default=0.0) for w in telling}
        table.append(
            [
                sum(telling[w] * heard[w] for w in words) / (sum(telling[w] for w in words) or 1.0)
                for words in vocabulary
            ]
        )
    return table


def _words(text: str) -> list[str]:
    return sorted({w.removeprefix("ge") if len(w) > 7 else w for w in fold(text).split() if len(w) >= SHORTEST_WORD})


def _count(word: str, texts: Sequence[Sequence[str]]) -> int:
    """How many texts use the word or a form of it."""
    return sum(any(_related(word, other) >= RELATED for other in words) for words in texts)


def _related(word: str, other: str) -> float:
    """0 to 1: forms of one word by their likeness, words of one stem by the share of it ("evaluatie")."""
    likeness = alike_words(word, other)
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    share = stem / max(len(word), len(other))
    return max(likeness if likeness >= RELATED else 0.0, share if stem >= SHORTEST_STEM and share >= 0.5 else 0.0)
