"""Traps: documents in which some rows must be flagged, and the sound rows beside them must not."""

from collections.abc import Callable
from random import Random

from tests.generator.sheets import Factsheet

NAMES: dict[str, Callable[[Factsheet, Random], Factsheet]] = {}
