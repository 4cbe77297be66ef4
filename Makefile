# `make` alone lists the targets; CI calls the same targets that the README names.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
MEMBERS := libs/contracts libs/platform libs/webui libs/testkit services/ingest services/tasks services/notify services/reporting cli mobile
STAMP := $(VENV)/.installed
WEB_STAMP := libs/webui/node_modules/.installed
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup lock demo up test test-kafka kafka lint types check generate bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(STAMP) $(WEB_STAMP) ## install everything into .venv (quick when nothing changed)

$(VENV)/bin/uv: deploy/local/bootstrap.txt
	@deploy/local/venv.sh $(PYTHON) $(VENV)
	@touch $@

$(STAMP): $(VENV)/bin/uv requirements.lock mobile/requirements.lock $(addsuffix /pyproject.toml,$(MEMBERS))
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock mobile/requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(addprefix -e ,$(MEMBERS))
	@touch $@

$(WEB_STAMP): $(STAMP) libs/webui/package.json libs/webui/package-lock.json
	$(BIN)/python deploy/local/vendor.py
	@touch $@

lock: $(VENV)/bin/uv ## resolve again and write both locks
	$(UV) lock
	$(UV) export --quiet --all-packages --all-groups --no-emit-workspace --format requirements-txt --no-header -o requirements.lock
	$(UV) pip compile --quiet --no-header --generate-hashes --no-emit-index-url --universal --python-version 3.11 -c requirements.lock mobile/pyproject.toml -o mobile/requirements.lock
