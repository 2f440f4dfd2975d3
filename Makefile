# Run `make` to see what there is. Everything is set up from nothing: Python 3.11 or newer is all it takes.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
EIGENART_DATA_DIR ?= $(CURDIR)/var
EIGENART_SHARED_DATA ?= $(CURDIR)/../shared/data
export PORT EIGENART_DATA_DIR EIGENART_SHARED_DATA
export OMP_NUM_THREADS ?= 1

BIN := .venv/bin
READY := .venv/.ready
READY_DEV := .venv/.ready-dev
READY_BENCH := .venv-bench/.ready

.PHONY: help demo serve worker test test-postgresql check format bench bench-quality bench-speed peers e2e docs messages lock audit sbom asvs clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  \033[1m%-16s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check uv

$(READY): .venv/bin/uv requirements.lock pyproject.toml
	@echo "Installing the locked requirements"
	@$(BIN)/uv pip install --quiet --python .venv --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python .venv --no-deps -e .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.lock
	@echo "Installing the locked tools for tests"
	@$(BIN)/uv pip install --quiet --python .venv --require-hashes -r requirements-dev.lock
	@touch $@

$(READY_BENCH): .venv/bin/uv requirements-bench.lock tools/make_bench_environment.sh
	@echo "Making .venv-bench with the benches' peers (about 2 GB)"
	@tools/make_bench_environment.sh $(PYTHON) $(CURDIR)/$(BIN)/uv

demo: $(READY) ## Start the demo company and open it in the browser (PORT, EIGENART_DATA_DIR)
	@EIGENART_MODE=demo exec $(BIN)/eigenart demo

serve: $(READY) ## Serve the portal (production settings from the environment)
	@exec $(BIN)/eigenart serve

worker: $(READY) ## Run background jobs
	@exec $(BIN)/eigenart worker

check: $(READY_DEV) ## Format, lint, types, contracts, spelling, translations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@EIGENART_WITHOUT_DATABASE=1 EIGENART_MODE=test $(BIN)/mypy
	@$(BIN)/codespell
	@$(BIN)/python tools/check_messages.py
	@EIGENART_WITHOUT_DATABASE=1 EIGENART_MODE=test DJANGO_SETTINGS_MODULE=eigenart.config.settings_for_tests \
	  $(BIN)/python -m django check --fail-level WARNING

test: $(READY_DEV) browser ## Unit, contract and browser tests (installs Chromium from Debian's packages as root)
	@$(BIN)/pytest --cov --cov-report=term:skip-covered -m "not e2e"
	@$(BIN)/pytest -m e2e

.PHONY: browser
browser:
	@tools/ensure_browser.sh

test-postgresql: $(READY_DEV) ## The gate's tests once more on the system's own PostgreSQL
	@tools/with_postgresql.sh $(BIN)/pytest -q tests/privacy tests/contracts tests/config tests/profiles

e2e: $(READY_DEV) browser ## Browser tests only
	@$(BIN)/pytest -m e2e

peers: $(READY_DEV) $(READY_BENCH) ## Tests against real peers only
	@$(BIN)/pytest -m peers
	@EIGENART_WITHOUT_DATABASE=1 .venv-bench/bin/python -m pytest -m peers tests/bench/peers

SETS := $(EIGENART_SHARED_DATA)/interactions

bench: bench-quality bench-speed $(READY_DEV) browser ## Quality and speed on real data, side by side with the peers
	@$(BIN)/python -m bench.company_sizes
	@$(BIN)/python -m bench.demo_statistics
	@$(BIN)/python -m bench.real_company --json var/bench/real_company.json

# The three sets without times can only be asked by protocol A, which `live` does for them.
bench-quality: $(READY_DEV) $(READY_BENCH) ## Both protocols on the four shared sets with all peers
	@mkdir -p var/bench
	@$(BIN)/eigenart bench live $(addprefix $(SETS)/,mars_en xuetangx mooccube itm_rec) --json var/bench/live.json
	@$(BIN)/eigenart bench static $(SETS)/mars_en --json var/bench/static.json

bench-speed: $(READY_DEV) $(READY_BENCH) ## Seconds and megabytes for companies up to a million people
	@mkdir -p var/bench
	@$(BIN)/eigenart bench speed --json var/bench/speed.json

# Not kept in the repository: it says what one run of one installation showed. Needs a demo that was loaded once.
.PHONY: evidence
evidence: $(READY_DEV) ## Run the long suites and drills and write docs/evidence.md
	@mkdir -p var
	@$(BIN)/pytest -q -m "not e2e and not peers" tests/privacy tests/delivery tests/security tests/core/test_aggregates.py \
	  tests/insight --junitxml=var/evidence.xml || true
	@EIGENART_MODE=demo $(BIN)/eigenart demo --load-only
	@EIGENART_MODE=demo $(BIN)/eigenart drill breach || true
	@EIGENART_MODE=demo $(BIN)/eigenart drill parity || true
	@EIGENART_MODE=demo $(BIN)/eigenart drill twins || true
	@EIGENART_MODE=demo $(BIN)/eigenart drill evidence --junit var/evidence.xml docs/evidence.md

docs: $(READY_DEV) browser ## Take the pictures of README and docs from the running demo
	@$(BIN)/python tools/take_pictures.py

messages: $(READY_DEV) ## Collect new texts for translation (needs gettext)
	@$(BIN)/python tools/check_messages.py --write

format: $(READY_DEV) ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/bin/uv ## Renew the lock files; they hold hashes and no address
	@$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --upgrade -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --constraint requirements.lock -o requirements-dev.lock
	@$(BIN)/uv pip compile pyproject.toml --extra bench --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --constraint requirements.lock --no-emit-package torch -o requirements-bench.lock

audit: $(READY_DEV) ## Known weaknesses of the locked requirements (needs a connection; without one it fails)
	@$(BIN)/python -m tools.audit_dependencies

sbom: $(READY_DEV) ## Write the bill of materials (CycloneDX) to var/sbom.cdx.json
	@$(BIN)/python -m tools.make_sbom

asvs: $(READY_DEV) ## Write the report on OWASP ASVS from its data file
	@$(BIN)/python -m tools.make_asvs

clean: ## Remove the environment and the demo's data
	rm -rf .venv .venv-bench var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
