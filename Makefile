# Every command that a developer needs. Nothing is installed outside this folder: Python packages go to .venv, other
# tools to .tools. Stamp files keep a second run from installing anything again.

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=

BIN := .venv/bin
LOGS := .tools/log
STAMPS := .tools/stamps
PIP := -m pip install --quiet --disable-pip-version-check --no-input

AZURITE := 3.35.0
# Compiled as an installation from a wheel would be, also where Python keeps no bytecode
SOURCES := sdk engine providers templates
CHECKOV := checkov>=3.2.400,<4

MAKEFLAGS += --jobs=4
.DEFAULT_GOAL := help
.PHONY: help demo test test-pythons lint lint-style lint-layout lint-types lint-imports format fuzz bench tools clean

help:
	@echo "make demo          build the example application for three clouds, and say where to look"
	@echo "make test          every test, on real servers and with the real Terraform CLI (ARGS='-k storage' to choose)"
	@echo "make test-pythons  tests of the SDK and the engine on the oldest and the newest other Python that is here"
	@echo "make lint          style, layout, types, import contracts"
	@echo "make format        lay the code out"
	@echo "make fuzz          random programs and mutated real files, compared before and after"
	@echo "make bench         measure speed"
	@echo "make tools         install what the tests need, and nothing else"
	@echo "make clean         remove everything that was installed or built"
	@echo "PYTHON=python3.12 chooses the interpreter (3.10 or later) for a new .venv"

demo: $(STAMPS)/cli
	@$(BIN)/python examples/demo.py $(ARGS)

test: test-pythons
	@WORKERS=$(WORKERS) .ci/pytest $(ARGS)

test-pythons: tools
	@$(BIN)/python -m tests.kit.pythons

lint: lint-style lint-layout lint-types lint-imports

lint-style: $(STAMPS)/dev
	$(BIN)/ruff check .

lint-layout: $(STAMPS)/dev
	$(BIN)/ruff format --check .

lint-types: $(STAMPS)/dev
	$(BIN)/mypy

lint-imports: $(STAMPS)/dev
	$(BIN)/lint-imports

format: $(STAMPS)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A long run of random programs and mutated real files; tests/fuzz has a small fixed share of it.
fuzz: $(STAMPS)/dev
	@$(BIN)/python -m tests.fuzz $(or $(ARGS),--programs 10000 --mutants 5000 --jobs 2)

bench: $(STAMPS)/dev
	@$(BIN)/python -m tests.bench $(ARGS)

# The large installations have nothing to do with each other, and are made at once.
tools: $(addprefix $(STAMPS)/,dev azurite checkov servers terraform-mirror)

clean:
	rm -rf .venv .tools dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# quietly NAME,COMMAND: one line while it goes well, everything the command said when it doesn't.
define quietly
	@echo "installing $(1)"; mkdir -p $(LOGS) $(STAMPS); \
	{ $(2); } >$(LOGS)/$(1).log 2>&1 || { cat $(LOGS)/$(1).log; exit 1; }
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later, please: make PYTHON=...")'
	@$(PYTHON) -m venv .venv

$(STAMPS)/cli: pyproject.toml | $(BIN)/python
	$(call quietly,infrar,$(BIN)/python $(PIP) -e '.[cli]' && $(BIN)/python -m compileall -q $(SOURCES))
	@touch $@

$(STAMPS)/dev: pyproject.toml $(STAMPS)/cli
	$(call quietly,infrar-dev,$(BIN)/python $(PIP) -e '.[dev]')
	@touch $@

$(STAMPS)/azurite:
	$(call quietly,azurite,npm install --prefix .tools/azurite --no-audit --no-fund --loglevel=error azurite@$(AZURITE))
	@touch $@

$(STAMPS)/checkov: | $(BIN)/python
	$(call quietly,checkov,$(BIN)/python -m venv .tools/checkov && .tools/checkov/bin/python $(PIP) '$(CHECKOV)')
	@touch $@

$(STAMPS)/servers:
	$(call quietly,servers,.ci/servers)
	@touch $@

# A machine that has a mirror of the aws provider (tests/kit/mirror.py finds it) downloads nothing.
$(STAMPS)/terraform-mirror: | $(BIN)/python
	$(call quietly,terraform-mirror,$(BIN)/python -m tests.kit.mirror || .ci/terraform-mirror .tools/terraform-mirror)
	@touch $@
