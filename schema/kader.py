"""The framework that the inspectorate judged by: themes, criteria, indicators, read from one TOML file."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

BUILT_IN = "ggsr-2013"


class KaderError(ValueError):
    """The kader file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the kader's indicators, with the criterion and the theme above it."""

    id: str
    text: str
    criterion_id: str
    criterion: str
    theme_id: str
    theme: str


@dataclass(frozen=True, slots=True)
class Kader:
    """A framework. `indicators` are in the printed order; `digest` is the SHA-256 of the file, 16 digits. `synonyms`:
    a word that documents print, and the words of the indicators that it stands for, parted by blanks."""

    id: str
    name: str
    indicators: tuple[Indicator, ...]
    digest: str
    synonyms: tuple[tuple[str, str], ...] = ()

    @property
    def themes(self) -> dict[str, str]:
        """Theme id → name, in the printed order."""
        return {i.theme_id: i.theme for i in self.indicators}

    @property
    def criteria(self) -> dict[str, str]:
        """Criterion id → name, in the printed order."""
        return {i.criterion_id: i.criterion for i in self.indicators}

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator with this id; KeyError where there is none."""
        return {i.id: i for i in self.indicators}[indicator_id]


@cache
def load(path: str | None = None) -> Kader:
    """The kader in the file `path`, or the built-in one. Raises KaderError."""
    try:
        if path is None:
            content = (resources.files("schema") / "kaders" / f"{BUILT_IN}.toml").read_bytes()
        else:
            content = Path(path).read_bytes()
        return _parse(content)
    except (OSError, KeyError, TypeError, AttributeError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise KaderError(
            f"kader {path}: {what}. Expected: TOML with id, name and [[theme]] → [[theme.criterion]] → "
            "indicators, like schema/kaders/ggsr-2013.toml."
        ) from error


def _parse(content: bytes) -> Kader:
    data = tomllib.loads(content.decode("utf-8"))
    indicators = tuple(
        Indicator(f"{criterion['id']}.{n}", text, criterion["id"], criterion["name"], theme["id"], theme["name"])
        for theme in data["theme"]
        for criterion in theme["criterion"]
        for n, text in enumerate(criterion["indicators"], 1)
    )
    if not indicators or len({i.id for i in indicators}) < len(indicators):
        raise KaderError("kader: it has no indicators, or an id stands twice. Every id must be unique.")
    synonyms = tuple((word, " ".join(words)) for word, words in data.get("synonyms", {}).items())
    return Kader(data["id"], data["name"], indicators, hashlib.sha256(content).hexdigest()[:16], synonyms)
