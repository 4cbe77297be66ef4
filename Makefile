# `make` alone lists the targets; CI calls the same targets that the README names.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
MEMBERS := libs/contracts libs/platform libs/webui libs/testkit services/ingest services/tasks services/notify services/reporting cli mobile
STAMP := $(VENV)/.installed
WEB_STAMP := libs/webui/node_modules/.installed
ARGS ?=
WORKERS ?= 2
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup lock demo up test test-kafka test-keycloak kafka check lint types generate generate-check bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(STAMP) $(WEB_STAMP) ## install everything into .venv (quick when nothing changed)

$(VENV)/bin/uv: deploy/local/bootstrap.txt
	@deploy/local/venv.sh $(PYTHON) $(VENV)
	@touch $@

$(STAMP): $(VENV)/bin/uv requirements.lock mobile/requirements.lock $(addsuffix /pyproject.toml,$(MEMBERS))
	@echo "installing into $(VENV)" >&2
	@$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock mobile/requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(addprefix -e ,$(MEMBERS))
	@touch $@

$(WEB_STAMP): $(STAMP) libs/webui/package.json libs/webui/package-lock.json
	@$(BIN)/python deploy/local/vendor.py >&2
	@touch $@

lock: $(VENV)/bin/uv ## resolve again and write both locks
	$(UV) lock
	$(UV) export --quiet --all-packages --all-groups --no-emit-workspace --format requirements-txt --no-header -o requirements.lock
	awk '/^uv==/ {on = 1} on && /^[^ ]/ && !/^uv==/ {exit} on && !/# via/' requirements.lock > deploy/local/bootstrap.txt
	$(UV) pip compile --quiet --no-header --generate-hashes --no-emit-index-url --universal --python-version 3.11 -c requirements.lock mobile/pyproject.toml -o mobile/requirements.lock

demo: setup ## play the whole loop on this machine; ARGS="--once --json" ends by itself
	@deploy/local/packages.sh run >&2
	@$(BIN)/chithi demo $(ARGS)

up: setup ## start the whole system on this machine and stay until Ctrl-C
	@deploy/local/packages.sh run >&2
	@$(BIN)/chithi up $(ARGS)

test: setup ## install what the tests need, then run all, a file to a worker; ARGS="-k name" narrows
	@deploy/local/packages.sh test
	$(PYTEST) $(ARGS)

test-kafka: setup kafka ## the messaging, kill and end-to-end tests on Apache Kafka, pages and routes left out
	CHITHI_TEST_KAFKA=apache $(PYTEST) -m "not surface" cli/tests/local/test_broker.py libs/platform/tests/test_messaging.py tests/chaos tests/e2e $(ARGS)

test-keycloak: setup .cache/keycloak/.fetched ## sign in at a real Keycloak that imported deploy/keycloak
	$(BIN)/pytest deploy/keycloak $(ARGS)

.cache/keycloak/.fetched: deploy/keycloak/pom.xml deploy/keycloak/fetch.sh
	@deploy/local/packages.sh kafka
	deploy/keycloak/fetch.sh $(@D)
	@touch $@

kafka: .cache/kafka/.fetched ## get Apache Kafka from Maven Central into .cache/kafka

.cache/kafka/.fetched: deploy/local/kafka/pom.xml deploy/local/kafka/fetch.sh
	@deploy/local/packages.sh kafka
	deploy/local/kafka/fetch.sh $(@D)
	@touch $@

check: lint types generate-check ## everything but the tests

lint: setup ## style, format and the rules of import
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: setup ## mypy, strict
	$(BIN)/mypy $(addsuffix /src,$(MEMBERS))

generate: setup ## write the schemas, OpenAPI, AsyncAPI and settings references
	$(BIN)/python -m chithi_cli.generate

generate-check: setup
	$(BIN)/python -m chithi_cli.generate --check

bench: setup ## run a benchmark: ARGS="intake"; none lists them
	@$(BIN)/chithi bench $(ARGS)

clean: ## remove what was installed, fetched and cached; data in .chithi stay
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis libs/webui/node_modules libs/webui/src/chithi_webui/static/vendor
	find $(MEMBERS) tests deploy -name __pycache__ -type d -prune -exec rm -rf {} +
