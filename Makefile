# make: set everything up, show the example season, write its calendar · make check: what CI runs · make bench: figures

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EXAMPLE := examples/marathon
READY := $(VENV)/.ready

.DEFAULT_GOAL := demo
.PHONY: demo check lint types architecture test bench docs format constraints clean

demo: $(READY)
	@mkdir -p out
	$(BIN)/countback -C $(EXAMPLE) show
	$(BIN)/countback -C $(EXAMPLE) export -o out/season.ics

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "countback needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip >= 25.1'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	@touch $@

check: lint types architecture test

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

architecture: $(READY)
	$(BIN)/lint-imports --no-cache

test: $(READY)
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/python -m bench

# The transcripts in README.md and docs/ as the program prints them now.
docs: $(READY)
	$(BIN)/python -m tests.docs

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pins without hosts: no index address, no hash.
constraints:
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --group dev pyproject.toml -o constraints.txt

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
