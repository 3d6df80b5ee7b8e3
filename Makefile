# Each target does its own set-up. `make help` lists them.
PY := .venv/bin/python
PORT ?= 8000
SERVE ?= 1
T ?=
ARGS ?=
DEMO_ENV := env -u DATABASE_URL -u REDIS_URL CONSULT_DEMO=1 CONSULT_DATA_DIR=$(CURDIR)/var/demo
.DEFAULT_GOAL := help
.PHONY: help run-setup dev-setup demo test test-fast check format faults bench lock messages clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run-setup:
	@tools/setup.sh run
dev-setup:
	@tools/setup.sh dev

demo: run-setup ## a demonstration on 127.0.0.1:8000 (PORT=, SERVE=0 only prepares)
	@$(DEMO_ENV) PORT=$(PORT) SERVE=$(SERVE) tools/demo.sh

test: dev-setup ## everything: checks, SQLite, PostgreSQL with Redis, browser (T=tests/consult ARGS="-k vote" narrows)
	@$(PY) -m tools.run_tests $(T) $(ARGS)

test-fast: dev-setup ## SQLite only, no browser, no fault trials
	@$(PY) -m tools.run_tests --fast $(T) $(ARGS)

check: dev-setup ## the fast gate: format, lint, types, import contracts, templates, migrations, deployment
	@tools/check.sh

format: dev-setup ## put code and imports into shape
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

faults: dev-setup ## fault and race suites at full size on both databases (FAULT_TRIALS=1000)
	@FAULT_TRIALS=$${FAULT_TRIALS:-1000} $(PY) -m tools.run_tests --faults $(T) $(ARGS)

# Benchmarks print JSON lines and nothing else on standard output.
bench: dev-setup ## every benchmark
	@$(PY) -m tools.run_bench
bench-%: dev-setup ## one of live, votes, documents, synthesis, texts, report
	@$(PY) -m tools.run_bench $*

messages: dev-setup ## collect the strings into the catalogues and compile them (needs gettext)
	@$(PY) -m tools.messages

lock: dev-setup ## pin the versions that pyproject.toml allows today
	@$(PY) tools/requirements.py lock > var/requirements.lock && mv var/requirements.lock requirements.lock

clean: ## everything that can be made again (the demonstration's data too)
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
