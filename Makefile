# make run: an answer on real data.   make test: everything that must hold.   PYTHON=python3.12 chooses another Python.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# 311, 312 or 313
PY := $(or $(shell $(PYTHON) -c 'import sys; print("%d%d" % sys.version_info[:2])' 2>/dev/null),none)
PINS := constraints/py$(PY).txt
PACKAGES := $(VENV)/.packages-py$(PY)
INSTALLED := $(VENV)/.installed-py$(PY)
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test verify bench lint format docs docs-refresh pins clean

help:  ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

setup: $(INSTALLED)  ## make .venv with the pinned packages and this package in it

run: $(INSTALLED)  ## what happens to NATO if the United States becomes a partner only
	@$(BIN)/alliance-sim run us-partner-only

test: $(INSTALLED)  ## style, types, imports, sizes, documents and behaviour
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

verify: $(INSTALLED)  ## the slow statistical tests
	$(BIN)/python -m pytest -m verify $(ARGS)

bench: $(INSTALLED)  ## how long things take, as ratios
	@$(BIN)/python benchmarks/start_up.py
	@$(BIN)/python benchmarks/one_run.py
	@$(BIN)/python benchmarks/engines.py

lint: $(INSTALLED)  ## style, types and imports only
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-cache

format: $(INSTALLED)  ## put the code into the one format
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

docs: $(INSTALLED)  ## a site of the documents, in build/site; it needs no network
	$(BIN)/python -m sphinx -W --keep-going -q -D nb_execution_mode=force -c docs -d build/doctrees . build/site
	@echo "build/site/docs/index.html"

docs-refresh: $(INSTALLED)  ## write what the documents' commands say now below them; then read the changes
	@$(BIN)/python -m tests.refresh_docs

clean:  ## remove .venv and every cache; results in runs/ stay
	rm -rf $(VENV) .venv-pins build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find alliance_sim tests benchmarks experiments -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Each stamp is written last: an install that was interrupted has none, and the next call starts it afresh.
$(PACKAGES): $(PINS)
	@rm -rf $(VENV)
	@echo "Installing the packages of $(PINS) into $(VENV), once (about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r $(PINS)
	@touch $@

$(INSTALLED): pyproject.toml $(PACKAGES)
	@rm -f $@
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

constraints/py%.txt:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "alliance_sim needs Python 3.11, 3.12 or 3.13, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | tail -n 1)." >&2; \
		echo "Name another one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.12" >&2; exit 1; }
	@echo "There are no pinned packages for $$($(PYTHON) --version) yet; use 3.11, 3.12 or 3.13: make $(MAKECMDGOALS) PYTHON=python3.13" >&2
	@exit 1

# The pins hold every platform's hashes and say nothing about where packages come from. Each file is resolved for the
# first release of its Python, so that all later ones take it: some packages ask for 3.11.5 and a system has 3.11.2.
pins:  ## write constraints/ anew, from pyproject.toml
	@rm -rf .venv-pins && $(PYTHON) -m venv .venv-pins
	@.venv-pins/bin/python -m pip --quiet install uv
	for python in 3.11 3.12 3.13; do .venv-pins/bin/uv pip compile --quiet --no-config --upgrade --python-version $$python \
		--generate-hashes --no-header --no-annotate \
		--extra class --extra dev --extra fast --extra study --extra cluster --extra netcdf --extra discovery --extra docs \
		--output-file constraints/py$$(echo $$python | tr -d .).txt pyproject.toml >/dev/null || exit 1; done
	@rm -rf .venv-pins
