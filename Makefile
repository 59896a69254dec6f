# `make check` is what every commit passes; PYTHON names the interpreter of an environment with `.[dev]`.
PYTHON ?= python

.PHONY: check lint types test slow calibrate samples golden

check: lint types test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

slow:  ## the longer checks: the real factsheets, where they are, and OCR, where it is installed
	$(PYTHON) -m pytest -m slow

calibrate:  ## what is read of generated documents: layout × strength of damage, and the traps
	$(PYTHON) -m tests.calibrate
	$(PYTHON) -m tests.calibrate --traps --number 6

samples:  ## typeset samples/*.pdf anew from their texts
	$(PYTHON) -m tests.typeset

golden:  ## rewrite the golden files; read the diff beside the documents
	$(PYTHON) -m pytest --accept tests/test_golden.py tests/test_producers.py
