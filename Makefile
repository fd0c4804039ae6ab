# From a fresh clone on Linux with Python 3.11: make demo

PYTHON ?= $(or $(shell command -v python3.11),$(shell command -v python3),python3.11)
VENV := .venv
BIN := $(VENV)/bin

# uv resolves and installs several times faster than pip, which stays as the way out where uv
# cannot work (an index that only pip's configuration names, a platform without a wheel). Bytecode
# is compiled once, here: without it every process compiles Beam anew, for three seconds.
define install
$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python -c constraints.txt -e '$(1)' \
	|| $(BIN)/python -m pip install -c constraints.txt -e '$(1)'
endef

# The report's pages are tested in a real browser, which Debian has. Where it cannot be installed,
# those tests are skipped, and say so.
define chromium
command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	&& export DEBIAN_FRONTEND=noninteractive && timeout 300 apt-get update -qq \
	&& timeout 600 apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 \
	|| echo "There is no Chromium: the tests of the report's pages will be skipped." >&2
endef

.PHONY: help demo lint unit test test-full test-cluster bench screenshots clean
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

demo: $(VENV)/installed ## score the bundled interviews, print the table, write out/demo and its report
	$(BIN)/interviews score --input tests/samples/interviews --output out/demo --report out/demo/report

lint: $(VENV)/installed-test ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/installed-test ## the unit tests, in less than a minute
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/unit

test: lint ## everything that CI checks
	$(BIN)/python -m pytest -n 2 --dist loadfile -m 'not slow' tests/unit tests/pipeline tests/integration

test-full: lint ## that and what takes longer
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/unit tests/pipeline tests/integration

test-cluster: $(VENV)/installed-test ## score with workers of another folder and environment
	$(BIN)/python -m pytest -rs tests/integration/test_portable_runner.py

bench: $(VENV)/installed-test ## measure speed and memory
	$(BIN)/python -m pytest -s -o python_files='bench_*.py test_*.py' tests/bench

screenshots: $(VENV)/installed-test ## take the README's pictures of the report anew
	$(BIN)/python -m tests.screenshots

clean: ## remove the environment, the caches and the demo's output
	rm -rf $(VENV) out/demo build dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test "$$(uname -s)" = Linux || { echo "Only Linux is supported."; exit 1; } >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "Python 3.11 is needed, and $(PYTHON) is not it."; \
		echo "Name one: make PYTHON=/path/to/python3.11"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments."; \
		echo "On Debian: apt-get install python3.11-venv"; exit 1; } >&2
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: setup.py constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv || true
	$(call install,.)
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(call install,.[train$(comma)test])
	@$(chromium)
	@touch $@

comma := ,
