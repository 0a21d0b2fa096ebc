# Every command of the project goes through this file; .ci/run calls the same targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export SOBRIA_PORT ?= 8000

.PHONY: help env demo start test test-sqlite test-postgres lint format bench messages requirements clean

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-14s %s\n", $$1, $$2}'

env: $(VENV)/.ready ## Create the environment (done by the other commands when needed)

$(VENV)/.run-ready: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready: $(VENV)/.run-ready requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run-ready ## Populate the synthetic city of Lutèce and serve it on http://127.0.0.1:8000
	$(BIN)/sobria demo --port $(SOBRIA_PORT)

start: $(VENV)/.run-ready ## Serve an empty city on http://127.0.0.1:8000, ready for a first file
	$(BIN)/sobria start --port $(SOBRIA_PORT)

test: env ## Run every test on SQLite, then what depends on the database on PostgreSQL
	tools/test

lint: env ## Check style, types, layers, templates and SQL
	tools/lint

format: env ## Rewrite files to the house style
	$(BIN)/ruff check --fix --quiet src tests benchmarks tools || true
	$(BIN)/ruff format src tests benchmarks tools
	git ls-files -z -- 'src/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 || true

bench: env ## Measure side by side and print both sides
	benchmarks/run

messages: env ## Extract the French texts and update the English catalogue
	$(BIN)/python tools/messages.py update

requirements: env ## Pin every dependency with its hashes, without naming a host
	tools/requirements

clean: ## Remove the environment and the local data
	rm -rf $(VENV) var build src/*.egg-info .mypy_cache .ruff_cache .pytest_cache
