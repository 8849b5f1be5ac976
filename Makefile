# dgroup: everything builds its own .venv from nothing but python3 (3.11 or newer) and make.
#
#   make demo    a learning community over real SMTP, in half a minute
#   make test    the quick gate: style, types, house rules, all tests but the long ones
#   make soak    the long tests: kills, faults, a real Postfix, a real browser
#   make check   style, types and house rules only
#   make serve   run the site of ./dgroup.toml
#   make bench   what dgroup exists for, measured
#   make docs    write docs/reference.md anew

PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

# HOME may be read-only, pip may run as root and its index may grumble: not worth a line on the screen.
export PIP_ROOT_USER_ACTION = ignore
export PIP_NO_CACHE_DIR ?= $(if $(wildcard $(HOME)/.cache/pip),,1)

# Quick tests share the cores; the long ones do not, for they measure and kill.
SPREAD := --numprocesses=logical --maxprocesses=4 --dist=worksteal

.PHONY: help demo test check serve bench docs soak clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

demo: .venv/run.stamp
	@$(BIN)/dgroup demo

serve: .venv/run.stamp
	@$(BIN)/dgroup serve

test: check
	$(BIN)/python -m pytest $(SPREAD) --ignore=tests/house

check: .venv/dev.stamp
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q $(SPREAD) tests/house

soak: .venv/dev.stamp
	$(BIN)/python -m pytest -m soak --timeout=1200

bench: .venv/dev.stamp
	@$(BIN)/python -m benchmarks

docs: .venv/dev.stamp
	@$(BIN)/python -m dgroup.cli.reference docs/reference.md

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

# What running takes: the program and, where it can be had, uvloop.
.venv/run.stamp: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "dgroup needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "building .venv ..." >&2; $(PYTHON) -m venv .venv; } || \
	  { echo "python3 cannot make a venv; on Debian: apt install python3-venv" >&2; rm -rf .venv; exit 1; }
	@$(PIP) install -e '.[fast]' 2>/dev/null || $(PIP) install -e .
	@touch $@

# What testing takes on top.
.venv/dev.stamp: .venv/run.stamp
	@echo "fetching the tools for tests ..." >&2
	@$(PIP) install -e '.[dev]'
	@touch $@
