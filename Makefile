# Two commands: `make serve` shows the site, `make test` runs the tests. Everything else is for development.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: serve test check build fix lock clean help

help:  ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "docgen needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

serve: $(READY)  ## Regenerate the docs and serve the site on 127.0.0.1:8000
	$(BIN)/docgen serve

test: $(READY)  ## Run the whole test suite
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(READY)  ## Lint, types, package borders, drift, strict site build
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/docgen check
	$(BIN)/mkdocs build --strict

build: $(READY)  ## Regenerate the docs
	$(BIN)/docgen build

fix: $(READY)  ## Format, and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(READY)  ## Resolve pyproject.toml anew into requirements.lock
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --allow-unsafe --extra dev --output-file requirements.lock pyproject.toml

clean:  ## Remove what the commands above made
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
