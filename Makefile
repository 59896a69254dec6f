# `make check` is what every commit passes; PYTHON names the interpreter of an environment with `.[dev]`.
PYTHON ?= python

.PHONY: check lint types test samples golden

check: lint types test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

samples:  ## typeset samples/*.pdf anew from their texts
	$(PYTHON) -m tests.typeset

golden:  ## rewrite the golden files; read the diff beside the documents
	$(PYTHON) -m pytest --accept tests/test_golden.py tests/test_producers.py
