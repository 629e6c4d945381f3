# Two commands do all the set-up: `make up` runs the product, `make test` tests it.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
FEED   ?=
SPEED  ?=
DATA   ?= data
WORKERS ?= 2

.PHONY: up test check stack format clean help

help:            ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

up: $(VENV)/.installed          ## install and run everything on this machine (FEED=FILE to replay a file)
	@$(BIN)/nabiz up --data-dir $(DATA) $(if $(FEED),--feed '$(FEED)') $(if $(SPEED),--speed $(SPEED))

test: $(VENV)/.tested           ## install what the tests need and run all of them
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: $(VENV)/.tested          ## linters, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.tested         ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:           ## remove what was built and the data of `make up`
	rm -rf $(VENV) $(DATA) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# torch first and by its exact line: asked for by another package it would come with gigabytes of GPU libraries.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25'

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet 'torch==2.13.*'
	$(BIN)/python -m pip install --quiet --editable '.[embedded]'
	@touch $@

# The page tests drive Debian's Chromium; who is not root is told how to get it.
$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[embedded,dev]'
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } \
		|| { echo "the page tests need Chromium: sudo apt-get install chromium"; exit 1; }
	@touch $@
