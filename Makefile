# Two commands: `make serve` shows the site, `make test` runs the tests. Everything else is for development.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := .venv-tools
GENERATORS := .venv-generators
DESCRIBING := $(TOOLS)/.ready
RUNTIME := .venv-runtime
ONLY_RUNTIME := $(RUNTIME)/.ready
MINUTES ?= 10
TARGETS ?=
SEED ?= 0
LOCKED := --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe
INSTALL := -m pip install --quiet --disable-pip-version-check

# Python keeps what it has compiled, even where the machine tells it not to: docgen and the tests start many times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve test check generators build dist fix fuzz lock sbom licenses screenshot clean help

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
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: $(READY)  ## Lint, types, package borders, drift, strict site build
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/docgen check
	$(BIN)/mkdocs build --strict

$(GENERATORS)/.ready: generators.lock
	$(PYTHON) -m venv --clear $(GENERATORS)
	$(GENERATORS)/bin/python $(INSTALL) --require-hashes -r generators.lock
	@touch $@

generators: $(READY) $(GENERATORS)/.ready  ## Build the finished pages with other site generators
	DOCGEN_REQUIRE_GENERATORS=1 $(BIN)/python -m pytest -q tests/app/test_finished_pages.py

build: $(READY)  ## Regenerate the docs
	$(BIN)/docgen build

dist: $(READY)  ## dist/: the source archive and the wheel, the same bytes every time
	$(BIN)/python -m tests.packaging.dist dist

fix: $(READY)  ## Format, and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: $(READY)  ## Make up inputs: MINUTES=10, TARGETS="lexer facts", SEED=0; by coverage where atheris is installed
	$(BIN)/python -m tests.fuzz $(TARGETS) --seed $(SEED) --seconds $$(( $(MINUTES) * 60 )) --keep \
		$$($(BIN)/python -c 'import atheris' 2>/dev/null && echo --guided)

lock: $(READY)  ## Resolve pyproject.toml again into requirements.lock, and tools.in and generators.in into their locks
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile $(LOCKED) --upgrade --extra dev --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile $(LOCKED) --upgrade --output-file tools.lock tools.in
	$(BIN)/pip-compile $(LOCKED) --upgrade --output-file generators.lock generators.in

# Without what only development needs: the versions of the lock, chosen by what docgen requires.
$(ONLY_RUNTIME): requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear $(RUNTIME)
	sed -E 's/ *\\$$//; /^ +--hash/d; /^ *#/d' requirements.lock > $(RUNTIME)/versions.txt
	$(RUNTIME)/bin/python $(INSTALL) --constraint $(RUNTIME)/versions.txt .
	@touch $@

$(DESCRIBING): tools.lock
	$(PYTHON) -m venv --clear $(TOOLS)
	$(TOOLS)/bin/python $(INSTALL) --require-hashes -r tools.lock
	@touch $@

sbom: $(ONLY_RUNTIME) $(DESCRIBING)  ## build/sbom.json: what is installed with docgen, in CycloneDX
	@mkdir -p build
	$(TOOLS)/bin/cyclonedx-py environment --output-reproducible --output-format JSON --pyproject pyproject.toml \
		--output-file build/sbom.json $(RUNTIME)/bin/python

licenses: $(ONLY_RUNTIME) $(DESCRIBING)  ## The licence of each package that is installed with docgen
	@$(TOOLS)/bin/pip-licenses --python $(RUNTIME)/bin/python --from mixed --order name --with-urls --format markdown

screenshot: $(READY)  ## docs/images/screenshot.png: the home page of the site, in the system's Chromium
	$(BIN)/python -m tests.browser.screenshot docs/images/screenshot.png

clean:  ## Remove what the commands above made
	rm -rf $(VENV) $(TOOLS) $(GENERATORS) $(RUNTIME) site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
