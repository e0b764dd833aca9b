# make run    the journal, its worker and a demo LMS on this machine: one address to open
# make test   everything the project checks by running it      make check   everything it checks by reading it
PY := .venv/bin/python
PYTHON ?= python3
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] && echo yes)
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test test-fast check bench lock messages clean
.DEFAULT_GOAL := help

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.run ## start the journal, its worker and the demo LMS
	@$(PY) -m demo.launch

test: .venv/.test chromium ## every test on SQLite and PostgreSQL, browser included
	$(PY) -m pytest tests -n 2 --dist loadfile
	JOURNAL_TEST_POSTGRES=1 $(PY) -m pytest tests/journal tests/jobs tests/web tests/migrations -n 2 --dist loadfile

test-fast: .venv/.test ## the tests without a browser, on SQLite only
	$(PY) -m pytest tests -n 2 --dist loadfile --ignore=tests/browser

check: .venv/.test ## style, types, import contracts, templates
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy regulation models journal lti_tool blueprints demo wsgi.py
	.venv/bin/lint-imports
	.venv/bin/djlint templates demo/lms/templates --lint --quiet

bench: .venv/.test ## speed as figures: a table and bench/result.json
	$(PY) -m bench
	$(PY) -m bench.desks

lock: .venv/.test ## resolve requirements/*.in anew into requirements/*.txt
	for set in app demo test; do .venv/bin/pip-compile -q --strip-extras --no-header --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links --annotation-style=line -o requirements/$$set.txt requirements/$$set.in; done

messages: .venv/.test ## collect the sentences people see into translations/messages.pot and scripts.pot
	.venv/bin/pybabel -q extract --add-location=file -F translations/babel.cfg -k N_ -k _l -k lazy_gettext --project=journal -o translations/messages.pot .
	.venv/bin/pybabel -q extract --add-location=file -F translations/scripts.cfg -k N_ --project=journal -o translations/scripts.pot .

clean: ## remove the environment; data in instance/ and keys stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: $$($(PYTHON) -V) was found. Try: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; if [ "$(AS_ROOT)" ]; then apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; else echo "Run: sudo apt-get install python3-venv"; exit 1; fi; }

.venv/.run: requirements/demo.txt | .venv/bin/python
	@echo "Installing (once, about a minute)…"
	@$(PY) -m pip install -q -r requirements/demo.txt
	@$(MAKE) -s pango
	@touch $@

.venv/.test: requirements/test.txt | .venv/bin/python
	@$(PY) -m pip install -q -r requirements/test.txt
	@$(MAKE) -s pango
	@touch $@ .venv/.run

.PHONY: pango chromium
pango:
	@$(PY) -c 'import weasyprint' 2>/dev/null || { if [ "$(AS_ROOT)" ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PANGO); \
	  else echo "PDF needs Pango. Run: sudo apt-get install $(PANGO)"; exit 1; fi; }

chromium:
	@command -v chromium >/dev/null || { if [ "$(AS_ROOT)" ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-liberation; \
	  else echo "The browser tests need Chromium. Run: sudo apt-get install chromium fonts-liberation"; exit 1; fi; }
