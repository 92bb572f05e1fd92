# Two commands are enough: `make demo` and `make test`. Everything goes into .venv, nothing else on the machine changes.
PYTHON ?= python3
BIN := .venv/bin
# Office and portal are two programs with settings of their own: their tests run one after the other.
OFFICE = $(BIN)/python -m pytest
# a file's tests go to one process: what they share is made once
BESIDE = -n 2 --dist loadfile --no-loadscope-reorder
PORTAL = $(BIN)/python -m pytest tests/portal --ds=tests.portal.settings

.PHONY: demo test lint browser postgres long pictures lock clean

demo: .venv/run
	@$(BIN)/daihoi demo

test: .venv/dev
	$(OFFICE) $(BESIDE) -m "not browser and not postgres"
	$(PORTAL) -n 2 -m "not browser and not postgres"

lint: .venv/dev
	$(BIN)/ruff check daihoi tests
	$(BIN)/ruff format --check daihoi tests
	$(BIN)/mypy
	$(BIN)/mypy --config-file daihoi/portal/mypy.ini
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py makemigrations --check --dry-run --settings daihoi.portal.settings portal

# Needs Chromium on the machine (Debian: chromium).
browser: .venv/dev
	$(OFFICE) -m browser
	$(PORTAL) -m browser

# Needs a server: DAIHOI_DATABASE=postgresql://user:password@host:port/name make postgres
postgres: .venv/dev
	$(OFFICE) $(BESIDE) -m "not browser"
	DAIHOI_PORTAL_DATABASE=$(DAIHOI_DATABASE) $(PORTAL) -n 2 -m "not browser"

# The long runs: a million elections, a thousand kills, a hundred thousand edits of the ledger.
long: .venv/dev
	DAIHOI_LONG=1 $(OFFICE) -m "not browser and not postgres"

# The pictures of the README, from the running demo.
pictures: .venv/dev
	$(BIN)/python -m tests.pictures

lock:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements/run.txt
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements/dev.txt

.venv/run: requirements/run.txt pyproject.toml
	@test -d .venv || { echo "Making .venv"; $(PYTHON) -m venv .venv; }
	@echo "Installing what the program needs (once)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@echo "Installing what the tests need (once)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
