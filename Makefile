# The two commands that matter are `make run` and `make test`. Everything is installed into this folder: uv into
# .tools/, the packages of uv.lock into .venv/.

UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
SPECTRAL := @stoplight/spectral-cli@6.16.3
PIP_AUDIT = $(UV) tool run --quiet pip-audit@2.10.1 --disable-pip --require-hashes --requirement build/requirements.txt \
	--progress-spinner off
NPX := SCARF_ANALYTICS=false npm_config_fetch_retries=0 npx --yes --prefer-offline $(SPECTRAL)

PYTHON = $(or $(shell for each in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$each -c 'import sys; sys.version_info < (3, 11) and sys.exit(1); print(sys.executable)' 2>/dev/null && break; \
	done),$(error Duetime needs Python 3.11 or later, and there is none on the PATH))

# Where the machine keeps certificates, they may include those of a proxy that uv's own would not know.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)

# Where the cache of this user cannot be written, as in many a container, it is in this folder too.
ifeq ($(shell d=$${XDG_CACHE_HOME:-$$HOME/.cache}; while [ -n "$$d" ] && [ ! -e "$$d" ]; do d=$${d%/*}; done; \
	[ -d "$${d:-/}" ] && [ -w "$${d:-/}" ] && echo yes),)
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache
export PIP_CACHE_DIR ?= $(CURDIR)/.tools/cache/pip
endif

.DEFAULT_GOAL := help
.PHONY: help run test test-quick test-long clients check fix openapi examples swagger-ui nlgov audit sbom bench bench-quick clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# With bytecode a start takes half as long. `exec`, so that make itself is the parent that the service follows.
run: export PYTHONDONTWRITEBYTECODE :=
run: .venv/.runtime ## start the database and the service on 127.0.0.1:8000, with demo data
	@echo "Starting PostgreSQL and Duetime; the first time the database is made and filled, which takes some seconds …"
	@exec $(BIN)/duetime serve --with-parent

PYTEST := $(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist worksteal

# What is long is one marker, so that each test is in `test` or in `test-long`. Properties with many examples are run by
# hand, for hours: .venv/bin/pytest -m hypothesis --hypothesis-profile long
test: .venv/.development ## run the tests, but for what takes minutes or real peers: within six minutes on two cores
	@$(PYTEST) -m "not long"

test-quick: .venv/.development ## run the pure rooms and a smoke of the others, within a minute
	@$(PYTEST) -m "not long" $(QUICK)

test-long: .venv/.development ## run what test leaves out: minutes each, or with real peers; half an hour at most
	@$(BIN)/python -m tests.clients.workshop
	@$(BOUNDED) $(PYTEST) -m long

clients: .venv/.development ## generate typed clients with the generators of the field, and try them: part of test-long
	@$(BIN)/python -m tests.clients.workshop
	@$(PYTEST) -m long tests/clients

QUICK := $(addprefix tests/,architecture business_time domain sla postgres/test_schema.py tickets/test_contracts.py \
	routers/tickets/test_intake.py routers/tickets/test_walking.py routers/sla/test_preview.py routers/sla/test_explanation.py test_addresses.py)
BOUNDED = $(shell command -v timeout >/dev/null && echo timeout --foreground --signal=INT 30m)

check: .venv/.development ## formatter, linter, types, import contracts, lock file, OpenAPI drift, NLGov rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(UV) lock --check
	$(BIN)/duetime openapi | diff -u openapi/openapi.json -
	$(BIN)/duetime openapi --client | diff -u openapi/client.json -
	@if $(HAS_SPECTRAL); then $(MAKE) --no-print-directory nlgov; else echo "$(NOT_CHECKED)"; fi

fix: .venv/.development ## format, and repair what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: .venv/.development ## write openapi/openapi.json, and client.json of it
	@$(BIN)/duetime openapi > openapi/openapi.json.new
	@mv openapi/openapi.json.new openapi/openapi.json
	@$(BIN)/duetime openapi --client > openapi/client.json.new
	@mv openapi/client.json.new openapi/client.json

examples: .venv/.development ## ask the service for the contract's examples anew, and write openapi/ with them
	@DUETIME_WRITE_EXAMPLES=1 $(BIN)/pytest tests/openapi/test_examples.py -k answers_so
	@$(MAKE) --no-print-directory openapi

swagger-ui: .venv/.development ## pack the page of the documentation anew, from npm's registry, held against its checksum
	@$(BIN)/python -m tests.openapi.swagger_ui

HAS_SPECTRAL = command -v npx >/dev/null && $(NPX) --version >/dev/null 2>&1
NOT_CHECKED := NOT CHECKED: the rules of NLGov take node, and npm that can get $(SPECTRAL)

# spectral is content with a file that is not there, hence the test of its size.
nlgov:
	@test -s openapi/openapi.json || { echo "openapi/openapi.json is missing: make openapi"; exit 1; }
	@$(HAS_SPECTRAL) || { echo "$(NOT_CHECKED)"; exit 1; }
	@$(NPX) lint -F warn -r tests/openapi/nlgov-linter.yaml openapi/openapi.json

# pip-audit ends with 1 both when it finds something and when it cannot ask, and --strict stops at the first package
# that it cannot ask about: what it knows of the others is in its JSON.
audit: | $(UV) ## look the locked packages up among the known vulnerabilities; fails when it cannot ask, too
	@mkdir -p build
	@$(UV) export --locked --quiet --no-emit-project --output-file build/requirements.txt
	@$(PIP_AUDIT) --strict 2>build/audit.err || { \
		$(PIP_AUDIT) --format json >build/audit.json 2>>build/audit.err; \
		if grep -q '"vulns": \[{' build/audit.json; then \
			$(PIP_AUDIT); \
		elif grep -q '"vulns"' build/audit.json; then \
			echo "NOT AUDITED: no advisory service answered for every package"; \
		else \
			echo "NOT AUDITED: no advisory service answered"; \
		fi; \
		exit 1; \
	}

sbom: | $(UV) ## write what the service is made of to build/sbom.cdx.json (CycloneDX)
	@mkdir -p build
	@$(UV) export --locked --quiet --no-dev --format cyclonedx1.5 --preview-features sbom-export --output-file build/sbom.cdx.json
	@echo build/sbom.cdx.json

bench: .venv/.development ## measure what a due time and a request cost, beside other libraries and a raw server
	@$(UV) run --locked --quiet --group bench python benchmarks/deadlines.py
	@$(BIN)/python -m benchmarks.http

bench-quick: .venv/.development ## measure what a request costs, roughly, in about a minute: it prints and never fails
	@$(AT_MOST_5_MINUTES) $(BIN)/python -m benchmarks.http --quick || echo "$(NOT_MEASURED)"

AT_MOST_5_MINUTES = $(shell command -v timeout >/dev/null && echo timeout --foreground --signal=INT 5m)
NOT_MEASURED := NOT MEASURED: what a request costs, to the end

clean: ## remove what make installed, and caches; the data in .duetime/ stays
	rm -rf .tools .venv build .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Without the network the second attempt takes what earlier ones left in uv's cache.
SYNC = $(UV) sync --locked --quiet --compile-bytecode --python $(PYTHON)

.venv/.runtime: pyproject.toml uv.lock | $(UV)
	@echo "Installing Duetime into .venv, which takes a minute the first time …"
	@$(SYNC) --no-dev --inexact || $(SYNC) --no-dev --inexact --offline
	@touch $@

.venv/.development: pyproject.toml uv.lock | $(UV)
	@echo "Installing Duetime and its development tools into .venv …"
	@$(SYNC) --extra otel || $(SYNC) --extra otel --offline
	@touch .venv/.runtime $@

# `venv` is a package of its own on Debian, and so may be pip: either of them will do.
$(UV):
	@echo "Installing uv $(UV_VERSION), which installs the rest, into .tools …"
	@$(PYTHON) -m venv .tools >/dev/null 2>&1 && .tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) \
		|| { rm -rf .tools && $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv==$(UV_VERSION); } \
		|| { rm -rf .tools && echo "Could not install uv. It takes the network, and Python's venv or pip" \
			"(Debian: apt install python3-venv)." && exit 1; }
