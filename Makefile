# Two commands on a fresh machine: `make run` and `make test`.

PYTHON ?= python3
IN_VENV := .venv/bin/python

.PHONY: run test setup setup-dev prepare lint format types imports migrations messages \
	messages-check deploy-check test-sqlite test-postgres test-browser lock clean

run: setup  ## the portal with demo data on http://127.0.0.1:8000 (PORT, HOST, DATA_DIR, DEMO)
	@exec $(IN_VENV) -m scripts.run

test: setup-dev  ## everything that guards the project
	@exec $(IN_VENV) -m scripts.check

setup:
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev

prepare: setup  ## what a server needs after an update: catalogues, static files, migrations
	@$(IN_VENV) -m scripts.prepare

lint types imports migrations messages-check deploy-check test-sqlite test-postgres test-browser: setup-dev
	@exec $(IN_VENV) -m scripts.check $@

format: setup-dev  ## put code and templates into form
	@$(IN_VENV) -m scripts.check --fix lint

messages: setup-dev  ## collect the strings to translate into locale/
	@$(IN_VENV) -m scripts.messages collect

lock:  ## pin every requirement anew (needs uv)
	@UV_CUSTOM_COMPILE_COMMAND="make lock" scripts/lock.sh

clean:
	@rm -rf .venv node_modules var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
