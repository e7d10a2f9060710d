# The developer manual: one command per chore.
# Works with plain python3 -m venv + pip, and uses uv where it is on the PATH.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)
READY  := $(VENV)/.ready
export UV_PYTHON_DOWNLOADS = never

.PHONY: demo test city app bench check lock clean help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

$(READY): pyproject.toml requirements.lock
ifneq ($(UV),)
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
else
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
endif
	@touch $@

demo: $(READY) ## the whole job on the fictitious town of Val-Fleuri
	$(BIN)/arpenteur demo

app: $(READY) ## open the app on the demo campaign
	@test -d demo/val-fleuri || $(BIN)/arpenteur demo
	$(BIN)/arpenteur app demo/val-fleuri

test: $(READY) ## every quick test that this machine can run
	$(BIN)/python -m pytest -m "not city" -n auto --dist loadfile --no-loadscope-reorder

city: $(READY) ## the long ones: whole real cities beside, endurance (ARPENTEUR_FULL=1: every kill)
	$(BIN)/python -m pytest -m city

bench: $(READY) ## benchmarks beside their peers; DATA=DIR (above the towns), QUICK=1, JSON=FILE
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick) $(if $(DATA),--data $(DATA)) $(if $(JSON),--json $(JSON))

check: $(READY) ## lint, format, types, dead code: what CI asks before the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
ifneq ($(shell command -v npm),)
	npm install --no-package-lock --ignore-scripts --silent
	npm run --silent check
else
	@echo "The scripts and styles of the maps are not checked: npm is not installed."
	@test -z "$$CI"
endif

lock: ## requirements.lock anew: versions and hashes, no addresses (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --all-extras pyproject.toml -o requirements.lock

clean: ## remove the environments and the demo
	rm -rf $(VENV) node_modules demo
