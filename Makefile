.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app lms

.PHONY: help
help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.venv/.runtime: requirements.txt
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

CATALOGS := $(patsubst %.po,%.mo,$(wildcard lms/translations/*/LC_MESSAGES/messages.po))

lms/translations/%.mo: lms/translations/%.po .venv/.runtime
	$(BIN)/pybabel -q compile -i $< -o $@

.PHONY: run
run: .venv/.runtime $(CATALOGS) ## Install, migrate, load data where there is none, and serve
	@$(FLASK) init
	@$(FLASK) seed demo --if-empty
	@exec $(FLASK) serve

.PHONY: test
test: .venv/.dev $(CATALOGS) ## Run the whole suite: on SQLite, and on PostgreSQL where one can be had
	@BIN=$(BIN) sh tests/run.sh

.PHONY: lint
lint: .venv/.dev ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/mypy

.PHONY: check
check: lint ## Check style, types and who imports whom
	$(BIN)/lint-imports

.PHONY: bench
bench: .venv/.dev $(CATALOGS) ## Measure speed on a generated data set and write docs/benchmarks.md
	$(BIN)/python -m bench.run

.PHONY: messages
messages: .venv/.runtime ## Collect the strings to translate into the catalogs
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _l -k lazy_gettext --no-wrap --sort-by-file --add-location=file --project=lms -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d lms/translations --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@rm build/messages.pot
