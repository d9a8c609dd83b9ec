# What everybody types. `make help` lists it.
SHELL := /bin/bash
VENV := .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
PORT ?= 8000
export CIRCLE_DATA ?= var
export PYTHONDONTWRITEBYTECODE =# compiled modules are kept: tests start a hundred programs
NODE_BIN := $(VENV)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup run test check soak mutants bench assets catalogue lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/' | sort

setup: $(VENV)/ready static/vendor/manifest.json circle/translations/zh_Hans_CN/LC_MESSAGES/messages.mo ## everything into .venv, front-end files included

run: setup ## serve a lifelike circle on http://127.0.0.1:8000 (PORT=…, CIRCLE_DATA=…)
	@$(VENV)/bin/circle run --port $(PORT) --demo

test: setup $(VENV)/dev ## all small tests, on SQLite and PostgreSQL, in a real browser too (EVERY=--every-row: docs/decisions/0035, 0055)
	@PATH="$(NODE_BIN)" $(PY) -m pytest -n 3 --dist worksteal $(EVERY) tests

check: setup $(VENV)/dev ## style, types, layers, templates, translations
	@$(VENV)/bin/ruff check --no-cache .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache
	@$(PY) -m tests.checks.templates
	@$(PY) -m tests.checks.catalogue

soak: setup $(VENV)/dev ## an issue's full numbers; SOAK="--seconds 60" for a short one
	@$(PY) -m bench.soak $(SOAK)

mutants: setup $(VENV)/dev ## switch off every guard in turn; each must turn a test red
	@$(PY) -m tests.mutants

bench: setup $(VENV)/dev ## speed of the pages, as ratios in one run
	@$(PY) -m bench.pages --big 1000000

assets: ## build the front-end files again
	@$(MAKE) --no-print-directory -W static/build.mjs static/vendor/manifest.json

catalogue: $(VENV)/dev ## compile the translations again
	@$(PY) -m circle.translations.compile

lock: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 -q -o requirements/base.txt --custom-compile-command "make lock"
	@uv pip compile pyproject.toml --extra dev --extra heic --generate-hashes --universal --python-version 3.11 -q -o requirements/dev.txt --custom-compile-command "make lock"

clean: ## remove what setup made
	@rm -rf $(VENV) static/vendor node_modules

$(VENV)/bin/python:
	@$(PYTHON) .ci/environment.py $(VENV)

$(VENV)/ready: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(PY) .ci/environment.py --link $(VENV)
	@touch $@

$(VENV)/dev: requirements/dev.txt | $(VENV)/ready
	@echo "Installing development packages…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

static/vendor/manifest.json: package-lock.json static/build.mjs $(shell find static/css static/js static/img -type f 2>/dev/null) | $(VENV)/bin/python
	@$(PY) .ci/node.py $(VENV)
	@echo "Building front-end files…"
	@PATH="$(NODE_BIN)" npm ci --ignore-scripts --no-audit --no-fund --silent
	@PATH="$(NODE_BIN)" node static/build.mjs
	@touch $@

circle/translations/zh_Hans_CN/LC_MESSAGES/messages.mo: $(wildcard circle/translations/zh_Hans_CN/*.po) circle/translations/compile.py | $(VENV)/ready
	@$(PY) -m circle.translations.compile
